"""A desk for the tests: a small catalogue, packs as a reader sends them, and a person who scans."""

from coldchain.acts.undoing import LastAct
from coldchain.authority import Authority, Question
from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.check_digits import mod10_fault
from coldchain.civil import Zone, parse_stamp
from coldchain.events import check_data
from coldchain.ledger import EVENT_ACTS
from coldchain.outing import Host
from coldchain.people import People, read_people
from coldchain.schema import Problem
from coldchain.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
GS = "\x1d"

PRODUCTS = {
    "dated": "2022-03-04",
    "product": [
        {
            "key": "comirnaty-30-purple",
            "name_fr": "Comirnaty 30 µg",
            "name_en": "Comirnaty 30 µg",
            "cap": "purple",
            "audience": "12+",
            "doses_per_vial": 6,
            "dilution": {"diluent": "NaCl 9 mg/mL", "volume_ul": 1800},
            "rule": [
                {
                    "from": "2022-03-04",
                    "authority": "supplier_label",
                    "window": "1 month",
                    "in_use": "6h",
                    "in_use_source": "SmPC 2022, 6.3",
                    "source": "DGS-Urgent 2022_36",
                }
            ],
        },
        {
            "key": "nuvaxovid",
            "name_fr": "Nuvaxovid",
            "name_en": "Nuvaxovid",
            "cap": "blue",
            "audience": "18+",
            "doses_per_vial": 10,
            "rule": [
                {
                    "from": "2022-03-04",
                    "authority": "printed",
                    "in_use": "6h",
                    "in_use_source": "SmPC 2021, 6.3",
                    "source": "DGS-Urgent 2022_36",
                }
            ],
        },
        {
            "key": "imvanex",
            "name_fr": "Imvanex",
            "name_en": "Imvanex",
            "cap": "none",
            "audience": "18+",
            "doses_per_vial": 1,
            "rule": [
                {"from": "2022-03-04", "authority": "printed", "source": "read in a leaflet", "verify": True}
            ],
        },
    ],
}


def gtin(number):
    """An invented GTIN with its right key."""
    body = "0299%09d" % number
    return next(body + key for key in "0123456789" if mod10_fault(body + key) is None)


PFIZER, PFIZER_BOX, NOVAVAX, IMVANEX, STRANGER = (gtin(number) for number in (1, 2, 3, 4, 5))
PACKS = {
    "demonstration": True,
    "pack": [
        {"product": "comirnaty-30-purple", "gtin": PFIZER, "level": "vial"},
        {"product": "comirnaty-30-purple", "gtin": PFIZER_BOX, "level": "box", "vials": 10},
        {"product": "nuvaxovid", "gtin": NOVAVAX, "level": "vial"},
        {"product": "imvanex", "gtin": IMVANEX, "level": "vial"},
    ],
}


# Their hashes are of nothing: whoever asks here for a PIN looks it up in PINS.
HASH = "scrypt$16384$8$1$" + "0" * 32 + "$" + "0" * 64
PEOPLE = {
    "person": [
        {"id": "martin", "name": "Dr Martin", "role": "pharmacist", "badge": "MART-1", "pin": HASH},
        {"id": "diallo", "name": "A. Diallo", "role": "preparer", "badge": "DIAL-2", "pin": HASH},
        {"id": "petit", "name": "L. Petit", "role": "technician", "badge": "PETI-3", "pin": HASH},
    ],
    "professional": [{"id": "garnier", "name": "Dr Garnier"}, {"id": "ide-roy", "name": "Mme Roy, IDE"}],
}
# The badge of a pharmacist, without whom nothing is thrown away.
MARTIN = "VF:BADGE:MART-1"
CLINIC = Host("clinic", "Clinique du Parc", True)
SHED = Host("shed", "Local technique", False)
LONGEST_OUT_MS = 15 * 60000
PINS = {"martin": "4719", "diallo": "80265", "petit": "13579246"}


def people() -> People:
    problems: list[Problem] = []
    known = read_people(PEOPLE, problems)
    assert not problems, problems
    return known


def digits(pin):
    """The codes of a PIN, as they are scanned from the sheet."""
    return ["VF:PIN:" + digit for digit in pin]


def catalogue() -> Catalogue:
    problems: list[Problem] = []
    products = read_catalogue(PRODUCTS, problems)
    products.add_demo(PACKS, problems)
    assert not problems, problems
    return products


def pack(code, lot="EW4811", printed="220630", serial=""):
    """What a reader sends for a Data Matrix: GTIN, printed date, batch, serial."""
    text = "]d201" + code
    if printed:
        text += "17" + printed
    if lot:
        text += "10" + lot
    return text + (GS + "21" + serial if serial else "") + "\r\n"


def at(text):
    """The instant of a Paris date-time."""
    day, second = parse_stamp(text)
    assert second is not None
    return PARIS.instant(day, second)


class Person:
    """Someone at the fridge: scans one code after the other, a second apart, each answer journalled and adopted.

    `pins` is what the PIN of each person is.
    """

    def __init__(
        self, now="2022-03-07T10:00", fridge="fridge-1", lines=None, units=None, authority=None
    ) -> None:
        self.now_ms = at(now) if now else None
        self.up_ms = 60000
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.last: tuple[int, str, dict[str, Any], int] | None = None
        lines = {} if lines is None else lines
        units = {} if units is None else units
        self.pins = PINS
        authority = authority or Authority(people(), {}, True)
        self.session = Session(fridge, "reader", catalogue(), PARIS, lines, units, authority=authority)
        self.session.around.longest_out_ms = LONGEST_OUT_MS
        self.session.around.hosts = {host.id: host for host in (CLINIC, SHED)}
        self.session.around.fridges = {fridge: ("", ""), "fridge-2": ("", "")}

    def scans(self, *texts):
        """Scan them all; the answer to the last one."""
        for text in texts:
            answer = self.looks_at(text)
            self.session.adopt(answer)
            for type, data in answer.events:
                self.events.append((type, data))
                if type in EVENT_ACTS and "reader" in data:
                    self.last = len(self.events), type, data, self.up_ms
            self.wait(1)
        return answer

    def looks_at(self, text):
        """The answer, not adopted: as if the journal could not keep it."""
        if self.last is not None:
            seq, type, data, up_ms = self.last
            self.session.last = LastAct(seq, type, data, self.up_ms - up_ms)
        answer = self.session.scan(text, self.up_ms, self.now_ms, 2022)
        if isinstance(answer, Question):
            answer = self.session.settle(answer, self.pins[answer.person.id] == answer.pin)
        for type, data in answer.events:
            assert check_data(type, data) == [], (type, data)
        return answer

    def wait(self, seconds):
        self.up_ms += seconds * 1000
        if self.now_ms is not None:
            self.now_ms += seconds * 1000

    def comes_back(self, text):
        """Later, when the mode has long closed."""
        self.up_ms += 3600000
        self.now_ms = at(text)

    def stock(self):
        """Vials in stock by line, in the order of the lines."""
        lines = self.session.lines
        return [lines[key]["counts"]["in_stock"] for key in sorted(lines)]

    def line(self, number=0):
        return self.session.lines[sorted(self.session.lines)[number]]


def told(answer):
    """Verdict and code, as one looks at a lamp."""
    return "%s %s" % (answer.verdict, answer.code)
