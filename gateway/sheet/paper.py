"""Draws the pages of the sheet as a PDF: A4, black on white, big words beside big codes."""

from __future__ import annotations

import io
from collections.abc import Iterable

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from gateway.sheet.lettering import BOLD, CODE, PLAIN, Line, fitted, height, write
from gateway.sheet.pages import Code, Group, SheetPage
from gateway.sheet.symbol import QUIET, draw_symbol, side
from gateway.texts.sheet import FOOT, Bilingual, Both

WIDTH, HEIGHT = A4
MARGIN, GAP = 12 * mm, 2 * mm
HEAD, FOOT_ROOM, HEADING = 26 * mm, 6 * mm, 10 * mm
TALLEST_ROW = 36 * mm
CARD = (85.6 * mm, 54.0 * mm)  # a bank card, ISO/IEC 7810 ID-1
BIG, BIG_DIGIT = 21, 34
SMALLER, OTHER, TEXT_OF_CODE = 12, 10, 7.5
GREY = 0.3


def draw(pages: Iterable[SheetPage], place: str, printed: Both, say: Bilingual) -> bytes:
    """The PDF. `place` stands at the head of each page, the day `printed` at its foot."""
    pages = tuple(pages)
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True, lang=say.own.code)
    canvas.setTitle(", ".join(filter(None, ("Vigifroid", place))))
    for number, page in enumerate(pages, 1):
        _head(canvas, page, place)
        _groups(canvas, page)
        _foot(canvas, say.say(FOOT, day=printed, page=number, pages=len(pages)))
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def _head(canvas: Canvas, page: SheetPage, place: str) -> None:
    top = HEIGHT - MARGIN
    half = (WIDTH - 2 * MARGIN) / 2
    write(canvas, fitted(page.title.own, BOLD, 26, half * 1.2, 1), MARGIN, top)
    write(canvas, [Line(page.title.other, PLAIN, 13, GREY)], MARGIN, top - 27)
    name = fitted(place, BOLD, 14, half * 0.75, 2)
    write(canvas, name, WIDTH - MARGIN, top, to_left=True)
    notes = (
        *fitted(page.note.own, PLAIN, 12, 2 * half, 1),
        *fitted(page.note.other, PLAIN, 9, 2 * half, 1, GREY),
    )
    write(canvas, notes, MARGIN, top - 43)


def _foot(canvas: Canvas, words: Both) -> None:
    lines = fitted(f"{words.own} {words.other}", PLAIN, 8, WIDTH - 2 * MARGIN, 1, GREY)
    write(canvas, lines, MARGIN, MARGIN + height(lines))


def _groups(canvas: Canvas, page: SheetPage) -> None:
    """Under each other; all rows of a page are of one height."""
    top = HEIGHT - MARGIN - HEAD
    headings = sum(HEADING for group in page.groups if group.heading.own)
    rows = sum(_rows(group) for group in page.groups)
    row = CARD[1] if page.cards else min(TALLEST_ROW, (top - MARGIN - FOOT_ROOM - headings) / rows)
    for group in page.groups:
        if group.heading.own:
            _heading(canvas, group.heading, top)
            top -= HEADING
        _cells(canvas, group, top, row, page.cards)
        top -= _rows(group) * row


def _heading(canvas: Canvas, words: Both, top: float) -> None:
    wide = Line(words.own, BOLD, 14).width + Line(words.other, PLAIN, OTHER).width
    share = min(1.0, (WIDTH - 2 * MARGIN - 3 * mm) / wide)
    own, other = Line(words.own, BOLD, 14 * share), Line(words.other, PLAIN, OTHER * share, GREY)
    write(canvas, [own], MARGIN, top - 2 * mm)
    write(canvas, [other], MARGIN + own.width + 3 * mm, top - 2 * mm - 3.5 * share)
    canvas.setLineWidth(1.5)
    canvas.line(MARGIN, top - HEADING + 1.2 * mm, WIDTH - MARGIN, top - HEADING + 1.2 * mm)


def _cells(canvas: Canvas, group: Group, top: float, row: float, cards: bool) -> None:
    column = CARD[0] if cards else (WIDTH - 2 * MARGIN) / group.columns
    room = column - 2 * GAP
    words_at = max(side(code.text) for code in group.codes) + 2 * QUIET + GAP / 2
    for index, code in enumerate(group.codes):
        across, down = _place(group, index)
        x, middle = MARGIN + across * column, top - (down + 0.5) * row
        _frame(canvas, x, middle, (column, row), cards)
        draw_symbol(canvas, code.text, x + GAP, middle)
        lines = _words(code, (room - words_at, row - 2 * GAP), group.columns)
        write(canvas, lines, x + GAP + words_at, middle + height(lines) / 2)


def _frame(canvas: Canvas, x: float, middle: float, size: tuple[float, float], card: bool) -> None:
    """A box for the eye, or for scissors."""
    inset = 0 if card else GAP / 2
    width, tall = size[0] - 2 * inset, size[1] - 2 * inset
    canvas.setLineWidth(0.4)
    canvas.setDash(*((2, 2) if card else ()))
    canvas.roundRect(x + inset, middle - tall / 2, width, tall, 2 * mm)
    canvas.setDash()


def _words(code: Code, room: tuple[float, float], columns: int) -> list[Line]:
    """The words beside a code, the big ones smaller until all of them fit the height."""
    big = BIG_DIGIT if columns > 3 else BIG
    while height(lines := _lines(code, room[0], columns, big)) > room[1] and big > SMALLER:
        big -= 1
    return lines


def _lines(code: Code, width: float, columns: int, big: int) -> list[Line]:
    other = ", ".join(part for part in (code.words.other, code.small.other) if part)
    return [
        *fitted(code.words.own, BOLD, big, width, 2 if columns < 3 else 1),
        *fitted(code.small.own, PLAIN, SMALLER, width, 1),
        *fitted(other, PLAIN, OTHER, width, 2 if columns < 3 else 1, GREY),
        *fitted(code.text, CODE, TEXT_OF_CODE, width, 1, GREY),
    ]


def _place(group: Group, index: int) -> tuple[int, int]:
    """Column and row of a code."""
    if group.down:
        across, down = divmod(index, _rows(group))
    else:
        down, across = divmod(index, group.columns)
    return across, down


def _rows(group: Group) -> int:
    return -(-len(group.codes) // group.columns)
