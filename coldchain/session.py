"""The conversation at the desk of one fridge: each scan gets an answer, and nothing changes before it is adopted.

`Session.scan` decides and returns an `Answer`; the caller journals its events and rows in one transaction and then
calls `Session.adopt`. A commit that fails therefore changes nothing: the vial is where it was, the mode as well.

One scan cannot be answered at once: the reason that ends a PIN is a `Question` to whoever checks PINs, and
`Session.settle` gives the answer. Nothing else waits for it.

A scan that is refused is journalled as `scan.refused`, in status mode too when it could not be read: bad input is
counted wherever it comes. A pack that status mode can read leaves no trace.
"""

from coldchain.acts.table import PACKS
from coldchain.answer import CODES, Answer, mode_facts
from coldchain.authority import Authority, Question
from coldchain.civil import parse_stamp
from coldchain.command import parse_command
from coldchain.delivery import settle
from coldchain.mode_change import obey
from coldchain.modes import MODE_TIMEOUT_MS, MODES, Mode
from coldchain.refusal import refused
from coldchain.scan import Scan
from coldchain.stock import StockError
from coldchain.surroundings import Surroundings
from coldchain.unfinished import left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.acts.undoing import LastAct
    from coldchain.catalogue import Catalogue
    from coldchain.civil import Zone

__all__ = ["CODES", "MODES", "MODE_TIMEOUT_MS", "Answer", "Question", "Session"]


class Session:
    """One fridge, its reader and its stock, as the desk's journal holds it.

    `lines` and `units` are the desk's own mappings, by id; they may hold other fridges of the same desk. A command
    of the gateway changes them through `ledger.apply_event`. `floor_ms` is the last known wall time, kept current by
    the owner, and never before the day of the catalogue: with the clock unset or behind it, limits are judged at
    it, since time has not gone back. `excursion` names one that is open in the fridge, also kept current: what is
    received meanwhile goes into quarantine with the rest. `unwatched` says since when nothing was read in the fridge,
    where that is too long: what is received meanwhile is in doubt with the rest. `last` is the last act of this
    reader, kept current too: VF:UNDO takes it back. `deliveries` and `recalled`, the desk's own mappings too, have the
    parcels that wait (`coldchain.delivery`) and the batches that are recalled (`coldchain.recall.batch_of`).
    `recounting`: the stock is still on its way to this new board, so what is not known may yet be. `authority` knows
    who may lift such a hold here. `around` is what it must know of the world beside this fridge.
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
        self.around = Surroundings()
        self.excursion = ""
        self.unwatched = ""
        self.recounting = False
        self.last: LastAct | None = None
        self.deliveries: dict[str, dict[str, Any]] = {}
        self.recalled: dict[str, Any] = {}
        self.mode = Mode()

    def scan(self, text: str, up_ms: int, now_ms: int | None, today_year: int) -> Answer | Question:
        """The answer to one frame of the reader, or what must be known first: then nothing else is scanned meanwhile.

        `up_ms` is the device's uptime, `now_ms` UTC or None while the clock is unset, `today_year` places the
        two-digit years of the pack.
        """
        scan = Scan(text, self.mode.at(up_ms), up_ms, now_ms, self.floor_ms)
        try:
            command = parse_command(text, self.prefix, self.suffix)
            if command is not None:
                return obey(self, scan, command)
            symbol = scan.read(self.catalogue, self.lines, today_year, self.prefix, self.suffix)
            if self.recounting:
                scan.facts["recount"] = True
            return PACKS[scan.mode.name](self, scan, symbol)
        except StockError as error:
            return refused(scan, error, self.fridge, self.reader)

    def refuse(self, text: str, up_ms: int, expected: str, found: str) -> Answer:
        """The answer to a frame that did not come whole: nothing in it is read."""
        scan = Scan(text, self.mode.at(up_ms), up_ms, None, self.floor_ms)
        return refused(scan, StockError("unreadable", expected, found), self.fridge, self.reader)

    def settle(self, question: Question, right: bool) -> Answer:
        """The answer to the scan that asked: the PIN opens the mode, or the try is counted."""
        tries, refusal = self.authority.judge(question, right)
        if refusal is None:
            answer = Answer("mode_" + question.mode.name, mode_facts(question.mode), question.mode)
        else:
            answer = refused(question.scan, refusal, self.fridge, self.reader)
        answer.tries = tries
        return answer

    def quiet(self, up_ms: int) -> Answer | None:
        """What 90 s without a scan have left unfinished, to be adopted and shown once; None where nothing is."""
        mode = self.mode.at(up_ms)
        facts = None if mode is self.mode else left(self.mode)
        return None if facts is None else Answer("left_unfinished", facts, mode)

    def adopt(self, answer: Answer) -> None:
        """Make the answer true: its events are on the disk, or it had none."""
        self.lines.update(answer.lines)
        self.units.update(answer.units)
        settle(self.deliveries, answer.deliveries)
        self.authority.tries.update(answer.tries)
        self.around.remember(answer.left)
        self.mode = answer.mode


def _written(catalogue: "Catalogue", zone: "Zone") -> int:
    """The instant that a device knows to be past even when it has never known the time."""
    return zone.start_of_day(parse_stamp(catalogue.dated)[0]) if catalogue.dated else 0
