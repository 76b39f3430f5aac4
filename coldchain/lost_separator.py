"""What a symbol might have said before a reader dropped its separator.

A batch or serial number ends only at a separator. When the reader loses it (keyboard wedges do), the strict
reading swallows the rest: `10ABC` `17270331` becomes the batch "ABC17270331". No rule of GS1 tells the two
apart, so the other readings are worked out and a person, or a second scan, decides.
"""

from coldchain import element_strings

# AIs of a medicine pack (Regulation (EU) 2016/161 art. 4), with those among them that can swallow what follows.
PACK_AIS = ("01", "10", "17", "21")
_SWALLOWERS = ("10", "21")

# A batch that contains "21" is common, one that goes on for as long as a serial number is not.
PLAUSIBLE_SERIAL = 8


def other_readings(elements: dict[str, str]) -> list[dict[str, str]]:
    """Every reading with a lost separator put back that has a batch and an expiry; [] when there is none."""
    found: list[dict[str, str]] = []
    _collect(elements, found)
    return found


def is_doubtful(elements: dict[str, str], readings: list[dict[str, str]]) -> bool:
    """Whether one of the other `readings` is likelier than a chance likeness.

    It is when it supplies the GTIN, batch or expiry that the strict reading lacks, or a serial number long enough
    to be one. Fewer characters after a "21" inside a batch prove nothing.
    """
    for reading in readings:
        gained = [ai for ai in PACK_AIS if ai in reading and ai not in elements]
        if gained != ["21"] or len(reading["21"]) >= PLAUSIBLE_SERIAL:
            return True
    return False


def spelled(readings: list[dict[str, str]]) -> list[str]:
    """Each reading as it is printed beside a code, AIs in parentheses; without the GTIN, which all of them share."""
    return [
        "".join(["(%s)%s" % (ai, reading[ai]) for ai in sorted(reading) if ai != "01"])
        for reading in readings
    ]


def _collect(elements: dict[str, str], found: list[dict[str, str]]) -> None:
    missing = [ai for ai in PACK_AIS if ai not in elements]
    for ai in _SWALLOWERS:
        value = elements.get(ai, "")
        for at in range(1, len(value) - 2):
            if value[at : at + 2] in missing:
                reading = _split(elements, ai, at)
                if reading and reading not in found:
                    if "10" in reading and "17" in reading:
                        found.append(reading)
                    _collect(reading, found)


def _split(elements: dict[str, str], ai: str, at: int) -> dict[str, str] | None:
    tail: dict[str, str] = {}
    if element_strings.read(elements[ai][at:], tail) or any(other in elements for other in tail):
        return None
    reading = elements | tail
    reading[ai] = elements[ai][:at]
    return reading
