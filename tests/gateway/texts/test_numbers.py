"""Temperatures, quantities and durations as a pharmacist reads them."""

import pytest

from gateway.texts.language import language
from gateway.texts.numbers import duration, quantity, temperature

FR, EN = language("fr"), language("en")


@pytest.mark.parametrize(
    ("mc", "french", "english"),
    [
        (4900, "4,9 °C", "4.9 °C"),
        (4850, "4,8 °C", "4.8 °C"),
        (-5250, "-5,2 °C", "-5.2 °C"),
        (0, "0,0 °C", "0.0 °C"),
        (8000, "8,0 °C", "8.0 °C"),
        (None, "— °C", "— °C"),
    ],
)
def test_a_temperature_has_one_decimal(mc, french, english) -> None:
    assert _plain(temperature(mc, FR)) == french
    assert _plain(temperature(mc, EN)) == english


@pytest.mark.parametrize(
    ("mc", "shown"),
    [(8001, "8,001 °C"), (8040, "8,04 °C"), (1996, "1,996 °C"), (1949, "1,9 °C"), (2001, "2,0 °C")],
)
def test_a_temperature_out_of_range_is_never_rounded_into_it(mc, shown) -> None:
    assert _plain(temperature(mc, FR)) == shown


def test_vials_and_doses_are_always_both_said() -> None:
    assert _plain(quantity(12, 72, FR)) == "12 flacons · 72 doses"
    assert _plain(quantity(1, 6, EN)) == "1 vial · 6 doses"
    assert _plain(quantity(3, None, FR)) == "3 flacons · doses inconnues"


@pytest.mark.parametrize(
    ("ms", "french", "english"),
    [
        (-5, "0 s", "0 s"),
        (40_000, "40 s", "40 s"),
        (12 * 60_000, "12 min", "12 min"),
        (125 * 60_000, "2 h 05", "2 h 05 min"),
        (72 * 3_600_000, "3 jours", "3 days"),
    ],
)
def test_a_duration_is_short(ms, french, english) -> None:
    assert duration(ms, FR) == french
    assert duration(ms, EN) == english


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
