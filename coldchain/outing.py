"""What is out of its fridge: since when, where, and what that costs it.

An instant of an outing is a *moment*, {"at", "up", "boot"}: UTC ms, None where no clock could be trusted, and the
uptime in ms of that boot. A line that was evacuated keeps its outing in `away`, whole, as the wire carries it (`AWAY`
in coldchain/event_types.py): in transit, or at a host. What nobody measured between two places is charged to a room;
what a host with a sensor measured stands in that host's own record; the rest is unknown.
"""

from coldchain.exposure import HOSTED, UNKNOWN, outside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from coldchain.exposure import Time

    Moment = dict[str, Any]
    Away = dict[str, Any]

MINUTE_MS = 60000
# How the ground of a quarantine or a doubt begins that comes of an outing.
OUT, FROM_OUTSIDE, UNMEASURED = "out for ", "from outside the building", "no sensor at "
OUT_UNKNOWN = OUT + "an unknown time"


class Host:
    """Where an evacuated fridge may go; `sensor`: somebody measures there, and keeps the record."""

    def __init__(self, id: str, name: str, sensor: bool) -> None:
        self.id = id
        self.name = name
        self.sensor = sensor


class Parting:
    """Vials that leave line `parent` for another one.

    `returned` ones were out for `out_ms`, None where nobody knows; others were carried from one fridge into another.
    """

    def __init__(self, parent: str, returned: bool = False, out_ms: int | None = None) -> None:
        self.parent = parent
        self.returned = returned
        self.out_ms = out_ms


def elapsed_ms(since: "Moment", now: "Moment") -> int | None:
    """The time between two moments; None where no clock can tell.

    By the uptime within one boot. Over a stop by the wall clock, unless that gives less than this boot has lasted: then
    it was set back.
    """
    if since["boot"] == now["boot"]:
        return max(0, int(now["up"]) - int(since["up"]))
    if since["at"] is None or now["at"] is None:
        return None
    passed_ms = int(now["at"]) - int(since["at"])
    return passed_ms if passed_ms >= now["up"] else None


def evacuated(away: "Away | None", now: "Moment", held: "Sequence[str]" = ()) -> "Away":
    """On the way from now on: out of the fridge, where it was `held` for these reasons, or on from a host."""
    if away is not None:
        return _ended(away, now) | {"leg": now, "host": None, "name": None, "sensor": None}
    return {
        "since_at": now["at"],
        "leg": now,
        "host": None,
        "name": None,
        "sensor": None,
        "there_ms": 0,
        "out_ms": 0,
        "hosted_ms": 0,
        "unknown_ms": 0,
        "unsure": False,
        "unmeasured": None,
        "held": list(held),
    }


def hosted(away: "Away", now: "Moment", host: Host) -> "Away":
    """At that host from now on."""
    arrived = _ended(away, now) | {"leg": now, "host": host.id, "name": host.name, "sensor": host.sensor}
    return arrived if host.sensor else arrived | {"unmeasured": host.id}


def home(away: "Away", now: "Moment") -> "Away":
    """The outing as it was when it ended.

    Nobody told when the way back from a host began: it is charged as long as the way there.
    """
    after = _ended(away, now)
    if away["host"] is None:
        return after
    stay = "hosted_ms" if away["sensor"] else "unknown_ms"
    back_ms = min(away["there_ms"], after[stay] - away[stay])
    return after | {stay: after[stay] - back_ms, "out_ms": after["out_ms"] + back_ms}


def charge_of(away: "Away") -> "Time":
    """What an outing that has ended adds to the exposure of its line."""
    return outside({HOSTED: away["hosted_ms"], UNKNOWN: away["unknown_ms"]}, away["out_ms"])


def told(away: "Away") -> "dict[str, Any]":
    """What the record says of an outing that has ended: seconds in transit, at hosts that measure, and unmeasured."""
    seconds = {what + "_s": away[what + "_ms"] // 1000 for what in ("out", "hosted", "unknown")}
    return seconds | {"unsure": away["unsure"], "unmeasured": away["unmeasured"]}


def too_long(out_ms: int | None, longest_ms: int) -> str:
    """The ground on which what was out for so long goes to quarantine, "" where it may be given again."""
    if out_ms is None:
        return OUT_UNKNOWN
    return "%s%d min" % (OUT, out_ms // MINUTE_MS) if out_ms > longest_ms else ""


def grounds(away: "Away", longest_ms: int) -> "list[tuple[str, str]]":
    """What an outing that has ended places on its line: (act, ground) of a quarantine, of a doubt."""
    found = []
    out = too_long(None if away["unsure"] else away["out_ms"], longest_ms)
    if out:
        found.append(("quarantine", out))
    if away["unmeasured"] is not None:
        found.append(("doubt", UNMEASURED + away["unmeasured"]))
    return found


def _ended(away: "Away", now: "Moment") -> "Away":
    """The outing with its present leg counted; of one whose length no clock tells, as much as this boot has seen."""
    passed_ms = elapsed_ms(away["leg"], now)
    if away["host"] is not None:
        stay = "hosted_ms" if away["sensor"] and passed_ms is not None else "unknown_ms"
        return away | {stay: away[stay] + (now["up"] if passed_ms is None else passed_ms)}
    if passed_ms is None:
        return away | {"unknown_ms": away["unknown_ms"] + now["up"], "unsure": True}
    return away | {"out_ms": away["out_ms"] + passed_ms, "there_ms": passed_ms}
