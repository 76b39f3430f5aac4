"""A Data Matrix (ISO/IEC 16022, ECC 200) on a page, large enough for the plainest reader."""

from __future__ import annotations

from functools import lru_cache

from pystrich.datamatrix import DataMatrixData, DataMatrixEncoder
from pystrich.marks import SymbolMarks
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

# Twice what such readers ask for at 20 cm, so that it is read at arm's length, laminated too.
MODULE = 1.0 * mm
# The standard asks for one module of white around a symbol.
QUIET = 2 * MODULE


def side(text: str) -> float:
    """The side of the symbol in points, without the white around it."""
    return _marks(text).width * MODULE


def draw_symbol(canvas: Canvas, text: str, x: float, middle: float) -> None:
    """The symbol of `text`, its white beginning at `x`, half of it above `middle`."""
    marks = _marks(text)
    left, top = x + QUIET, middle + marks.height * MODULE / 2
    path = canvas.beginPath()
    for column, row, width, height in marks.marks:
        path.rect(left + column * MODULE, top - (row + height) * MODULE, width * MODULE, height * MODULE)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


@lru_cache(maxsize=512)
def _marks(text: str) -> SymbolMarks:
    return DataMatrixEncoder(DataMatrixData(text, encoding="ascii"), quiet_zone=0).get_rect_marks()
