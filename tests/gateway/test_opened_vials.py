"""Opened vials at the gateway: lines of their own, syringes that are no vials, and an hour that rings nowhere."""

from coldchain.opened import opened_line, syringe_line
from gateway.store import queries
from gateway.store.schema import rejected
from tests.gateway.desk import FRIDGE, NOON, SITE, event, frame, left, line, received
from tests.gateway.test_alarms import look

HOUR_MS = 3_600_000
SIX_H = 6 * 3600
VIAL, SYRINGES = "L0002-bb", "L0003-cc"


def opened(seq, name=VIAL):
    """A vial of the line that the tests of the gateway receive is punctured at noon."""
    into = opened_line(line(3), name, NOON, SIX_H)
    return event(
        seq, "stock.opened", {"fridge": FRIDGE, "line": "L0001-aa", "unit": None, "vials": 1, "into": into}
    )


def prepared(seq, syringes):
    into = syringe_line(opened_line(line(3), VIAL, NOON, SIX_H), SYRINGES, syringes)
    data = {"fridge": FRIDGE, "line": VIAL, "syringes": syringes, "into": into}
    return event(seq, "stock.prepared", data)


def used(seq, given, lost):
    data = {
        "fridge": FRIDGE,
        "line": VIAL,
        "unit": None,
        "vials": 1,
        "doses_given": given,
        "doses_lost": lost,
    }
    return event(seq, "stock.used", data)


def views(record, now=NOON):
    found = record.ask(queries.stock_lines, now, include_empty=True)
    assert record.rows(rejected) == []
    return {one.line: one for one in found}


def test_an_opened_vial_stands_under_its_parent_with_its_hour(record):
    record.receive(frame(received(1, 3), opened(2)))
    found = views(record)
    assert (found["L0001-aa"].in_stock, found["L0001-aa"].opened) == (2, 1)
    vial = found[VIAL]
    assert (vial.in_stock, vial.parent, vial.container, vial.opened_at) == (1, "L0001-aa", "vial", NOON)
    assert (vial.limit_at, vial.limit_reason) == (NOON + 6 * HOUR_MS, "in_use")
    assert views(record, NOON + 6 * HOUR_MS)[VIAL].expired


def test_syringes_are_doses_and_no_vials_wherever_vials_are_added_up(record):
    record.receive(frame(received(1, 3), opened(2), prepared(3, 4)))
    found = views(record)
    assert (found[SYRINGES].in_stock, found[SYRINGES].doses) == (4, 4)
    assert (found[VIAL].drawn, found[VIAL].doses) == (4, 2), "the doses in syringes are not counted twice"
    [product] = record.ask(queries.product_stock, NOON)
    assert (product.vials_usable, product.doses_usable) == (3, 12 + 2 + 4)
    fridge = record.ask(queries.fridge, SITE, FRIDGE, NOON)
    assert (fridge.vials, fridge.doses) == (3, 18)


def test_its_end_says_the_doses_given_and_lost_and_syringes_leave_by_themselves(record):
    record.receive(
        frame(received(1, 3), opened(2), prepared(3, 4), used(4, 1, 1), left(5, "dispensed", 3, SYRINGES))
    )
    found = views(record)
    assert (found[VIAL].in_stock, found[VIAL].doses_given, found[VIAL].doses_lost) == (0, 1, 1)
    assert (found[SYRINGES].in_stock, found[SYRINGES].dispensed) == (1, 3)
    [product] = record.ask(queries.product_stock, NOON)
    assert (product.vials_usable, product.doses_usable) == (2, 13)


def test_a_syringe_is_taken_before_an_opened_vial_and_that_before_the_others(record):
    record.receive(frame(received(1, 3), opened(2), prepared(3, 1)))
    for taken, event_of_it in ((SYRINGES, left(4, "dispensed", 1, SYRINGES)), (VIAL, used(5, 5, 0))):
        first = [one.line for one in record.ask(queries.shelf, NOON, queries.Wanted()).lines if one.first]
        assert first == [taken]
        record.receive(frame(event_of_it))
    [first] = [one.line for one in record.ask(queries.shelf, NOON, queries.Wanted()).lines if one.first]
    assert first == "L0001-aa"


def test_the_hour_of_an_opened_vial_rings_nowhere(record):
    record.receive(frame(received(1, 3), opened(2), prepared(3, 4)))
    kinds = {kind for kind, _ in look(record, NOON + 7 * HOUR_MS)}
    assert not kinds & {"last_day", "expired"}
