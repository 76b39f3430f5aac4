"""Jumps and frozen codes: refused with a reason, and never smoothed over."""

from coldchain.plausibility import Plausibility
from coldchain.temperature import Reading, failed

FINE, COARSE = 7812, 62500
MINUTE_MS = 60000
HOUR_MS = 60 * MINUTE_MS


def good(up_ms: int, mc: int, raw: "int | None" = None) -> Reading:
    return Reading(up_ms, mc, "good", mc if raw is None else raw)


def qualities(judge: Plausibility, readings: "list[Reading]") -> "list[str]":
    return [judge.judge(reading).quality for reading in readings]


def test_a_jump_of_more_than_5_degrees_is_refused_and_keeps_its_code():
    judge = Plausibility(FINE)
    judge.judge(good(0, 4000))
    reading = judge.judge(good(5000, -1001, 0xFF80))
    assert (reading.quality, reading.mc, reading.raw, reading.up_ms) == ("jump", None, 0xFF80, 5000)


def test_exactly_5_degrees_are_no_jump():
    for mc in (9000, -1000):
        assert qualities(Plausibility(FINE), [good(0, 4000), good(60000, mc)]) == ["good", "good"]


def test_a_spike_is_refused_and_what_follows_is_believed():
    readings = [good(0, 4000), good(5000, 30000), good(10000, 4100)]
    assert qualities(Plausibility(FINE), readings) == ["good", "jump", "good"]


def test_a_new_level_is_believed_after_a_minute():
    readings = [good(0, 22000)] + [good(up_ms, 4000) for up_ms in range(5000, 75000, 5000)]
    assert qualities(Plausibility(FINE), readings) == ["good"] + ["jump"] * 12 + ["good"] * 2


def test_air_that_warms_fast_behind_an_open_door_is_believed():
    readings = [good(5000 * step, 4000 + 900 * step) for step in range(20)]
    assert set(qualities(Plausibility(FINE), readings)) == {"good"}


def test_the_jump_is_measured_from_the_last_reading_that_was_believed():
    readings = [good(0, 4000), failed(5000, "no_answer"), good(10000, 9500)]
    assert qualities(Plausibility(FINE), readings) == ["good", "no_answer", "jump"]


def test_a_fine_code_that_stays_for_more_than_two_hours_is_frozen():
    judge = Plausibility(FINE)
    readings = [good(up_ms, 4000, 0x0200) for up_ms in range(0, 2 * HOUR_MS + 1, MINUTE_MS)]
    assert set(qualities(judge, readings)) == {"good"}
    for up_ms in (2 * HOUR_MS + 1, 2 * HOUR_MS + MINUTE_MS):
        frozen = judge.judge(good(up_ms, 4000, 0x0200))
        assert (frozen.quality, frozen.mc, frozen.raw) == ("frozen", None, 0x0200)
    assert judge.judge(good(2 * HOUR_MS + 2 * MINUTE_MS, 4008, 0x0201)).quality == "good", "it moves again"


def test_a_coarse_code_may_rest():
    readings = [good(up_ms, 4000) for up_ms in range(0, 12 * HOUR_MS, MINUTE_MS)]
    assert set(qualities(Plausibility(COARSE), readings)) == {"good"}


def test_time_without_readings_does_not_make_a_code_frozen():
    for between in ([], [failed(MINUTE_MS, "no_answer")]):
        readings = [good(0, 4000)] + between + [good(3 * HOUR_MS, 4000)]
        assert qualities(Plausibility(FINE), readings)[-1] == "good"
