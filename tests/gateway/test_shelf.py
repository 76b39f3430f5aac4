"""The stock page by page: what is filtered, summed and first to use is what the rules say, now and at any instant."""

import random
from typing import Any

import pytest

from coldchain import stock
from coldchain.exposure import BANDS
from gateway.store import projection, queries
from gateway.store.engine import migrate
from gateway.store.queries import Wanted
from gateway.store.schema import meta, stock_line
from gateway.store.schema_stock import contested, line_state, unit_state
from tests.gateway.desk import DAY_MS, FRIDGE, NOON, SITE, event, frame, hello, left, line, received
from tests.gateway.test_replacing import an_old_board, replace
from tests.gateway.two_desks import Desk

SECOND_MS = 1000


def shelf(record, now=NOON, limit=50, after=None, **wanted):
    return record.ask(queries.shelf, now, Wanted(**wanted), after, limit)


def names(page):
    return [view.line for view in page.lines]


def stood(lines, now):
    """What must be shown of these lines: line -> vials, standing, whether it is the one to take from first."""
    first = stock.first_expiring(lines.values(), now)
    return {
        name: (known["counts"]["in_stock"], stock.standing(known, now), known is first)
        for name, known in lines.items()
        if known["counts"]["in_stock"] > 0
    }


def shown(page):
    return {view.line: (view.in_stock, view.standing, view.first) for view in page.lines}


@pytest.mark.parametrize("seed", range(8))
def test_the_stock_of_every_instant_is_what_the_ledger_of_the_desk_then_was(record, seed):
    desk = Desk(1, random.Random(seed))
    history: list[dict[str, Any]] = []
    while len(desk.events) < 60:
        desk.work(1)
        while len(history) < len(desk.events):
            history.append(dict(desk.lines))
    for payload in desk.frames():
        record.receive(payload, topic=desk.topic())
    for seq, lines in enumerate(history, 1):
        at = NOON + seq * SECOND_MS
        assert shown(shelf(record, NOON + DAY_MS, at=at)) == stood(lines, at), (seed, seq)
    last = NOON + len(history) * SECOND_MS
    assert shown(shelf(record, last)) == stood(desk.lines, last)
    assert shelf(record, last).lines == shelf(record, last, at=last).lines
    assert shelf(record, NOON + DAY_MS, at=NOON).lines == ()


@pytest.mark.parametrize("standing", queries.STANDINGS)
def test_every_standing_of_the_rules_is_one_of_the_filter(record, standing):
    """The store tells the hour's part of it by itself, and must come to what `stock.standing` says."""
    holds = [] if standing in ("usable", "expired", "exposed") else [standing]
    facts = {"expired": {"limit_at": NOON}, "exposed": {"limit_at": NOON, "limit_reason": "exposure"}}
    said = line(3, holds=holds) | facts.get(standing, {})
    both = line(2, name="L2", holds=[*holds, "quarantined"] if standing != "usable" else []) | facts.get(
        standing, {}
    )
    for seq, one in enumerate((said, both), 1):
        whole = {"fridge": FRIDGE, "line": one, "unit": None, "vials": one["counts"]["in_stock"]}
        record.receive(frame(event(seq, "stock.received", whole)))
    for known in (said, both):
        found = shelf(record, standing=stock.standing(known, NOON))
        assert known["line"] in names(found)
        assert {view.standing for view in found.lines} == {stock.standing(known, NOON)}
    blocked = names(shelf(record, standing="blocked"))
    assert blocked == ([] if standing == "usable" else ["L0001-aa", "L2"])


def test_vials_that_must_not_be_given_are_never_in_stock_and_stand_beside_it(record):
    record.receive(
        frame(
            received(1, 5),
            received(2, 4, name="L2", holds=["quarantined"]),
            received(3, 3, name="L3", limit_at=NOON),
            received(4, 2, name="L4", limit_at=None, holds=["incomplete"]),
        )
    )
    [product] = record.ask(queries.product_stock, NOON)
    assert (product.vials_usable, product.doses_usable) == (5, 30)
    assert (product.vials_blocked, product.doses_blocked) == (9, 54)
    assert product.blocked == {"expired": 3, "quarantined": 4, "incomplete": 2}
    [quarantined] = record.ask(queries.product_stock, NOON, Wanted(standing="quarantined"))
    assert (quarantined.vials_usable, quarantined.blocked) == (0, {"quarantined": 4})


