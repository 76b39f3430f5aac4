"""Words on a page: made to fit their place, in fonts that every PDF reader has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

BOLD, PLAIN, CODE = "Helvetica-Bold", "Helvetica", "Courier"
# What the fonts of every reader can show.
ENCODING = "cp1252"
LEADING = 1.18
SMALLEST = 6.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: font, size in points, 0 black to 1 white."""

    text: str
    font: str
    size: float
    grey: float = 0.0

    @property
    def width(self) -> float:
        """In points."""
        return float(stringWidth(self.text, self.font, self.size))

    @property
    def height(self) -> float:
        """In points, with the space to the next line."""
        return self.size * LEADING


def fitted(text: str, font: str, size: float, width: float, most: int, grey: float = 0.0) -> list[Line]:
    """The text in at most that many lines of `width` points, smaller where it must be; none for no text."""
    text, small = printable(text), float(size)
    while small > SMALLEST and not _fits(text, font, small, width, most):
        small -= 0.5
    return [Line(part, font, small, grey) for part in simpleSplit(text, font, small, width)[:most] if part]


def height(lines: Iterable[Line]) -> float:
    """Of lines under each other, in points."""
    return sum(line.height for line in lines)


def write(canvas: Canvas, lines: Iterable[Line], x: float, top: float, to_left: bool = False) -> None:
    """The lines under each other from `top` down; `to_left` ends them at `x`."""
    for line in lines:
        top -= line.height
        canvas.setFont(line.font, line.size)
        canvas.setFillGray(line.grey)
        canvas.drawString(x - line.width if to_left else x, top + 0.25 * line.size, line.text)


def printable(text: str) -> str:
    """The text in the letters of the fonts: a name keeps its letters, and loses strokes and hooks they lack."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(char: str) -> str:
    """ "ł", LATIN SMALL LETTER L WITH STROKE, is printed as "l"; what is of no Latin letter as "?"."""
    for meant in (char, _without_marks(char)):
        try:
            meant.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        return meant
    return "?"


def _without_marks(char: str) -> str:
    name = unicodedata.name(char, "").partition(" WITH ")[0]
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return char


def _fits(text: str, font: str, size: float, width: float, most: int) -> bool:
    parts = simpleSplit(text, font, size, width)
    return len(parts) <= most and all(stringWidth(part, font, size) <= width for part in parts)
