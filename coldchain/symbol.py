"""What one scan said: the elements of the symbol, whether they can be trusted, and for what."""

from coldchain.ai_pairs import missing
from coldchain.check_digits import cip13_of, ucd13_of
from coldchain.gs1_date import last_day

REASONS = {
    "empty": "nothing was read, or an AIM identifier alone",
    "oversize": "more characters than any symbol holds: the reader or its line is at fault",
    "prefix": "the prefix that the reader is configured to send is missing",
    "suffix": "the suffix that the reader is configured to send is missing",
    "wrong_symbol": "not a GS1 DataMatrix: another kind of barcode on the same box",
    "unknown_ai": "what stands where an Application Identifier or data identifier must stand is none",
    "length": "a value is too short or too long for its AI",
    "digits": "a numeric value holds something else",
    "charset": "a value holds a character outside GS1 set 82",
    "check_digit": "the check digit of a GTIN, SSCC, EAN-13 or PPN is wrong",
    "date": "a date that does not exist",
    "repeated": "the same AI twice with two values",
    "excluded": "two AIs that GS1 forbids in one symbol",
    "envelope": "an ISO 15434 envelope that is not closed, or holds neither format 05 nor 06",
    "separator_text": "the reader writes the separator out, or puts another character in its place",
    "lost_key": "a keyboard reader pressed a key that stands for no character",
    "separator_lost": "a separator may be lost: more than one batch, expiry or serial can be read",
    "garbled": "a keyboard layout changed the characters and what was meant cannot be proven",
}

# Nothing that was read under these reasons is what the pack says.
_NOT_THE_PACK = (
    "oversize", "prefix", "suffix", "wrong_symbol", "separator_text", "lost_key", "separator_lost", "garbled",
)  # fmt: skip


class Symbol:
    """One scan, read strictly.

    `raw` what the reader sent. `status` "valid", "invalid", or "rescan" when no reading can be preferred;
    then `reason` is a key of REASONS, `expected` and `found` say more, and `readings` lists what it may
    mean. On a valid symbol `readings` are other meanings too unlikely to stop for. `elements` maps AI (or
    data identifier) to the value as scanned, day 00 kept; of a symbol that is not valid, as far as they
    could be told apart. `symbology` is the AIM identifier without "]", "hri" for typed "(01)…", "" when
    none was sent. `recovered` is "azerty" when a keyboard layout was undone. `line` is the stock line that a
    house label names, "" for every other code. `kind` is "pack" (GTIN, batch and expiry), "product" (a product
    number alone: for counting), "ppn", "elements" (other valid elements) or "unknown" when not valid.

    `submit` says whether to ask the medicines verification system about it: True when product code and
    serial number could be read, even off a faulty symbol, for an odd code may be a falsified pack; False
    when they could not, contradict themselves or are not those of the pack; None when valid without a
    serial number.
    """

    status = "invalid"
    reason = ""
    expected = ""
    found = ""
    submit: bool | None = False
    symbology = ""
    recovered = ""
    line = ""

    def __init__(self, raw: str, today_year: int) -> None:
        self.raw = raw
        self.elements: dict[str, str] = {}
        self.readings: list[dict[str, str]] = []
        self._today_year = today_year

    @property
    def kind(self) -> str:
        """What it is: "pack", "product", "ppn", "elements", "unknown"."""
        if self.status != "valid":
            return "unknown"
        elements = self.elements
        if self.gtin and self.lot and ("17" in elements or "D" in elements):
            return "pack"
        if len(elements) == 1 and "01" in elements:
            return "product"
        return "ppn" if "9N" in elements else "elements"

    @property
    def gtin(self) -> str:
        """The GTIN in 14 digits, "" when there is none."""
        return self.elements.get("01") or self.elements.get("8P", "")

    @property
    def cip13(self) -> str:
        """The French CIP13 that the GTIN carries, "" when it carries none."""
        return cip13_of(self.gtin)

    @property
    def ucd13(self) -> str:
        """The French UCD13, the unit of dispensing in a hospital, that the GTIN carries; "" when it carries none."""
        return ucd13_of(self.gtin)

    @property
    def lacks(self) -> list[tuple[str, list[str]]]:
        """The AIs that want another one beside them, each with those that would do: in another code of the item."""
        return missing(self.elements)

    @property
    def lot(self) -> str:
        """The batch number, "" when there is none."""
        return self.elements.get("10") or self.elements.get("1T", "")

    @property
    def serial(self) -> str:
        """The serial number, "" when there is none."""
        return self.elements.get("21") or self.elements.get("S", "")

    @property
    def expiry_day(self) -> int | None:
        """Last day of use counted from 1970-01-01; None without expiry or when the symbol is not valid."""
        expiry = self.elements.get("17") or self.elements.get("D", "")
        return last_day(expiry, self._today_year) if expiry and self.status == "valid" else None

    @property
    def is_pack(self) -> bool:
        """Whether this is a valid symbol with GTIN, batch and expiry."""
        return self.kind == "pack"

    def accept(self) -> "Symbol":
        """The symbol, found valid."""
        self.status = "valid"
        self.submit = True if self._names_one_pack() else None
        return self

    def refuse(self, fault: tuple[str, str, str]) -> "Symbol":
        """The symbol, not to be used: `fault` is the reason, what was expected, what was found."""
        self.reason, self.expected, self.found = fault
        self.submit = self.reason not in _NOT_THE_PACK and self._names_one_pack()
        return self

    def doubt(self, fault: tuple[str, str, str], readings: list[dict[str, str]]) -> "Symbol":
        """The symbol, to be scanned again: `readings` are what it may mean."""
        self.status = "rescan"
        self.readings = readings
        return self.refuse(fault)

    def doubt_separator(self, others: list[dict[str, str]]) -> "Symbol":
        """The symbol, to be scanned again: it may mean one of `others` as well."""
        expected = "a separator after each batch and serial number"
        fault = ("separator_lost", expected, "%d readings" % (len(others) + 1))
        return self.doubt(fault, [self.elements] + others)

    def _names_one_pack(self) -> bool:
        elements = self.elements
        if "01" in elements and "21" in elements:
            return True
        return bool((self.gtin or elements.get("9N")) and self.serial)
