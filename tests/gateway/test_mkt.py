"""Mean kinetic temperature: against sums done by hand, and what no readings may do to it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mkt import DAY_MS, day_with, mean_kinetic_temperature, mkt
from tests.gateway.desk import DEVICE, FRIDGE, NOON, SITE, frame, reading

MINUTE_MS = 60_000


def mean(points: list[tuple[int, int]]) -> float:
    """The mean kinetic temperature of points that have a weight."""
    found = mean_kinetic_temperature(points)
    assert found is not None
    return found


POINTS = st.lists(st.tuples(st.integers(-20_000, 45_000), st.integers(1, 3600)), min_size=1, max_size=20)


def test_a_constant_temperature_is_its_own_mean():
    assert mean_kinetic_temperature([(5000, 60), (5000, 600)]) == pytest.approx(5.0, abs=1e-9)


def test_half_a_day_at_5_and_half_at_25_degrees_ages_like_19_7():
    """exp(-10000 / 278.15) = exp(-35.951825), exp(-10000 / 298.15) = exp(-33.540164); their mean is exp(-34.147440).

    10000 / 34.147440 = 292.847721 K.
    """
    assert mean_kinetic_temperature([(5000, 1), (25000, 1)]) == pytest.approx(19.697721, abs=1e-5)


def test_one_hour_at_20_in_a_day_at_5_degrees_ages_like_6_5():
    """exp(-10000 / 293.15) is 6.293991 times exp(-10000 / 278.15); (23 + 6.293991) / 24 = 1.220583, its log 0.199329.

    10000 / (35.951825 - 0.199329) = 279.700752 K.
    """
    assert mean_kinetic_temperature([(5000, 23), (20000, 1)]) == pytest.approx(6.550752, abs=1e-5)


def test_without_any_time_there_is_no_mean():
    assert mean_kinetic_temperature([]) is None
    assert mean_kinetic_temperature([(5000, 0)]) is None


@given(POINTS)
def test_it_lies_between_the_mean_and_the_warmest(points):
    total = sum(weight for _, weight in points)
    plain = sum(mc * weight for mc, weight in points) / total / 1000
    assert plain - 1e-6 <= mean(points) <= max(mc for mc, _ in points) / 1000 + 1e-6


@given(POINTS, st.integers(2, 9))
def test_only_the_shares_of_time_count(points, factor):
    more = [(mc, weight * factor) for mc, weight in points]
    assert math.isclose(mean(points), mean(more), abs_tol=1e-9)


@given(POINTS, st.integers(0, 19), st.integers(1, 10_000))
def test_warmer_never_ages_less(points, at, by):
    warmer = list(points)
    mc, weight = warmer[at % len(warmer)]
    warmer[at % len(warmer)] = (mc + by, weight)
    assert mean(warmer) >= mean(points) - 1e-9


def test_of_the_store_each_minute_stands_for_itself_and_silence_for_nothing(record):
    minutes = [(1, 5000), (2, 5000), (3, 9000), (4, 9000), (30, 5000), (31, None), (32, 5000)]
    for seq, (minute, mc) in enumerate(minutes, start=1):
        record.receive(frame(reading(seq, mc, at=NOON + minute * MINUTE_MS)))
    found = record.ask(mkt, SITE, FRIDGE, DEVICE, "top", NOON + MINUTE_MS, NOON + 33 * MINUTE_MS)
    assert found.known_s == 4 * 60, "of 5, 9, 9, and 5 °C a minute each"
    assert found.unknown_s == 32 * 60 - found.known_s
    assert found.celsius == mean_kinetic_temperature([(5000, 2), (9000, 2)])


def test_a_sensor_of_that_name_at_another_device_does_not_count(record):
    for minute in range(1, 40):
        at = NOON + minute * MINUTE_MS
        record.receive(frame(reading(minute, 5000, at=at)))
        warm = frame(reading(minute, 25_000, at=at + MINUTE_MS // 2))
        record.receive(warm, topic=f"vigifroid/v1/{SITE}/pi-2/up")
    found = record.ask(mkt, SITE, FRIDGE, DEVICE, "top", NOON, NOON + 40 * MINUTE_MS)
    assert math.isclose(found.celsius, 5.0, abs_tol=1e-9)


def test_of_an_empty_store_nothing_is_known(record):
    found = record.ask(mkt, SITE, FRIDGE, DEVICE, "top", NOON, NOON + DAY_MS)
    assert (found.celsius, found.known_s, found.unknown_s) == (None, 0, 86_400)


def test_the_day_of_an_excursion_ends_with_it_and_a_longer_one_is_taken_whole():
    assert day_with(NOON, NOON + 3600_000) == (NOON + 3600_000 - DAY_MS, NOON + 3600_000)
    assert day_with(NOON, NOON + 2 * DAY_MS) == (NOON, NOON + 2 * DAY_MS)
