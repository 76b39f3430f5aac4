"""The day, or the minute, from which a vial must not be given: row by row what a pharmacist would say.

Everything was received on 18 March 2022 at 10:00 unless its row says otherwise. "2022-04-06" as a limit means until
midnight of that day in Paris.
"""

from coldchain.civil import Zone, format_day, format_stamp, parse_stamp
from coldchain.product import DatedRule, Window
from coldchain.shelf_life import Limit, effective_limit, spent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Dates = Mapping[str, str | None]

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
HOUR_S = 3600

PURPLE = DatedRule("comirnaty-30-purple", 0, "supplier_label", Window(1, "month"), 6 * HOUR_S, "a source")
ORANGE = DatedRule("comirnaty-10-orange", 0, "supplier_label", Window(10, "week"), 12 * HOUR_S, "a source")
MODERNA = DatedRule("spikevax", 0, "supplier_label", Window(30, "day"), 6 * HOUR_S, "a source")
NOVAVAX = DatedRule("nuvaxovid", 0, "printed", None, 6 * HOUR_S, "a source")
IMVANEX = DatedRule("imvanex", 0, "thawed_here", Window(8, "week"), None, "a source")
NO_WINDOW = DatedRule("other", 0, "supplier_label", None, None, "a source")


def test_the_label_of_the_distributor_decides_whatever_is_printed():
    for rule, dates, last, reason in (
        (PURPLE, {"label": "2022-04-06"}, "2022-04-06", "supplier_label"),
        (PURPLE, {"label": "2022-04-06", "printed": "2022-02-28"}, "2022-04-06", "supplier_label"),
        (PURPLE, {"label": "2022-04-06", "thawed": "2022-03-07"}, "2022-04-06", "supplier_label"),
        (PURPLE, {"label": "2022-04-07", "thawed": "2022-03-07"}, "2022-04-07", "supplier_label"),
        (MODERNA, {"label": "2022-03-31"}, "2022-03-31", "supplier_label"),
        (NO_WINDOW, {"label": "2022-04-06"}, "2022-04-06", "supplier_label"),
    ):
        dispensable_until(rule, dates, last, reason)


def test_without_a_label_the_window_runs_from_the_thaw():
    for rule, thawed, last in (
        (PURPLE, "2022-03-07", "2022-04-07"),
        (ORANGE, "2022-03-07", "2022-05-16"),
        (MODERNA, "2022-03-07", "2022-04-06"),
    ):
        dispensable_until(rule, {"thawed": thawed}, last, "thaw_window")


def test_a_month_ends_on_its_last_day_and_thirty_days_are_thirty():
    for rule, thawed, last in (
        (PURPLE, "2022-01-31", "2022-02-28"),
        (PURPLE, "2024-01-31", "2024-02-29"),
        (PURPLE, "2022-03-31", "2022-04-30"),
        (MODERNA, "2022-01-31", "2022-03-02"),
        (MODERNA, "2024-01-31", "2024-03-01"),
    ):
        dispensable_until(rule, {"received": thawed + "T10:00", "thawed": thawed}, last, "thaw_window")


def test_a_time_that_somebody_wrote_is_kept_to_the_minute():
    for dates, last, reason in (
        ({"thawed": "2022-03-07T15:30"}, "2022-04-07T15:30:00", "thaw_window"),
        ({"label": "2022-04-06T09:00", "thawed": "2022-03-07"}, "2022-04-06T09:00:00", "supplier_label"),
        ({"label": "2022-04-07", "thawed": "2022-03-07T15:30"}, "2022-04-07T15:30:00", "thaw_window"),
    ):
        dispensable_until(PURPLE, dates, last, reason)


def test_what_never_thaws_keeps_its_printed_date():
    dispensable_until(NOVAVAX, {"printed": "2022-08-31"}, "2022-08-31", "printed")


def test_an_earlier_date_written_on_the_box_counts_at_once_a_later_one_never():
    for label, last, reason in (
        ("2022-06-30", "2022-06-30", "supplier_label"),
        ("2022-08-31", "2022-08-31", "printed"),
        ("2022-12-31", "2022-08-31", "printed"),
    ):
        dispensable_until(NOVAVAX, {"printed": "2022-08-31", "label": label}, last, reason)


def test_what_thaws_in_the_house_may_thaw_after_it_came_and_never_outlives_its_box():
    for thawed, printed, last, reason in (
        ("2022-04-04", "2026-01-31", "2022-05-30", "thaw_window"),
        ("2022-04-04", "2022-04-30", "2022-04-30", "printed"),
        ("2022-03-14", None, "2022-05-09", "thaw_window"),
    ):
        dispensable_until(IMVANEX, {"thawed": thawed, "printed": printed}, last, reason)


