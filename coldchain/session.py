"""The conversation at the desk of one fridge: each scan gets an answer, and nothing changes before it is adopted.

`Session.scan` decides and returns an `Answer`; the caller journals its events and rows in one transaction and then
calls `Session.adopt`. A commit that fails therefore changes nothing: the vial is where it was, the mode as well.

One scan cannot be answered at once: the reason that ends a PIN is a `Question` to whoever checks PINs, and
`Session.settle` gives the answer. Nothing else waits for it.

A scan that is refused is journalled as `scan.refused`, in status mode too when it could not be read: bad input is
counted wherever it comes. A pack that status mode can read leaves no trace.
"""

from coldchain import lookup, reception
from coldchain.answer import CODES, Answer, line_facts, mode_facts, signature, vial_facts
from coldchain.authority import LIFTS, Authority, Question
from coldchain.civil import parse_stamp
from coldchain.command import parse_command
from coldchain.mode_change import obey
from coldchain.modes import MODE_TIMEOUT_MS, MODES, Mode
from coldchain.refusal import refused
from coldchain.scan import Scan
from coldchain.stock import EVENT_ACTS, StockError, barrier, check_in_stock, hold, lift, move, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from coldchain.catalogue import Catalogue
    from coldchain.civil import Zone
    from coldchain.symbol import Symbol

    # Of several lines, at an instant, the one that is meant.
    Choice = Callable[[list[dict[str, Any]], int], dict[str, Any]]

__all__ = ["CODES", "MODES", "MODE_TIMEOUT_MS", "Answer", "Question", "Session"]


