"""Dates at the wall clock of the site, in both languages, across the changes of clock."""

import pytest

from coldchain.civil import Zone, parse_stamp
from gateway.texts.dates import Dates
from gateway.texts.language import language
from gateway.texts.limits import days_left, limit_text

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
FR, EN = Dates(language("fr"), PARIS), Dates(language("en"), PARIS)


def at(stamp: str) -> int:
    day, second = parse_stamp(stamp)
    return PARIS.instant(day, second or 0)


NOW = at("2026-11-21T22:05")


def test_a_moment_is_written_in_full() -> None:
    assert _plain(FR.long(NOW)) == "samedi 21 novembre 2026 à 22 h 05"
    assert EN.long(NOW) == "Saturday 21 November 2026 at 22:05"


def test_a_moment_is_written_short() -> None:
    assert _plain(FR.short(NOW)) == "21/11/2026 22 h 05"
    assert FR.day(NOW) == EN.day(NOW) == "21/11/2026"
    assert EN.short(NOW) == "21/11/2026 22:05"
    assert FR.long_day(NOW) == "samedi 21 novembre 2026"


def test_a_moment_of_today_is_its_hour() -> None:
    assert _plain(FR.near(at("2026-11-21T00:00"), NOW)) == "0 h 00"
    assert _plain(FR.near(at("2026-11-20T23:59"), NOW)) == "20/11 23 h 59"
    assert FR.near(None, NOW) == "—"


def test_the_clock_is_that_of_the_site_on_both_sides_of_a_change() -> None:
    before, after = at("2026-03-29T01:59"), at("2026-03-29T03:00")
    assert after - before == 60_000
    assert _plain(FR.hour(before)) == "1 h 59"
    assert _plain(FR.hour(after)) == "3 h 00"


def test_a_stamp_of_the_wire_is_a_date() -> None:
    assert FR.stamp("2022-04-06") == "06/04/2022"
    assert _plain(FR.stamp("2022-04-06T15:30:00")) == "06/04/2022 15 h 30"
    assert FR.stamp(None) == "—"


def test_a_limit_at_midnight_is_the_day_before_included() -> None:
    assert limit_text(at("2026-11-22"), NOW, FR, language("fr")) == "utilisable jusqu'au 21/11/2026 inclus"
    assert limit_text(at("2026-11-22"), NOW, EN, language("en")) == "usable up to and including 21/11/2026"


def test_a_limit_inside_a_day_is_its_minute() -> None:
    assert (
        _plain(limit_text(at("2026-11-22T15:30"), NOW, FR, language("fr")))
        == "utilisable jusqu'au 22/11/2026 15 h 30"
    )
    assert limit_text(None, NOW, FR, language("fr")) == "limite inconnue"


def test_a_limit_reached_is_said_with_the_first_day_too_late() -> None:
    french = language("fr")
    assert limit_text(at("2026-11-21"), NOW, FR, french) == "plus utilisable depuis le 21/11/2026"
    assert _plain(limit_text(NOW, NOW, FR, french)) == "plus utilisable depuis le 21/11/2026 22 h 05"


@pytest.mark.parametrize(
    ("limit", "left"),
    [
        ("2026-11-21T22:05", "périmé"),
        ("2026-11-21T22:06", "dernier jour"),
        ("2026-11-22", "dernier jour"),
        ("2026-11-23", "encore 1 jour"),
        ("2026-11-23T00:01", "encore 2 jours"),
    ],
)
def test_the_days_left_are_those_of_the_calendar(limit, left) -> None:
    assert days_left(at(limit), NOW, FR, language("fr")) == left


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