def test_lines_come_by_their_limits_page_by_page_each_once(record):
    limits = [NOON + days * DAY_MS for days in (9, 3, 3, 7)]
    arrivals = [received(seq, 1, name=f"L{seq}", limit_at=limit) for seq, limit in enumerate(limits, 1)]
    record.receive(frame(*arrivals, received(5, 1, name="L5", limit_at=None, holds=["incomplete"])))
    pages: list[list[str]] = []
    after = None
    while not pages or after is not None:
        page = shelf(record, limit=2, after=after)
        pages.append(names(page))
        after = page.next_after
    assert pages == [["L2", "L3"], ["L4", "L1"], ["L5"]]


def test_an_opened_vial_goes_before_one_that_ends_sooner_and_what_is_reserved_has_its_own_first(record):
    def told(seq, name, days, **facts):
        whole = line(1, name=name, limit_at=NOON + days * DAY_MS) | facts
        return event(seq, "stock.received", {"fridge": FRIDGE, "line": whole, "unit": None, "vials": 1})

    sealed, opened = told(1, "L1", 2), told(2, "L2", 3, opened_at=NOON)
    kept, later = told(3, "L3", 1, reserved_for="Dr Roux"), told(4, "L4", 5, reserved_for="Dr Roux")
    record.receive(frame(sealed, opened, kept, later))
    assert names(shelf(record, first=True)) == ["L3", "L2"]
    assert names(shelf(record, reserved_for="Dr Roux")) == ["L3", "L4"]
    assert record.ask(queries.professionals) == ["Dr Roux"]
    later_on = NOON + DAY_MS
    assert names(shelf(record, later_on, first=True)) == ["L2", "L4"]
    assert names(shelf(record, later_on + DAY_MS, first=True, at=later_on)) == ["L2", "L4"]


def test_a_line_is_found_by_the_beginning_of_its_batch_or_by_a_serial_in_it(record):
    desk = Desk(1, random.Random(1))
    desk.receive("S07")
    record.receive(frame(*desk.events, stream=desk.stream), topic=desk.topic())
    [name] = desk.lines
    for text in ("FT", f"ft{name}".lower(), f"FT{name}", "S07"):
        assert names(shelf(record, text=text)) == [name], text
    for text in ("T", "S0", "%"):
        assert names(shelf(record, text=text)) == [], text
    assert names(shelf(record, NOON + DAY_MS, text="S07", at=NOON + SECOND_MS)) == [name]


def test_a_clock_that_stepped_back_hides_no_state(record):
    late = event(2, "stock.dispensed", left(2, "dispensed", 3).data, at=NOON - DAY_MS)
    record.receive(frame(received(1, 10), late))
    assert [view.in_stock for view in shelf(record, NOON + DAY_MS, at=NOON + SECOND_MS).lines] == [7]
    assert shelf(record, NOON + DAY_MS, at=NOON).lines == ()


def test_what_was_dated_by_its_coming_is_dated_anew_once_its_boot_has_a_clock(record):
    unset = {"at": None, "clock": "unset"}
    record.receive(
        frame(
            event(1, "stock.received", received(1, 10).data, up=1000, **unset),
            event(2, "stock.dispensed", left(2, "dispensed", 4).data, up=61_000, **unset),
        ),
        now=NOON + DAY_MS,
    )
    then = NOON + 30 * SECOND_MS
    assert shelf(record, NOON + 2 * DAY_MS, at=then).lines == ()
    record.receive(frame(event(3, at=NOON + 120_000, up=121_000)), now=NOON + DAY_MS)
    assert [view.in_stock for view in shelf(record, NOON + 2 * DAY_MS, at=then).lines] == [10]
    assert [view.in_stock for view in shelf(record, NOON + 2 * DAY_MS, at=NOON + 90_000).lines] == [6]


