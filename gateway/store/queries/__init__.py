"""What the pages ask of the store. Functions take a connection, change nothing and return records of `views`."""

from gateway.store.queries.alarms import alarm, alarms
from gateway.store.queries.attribution import count_unsigned, signed, unsigned
from gateway.store.queries.batches import batch, batches, recalls
from gateway.store.queries.boards import recounts
from gateway.store.queries.calibrations import calibrations
from gateway.store.queries.content import held_back, soonest, to_end
from gateway.store.queries.deliveries import announcements, deliveries, one_delivery
from gateway.store.queries.excursions import excursion, excursion_of
from gateway.store.queries.fridges import fridge, fridges
from gateway.store.queries.lives import (
    behind,
    in_dispute,
    life,
    line_states,
    product_and_lot,
    refused_scans,
    units_named,
)
from gateway.store.queries.people import locked_out, pin_tries
from gateway.store.queries.record import devices, events, first_reading_at, points, rejected
from gateway.store.queries.shelf import (
    BLOCKED,
    STANDINGS,
    After,
    ShelfPage,
    Wanted,
    product_stock,
    professionals,
    shelf,
)
from gateway.store.queries.stock import commands, stock_lines, units

__all__ = [
    "BLOCKED",
    "STANDINGS",
    "After",
    "ShelfPage",
    "Wanted",
    "alarm",
    "alarms",
    "announcements",
    "batch",
    "batches",
    "behind",
    "calibrations",
    "commands",
    "count_unsigned",
    "deliveries",
    "devices",
    "events",
    "excursion",
    "excursion_of",
    "first_reading_at",
    "fridge",
    "fridges",
    "held_back",
    "in_dispute",
    "life",
    "line_states",
    "locked_out",
    "one_delivery",
    "pin_tries",
    "points",
    "product_and_lot",
    "product_stock",
    "professionals",
    "recalls",
    "recounts",
    "refused_scans",
    "rejected",
    "shelf",
    "signed",
    "soonest",
    "stock_lines",
    "to_end",
    "units",
    "units_named",
    "unsigned",
]
