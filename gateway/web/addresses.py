"""The addresses of our pages. What a device called a stock line may hold any character."""

from __future__ import annotations

from urllib.parse import quote

from gateway.store.stock_views import HeldView
from gateway.store.views import AlarmView, StockLineView, UnitView


def fridge_address(site: str, fridge: str) -> str:
    """The page of a fridge."""
    return f"/fridge/{quote(site, safe='')}/{quote(fridge, safe='')}"


def line_address(line: StockLineView | UnitView | HeldView) -> str:
    """The page of a stock line, or of that which a pack is in."""
    return f"{fridge_address(line.site, line.fridge)}/line/{quote(line.line, safe='')}"


def deliveries_address(site: str, fridge: str) -> str:
    """The deliveries of a fridge."""
    return f"{fridge_address(site, fridge)}/deliveries"


def delivery_address(site: str, fridge: str, delivery: str) -> str:
    """The page on which a delivery is received."""
    return f"{deliveries_address(site, fridge)}/{quote(delivery, safe='')}"


def labels_address(site: str, fridge: str, line: str | None = None) -> str:
    """The house labels of a fridge as a PDF, or those of one stock line."""
    query = f"?line={quote(line, safe='')}" if line else ""
    return f"/labels/{quote(site, safe='')}/{quote(fridge, safe='')}.pdf{query}"


def batch_address(gtin: str, lot: str) -> str:
    """The page of a batch."""
    return f"/batches/{quote(gtin, safe='')}/{quote(lot, safe='')}"


def unit_address(site: str, unit: str) -> str:
    """The page of the life of a pack."""
    return f"/unit/{quote(site, safe='')}/{quote(unit, safe='')}"


def excursion_address(alarm: int) -> str:
    """The page of an excursion, by the number of its alarm."""
    return f"/excursions/{alarm}"


def alarm_address(alarm: AlarmView) -> str:
    """The page where something is done about an alarm."""
    number = {"excursion": alarm.id, "unanswered": alarm.data.get("excursion")}.get(alarm.kind)
    if number is not None:
        return excursion_address(number)
    if alarm.kind == "parcel_waiting" and alarm.fridge:
        return delivery_address(alarm.site, alarm.fridge, alarm.data["delivery"])
    if alarm.kind == "recalled":
        return batch_address(alarm.data["gtin"], alarm.data["lot"])
    return fridge_address(alarm.site, alarm.fridge) if alarm.fridge else "/alarms"
