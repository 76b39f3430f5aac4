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


def out_of_place(pdf: bytes) -> list[str]:
    """The words that cross the frame of a code, or leave the paper."""
    document = pypdfium2.PdfDocument(pdf)
    return [word for page in document for word in _out_of_place(page)]


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


def _out_of_place(page: pypdfium2.PdfPage) -> list[str]:
    width, tall = page.get_size()
    drawn = [one.get_bounds() for one in page.get_objects((pypdfium2.raw.FPDF_PAGEOBJ_PATH,))]
    frames = [(x, y, to_x, to_y) for x, y, to_x, to_y in drawn if to_x - x > 30 and to_y - y > 30]
    text = page.get_textpage()
    rects = [text.get_rect(index) for index in range(text.count_rects())]
    wrong = [rect for rect in rects if any(_crosses(rect, frame) for frame in frames)]
    wrong += [rect for rect in rects if rect[0] < 0 or rect[1] < 0 or rect[2] > width or rect[3] > tall]
    return [text.get_text_bounded(*rect) for rect in wrong]


def _crosses(rect: tuple[float, ...], frame: tuple[float, ...]) -> bool:
    left, low, right, high = rect
    apart = left > frame[2] or right < frame[0] or low > frame[3] or high < frame[1]
    inside = left >= frame[0] and right <= frame[2] and low >= frame[1] and high <= frame[3]
    return not apart and not inside


def _read(one: zxingcpp.Barcode) -> Read:
    corner, right = one.position.top_left, one.position.top_right
    side_mm = math.hypot(right.x - corner.x, right.y - corner.y) * MM_A_PIXEL
    extra = cast("dict[str, Any]", one.extra)
    modules = int(extra["Version"].partition("x")[0])
    place = corner.x * MM_A_PIXEL, corner.y * MM_A_PIXEL
    return Read(one.text, side_mm / modules, *place, side_mm, extra["UEC"])
