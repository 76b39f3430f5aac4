"""What lies on the table, in the fridge or elsewhere: vials with what is printed on them, wherever they really are."""

import random
from dataclasses import dataclass, field
from typing import Any

from coldchain.check_digits import mod10_fault
from tests.agent.small_house import VACCINES as PURPLE

GS = "\x1d"
CARTON, FRIDGE, PATIENT, BIN, UNKNOWN = "carton", "fridge", "patient", "bin", "nobody knows"


def gtin(number: int) -> str:
    """An invented GTIN with its right key."""
    body = f"0340092{number:06d}"
    return next(body + key for key in "0123456789" if mod10_fault(body + key) is None)


PFIZER = "03400928099747"
NOVAVAX, STRANGER = gtin(1), gtin(2)
LABEL = "20220330"
EXPIRED = "220308"  # the day before
PRINTED = "220731"

VACCINES: dict[str, Any] = PURPLE | {
    "product": [
        *PURPLE["product"],
        {
            "key": "nuvaxovid",
            "name_fr": "Nuvaxovid",
            "name_en": "Nuvaxovid",
            "cap": "blue",
            "audience": "18+",
            "doses_per_vial": 10,
            "pack": [{"gtin": NOVAVAX, "level": "vial"}],
            "rule": [{"from": "2022-03-04", "authority": "printed", "source": "DGS-Urgent 2022_36"}],
        },
    ]
}


@dataclass(eq=False)
class Vial:
    """One vial: its code, and the place where it is, whatever anybody has scanned."""

    gtin: str
    lot: str
    serial: str = ""
    printed: str = PRINTED
    place: str = CARTON
    line: str = ""
    """The stock line that it was taken into, as the desk has answered."""

    @property
    def code(self) -> str:
        """What a reader sends for it."""
        text = f"]d201{self.gtin}17{self.printed}10{self.lot}"
        return f"{text}{GS}21{self.serial}" if self.serial else text


@dataclass
class Pharmacy:
    """Every vial there is, and a supplier who always has another."""

    chance: random.Random
    vials: list[Vial] = field(default_factory=list)

    def bring(self, gtin: str, lot: str, *, serial: bool, printed: str = PRINTED) -> Vial:
        """One more vial, still in its carton."""
        name = f"S{len(self.vials):04d}" if serial else ""
        vial = Vial(gtin, lot, name, printed)
        self.vials.append(vial)
        return vial

    def inside(self, *, serial: bool | None = None) -> list[Vial]:
        """What lies in the fridge."""
        here = [vial for vial in self.vials if vial.place == FRIDGE]
        return [vial for vial in here if serial is None or bool(vial.serial) == serial]

    def one(self, *, serial: bool | None = None) -> Vial:
        """Any vial that was taken into the fridge, of a product that is known."""
        known = [vial for vial in self.inside(serial=serial) if vial.line and vial.gtin != STRANGER]
        return self.chance.choice(known)
