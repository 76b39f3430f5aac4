"""The sheet can be read: by those who see little contrast, and by those who will change it."""

import itertools
import re

import pytest

from gateway.web.app import STATIC

SHEET = (STATIC / "style.css").read_text(encoding="utf-8")
LEAST = 4.5  # WCAG 2.2, 1.4.3 level AA
# Text colour, and what it is written on.
PAIRS = (
    *itertools.product(("ink", "quiet", "link"), ("ground", "panel")),
    *((tone, f"{tone}-ground") for tone in ("ok", "watch", "alarm", "silent", "blocked")),
    *((tone, "panel") for tone in ("alarm", "silent", "watch")),
    ("on-alarm", "alarm"),
    ("ink", "alarm-ground"),
    ("ink", "watch-ground"),
    ("quiet", "alarm-ground"),
    ("quiet", "blocked-ground"),
    ("panel", "link"),
)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_stands_out(scheme, ink, ground) -> None:
    colours = _colours(scheme)
    assert contrast(colours[ink], colours[ground]) >= LEAST


def test_the_sheet_stays_short() -> None:
    assert len(SHEET.splitlines()) < 300


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _colours(scheme: int) -> dict[str, str]:
    root = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[scheme]
    return dict(re.findall(r"--([\w-]+): (#\w+)", root))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
