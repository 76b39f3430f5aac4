"""Limits are told when they pass, once, and never lost."""

from coldchain.civil import Zone, days_from_civil
from coldchain.expiry import due, last_day_starts

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
DAY = days_from_civil(2022, 3, 10)
MIDNIGHT = PARIS.start_of_day(DAY)
END = PARIS.end_of_day(DAY)
HOUR_MS = 3600000


def line(name="L1", limit_at=END, in_stock=3):
    return {
        "line": name,
        "fridge": "fridge-1",
        "product": "spikevax",
        "lot": "214015",
        "limit_at": limit_at,
        "limit_reason": "supplier_label",
        "counts": {"in_stock": in_stock},
    }


def types(result):
    return [event_type for event_type, _ in result.facts]


def test_nothing_is_told_before_the_last_day():
    result = due({"L1": line()}, {}, PARIS, MIDNIGHT - 1)
    assert (types(result), result.next_at) == ([], MIDNIGHT)


def test_the_last_day_is_told_from_its_first_instant():
    result = due({"L1": line()}, {}, PARIS, MIDNIGHT)
    assert (types(result), result.next_at) == (["expiry.warned"], END)
    assert result.facts[0][1]["vials"] == 3
    assert result.told == {"L1": {"threshold": "last_day", "limit_at": END}}


def test_the_limit_is_reached_at_its_instant_and_not_before():
    told = {"L1": {"threshold": "last_day", "limit_at": END}}
    assert types(due({"L1": line()}, told, PARIS, END - 1)) == []
    result = due({"L1": line()}, told, PARIS, END)
    assert (types(result), result.next_at) == (["expiry.reached"], None)


def test_nothing_is_told_twice():
    told = {"L1": {"threshold": "reached", "limit_at": END}}
    assert types(due({"L1": line()}, told, PARIS, END + 1000 * HOUR_MS)) == []


def test_a_missed_week_loses_nothing_and_tells_only_the_nearest():
    assert types(due({"L1": line()}, {}, PARIS, END + 7 * 24 * HOUR_MS)) == ["expiry.reached"]


def test_a_changed_limit_is_new():
    told = {"L1": {"threshold": "reached", "limit_at": END - 24 * HOUR_MS}}
    assert types(due({"L1": line()}, told, PARIS, MIDNIGHT)) == ["expiry.warned"]


def test_a_line_without_vials_or_without_a_limit_is_silent():
    lines = {"L1": line(in_stock=0), "L2": line("L2", limit_at=None)}
    result = due(lines, {}, PARIS, END)
    assert (types(result), result.next_at) == ([], None)


def test_the_next_instant_is_the_earliest():
    lines = {"L1": line(), "L2": line("L2", limit_at=END - 5 * HOUR_MS)}
    assert due(lines, {}, PARIS, MIDNIGHT + HOUR_MS).next_at == END - 5 * HOUR_MS


def test_the_last_day_has_23_or_25_hours_when_the_clocks_change():
    for month, day, hours in ((3, 27, 23), (10, 30, 25), (6, 1, 24)):
        end = PARIS.end_of_day(days_from_civil(2022, month, day))
        assert end - last_day_starts(PARIS, end) == hours * HOUR_MS
