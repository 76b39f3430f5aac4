"""What holds for every run of readings: nothing is invented, and no reading is refused without a reason."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coldchain.plausibility import FROZEN_MS, JUMP_MC, JUMP_MS, Plausibility
from coldchain.temperature import Reading, failed

STEPS = st.tuples(
    st.integers(1, 700_000), st.none() | st.integers(-40_000, 60_000) | st.sampled_from((4000, 4008))
)
RUNS = st.lists(STEPS, max_size=60)
CHIPS = st.sampled_from((2670, 7812, 62_500, 500_000))


def readings(run):
    up_ms, made = 0, []
    for pause_ms, mc in run:
        up_ms += pause_ms
        made.append(failed(up_ms, "no_answer") if mc is None else Reading(up_ms, mc, "good", mc))
    return made


@given(RUNS, CHIPS)
def test_a_reading_passes_as_it_is_or_loses_its_temperature_and_keeps_its_code(run, step_uc):
    judge = Plausibility(step_uc)
    for reading in readings(run):
        judged = judge.judge(reading)
        if judged is not reading:
            assert reading.is_good()
            assert judged.mc is None
            assert judged.quality in ("jump", "frozen")
            assert (judged.up_ms, judged.raw) == (reading.up_ms, reading.raw)


@given(RUNS, CHIPS)
def test_two_believed_readings_within_a_minute_are_5_degrees_apart_at_most(run, step_uc):
    judge = Plausibility(step_uc)
    judged = map(judge.judge, readings(run))
    believed = [(one.up_ms, one.mc) for one in judged if one.mc is not None]
    for (before_up, before), (after_up, after) in pairwise(believed):
        assert after_up - before_up > JUMP_MS or abs(after - before) <= JUMP_MC


@given(RUNS, CHIPS)
def test_a_good_reading_more_than_a_minute_after_the_last_believed_one_is_no_jump(run, step_uc):
    judge, believed_up = Plausibility(step_uc), None
    for reading in readings(run):
        judged = judge.judge(reading)
        if believed_up is None or reading.up_ms - believed_up > JUMP_MS:
            assert judged.quality != "jump"
        if judged.is_good():
            believed_up = judged.up_ms


@given(st.lists(st.tuples(st.integers(1, 600_000), st.integers(0, 1)), max_size=80))
def test_frozen_is_said_exactly_when_the_code_has_not_moved_for_two_hours(run):
    """Codes that differ by one step never jump, so frozen is all that can be said."""
    judge, up_ms, since, code = Plausibility(7812), 0, 0, None
    for pause_ms, bit in run:
        up_ms += pause_ms
        if bit != code:
            since, code = up_ms, bit
        judged = judge.judge(Reading(up_ms, 4000 + bit * 8, "good", 512 + bit))
        assert judged.quality == ("frozen" if up_ms - since > FROZEN_MS else "good")


@given(RUNS, CHIPS, CHIPS)
def test_the_resolution_decides_about_frozen_alone(run, one, other):
    jumps = []
    for step_uc in (one, other):
        judge = Plausibility(step_uc)
        jumps.append([judge.judge(reading).quality for reading in readings(run)])
    if "frozen" not in jumps[0] + jumps[1]:
        assert jumps[0] == jumps[1]
