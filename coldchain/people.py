"""The people of a house: who they are, what their role lets them do, and the badge and the PIN they prove it with.

Read from `people.toml`. A PIN is never in it: only its scrypt hash is, which `config/pins.py` makes and checks. Beside
them the professionals to whom vials are given, or for whom they are kept: they decide nothing here.
"""

from coldchain.printed import Printable
from coldchain.schema import (
    Choice,
    Field,
    Flag,
    ListOf,
    Nullable,
    Problem,
    Shape,
    Table,
    Text,
    identifier,
    join,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Role -> the acts on stock lines that it may decide, who puts a new board in place of another, and who prints badges.
# A house rule on the law's ground: the pharmacist answers for what is given to a patient; the préparateur works under
# that control (CSP L. 4241-1), so may hold stock back, throw it away and lift a doubt on a stated ground, but neither
# end a quarantine nor move a limit.
ROLES: dict[str, tuple[str, ...]] = {
    "pharmacist": (
        "quarantine",
        "doubt",
        "discard",
        "lift",
        "release",
        "prolong",
        "recall",
        "end_recall",
        "close_recall",
        "replace",
        "badges",
        "sign",
    ),
    "preparer": ("quarantine", "doubt", "discard", "lift", "recall", "replace", "sign"),
    "technician": ("quarantine", "doubt", "replace", "sign"),
}
BADGE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
HEX = "0123456789abcdef"
# Cost of scrypt (RFC 7914): n a power of two, r, p. The least takes 16 MiB of memory, the most 64.
COSTS_N = (16384, 32768, 65536)
COST_R = 8
COSTS_P = (1, 2, 3, 4)
SALT_DIGITS, HASH_DIGITS = 32, 64


class PinHash(Shape):
    """`scrypt$n$r$p$salt$hash`, salt and hash in hexadecimal. It is a secret: what does not fit is not repeated."""

    expected = "a hash that `vigifroid-gateway people pin` printed"

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        if self.fits(value):
            return value
        problems.append(Problem(where, self.expected, "something else"))
        return None

    def fits(self, value: "Any") -> bool:
        parts = value.split("$") if isinstance(value, str) else []
        if len(parts) != 6 or parts[0] != "scrypt":
            return False
        costs = (parts[1] in [str(n) for n in COSTS_N], parts[2] == str(COST_R))
        return all(costs) and parts[3] in [str(p) for p in COSTS_P] and _are_digits(parts[4], parts[5])


BADGE = Text(4, 32, BADGE_ALPHABET, "4 to 32 capitals, digits or -")
PERSON = Table(
    {
        "id": identifier(),
        "name": Printable(1, 200),
        "role": Choice("pharmacist", "preparer", "technician"),
        "language": Field(Choice("fr", "en"), "fr"),
        "badge": Field(Nullable(BADGE), None),
        "pin": PinHash(),
    }
)
PROFESSIONAL = Table({"id": identifier(), "name": Printable(1, 200)})
PEOPLE = Table(
    {
        "demonstration": Field(Flag(), False),
        "person": Field(ListOf(PERSON, 0, 1000), []),
        "professional": Field(ListOf(PROFESSIONAL, 0, 1000), []),
    }
)


class Person:
    """One person. `badge` is the code printed on the badge, None without one; `pin` is the hash of the PIN."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.name: str = table["name"]
        self.role: str = table["role"]
        self.language: str = table["language"]
        self.badge: str | None = table["badge"]
        self.pin: str = table["pin"]

    def may(self, act: str) -> bool:
        """Whether the role of this person may decide `act`."""
        return act in ROLES[self.role]

    def __repr__(self) -> str:
        return "Person(%r, %r)" % (self.id, self.role)


class Professional:
    """Somebody who vaccinates elsewhere. `id` is the code on the sheet, and what stock lines and events keep."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.name: str = table["name"]


class People:
    """The people of a house by id, in the order of the file, and the professionals it gives vials to.

    `demonstration` is true where their PINs are known to everybody: such a file is refused outside a demonstration.
    """

    def __init__(
        self,
        persons: "list[Person] | None" = None,
        demonstration: bool = False,
        professionals: "list[Professional] | None" = None,
    ) -> None:
        self.persons = persons or []
        self.demonstration = demonstration
        self.professionals = professionals or []
        self._by_id = {person.id: person for person in self.persons}
        self._by_badge = {person.badge: person for person in self.persons if person.badge is not None}

    def by_id(self, person: str) -> Person | None:
        """The person of an id; None for a stranger."""
        return self._by_id.get(person)

    def by_badge(self, code: str) -> Person | None:
        """The person whose badge carries this code; None for a stranger."""
        return self._by_badge.get(code)

    def professional(self, id: str) -> Professional | None:
        """The professional of an id; None for a stranger."""
        known = [one for one in self.professionals if one.id == id]
        return known[0] if known else None

    def have_badges(self) -> bool:
        """Whether anybody has a badge."""
        return bool(self._by_badge)

    def who_may(self, act: str) -> list[Person]:
        """Everybody whose role may decide `act`."""
        return [person for person in self.persons if person.may(act)]


def read_people(table: "dict[str, Any]", problems: list[Problem]) -> People:
    """Read the table of `people.toml`. Never raises: each mistake is a problem, and then nobody is known."""
    before = len(problems)
    found = PEOPLE.read(table, "", problems)
    rows = (found or {}).get("person") or []
    others = (found or {}).get("professional") or []
    for key in ("id", "badge"):
        _check_unique("person", rows, key, problems)
    _check_unique("professional", others, "id", problems)
    if len(problems) > before:
        return People()
    return People(
        [Person(row) for row in rows], found["demonstration"], [Professional(row) for row in others]
    )


def _check_unique(what: str, rows: "list[dict[str, Any] | None]", key: str, problems: list[Problem]) -> None:
    seen = set()
    for index, row in enumerate(rows):
        value = row[key] if row is not None else None
        if value is not None and value in seen:
            where = join("%s[%d]" % (what, index), key)
            problems.append(Problem(where, "one that nobody else has", "%r again" % value))
        seen.add(value)


def _are_digits(salt: str, key: str) -> bool:
    return len(salt) == SALT_DIGITS and len(key) == HASH_DIGITS and not (salt + key).strip(HEX)
