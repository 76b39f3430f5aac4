"""The stock as a spreadsheet reads it: semicolons, a mark of UTF-8 in front, nothing that it would calculate.

Excel in French takes a comma for the decimal mark and "é" for two letters unless told; a cell that begins like a
formula is one to it, whoever wrote the batch number (CWE-1236), and digits alone lose their zeros.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from gateway.store.views import StockLineView
from gateway.texts.language import N_
from gateway.web.voice import Voice

# When the desk of a fridge (site, fridge) was last heard, of those that are not.
Late = Mapping[tuple[str, str], int | None]

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
HEAD = (
    N_("État au"),
    N_("Site"),
    N_("Frigo"),
    N_("Produit"),
    N_("Lot"),
    N_("GTIN"),
    N_("État"),
    N_("À utiliser en premier"),
    N_("Réservé à"),
    N_("Flacons"),
    N_("Doses"),
    N_("Utilisable jusqu'au"),
    N_("Raison de la limite"),
    N_("Reçu le"),
    N_("Ligne"),
    N_("Frigo muet depuis"),
)


def head(then: Voice) -> str:
    """The mark, and the names of the columns."""
    return MARK + _written([[then.language.gettext(name) for name in HEAD]])


def rows(then: Voice, lines: Iterable[StockLineView], late: Late) -> str:
    """A row a line; the last column says since when its fridge is not heard."""
    return _written([_row(then, line, late) for line in lines])


def harmless(text: str) -> str:
    """The text so that a spreadsheet takes it for one: with an apostrophe before what it would calculate."""
    numeric = text.replace(".", "", 1).replace("E", "", 1).replace("e", "", 1).isdigit()
    return "'" + text if text.startswith(FORMULA) or numeric else text


def _row(then: Voice, line: StockLineView, late: Late) -> list[str | int]:
    dates, gettext = then.dates(line.site), then.language.gettext
    place = (line.site, line.fridge)
    texts = (
        then.names.site(line.site),
        then.fridge(*place),
        then.product(line.product),
        line.lot,
        line.gtin,
        then.word("STANDINGS", line.standing),
        gettext("oui") if line.first else "",
        line.reserved_for or "",
    )
    last = None if line.limit_at is None else line.limit_at - 1
    return [
        dates.sortable(then.now),
        *(harmless(text) for text in texts),
        line.in_stock,
        line.doses if line.doses_per_vial else "",
        dates.sortable(last),
        then.word("LIMIT_REASONS", line.limit_reason) if line.limit_reason else "",
        dates.sortable(line.received_at),
        harmless(line.line),
        dates.sortable(late[place]) if place in late else "",
    ]


def _written(rows: Iterable[Iterable[str | int]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()
