"""The calendar and the local clock that every limit is counted on."""

from coldchain.civil import (
    DAY_MS,
    Zone,
    add_months,
    civil_from_days,
    days_from_civil,
    days_in_month,
    format_day,
    format_stamp,
    parse_stamp,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
HOUR_MS = 3600000


def day(text: str) -> int:
    return parse_stamp(text)[0]


def local(zone: Zone, text: str) -> str:
    """The UTC, to the minute, of a local date-time."""
    number, second = parse_stamp(text)
    return utc(zone.instant(number, second or 0))


def utc(ms: int) -> str:
    return "%s %02d:%02d" % (format_day(ms // DAY_MS), ms // HOUR_MS % 24, ms // 60000 % 60)


def refusal(function: "Callable[[str], object]", argument: str) -> str:
    try:
        function(argument)
    except ValueError as error:
        return str(error)
    return "accepted"


def test_day_zero_is_the_first_of_january_1970():
    assert days_from_civil(1970, 1, 1) == 0
    assert days_from_civil(1969, 12, 31) == -1
    assert days_from_civil(2000, 2, 29) == 11016
    assert civil_from_days(11016) == (2000, 2, 29)
    assert civil_from_days(-1) == (1969, 12, 31)


def test_february_has_29_days_in_leap_years_and_1900_was_none():
    assert [days_in_month(year, 2) for year in (1900, 2000, 2022, 2024)] == [28, 29, 28, 29]
    assert [days_in_month(2022, month) for month in (1, 4, 12)] == [31, 30, 31]


def test_a_month_later_is_the_same_day_or_the_last_of_the_month():
    for start, months, end in (
        ("2022-03-07", 1, "2022-04-07"),
        ("2022-01-31", 1, "2022-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2022-03-31", 1, "2022-04-30"),
        ("2021-12-31", 1, "2022-01-31"),
        ("2022-01-15", 12, "2023-01-15"),
        ("2022-03-31", -1, "2022-02-28"),
    ):
        assert format_day(add_months(day(start), months)) == end, start


def test_a_stamp_is_a_date_or_a_date_and_a_time():
    april_6 = days_from_civil(2022, 4, 6)
    half_past_three = 15 * 3600 + 30 * 60
    for text, second in (
        ("20220406", None),
        ("2022-04-06", None),
        ("20220406T1530", half_past_three),
        ("20220406T153059", half_past_three + 59),
        ("2022-04-06T15:30", half_past_three),
        ("2022-04-06T15:30:59", half_past_three + 59),
        ("2022-04-06T00:00", 0),
    ):
        assert parse_stamp(text) == (april_6, second), text
    assert format_stamp(april_6, None) == "2022-04-06"
    assert format_stamp(april_6, half_past_three) == "2022-04-06T15:30:00"


def test_a_stamp_that_is_no_date_is_refused_with_what_was_found():
    for text in ("", "220406", "2022-4-6", "06/04/2022", "2022-04-06 15:30", "2022-04-06T15:30Z"):
        expected = "expected a date such as 2022-04-06 or 2022-04-06T15:30, found %r" % text
        assert refusal(parse_stamp, text) == expected


def test_a_date_or_time_that_does_not_exist_is_refused():
    for text in ("20220229", "2022-04-31", "2022-13-01", "2022-00-10", "2022-04-00", "00000101"):
        assert refusal(parse_stamp, text) == "expected a date that exists, found %r" % text
    for text in ("20220406T2400", "2022-04-06T15:60", "2022-04-06T15:30:60"):
        assert refusal(parse_stamp, text) == "expected a time of day that exists, found %r" % text


def test_digits_of_other_scripts_are_not_digits():
    assert refusal(parse_stamp, "2022-04-0²").startswith("expected a date such as")


def test_in_france_the_clocks_go_forward_on_the_last_sunday_of_march():
    assert local(PARIS, "2022-03-27T01:59") == "2022-03-27 00:59"
    assert local(PARIS, "2022-03-27T03:00") == "2022-03-27 01:00"
    assert PARIS.offset_s(PARIS.instant(day("2022-03-27"), 0)) == 3600
    assert PARIS.offset_s(PARIS.instant(day("2022-03-27"), 3 * 3600)) == 7200


def test_a_time_the_clocks_skip_is_the_instant_they_skip_it():
    for text in ("2022-03-27T02:00", "2022-03-27T02:30", "2022-03-27T02:59:59"):
        assert local(PARIS, text) == "2022-03-27 01:00", text


def test_a_time_the_clocks_pass_twice_is_the_earlier_instant():
    assert local(PARIS, "2022-10-30T01:59") == "2022-10-29 23:59"
    assert local(PARIS, "2022-10-30T02:00") == "2022-10-30 00:00"
    assert local(PARIS, "2022-10-30T02:30") == "2022-10-30 00:30"
    assert local(PARIS, "2022-10-30T03:00") == "2022-10-30 02:00"


def test_both_passes_of_an_hour_read_the_same_on_the_clock():
    first = PARIS.instant(day("2022-10-30"), 2 * 3600 + 1800)
    assert PARIS.local(first) == PARIS.local(first + HOUR_MS) == (day("2022-10-30"), 2 * 3600 + 1800)


def test_a_day_lasts_23_24_or_25_hours():
    for text, hours in (("2022-03-26", 24), ("2022-03-27", 23), ("2022-10-30", 25), ("2022-10-31", 24)):
        length_ms = PARIS.end_of_day(day(text)) - PARIS.start_of_day(day(text))
        assert length_ms == hours * HOUR_MS, text


def test_the_end_of_a_french_day_is_not_midnight_utc():
    assert utc(PARIS.end_of_day(day("2022-04-06"))) == "2022-04-06 22:00"
    assert utc(PARIS.end_of_day(day("2022-01-31"))) == "2022-01-31 23:00"


def test_south_of_the_equator_summer_spans_new_year():
    sydney = Zone("AEST-10AEDT,M10.1.0,M4.1.0/3")
    assert local(sydney, "2022-01-01T00:00") == "2021-12-31 13:00"
    assert local(sydney, "2022-07-01T00:00") == "2022-06-30 14:00"
    assert local(sydney, "2022-10-02T02:30") == "2022-10-01 16:00"
    assert local(sydney, "2022-04-03T02:30") == "2022-04-02 15:30"


def test_a_zone_without_summer_time_keeps_its_offset():
    reunion = Zone("<+04>-4")
    assert local(reunion, "2022-01-01T00:00") == "2021-12-31 20:00"
    assert local(reunion, "2022-07-01T00:00") == "2022-06-30 20:00"
    assert local(Zone("UTC0"), "2022-07-01T00:00") == "2022-07-01 00:00"
    assert local(Zone("<-0930>9:30"), "2022-07-01T00:00") == "2022-07-01 09:30"


def test_where_the_winter_is_the_exception():
    dublin = Zone("IST-1GMT0,M10.5.0,M3.5.0/1")
    assert local(dublin, "2022-07-01T12:00") == "2022-07-01 11:00"
    assert local(dublin, "2022-01-01T12:00") == "2022-01-01 12:00"
    assert local(dublin, "2022-10-30T01:30") == "2022-10-30 00:30"


def test_a_change_may_come_hours_before_or_after_its_day():
    nuuk = Zone("<-02>2<-01>,M3.5.0/-1,M10.5.0/0")  # the evening before the last Sunday
    assert local(nuuk, "2024-03-30T22:00") == "2024-03-31 00:00"
    assert local(nuuk, "2024-03-30T23:30") == "2024-03-31 01:00"
    jerusalem = Zone("IST-2IDT,M3.4.4/26,M10.5.0")  # 26 h after Thursday began: Friday 02:00
    assert local(jerusalem, "2022-03-25T01:59") == "2022-03-24 23:59"
    assert local(jerusalem, "2022-03-25T03:00") == "2022-03-25 00:00"


def test_summer_all_year_has_no_gap_at_new_year():
    always = Zone("EST5EDT,0/0,J365/25")
    for text in ("2023-12-31T23:59", "2024-01-01T00:00", "2024-07-01T00:00", "2024-12-31T23:59"):
        number, second = parse_stamp(text)
        assert always.offset_s(always.instant(number, second or 0)) == -4 * 3600, text


def test_a_day_of_the_year_may_or_may_not_count_29_february():
    julian = Zone("AAA0BBB,J60,J300")
    assert local(julian, "2024-03-01T01:59") == "2024-03-01 01:59"
    assert local(julian, "2024-03-01T03:00") == "2024-03-01 02:00"
    assert local(julian, "2022-03-01T03:00") == "2022-03-01 02:00"
    zero_based = Zone("AAA0BBB,59,299")
    assert local(zero_based, "2024-02-29T03:00") == "2024-02-29 02:00"
    assert local(zero_based, "2022-03-01T03:00") == "2022-03-01 02:00"


def test_what_is_no_posix_zone_is_refused_with_what_was_found():
    for text in (
        "",
        "CET",
        "CE-1",
        "Europe/Paris",
        "CET-25",
        "CET-1:60",
        "<+3-3",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1,M3.5.0,M10.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,J0,J365",
        "CET-1CEST,0,366",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0/2:0:0:0,M10.5.0",
        "CET-1CEST-2x,M3.5.0,M10.5.0",
    ):
        message = refusal(Zone, text)
        assert message.startswith("expected a POSIX time zone such as CET-1CEST"), text
        assert "found %r" % text in message
