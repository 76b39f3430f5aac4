"""What the page of a delivery asks of the desk: arrival, lines, transport and seals, the end of the reception.

The desk does with it what it does with scans, by the same acts: a line is told by its product instead of its code, or
by both, where nobody has said yet which product a code is. Nobody proves who they are for this; the name is kept.
"""

from coldchain.acts import delivering
from coldchain.acts.receiving import receive
from coldchain.civil import parse_stamp
from coldchain.modes import Mode
from coldchain.people import Person
from coldchain.scan import Scan
from coldchain.stock import StockError
from coldchain.symbol import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.answer import Answer
    from coldchain.session import Session

    Order = dict[str, Any]

# Act -> the fields that it cannot do without, besides `who`.
NEEDS: dict[str, tuple[str, ...]] = {
    "arrive": (),
    "inspect": ("delivery", "transport", "seals"),
    "receive": ("delivery", "lot", "vials"),
    "check": ("delivery",),
}
ACTS = tuple(sorted(NEEDS))


class Writer(Person):
    """Who asks, as the events are signed; without an id, a name that was typed."""

    def __init__(self, name: str, id: str | None) -> None:
        self.name = name
        self.id = id or ""


class ToldPack(Symbol):
    """A pack as a person tells it from its label: what its code would say, as far as they know it."""

    def __init__(self, order: "Order", today_year: int) -> None:
        Symbol.__init__(self, "", today_year)
        told = {
            "01": order.get("gtin"),
            "10": order["lot"],
            "17": _six(order.get("printed")),
            "21": order.get("serial"),
        }
        self.elements = {ai: value for ai, value in told.items() if value}
        self.accept()


def refusal(order: "Order") -> str:
    """Why an order cannot be carried out as it is, or ""."""
    if any(order.get(field) is None for field in NEEDS[order["act"]]):
        return "incomplete_order"
    nameless = order["act"] == "receive" and order.get("product") is None and order.get("gtin") is None
    return "incomplete_order" if nameless else ""


def carry_out(here: "Session", order: "Order", up_ms: int, now_ms: int | None, today_year: int) -> "Answer":
    """The answer of the desk, to be journalled and adopted as that to a scan.

    Raises StockError: those of the acts, `unknown_product`, `unknown_professional`.
    """
    mode = _mode(here, order, up_ms)
    scan = Scan("", mode, up_ms, now_ms, here.floor_ms)
    act = order["act"]
    if act == "arrive":
        return delivering.arrived(here, scan, mode)
    if act == "inspect":
        answers = {"transport": order["transport"], "seals": order["seals"]}
        return delivering.told(here, scan, mode, answers)
    if act == "check":
        return delivering.finished(here, scan, mode.delivery, mode, order.get("announced"))
    pack = ToldPack(order, today_year)
    scan.tell(pack, *_product(here, order))
    return receive(here, scan, pack)


def _mode(here: "Session", order: "Order", up_ms: int) -> Mode:
    """The mode that scans would have led to."""
    kept_for = order.get("reserved_for")
    return Mode(
        "receive",
        up_ms,
        _stamp(order.get("label")),
        _stamp(order.get("thawed")),
        None if order.get("serial") else order.get("vials"),
        person=Writer(order["who"], order.get("person")),
        delivery=order.get("delivery"),
        whom=None if kept_for is None else here.authority.professional(kept_for),
    )


def _product(here: "Session", order: "Order") -> "tuple[Any, int]":
    """The product, None if not known, and how many vials a pack of the code is.

    A known code says it, and is not contradicted; the person says it of every other one.
    """
    known = here.catalogue.by_gtin(order.get("gtin") or "")
    said = order.get("product")
    if known is not None:
        if said is not None and said != known[0].key:
            raise StockError("pack_differs", known[0].key, said)
        return known[0], known[1].vials
    if said is not None and said not in here.catalogue.products:
        raise StockError("unknown_product", "a product of the catalogue", said)
    return here.catalogue.products.get(said or ""), 1


def _stamp(text: str | None) -> "tuple[int, int | None] | None":
    return None if text is None else parse_stamp(text)


def _six(day: str | None) -> str | None:
    """ "2027-03-31" as AI 17 spells it: "270331"."""
    return None if day is None else day[2:4] + day[5:7] + day[8:10]
