"""What a desk tells of the time out of range: the latest word stands, and the limit follows it."""

from coldchain.exposure import BANDS
from gateway.store import queries
from gateway.store.schema import exposure
from gateway.store.views import BudgetView
from tests.gateway.desk import FRIDGE, NOON, SITE, event, frame, line, received

BUDGET = {
    "bands": ["8_15", "15_25"],
    "allowed_s": 7200,
    "used_s": 1140,
    "source": "SmPC, 6.3",
    "verify": True,
}
LIMIT_AT = line(1)["limit_at"]


def exposed(seq, cause="excursion", limit_at=LIMIT_AT, limit_reason="supplier_label", **seconds):
    data = {
        "fridge": FRIDGE,
        "line": "L0001-aa",
        "since_at": NOON,
        "seconds": dict.fromkeys(BANDS, 0) | {band[1:]: s for band, s in seconds.items()},
        "budgets": [BUDGET],
        "limit_at": limit_at,
        "limit_reason": limit_reason,
        "spent_at": limit_at if limit_reason == "exposure" else None,
        "cause": cause,
    }
    return event(seq, "stock.exposed", data)


def view_of(record):
    [view] = record.ask(queries.stock_lines, NOON + 10_000, SITE, FRIDGE)
    return view


def test_a_line_that_was_always_in_range_has_no_exposure(record):
    record.receive(frame(received(1, 5)))
    assert view_of(record).exposure is None


def test_the_latest_word_of_the_desk_stands(record):
    record.receive(frame(received(1, 5), exposed(2, _8_15=600), exposed(3, _8_15=1140)))
    found = view_of(record).exposure
    assert (found.seconds["8_15"], found.seconds["unknown"], found.cause) == (1140, 0, "excursion")
    assert (found.at, found.since_at) == (NOON + 3000, NOON)
    assert found.budgets == (BudgetView(("8_15", "15_25"), 7200, 1140, "SmPC, 6.3", True),)
    assert view_of(record).usable


def test_a_word_that_came_twice_counts_once(record):
    record.receive(frame(received(1, 5), exposed(2, _8_15=600)))
    record.receive(frame(exposed(2, _8_15=600)))
    assert len(record.rows(exposure)) == 1


def test_a_spent_budget_is_the_limit_here_too(record):
    record.receive(frame(received(1, 5), exposed(2, "budget", NOON + 2000, "exposure", _8_15=7200)))
    view = view_of(record)
    assert (view.limit_at, view.limit_reason, view.expired, view.usable) == (
        NOON + 2000,
        "exposure",
        True,
        False,
    )


def test_vials_that_join_an_exposed_line_are_no_contradiction(record):
    """The desk's own line names the instant of a spent budget only where there is one."""
    record.receive(frame(received(1, 5), exposed(2, _8_15=600)))
    more = line(8)
    record.receive(
        frame(event(3, "stock.received", {"fridge": FRIDGE, "line": more, "unit": None, "vials": 3}))
    )
    assert view_of(record).in_stock == 8


def test_the_exposure_of_a_line_nobody_knows_changes_nothing(record):
    record.receive(frame(exposed(1, _8_15=600)))
    assert record.rows(exposure) == []
