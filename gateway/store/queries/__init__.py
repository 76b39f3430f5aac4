"""What the pages ask of the store. Functions take a connection, change nothing and return records of `views`."""

from gateway.store.queries.alarms import alarm, alarms
from gateway.store.queries.calibrations import calibrations
from gateway.store.queries.excursions import excursion, excursion_of
from gateway.store.queries.fridges import fridge, fridges
from gateway.store.queries.people import locked_out, pin_tries
from gateway.store.queries.record import devices, events, first_reading_at, points, rejected
from gateway.store.queries.stock import by_product, commands, product_stock, stock_lines, units

__all__ = [
    "alarm",
    "alarms",
    "by_product",
    "calibrations",
    "commands",
    "devices",
    "events",
    "excursion",
    "excursion_of",
    "first_reading_at",
    "fridge",
    "fridges",
    "locked_out",
    "pin_tries",
    "points",
    "product_stock",
    "rejected",
    "stock_lines",
    "units",
]
