"""The integer calendar against Python's own, and POSIX zones against the tz database."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coldchain.civil import Zone, civil_from_days, days_from_civil, format_stamp, parse_stamp

UTC = dt.UTC
EPOCH = dt.date(1970, 1, 1)
DAYS = st.integers(dt.date.min.toordinal(), dt.date.max.toordinal()).map(lambda n: n - 719163)

# Years in which the tz database has followed the zone's present rule without exception.
ZONES = [
    ("Europe/Paris", "CET-1CEST,M3.5.0,M10.5.0/3", 1996, 2037),
    ("Indian/Reunion", "<+04>-4", 1971, 2037),
    ("America/Cayenne", "<-03>3", 1971, 2037),
    ("America/New_York", "EST5EDT,M3.2.0,M11.1.0", 2007, 2037),
    ("Australia/Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3", 2009, 2037),
    ("Europe/Dublin", "IST-1GMT0,M10.5.0,M3.5.0/1", 1996, 2037),
    ("America/Miquelon", "<-03>3<-02>,M3.2.0,M11.1.0", 2007, 2037),
    ("Asia/Jerusalem", "IST-2IDT,M3.4.4/26,M10.5.0", 2014, 2037),
]


def tz_database(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("no tz database here (Debian package tzdata): " + name)


@given(DAYS)
def test_days_are_those_of_the_gregorian_calendar(day):
    date = EPOCH + dt.timedelta(days=day)
    assert civil_from_days(day) == (date.year, date.month, date.day)
    assert days_from_civil(date.year, date.month, date.day) == day


@given(DAYS, st.none() | st.integers(0, 86399))
def test_a_stamp_reads_back_as_written(day, second):
    text = format_stamp(day, second)
    assert parse_stamp(text) == parse_stamp(text.replace("-", "").replace(":", "")) == (day, second)


@given(st.text(max_size=20) | st.from_regex(r"[0-9T:-]{8,19}", fullmatch=True))
def test_any_text_is_a_stamp_or_refused(text):
    try:
        day, second = parse_stamp(text)
    except ValueError as error:
        assert str(error).startswith("expected ")
    else:
        assert parse_stamp(format_stamp(day, second)) == (day, second)


@given(st.text("CETS<>+-0123456789,M./J:", max_size=30))
def test_any_text_is_a_zone_or_refused(text):
    try:
        zone = Zone(text)
    except ValueError as error:
        assert str(error).startswith("expected a POSIX time zone")
    else:
        assert -26 * 3600 < zone.offset_s(0) < 26 * 3600


@pytest.mark.parametrize(("name", "posix", "first", "last"), ZONES)
@given(fraction=st.floats(0, 1, exclude_max=True))
def test_instants_have_the_offset_of_the_tz_database(name, posix, first, last, fraction):
    utc_s = _within(first, last, fraction)
    assert Zone(posix).offset_s(utc_s * 1000) == _offset_s(tz_database(name), utc_s)


@pytest.mark.parametrize(("name", "posix", "first", "last"), ZONES)
@given(fraction=st.floats(0, 1, exclude_max=True))
def test_local_times_that_exist_are_the_instant_of_the_tz_database(name, posix, first, last, fraction):
    local_s = _within(first, last, fraction)
    naive = dt.datetime.fromtimestamp(local_s, UTC).replace(tzinfo=None)
    instant = naive.replace(tzinfo=tz_database(name), fold=0).astimezone(UTC)
    if instant.astimezone(tz_database(name)).replace(tzinfo=None) == naive:
        assert Zone(posix).instant(local_s // 86400, local_s % 86400) == instant.timestamp() * 1000


@pytest.mark.parametrize(("name", "posix", "first", "last"), ZONES)
def test_the_clocks_change_at_the_second_of_the_tz_database(name, posix, first, last):
    ours, theirs = Zone(posix), tz_database(name)
    changes = list(_changes(theirs, first, last))
    assert len(changes) == (2 * (last - first + 1) if "," in posix else 0)
    for change_s in changes:
        assert ours.offset_s(change_s * 1000 - 1) == _offset_s(theirs, change_s - 1), change_s
        assert ours.offset_s(change_s * 1000) == _offset_s(theirs, change_s), change_s


def _within(first: int, last: int, fraction: float) -> int:
    start, end = _span(first, last)
    return start + int((end - start) * fraction)


def _changes(zone: zoneinfo.ZoneInfo, first: int, last: int) -> Iterator[int]:
    """The seconds at which the offset changes: a walk day by day, then a search inside the day."""
    start, end = _span(first, last)
    for day_s in range(start, end, 86400):
        low, high = day_s, day_s + 86400
        while _offset_s(zone, low) != _offset_s(zone, high) and high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset_s(zone, middle) == _offset_s(zone, low) else (low, middle)
        if high - low == 1:
            yield high


def _span(first: int, last: int) -> tuple[int, int]:
    return days_from_civil(first, 1, 3) * 86400, days_from_civil(last, 12, 29) * 86400


def _offset_s(zone: zoneinfo.ZoneInfo, utc_s: int) -> float:
    offset = dt.datetime.fromtimestamp(utc_s, zone).utcoffset()
    assert offset is not None
    return offset.total_seconds()
