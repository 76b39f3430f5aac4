"""The whole fridge leaves, arrives at a host, and comes home: each by one code, in seconds, during a breakdown.

No code asks back: one scanned by mistake costs the seconds until VF:HOME.
"""

from coldchain import delivery, outing
from coldchain.acts.holding import conditions, placed_on
from coldchain.answer import Answer, signature
from coldchain.expiry import vials_left
from coldchain.modes import STANDING, Mode
from coldchain.outing import MINUTE_MS
from coldchain.stock import StockError, hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.command import Command
    from coldchain.scan import Scan
    from coldchain.session import Session

    Row = dict[str, Any]
    Fact = tuple[str, Row]


def evacuate(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """All that lies in the fridge is in transit; where nothing does, what is at a host goes on.

    Whether a parcel that waits was taken along, nobody says: it is doubted.

    Raises StockError `badge_missing` and `nothing_here`.
    """
    here.authority.check_badge(scan.mode)
    own = _own(here)
    inside = [line for line in own if line.get("away") is None]
    leaving = inside or [line for line in own if line["away"]["host"] is not None]
    if not leaving:
        raise StockError("nothing_here", "vials in %s or at a host" % here.fridge, "none")
    now = here.around.moment(scan)
    lines = []
    for line in leaving:
        away = outing.evacuated(line.get("away"), now, line["holds"])
        lines.append(hold(line, "evacuate") | {"away": away})
    facts = [_fact("stock.evacuated", line, {"away": line["away"]}) for line in lines]
    answer = _answer(here, scan, "evacuated", lines, facts)
    if inside:
        _doubt_parcels(here, answer)
    return answer


def arrive(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """What is in transit is at the host. Raises StockError `badge_missing`, `unknown_host` and `not_in_transit`."""
    here.authority.check_badge(scan.mode)
    host = here.around.hosts.get(command.argument)
    if host is None:
        raise StockError("unknown_host", "one of " + ", ".join(sorted(here.around.hosts)), command.argument)
    coming = [line for line in _own(here) if line.get("away") and line["away"]["host"] is None]
    if not coming:
        raise StockError("not_in_transit", "vials in transit", "none")
    now = here.around.moment(scan)
    lines = [line | {"away": outing.hosted(line["away"], now, host)} for line in coming]
    facts = [_fact("stock.hosted", line, {"away": line["away"]}) for line in lines]
    scan.facts["host"] = host.name
    return _answer(here, scan, "hosted" if host.sensor else "hosted_unmeasured", lines, facts)


def come_home(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """All that was away is in the fridge again, charged what it has been through; held where that was too much.

    Raises StockError `badge_missing` and `not_away`.
    """
    here.authority.check_badge(scan.mode)
    returning = [line for line in _own(here) if line.get("away")]
    if not returning:
        raise StockError("not_away", "vials that were evacuated", "none")
    now = here.around.moment(scan)
    outings = [outing.home(line["away"], now) for line in returning]
    lines, facts = [], []
    for line, away in zip(returning, outings):
        after, more = _at_home(here, line, away)
        lines.append(after)
        facts += more
    scan.facts["out_min"] = max([away["out_ms"] for away in outings]) // MINUTE_MS
    answer = _answer(here, scan, _homecoming(lines, outings), lines, facts)
    answer.charges = {line["line"]: outing.charge_of(away) for line, away in zip(lines, outings)}
    return answer


def _at_home(here: "Session", line: "Row", away: "Row") -> "tuple[Row, list[Fact]]":
    """The line in its fridge again, and what is told of it."""
    line = hold(line, "home") | {"away": None}
    placed = outing.grounds(away, here.around.longest_out_ms) + conditions((here.excursion, here.unwatched))
    after, holds = placed_on(line, placed, {})
    return after, [_fact("stock.homed", line, outing.told(away))] + holds


def _doubt_parcels(here: "Session", answer: Answer) -> None:
    for row in delivery.waiting(here.deliveries, here.fridge):
        if "doubted" not in row["because"]:
            answer.deliveries[row["delivery"]] = delivery.held(row, "doubt", outing.OUT_UNKNOWN)
            told = {"fridge": here.fridge, "delivery": row["delivery"], "hold": "doubted"}
            answer.events.append(("delivery.held", told | {"reason": outing.OUT_UNKNOWN}))


def _own(here: "Session") -> "list[Row]":
    own = [here.lines[name] for name in sorted(here.lines)]
    return [line for line in own if line["fridge"] == here.fridge and vials_left(line)]


def _fact(type: str, line: "Row", told: "Row") -> "Fact":
    return type, {"fridge": line["fridge"], "line": line["line"], "vials": vials_left(line)} | told


def _answer(here: "Session", scan: "Scan", code: str, lines: "list[Row]", facts: "list[Fact]") -> Answer:
    """Every fact is in the name of whoever scanned; the conversation stands at status again."""
    mode = Mode(STANDING, scan.up_ms, person=scan.mode.person)
    told = {"reader": here.reader} | signature(mode)
    events = [(type, data | told) for type, data in facts]
    scan.facts["clock"] = "unset" if scan.now_ms is None else "set"
    scan.facts["vials"] = sum([vials_left(line) for line in lines])
    return Answer(code, scan.facts, mode, events, {line["line"]: line for line in lines})


def _homecoming(lines: "list[Row]", outings: "list[Row]") -> str:
    """The worst that happened to any line since it left; what held it before is no news."""
    since = [
        name
        for line, away in zip(lines, outings)
        for name in line["holds"]
        if name not in away.get("held", ())
    ]
    for name, code in (("quarantined", "home_quarantined"), ("doubted", "home_doubted")):
        if name in since:
            return code
    return "home"