class Session:
    """One fridge, its reader and its stock, as the desk's journal holds it.

    `lines` and `units` are the desk's own mappings, by id; they may hold other fridges of the same desk. A command
    of the gateway changes them through `stock.apply_event`. `floor_ms` is the last known wall time, kept current by
    the owner, and never before the day of the catalogue: with the clock unset or behind it, limits are judged at
    it, since time has not gone back. `excursion` names one that is open in the fridge, also kept current: what is
    received meanwhile goes into quarantine with the rest. `unwatched` says since when nothing was read in the fridge,
    where that is too long: what is received meanwhile is in doubt with the rest. `authority` knows who may lift such
    a hold here.
    """

    def __init__(
        self,
        fridge: str,
        reader: str,
        catalogue: "Catalogue",
        zone: "Zone",
        lines: "dict[str, dict[str, Any]]",
        units: "dict[str, dict[str, Any]]",
        floor_ms: int = 0,
        prefix: str = "",
        suffix: str = "",
        authority: Authority | None = None,
    ) -> None:
        self.fridge = fridge
        self.reader = reader
        self.catalogue = catalogue
        self.zone = zone
        self.lines = lines
        self.units = units
        self.prefix = prefix
        self.suffix = suffix
        self.authority = authority or Authority()
        self.floor_ms = max(floor_ms, _written(catalogue, zone))
        self.excursion = ""
        self.unwatched = ""
        self.mode = Mode()
        self._acts = {
            "status": self._look,
            "receive": self._receive,
            "undated": self._receive,
            "complete": self._complete,
            "dispense": self._dispense,
            "discard": self._discard,
            "release_pin": self._wait_for_pin,
            "lift_pin": self._wait_for_pin,
            "release": self._release,
            "lift": self._lift,
        }

    def scan(self, text: str, up_ms: int, now_ms: int | None, today_year: int) -> Answer | Question:
        """The answer to one frame of the reader, or what must be known first: then nothing else is scanned meanwhile.

        `up_ms` is the device's uptime, `now_ms` UTC or None while the clock is unset, `today_year` places the
        two-digit years of the pack.
        """
        scan = Scan(text, self.mode.at(up_ms), up_ms, now_ms, self.floor_ms)
        try:
            command = parse_command(text, self.prefix, self.suffix)
            if command is not None:
                return obey(scan, command, self.fridge, self.authority)
            symbol = scan.read(self.catalogue, self.lines, today_year, self.prefix, self.suffix)
            return self._acts[scan.mode.name](scan, symbol)
        except StockError as error:
            return refused(scan, error, self.fridge, self.reader)

    def settle(self, question: Question, right: bool) -> Answer:
        """The answer to the scan that asked: the PIN opens the mode, or the try is counted."""
        tries, refusal = self.authority.judge(question, right)
        if refusal is None:
            answer = Answer("mode_" + question.mode.name, mode_facts(question.mode), question.mode)
        else:
            answer = refused(question.scan, refusal, self.fridge, self.reader)
        answer.tries = tries
        return answer

    def adopt(self, answer: Answer) -> None:
        """Make the answer true: its events are on the disk, or it had none."""
        self.lines.update(answer.lines)
        self.units.update(answer.units)
        self.authority.tries.update(answer.tries)
        self.mode = answer.mode

    def _look(self, scan: Scan, symbol: "Symbol") -> Answer:
        """Status: what the pack is and where it stands; a look leaves no trace."""
        mode = scan.mode.renewed(scan.up_ms)
        try:
            line, unit = self._present(scan, symbol, lookup.to_give)
        except StockError as error:
            code = "not_received" if error.code == "unknown_vial" else error.code
            return Answer(code, scan.facts | {"expected": error.expected, "found": error.found}, mode)
        scan.facts.update(vial_facts(line, scan.vials(unit)))
        self._compare(scan, line)
        return Answer(standing(line, scan.judged_ms), scan.facts, mode)

    def _receive(self, scan: Scan, symbol: "Symbol") -> Answer:
        unit = reception.open_unit(symbol, scan.pack_vials)
        self._check_new(scan, unit)
        vials = scan.vials(unit)
        line, limit = reception.open_line(self.fridge, symbol, scan, self.zone)
        if self.excursion:
            line = hold(line, "quarantine")
        if self.unwatched:
            line = hold(line, "doubt")
        line = reception.joined_line(self.lines, line, self.zone)
        if unit is not None:
            unit["line"] = line["line"]
        line, unit = move(line, unit, "receive", vials)
        code = "received"
        if line["holds"]:
            code = "received_" + line["holds"][0]
            scan.facts["missing"] = limit.expected or None
        elif reception.needs_verifying(scan.product, line):
            code = "received_to_verify"
        data: dict[str, Any] = {"line": line, "unit": unit, "vials": vials}
        if self.excursion:
            data["excursion"] = self.excursion
        return self._done(scan, code, ("stock.received", data), line, unit, vials)

    def _complete(self, scan: Scan, symbol: "Symbol") -> Answer:
        """A date for a line: read off one of its packs, it counts for the whole line."""
        line, _ = self._present(scan, symbol, lookup.to_complete)
        after = reception.completed_line(line, scan.product, scan.mode, self.zone)
        code = _completion(line, after, scan.judged_ms)
        event = None if after == line else ("stock.completed", {"line": after})
        return self._done(scan, code, event, after, None, line["counts"]["in_stock"])

    def _dispense(self, scan: Scan, symbol: "Symbol") -> Answer:
        line, unit = self._present(scan, symbol, lookup.to_give)
        reason = barrier(line, "dispense", scan.judged_ms)
        if reason:
            raise StockError(reason, "usable", reason)
        code = self._compare(scan, line) or "dispensed"
        if code == "check_label":
            raise StockError(
                code, "no other vials of the batch that are held", scan.facts["held"]["standing"]
            )
        return self._leave(scan, code, "stock.dispensed", line, unit)

    def _discard(self, scan: Scan, symbol: "Symbol") -> Answer:
        """Whatever lies in the fridge may be thrown away, expired or held."""
        line, unit = self._present(scan, symbol, lookup.to_discard)
        return self._leave(scan, "discarded", "stock.discarded", line, unit)

    def _wait_for_pin(self, scan: Scan, symbol: "Symbol") -> Answer:
        raise StockError("pin_first", "the digits of a PIN, then VF:REASON", "a pack")

    def _release(self, scan: Scan, symbol: "Symbol") -> Answer:
        """The quarantine ends for the whole line of the pack; not while what caused it goes on."""
        if self.excursion:
            raise StockError("too_early", "a fridge within its limits", self.excursion)
        line, _ = self._present(scan, symbol, lookup.to_release)
        return self._free(scan, line)

    def _lift(self, scan: Scan, symbol: "Symbol") -> Answer:
        """The doubt ends for the whole line of the pack; not while nobody measures the fridge."""
        if self.unwatched:
            raise StockError("too_early", "a fridge that is measured", self.unwatched)
        line, _ = self._present(scan, symbol, lookup.to_lift)
        return self._free(scan, line)

    def _free(self, scan: Scan, line: "dict[str, Any]") -> Answer:
        lifts = [LIFTS[scan.mode.name]]
        after = lift(line, lifts)
        data = {"line": line["line"], "reason": scan.mode.reason, "evidence": None, "lifts": lifts}
        code = "released" if standing(after, scan.judged_ms) == "usable" else "released_held"
        return self._done(scan, code, ("stock.released", data), after, None, line["counts"]["in_stock"])

    def _present(
        self, scan: Scan, symbol: "Symbol", choose: "Choice"
    ) -> "tuple[dict[str, Any], dict[str, Any] | None]":
        """The line that is meant by the pack in the hand, and its unit if it has a serial; both are in stock."""
        lines, unit = lookup.lines_of(symbol, self.fridge, self.lines, self.units)
        line = choose(lines, scan.judged_ms)
        self._saw(scan, line)
        check_in_stock(line, unit)
        return line, unit

    def _saw(self, scan: Scan, line: "dict[str, Any]") -> None:
        scan.facts.update(line_facts(line, self.zone, scan.judged_ms))

    def _compare(self, scan: Scan, line: "dict[str, Any]") -> str:
        """Add the facts `first` and `held`, and return the code that warns of them, if any."""
        first = lookup.first_to_use(self.lines, line, scan.judged_ms)
        if first is not None:
            scan.facts["first"] = {key: first[key] for key in ("line", "lot", "limit_at")}
        held = lookup.held_beside(self.lines, line, scan.judged_ms)
        if held is not None:
            scan.facts["held"] = {"line": held["line"], "standing": standing(held, scan.judged_ms)}
            return "check_label"
        return "not_first_expiring" if first is not None else ""

    def _check_new(self, scan: Scan, unit: "dict[str, Any] | None") -> None:
        known = self.units.get(unit["unit"]) if unit else None
        if known is None:
            return
        if known["line"] in self.lines:
            self._saw(scan, self.lines[known["line"]])
        raise StockError("already_received", "a serial not received before", known["state"])

    def _leave(
        self, scan: Scan, code: str, type: str, line: "dict[str, Any]", unit: "dict[str, Any] | None"
    ) -> Answer:
        vials, reason = scan.vials(unit), scan.mode.reason
        line, unit = move(line, unit, EVENT_ACTS[type], vials)
        scan.facts["reason"] = reason
        name = unit["unit"] if unit else None
        data = {"line": line["line"], "unit": name, "vials": vials, "reason": reason}
        return self._done(scan, code, (type, data), line, unit, vials)

    def _done(
        self,
        scan: Scan,
        code: str,
        event: "tuple[str, dict[str, Any]] | None",
        line: "dict[str, Any]",
        unit: "dict[str, Any] | None",
        vials: int,
    ) -> Answer:
        """The answer that takes the pack, with the event that tells it; without one nothing changes but the mode."""
        self._saw(scan, line)
        scan.facts.update(vial_facts(line, vials))
        mode = scan.mode.after_pack(scan.up_ms, code)
        if event is None:
            return Answer(code, scan.facts, mode)
        data = event[1] | {"fridge": self.fridge, "recovered": scan.facts["recovered"]} | signature(mode)
        lines = {line["line"]: line}
        units = {unit["unit"]: unit} if unit else {}
        return Answer(code, scan.facts, mode, [(event[0], data)], lines, units)


def _written(catalogue: "Catalogue", zone: "Zone") -> int:
    """The instant that a device knows to be past even when it has never known the time."""
    return zone.start_of_day(parse_stamp(catalogue.dated)[0]) if catalogue.dated else 0


def _completion(line: "dict[str, Any]", after: "dict[str, Any]", now_ms: int) -> str:
    if barrier(after, "dispense", now_ms) in ("expired", "exposed"):
        return "completed_expired"
    if after == line:
        return "already_complete"
    return "completed" if "incomplete" in line["holds"] else "shortened"