def test_an_opened_vial_has_hours_and_never_more_than_it_had_closed():
    opened = {"label": "2022-04-06", "opened": "2022-03-21T09:00"}
    dispensable_until(PURPLE, opened, "2022-03-21T15:00:00", "in_use")
    dispensable_until(ORANGE, opened, "2022-03-21T21:00:00", "in_use")
    last_evening = {"label": "2022-04-06", "opened": "2022-04-06T20:00"}
    dispensable_until(PURPLE, last_evening, "2022-04-06", "supplier_label")
    single_dose = {"thawed": "2022-04-04", "opened": "2022-04-05T09:00"}
    dispensable_until(IMVANEX, single_dose, "2022-05-30", "thaw_window")


def test_time_out_of_range_that_is_used_up_ends_what_the_dates_would_still_allow():
    label = {"label": "2022-04-06"}
    dispensable_until(PURPLE, label | {"spent": "2022-03-20T09:30"}, "2022-03-20T09:30:00", "exposure")
    dispensable_until(PURPLE, label | {"spent": "2022-04-08T09:30"}, "2022-04-06", "supplier_label")
    refused(
        PURPLE,
        {"spent": "2022-03-20T09:30"},
        "incomplete",
        "label or thawed",
        "nothing",
        "2022-03-20T09:30:00",
        "exposure",
    )


def test_a_budget_spent_shortens_a_line_and_never_lengthens_it():
    line = {"limit_at": 5000, "limit_reason": "supplier_label"}
    later = spent(line, 6000)
    assert later == {"limit_at": 5000, "limit_reason": "supplier_label", "spent_at": 6000}
    sooner = spent(later, 4000)
    assert sooner == {"limit_at": 4000, "limit_reason": "exposure", "spent_at": 4000}
    assert spent(sooner, 4500) == sooner
    assert spent(line, 5000)["limit_reason"] == "supplier_label", "of two equal ones the date stands first"
    assert spent({"limit_at": None, "limit_reason": "unknown"}, 7)["limit_at"] == 7


def test_of_two_limits_at_one_instant_the_one_of_the_authority_is_the_reason():
    opened = {"label": "2022-04-06", "opened": "2022-04-06T18:00"}
    dispensable_until(PURPLE, opened, "2022-04-06", "supplier_label")


def test_a_limit_is_without_a_problem_unless_it_says_of_what():
    limit = Limit(0, "printed")
    assert (limit.problem, limit.expected, limit.found) == ("", "", "")


def test_hours_in_use_are_hours_when_the_clocks_change():
    opened = {"label": "2022-04-06", "opened": "2022-03-27T00:30"}
    dispensable_until(PURPLE, opened, "2022-03-27T07:30:00", "in_use")


def test_the_last_day_ends_at_midnight_in_paris_in_winter_and_in_summer():
    winter = limit_of(PURPLE, {"received": "2022-02-01T10:00", "label": "2022-02-28"})
    summer = limit_of(PURPLE, {"label": "2022-04-06"})
    assert winter.at_ms == utc_ms("2022-02-28T23:00")
    assert summer.at_ms == utc_ms("2022-04-06T22:00")


def test_a_limit_in_the_hour_that_comes_twice_is_the_first_time():
    limit = limit_of(MODERNA, {"received": "2022-10-01T10:00", "thawed": "2022-09-30T02:30"})
    assert limit.at_ms == utc_ms("2022-10-30T00:30")


def test_a_reception_without_the_date_that_decides_is_incomplete_but_shows_a_limit():
    for rule, dates, last, reason, expected in (
        (PURPLE, {"printed": "2022-09-30"}, "2022-04-18", "reception_window", "label or thawed"),
        (ORANGE, {}, "2022-05-27", "reception_window", "label or thawed"),
        (MODERNA, {}, "2022-04-17", "reception_window", "label or thawed"),
        (NOVAVAX, {"label": "2022-06-30"}, "2022-06-30", "supplier_label", "printed"),
        (IMVANEX, {"printed": "2026-01-31"}, "2022-05-13", "reception_window", "thawed"),
        (IMVANEX, {"label": "2022-04-01"}, "2022-04-01", "supplier_label", "thawed"),
    ):
        refused(rule, dates, "incomplete", expected, "nothing", last, reason)


