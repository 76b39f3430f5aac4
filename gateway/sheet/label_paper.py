"""Draws house labels on A4: 24 of 70 x 37 mm, as adhesive sheets are cut (Avery 3474), with dashes for scissors."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from gateway.sheet.labels import Label
from gateway.sheet.lettering import BOLD, PLAIN, Line, fitted, height, write
from gateway.sheet.symbol import QUIET, draw_symbol, side

COLUMNS, ROWS = 3, 8
WIDTH, HEIGHT = 70 * mm, 37 * mm
# The eight rows are a millimetre short of the page, half of it above them.
TOP = (A4[1] + ROWS * HEIGHT) / 2
# What printers leave white at the edge of a page.
EDGE = 3 * mm
GAP = 1 * mm
NAME, WORDS = 11, 8.5


def draw(labels: Sequence[Label], title: str) -> bytes:
    """The PDF, the labels row by row."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True)
    canvas.setTitle(title)
    a_page = COLUMNS * ROWS
    for first in range(0, len(labels), a_page):
        _cuts(canvas)
        for place, label in enumerate(labels[first : first + a_page]):
            down, across = divmod(place, COLUMNS)
            _label(canvas, label, across * WIDTH, TOP - (down + 0.5) * HEIGHT)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def _cuts(canvas: Canvas) -> None:
    canvas.setLineWidth(0.2)
    canvas.setStrokeGray(0.6)
    canvas.setDash(1, 3)
    for across in range(1, COLUMNS):
        canvas.line(across * WIDTH, 0, across * WIDTH, A4[1])
    for down in range(ROWS + 1):
        canvas.line(0, TOP - down * HEIGHT, A4[0], TOP - down * HEIGHT)


def _label(canvas: Canvas, label: Label, x: float, middle: float) -> None:
    draw_symbol(canvas, label.text, x + EDGE, middle)
    words_at = EDGE + side(label.text) + 2 * QUIET
    lines = _words(label, WIDTH - words_at - EDGE)
    write(canvas, lines, x + words_at + GAP, middle + height(lines) / 2)


def _words(label: Label, width: float) -> list[Line]:
    lines = fitted(label.product, BOLD, NAME, width, 2)
    for words in label.words:
        lines += fitted(words, PLAIN, WORDS, width, 2)
    return lines