def test_what_a_line_went_through_is_told_as_of_then(record):
    def told(seq, seconds):
        seconds = dict.fromkeys(BANDS, 0) | seconds
        budget = {"since_at": NOON, "seconds": seconds, "budgets": [], "limit_at": None, "limit_reason": None}
        return event(seq, "stock.exposed", {"fridge": FRIDGE, "line": "L0001-aa", "cause": "gap"} | budget)

    record.receive(frame(received(1, 10), told(2, {"8_15": 60}), told(3, {"8_15": 120})))
    for at, seconds in ((1, None), (2, 60), (3, 120), (None, 120)):
        moment = None if at is None else NOON + at * SECOND_MS
        [view] = shelf(record, NOON + DAY_MS, at=moment).lines
        assert (view.exposure and view.exposure.seconds["8_15"]) == seconds, at


def test_the_stock_made_again_from_the_events_is_the_same(record):
    desks = [Desk(number, random.Random(number)) for number in (1, 2)]
    desks[0].work(40)
    for pack in desks[0].units.values():
        desks[1].receive(pack["serial"])
    for desk in desks:
        for payload in desk.frames():
            record.receive(payload, topic=desk.topic())
    tables = (line_state, unit_state, contested)
    before = [sorted(record.rows(table)) for table in tables]
    assert all(before)
    with record.writer.transaction() as connection:
        assert projection.rebuild(connection) == sum(len(desk.events) for desk in desks)
    assert [sorted(record.rows(table)) for table in tables] == before


def test_the_stock_made_again_follows_the_board_that_took_the_place_of_another(record):
    an_old_board(record)
    new, later = f"vigifroid/v1/{SITE}/pi-2/up", NOON + 2 * SECOND_MS
    replace(record, "pi-2", now=NOON + SECOND_MS)
    record.receive(hello(stream="s-new", desks=[FRIDGE]), topic=new.replace("/up", "/state"), now=later)
    record.receive(frame(left(1, "dispensed", 2), stream="s-new"), topic=new, now=later)
    record.receive(frame(left(4, "dispensed", 1)), now=later)
    tables = (stock_line, line_state)
    before = [sorted(record.rows(table)) for table in tables]
    assert [row.in_stock for row in before[0]] == [5]
    with record.writer.transaction() as connection:
        assert projection.rebuild(connection) == 3
    assert [sorted(record.rows(table)) for table in tables] == before


def test_a_store_whose_stock_an_older_version_made_has_it_made_again(record):
    record.receive(frame(received(1, 10)))
    with record.writer.transaction() as connection:
        connection.execute(line_state.delete())
        connection.execute(meta.delete().where(meta.c.key == projection.KEY))
    migrate(record.writer._engine)
    assert [view.in_stock for view in shelf(record).lines] == [10]


def test_the_states_of_a_line_name_the_events_that_made_them(record):
    record.receive(frame(received(1, 10), left(2, "dispensed", 3), left(3, "discarded", 1)))
    states = record.ask(queries.line_states, SITE, FRIDGE, "L0001-aa")
    assert [(one.event.type, one.event.seq, one.in_stock) for one in states] == [
        ("stock.discarded", 3, 6),
        ("stock.dispensed", 2, 7),
        ("stock.received", 1, 10),
    ]
    then = record.ask(queries.line_states, SITE, FRIDGE, "L0001-aa", NOON + 2 * SECOND_MS)
    assert [one.event.seq for one in then] == [2, 1]


def test_fridges_whose_desk_is_not_heard_are_named_with_the_hour_of_its_last_word(record):
    for number in (1, 2):
        topic = f"vigifroid/v1/{SITE}/pi-{number}/state"
        record.receive(hello(desks=[f"fridge-{number}"]), topic=topic, now=NOON + number * 60_000)
    late = record.ask(queries.behind, NOON + 90_000)
    assert [(one.fridge, one.device, one.seen_at) for one in late] == [("fridge-1", "pi-1", NOON + 60_000)]
    record.receive(b'{"online":false}', topic=topic, now=NOON + 150_000)
    late = record.ask(queries.behind, NOON + 90_000, SITE, "fridge-2")
    assert [(one.fridge, one.seen_at) for one in late] == [("fridge-2", NOON + 120_000)]
