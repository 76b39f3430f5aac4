"""Reads a PDF as a person with a scanner does: rendered by PDFium, decoded by ZXing; neither knows what drew it."""

import math
from dataclasses import dataclass
from typing import Any, cast

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import zxingcpp
from PIL.Image import Image

PIXELS_A_POINT = 3
DATA_MATRIX = zxingcpp.BarcodeFormat.DataMatrix
MM_A_PIXEL = 25.4 / 72 / PIXELS_A_POINT


@dataclass(frozen=True)
class Read:
    """One symbol as it was read: its text, the side of a module and its place from the top left, both in mm."""

    text: str
    module_mm: float
    left_mm: float
    top_mm: float
    side_mm: float
    unused_correction: float


def pages(pdf: bytes) -> list[Image]:
    """The pages as grey pictures."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=PIXELS_A_POINT, grayscale=True).to_pil() for page in document]


def words(pdf: bytes) -> list[str]:
    """The text of each page, spaces plain and single."""
    texts = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return [" ".join(text.split()) for text in texts]


def codes(pdf: bytes) -> set[str]:
    """The codes as they stand beside their symbols: quick, where the symbols are not in question."""
    return {word for page in words(pdf) for word in page.split() if word.startswith("VF:")}


def sizes_mm(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of the pages."""
    found = (page.get_size() for page in pypdfium2.PdfDocument(pdf))
    return {(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in found}


def symbols(page: Image) -> list[Read]:
    """Every symbol on a page."""
    return [_read(one) for one in zxingcpp.read_barcodes(page, zxingcpp.BarcodeFormats(DATA_MATRIX))]


def _read(one: zxingcpp.Barcode) -> Read:
    corner, right = one.position.top_left, one.position.top_right
    side_mm = math.hypot(right.x - corner.x, right.y - corner.y) * MM_A_PIXEL
    extra = cast("dict[str, Any]", one.extra)
    modules = int(extra["Version"].partition("x")[0])
    place = corner.x * MM_A_PIXEL, corner.y * MM_A_PIXEL
    return Read(one.text, side_mm / modules, *place, side_mm, extra["UEC"])
