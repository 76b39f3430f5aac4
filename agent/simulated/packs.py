"""Sample packs and command codes for the demonstration, dated from the day it runs.

GTINs are those of config/demo/gtins.toml: invented, and refused outside the demonstration.
"""

import datetime as dt
from dataclasses import dataclass

GS = "\x1d"
PFIZER = "02990000100009"


@dataclass(frozen=True)
class Sample:
    """Something to scan: its key for the page, what it says to people, and the text that the reader sends."""

    key: str
    label_fr: str
    label_en: str
    text: str


def commands(now: dt.datetime) -> list[Sample]:
    """The command sheet. `now` is local time without zone, as a label has it."""
    week, minute = now + dt.timedelta(days=20), now + dt.timedelta(seconds=40)
    thaw = now - dt.timedelta(days=5)
    return [
        Sample("receive", "Réception", "Receive", "VF:RECEIVE"),
        Sample("label", f"Étiquette {week:%d/%m/%Y}", f"Label {week:%d/%m/%Y}", f"VF:LABEL:{week:%Y%m%d}"),
        Sample(
            "label-soon",
            f"Étiquette {minute:%H:%M:%S}",
            f"Label {minute:%H:%M:%S}",
            f"VF:LABEL:{minute:%Y%m%dT%H%M%S}",
        ),
        Sample("thaw", f"Décongelé le {thaw:%d/%m/%Y}", f"Thawed {thaw:%d/%m/%Y}", f"VF:THAW:{thaw:%Y%m%d}"),
        Sample("dispense", "Sortie", "Dispense", "VF:DISPENSE"),
        Sample("discard", "Rebut", "Discard", "VF:DISCARD"),
        Sample("status", "Consulter", "Look", "VF:STATUS"),
        *release(),
    ]


def release() -> list[Sample]:
    """What frees quarantined stock at the fridge, in the order of scanning, by a person of config/demo/people.toml."""
    return [
        Sample("badge", "Badge d'Anne Martin", "Anne Martin's badge", "VF:BADGE:PH-0417"),
        Sample("release", "Libérer", "Release", "VF:RELEASE"),
        *(
            Sample(f"pin-{digit}", f"Chiffre {digit}", f"Digit {digit}", f"VF:PIN:{digit}")
            for digit in "2468"
        ),
        Sample("reason", "Motif : laboratoire", "Reason: laboratory", "VF:REASON:laboratory"),
    ]


def packs(now: dt.datetime, series: str) -> list[Sample]:
    """Packs on the counter. `series` ends their serials: another one makes them other packs."""
    year, past = now + dt.timedelta(days=365), now - dt.timedelta(days=1)
    first = pack(PFIZER, "FX1234", year, "A1" + series)
    second = pack(PFIZER, "FX1234", year, "A2" + series)
    child = pack("02990000200006", "FP8191", year, "B1" + series)
    moderna = pack("02990000300003", "214015", year)
    novavax = pack("02990000400000", "4302MF013", year, "C1" + series)
    spoilt = pack("02990000400000", "4302MF002", past, "C2" + series)
    return [
        Sample("pfizer", "Pfizer 12+ violet n° 1", "Pfizer 12+ purple no. 1", first),
        Sample("pfizer-2", "Pfizer 12+ violet n° 2", "Pfizer 12+ purple no. 2", second),
        Sample("child", "Pfizer enfant orange", "Pfizer child orange", child),
        Sample("moderna", "Moderna, sans numéro", "Moderna, no serial", moderna),
        Sample("novavax", "Novavax", "Novavax", novavax),
        Sample("spoilt", "Novavax périmé hier", "Novavax expired yesterday", spoilt),
        Sample("garbled", "Code-barres abîmé", "Damaged barcode", first.replace("17", "19", 1)[:-6]),
    ]


def pack(gtin: str, lot: str, printed: dt.datetime, serial: str = "") -> str:
    """The element string of one pack, as a reader with AIM identifiers sends it (GS1 General Specifications 7.8)."""
    text = f"]d201{gtin}17{printed:%y%m%d}10{lot}"
    return f"{text}{GS}21{serial}" if serial else text


def find(key: str, now: dt.datetime, series: str) -> Sample:
    """A sample by its key. Raises KeyError."""
    samples = {sample.key: sample for sample in commands(now) + packs(now, series)}
    return samples[key]
