"""What a screen at the fridge shows: the state of the loop as one plain table, made whenever somebody looks.

Nothing waits for it, and nothing is decided by it. It holds codes and numbers; words are its reader's.
"""

from agent.desk import Desk
from agent.ports import Clock, Journal
from agent.today import Today
from agent.trouble import Trouble
from agent.uplink import Uplink
from coldchain.catalogue import Catalogue
from coldchain.exposure import IN_RANGE, band_of
from coldchain.modes import MODE_TIMEOUT_MS, STANDING
from coldchain.opened import is_over
from coldchain.rules import CONFIRMING
from coldchain.stock import first_expiring, opened_as, standing, usable_vials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.modes import Mode

    Line = dict[str, Any]

# A temperature older than this is not that of now.
STALE_S = 180


class View:
    """The device as it is now. `days` and `desks` are by fridge; one without a desk has its stock elsewhere."""

    def __init__(
        self,
        days: dict[str, Today],
        desks: dict[str, Desk],
        trouble: Trouble,
        uplink: Uplink,
        catalogue: Catalogue,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._days = days
        self._desks = desks
        self._trouble = trouble
        self._uplink = uplink
        self._catalogue = catalogue
        self._clock = clock
        self._journal = journal

    def now(self) -> "dict[str, Any]":
        """The whole of it: {at, clock, gateway, fridges}; `at` is UTC ms, None where nobody knows it."""
        return {
            "at": self._clock.now_ms(),
            "clock": self._clock.quality(),
            "gateway": self._uplink.silence() | {"waiting": self._journal.last - self._journal.receipted},
            "fridges": [self._fridge(fridge) for fridge in sorted(self._days)],
        }

    def _fridge(self, fridge: str) -> "dict[str, Any]":
        """One fridge. Its `state`: "alarm"; "silent", where nobody knows how warm it is; "out" of range; "partial",
        where a sensor is silent; "ok".
        """
        day = self._days[fridge].state()
        episodes = self._trouble.episodes(fridge)
        desk = self._desks.get(fridge)
        found = {
            "fridge": fridge,
            "state": _state(day["sensors"], episodes),
            "episodes": episodes,
            "door": self._trouble.lasting("door", fridge),
            "mains": self._trouble.lasting("mains", fridge),
            "desk": None if desk is None else self._desk(fridge, desk),
        }
        return found | day

    def _desk(self, fridge: str, desk: Desk) -> "dict[str, Any]":
        judged_ms = desk.judged_ms()
        lines = desk.lines_inside()
        inside = [lines[key] for key in sorted(lines)]
        return {
            "readers": [self._reader(fridge, reader, mode) for reader, mode in desk.modes()],
            "first": [self._first(line) for line in _first_of_each(inside, judged_ms)],
            "ended": [self._first(line) for line in inside if is_over(line, judged_ms)],
            "held": _held(inside, judged_ms),
            "parcels": len([row for row in desk.inside().values() if "line" not in row]),
            "unwatched": desk.unwatched,
        }

    def _reader(self, fridge: str, reader: str, mode: "Mode") -> "dict[str, Any]":
        up_ms = self._clock.uptime_ms()
        mode = mode.at(up_ms)
        left_ms = MODE_TIMEOUT_MS - (up_ms - mode.since_up)
        return {
            "reader": reader,
            "failed": self._trouble.lasting("reader", fridge, reader),
            "mode": mode.name,
            "left_s": None if mode.name == STANDING else -(-left_ms // 1000),
            "who": mode.person.name if mode.person else None,
        }

    def _first(self, line: "Line") -> "dict[str, Any]":
        product = self._catalogue.products.get(line["product"])
        return {
            "name_fr": product.name_fr if product else None,
            "name_en": product.name_en if product else None,
            "cap": product.cap if product else None,
            "audience": product.audience if product else None,
            "lot": line["lot"],
            "limit_at": line["limit_at"],
            "vials": line["counts"]["in_stock"],
            "container": opened_as(line),
            "reserved_for": line["reserved_for"],
        }


def _state(sensors: "list[dict[str, Any]]", episodes: "list[dict[str, Any]]") -> str:
    if any(episode["rule"]["severity"] in CONFIRMING for episode in episodes):
        return "alarm"
    known = [sensor["mc"] for sensor in sensors if sensor["mc"] is not None and sensor["age_s"] <= STALE_S]
    if not known:
        return "silent"
    if any(band_of(mc) != IN_RANGE for mc in known):
        return "out"
    return "ok" if len(known) == len(sensors) else "partial"


def _first_of_each(lines: "list[Line]", judged_ms: int) -> "list[Line]":
    """The line to use first of each product and reservation, the soonest limit before the others."""
    pools: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        pools.setdefault((line["product"] or line["gtin"], line["reserved_for"] or ""), []).append(line)
    first = [first_expiring(pool, judged_ms) for pool in pools.values()]
    usable = [line for line in first if line is not None]
    return sorted(usable, key=lambda line: (line["limit_at"], line["line"]))


def _held(lines: "list[Line]", judged_ms: int) -> dict[str, int]:
    """Vials inside that must not be given, by the most serious reason; those that are over are told by themselves."""
    held: dict[str, int] = {}
    for line in lines:
        if not usable_vials(line, judged_ms) and not is_over(line, judged_ms):
            reason = standing(line, judged_ms)
            held[reason] = held.get(reason, 0) + line["counts"]["in_stock"]
    return held