def test_with_no_date_at_all_there_is_no_limit_to_show():
    for rule, dates, expected in (
        (MODERNA, {"received": None}, "label or thawed"),
        (NO_WINDOW, {"printed": "2022-09-30"}, "label"),
        (NOVAVAX, {}, "printed"),
    ):
        refused(rule, dates, "incomplete", expected, "nothing", None, "unknown")


def test_a_product_that_nobody_identified_has_no_limit():
    dates = {"printed": "2022-09-30", "label": "2022-04-06"}
    refused(None, dates, "incomplete", "product", "nothing", None, "unidentified")


def test_a_label_that_outlives_the_window_is_impossible():
    for rule, dates, last, reason, found in (
        (PURPLE, {"thawed": "2022-03-07", "label": "2022-04-08"}, "2022-04-07", "thaw_window", "2022-04-08"),
        (MODERNA, {"label": "2022-04-18"}, "2022-04-17", "reception_window", "2022-04-18"),
        (ORANGE, {"label": "2023-01-01"}, "2022-05-27", "reception_window", "2023-01-01"),
    ):
        refused(rule, dates, "impossible", "label <= " + last, found, last, reason)


def test_times_of_one_day_are_compared_only_where_both_are_known():
    end = "2022-04-07T15:30:00"
    thawed = "2022-03-07T15:30"
    dispensable_until(PURPLE, {"thawed": thawed, "label": "2022-04-07T15:30"}, end, "supplier_label")
    later = {"thawed": thawed, "label": "2022-04-07T15:31"}
    refused(PURPLE, later, "impossible", "label <= " + end, "2022-04-07T15:31:00", end, "thaw_window")


def test_what_comes_thawed_did_not_thaw_later():
    known = "thawed <= 2022-03-18T10:00:00"
    for dates, last, reason, found in (
        ({"thawed": "2022-03-19"}, "2022-05-27", "reception_window", "2022-03-19"),
        ({"thawed": "2022-03-18T10:01"}, "2022-05-27", "reception_window", "2022-03-18T10:01:00"),
        ({"thawed": "2022-03-19", "label": "2022-04-30"}, "2022-04-30", "supplier_label", "2022-03-19"),
    ):
        refused(ORANGE, dates, "impossible", known, found, last, reason)


def test_it_may_come_on_the_day_it_thawed():
    dispensable_until(ORANGE, {"thawed": "2022-03-18"}, "2022-05-27", "thaw_window")
    dispensable_until(ORANGE, {"thawed": "2022-03-18T10:00"}, "2022-05-27T10:00:00", "thaw_window")


def test_while_the_clock_was_never_set_the_dates_on_the_box_still_count():
    dispensable_until(PURPLE, {"received": None, "label": "2022-04-06"}, "2022-04-06", "supplier_label")
    dispensable_until(PURPLE, {"received": None, "thawed": "2022-03-07"}, "2022-04-07", "thaw_window")


def dispensable_until(rule: DatedRule, dates: "Dates", last: str, reason: str) -> None:
    limit = limit_of(rule, dates)
    assert (limit.expected, limit.found) == ("", ""), (rule.product, dates)
    assert (shown(limit), limit.reason, limit.problem) == (last, reason, ""), (
        rule.product,
        dates,
        shown(limit),
    )


def refused(
    rule: DatedRule | None,
    dates: "Dates",
    problem: str,
    expected: str,
    found: str,
    last: str | None,
    reason: str,
) -> None:
    limit = limit_of(rule, dates)
    assert (limit.problem, limit.expected, limit.found) == (problem, expected, found), (dates, limit.expected)
    assert (shown(limit), limit.reason) == (last, reason), (dates, shown(limit))


def limit_of(rule: DatedRule | None, dates: "Dates") -> Limit:
    printed = stamp(dates.get("printed"))
    return effective_limit(
        rule,
        PARIS,
        instant(dates.get("received", "2022-03-18T10:00")),
        None if printed is None else printed[0],
        stamp(dates.get("label")),
        stamp(dates.get("thawed")),
        instant(dates.get("opened")),
        instant(dates.get("spent")),
    )


def stamp(text: str | None) -> tuple[int, int | None] | None:
    return None if text is None else parse_stamp(text)


def instant(text: str | None) -> int | None:
    if text is None:
        return None
    day, second = parse_stamp(text)
    return PARIS.instant(day, second or 0)


def utc_ms(text: str) -> int:
    day, second = parse_stamp(text)
    return (day * 86400 + (second or 0)) * 1000


def shown(limit: Limit) -> str | None:
    """The last day in Paris, when the limit is a midnight; else the minute."""
    if limit.at_ms is None:
        return None
    day, second = PARIS.local(limit.at_ms)
    return format_stamp(day, second) if second else format_day(day - 1)
