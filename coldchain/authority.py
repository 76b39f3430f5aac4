"""Who may lift a hold at one fridge by scans alone: a person with a badge, a role that allows it, and a right PIN."""

from coldchain.people import People
from coldchain.stock import StockError
from coldchain.tries import after_try, locked_ms, tries_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.modes import Mode
    from coldchain.people import Person, Professional
    from coldchain.scan import Scan

    Tries = dict[str, dict[str, int]]

# The digits of a PIN, one code each.
SHORTEST, LONGEST = 4, 8
# Act -> the grounds it may have at a fridge, one code each; what needs more words is decided on the gateway's page.
REASONS = {
    "release": ("laboratory", "allowance", "sensor"),
    "lift": ("readings", "logger", "mains"),
}
MINUTE_MS = 60000


class Question:
    """What must be known before a scan can be answered: is `pin` the PIN of `person`?

    `Session.scan` asks it, and `Session.settle` takes what was found. `scan` is the scan that waits for it, `mode`
    the one that a right PIN opens.
    """

    def __init__(self, scan: "Scan", mode: "Mode", person: "Person") -> None:
        self.scan = scan
        self.mode = mode
        self.person = person
        self.pin = scan.mode.pin


class Authority:
    """The people a fridge knows, and whether they may release stock at it by scans alone.

    `tries` are the rows of coldchain.tries by person, in ms of uptime: one mapping for all fridges of a device,
    changed by `Session.adopt` alone.
    """

    def __init__(
        self, people: People | None = None, tries: "Tries | None" = None, releases: bool = False
    ) -> None:
        self.tries = {} if tries is None else tries
        self._people = people or People()
        self._releases = releases

    def named(self, badge: str) -> "Person":
        """Whose badge it is. Raises StockError `unknown_badge`."""
        person = self._people.by_badge(badge)
        if person is None:
            raise StockError("unknown_badge", "the badge of a person of people.toml", badge)
        return person

    def professional(self, code: str) -> "Professional":
        """The professional of a code. Raises StockError `unknown_professional`."""
        known = self._people.professional(code)
        if known is None:
            raise StockError("unknown_professional", "a professional of people.toml", code)
        return known

    def name_of(self, professional: str) -> str:
        """The name of a professional; the id, of one who is no longer in the file."""
        known = self._people.professional(professional)
        return known.name if known else professional

    def signer(self, act: str, mode: "Mode") -> "Person":
        """The person of the mode, whose role allows the act; a badge is enough here.

        Raises StockError `badge_missing`, also where nobody has a badge, and `not_allowed`.
        """
        person = mode.person
        if person is None:
            known = [one for one in self._people.persons if one.badge]
            expected = (
                "a badge before VF:%s" % act.upper() if known else "a person with a badge in people.toml"
            )
            raise StockError("badge_missing", expected, "none")
        if not person.may(act):
            raise StockError("not_allowed", "a role that may %s" % act, person.role)
        return person

    def check_badge(self, mode: "Mode") -> None:
        """Where people have badges, whoever decides for a whole fridge says who it is. Raises `badge_missing`."""
        if mode.person is None and self._people.have_badges():
            raise StockError("badge_missing", "a badge before the command", "none")

    def check(self, act: str, mode: "Mode", up_ms: int) -> "Person":
        """The person of the mode, who may give the digits of a PIN for the act now.

        Raises StockError `release_elsewhere`, `badge_missing`, `not_allowed`, `pin_locked` or `pin_length`.
        """
        if not self._releases:
            raise StockError("release_elsewhere", "release_at_fridge = true", "false")
        person = self.signer(act, mode)
        wait_ms = locked_ms(self.tries.get(person.id), up_ms)
        if wait_ms:
            raise _locked(wait_ms)
        if len(mode.pin) > LONGEST:
            raise _wrong_length(mode.pin)
        return person

    def ask(self, scan: "Scan", mode: "Mode") -> Question:
        """The question whether the digits scanned so far open `mode`, of which the reason is known.

        Raises StockError: those of `check`, `pin_length`, and `reason_unfit` for a ground that the act cannot have.
        """
        act = mode.name
        person = self.check(act, scan.mode, scan.up_ms)
        if len(scan.mode.pin) < SHORTEST:
            raise _wrong_length(scan.mode.pin)
        if mode.reason not in REASONS[act]:
            raise StockError("reason_unfit", "one of " + ", ".join(REASONS[act]), str(mode.reason))
        return Question(scan, mode, person)

    def judge(self, question: Question, right: bool) -> "tuple[Tries, StockError | None]":
        """The rows that this try changes, and the refusal it ends in, None where the PIN opens the mode.

        A right PIN has its row as well: a journal that keeps nothing must not tell right from wrong. No try counts
        while the person is locked out, by wrong PINs at another reader perhaps.
        """
        person, up_ms = question.person, question.scan.up_ms
        row = self.tries.get(person.id)
        wait_ms = locked_ms(row, up_ms)
        if wait_ms:
            return {}, _locked(wait_ms)
        row = after_try(row, right, up_ms)
        return {person.id: row}, None if right else _refusal(question, row)


def _refusal(question: Question, row: "dict[str, int]") -> StockError:
    wait_ms = locked_ms(row, question.scan.up_ms)
    if wait_ms:
        return _locked(wait_ms)
    question.scan.facts["tries_left"] = tries_left(row)
    return StockError("pin_wrong", "the PIN of " + question.person.id, "another")


def _locked(wait_ms: int) -> StockError:
    return StockError("pin_locked", "a wait of %d min" % -(-wait_ms // MINUTE_MS), "a try before its end")


def _wrong_length(pin: str) -> StockError:
    """It says how many digits were scanned, never which."""
    return StockError("pin_length", "%d to %d digits" % (SHORTEST, LONGEST), "%d" % len(pin))
