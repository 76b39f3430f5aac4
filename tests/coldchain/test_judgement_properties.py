"""What holds for readings that are shuffled, repeated or split within the horizon, under rules of both kinds."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coldchain.episode import CLOSED
from coldchain.judgement import Judgement
from coldchain.rolling import BUCKETS
from coldchain.rules import Rule

LIMIT = 8000
Readings = list[tuple[int, int | None]]
Told = list[tuple[str, dict[str, Any]]]

VALUES = st.sampled_from([None, 7000, 7699, 7700, 8000, 8001, 8300, 9000])
STREAMS = st.lists(st.tuples(st.integers(1, 25), VALUES), min_size=1, max_size=32)
RULES = st.builds(
    Rule,
    key=st.just("r"),
    compare=st.sampled_from([">", ">=", "<", "<="]),
    limit_mc=st.just(LIMIT),
    on_s=st.integers(0, 40),
    off_s=st.integers(0, 40),
    deadband_mc=st.sampled_from([0, 300]),
    max_gap_s=st.sampled_from([5, 20, 45]),
    gap=st.sampled_from(["hold", "restart"]),
    window_s=st.sampled_from([0, 0, 2 * BUCKETS, 10 * BUCKETS]),
)


def on_the_clock(stream: list[tuple[int, int | None]]) -> Readings:
    """(seconds since the one before, value) as (second, value)."""
    second, readings = 0, Readings()
    for step, value in stream:
        second += step
        readings.append((second, value))
    return readings


def give(judgement: Judgement, readings: Readings) -> Told:
    return [
        told
        for second, value in readings
        for told in judgement.take(second * 1000, value, lambda up_ms: up_ms)
    ]


def known(told: Told) -> dict[str, dict[str, Any]]:
    """What someone who heard it all holds to be true of each episode that was not withdrawn."""
    latest = {episode["episode"]: episode for _, episode in told}
    return {name: episode for name, episode in latest.items() if not episode.get("withdrawn")}


def ended(told: Told) -> dict[str, dict[str, Any]]:
    return {name: episode for name, episode in known(told).items() if not episode["open"]}


def judge(rule: Rule, readings: Readings) -> tuple[Told, list[dict[str, Any]]]:
    judgement = Judgement([rule], "f", "s", "b")
    told = give(judgement, readings)
    assert judgement.late == 0
    return told, [watch.snapshot() for watch in judgement.watches()]


@given(RULES, STREAMS, st.randoms(use_true_random=False))
def test_shuffled_within_the_horizon_readings_come_to_the_same(rule, stream, random):
    readings = on_the_clock(stream)
    shuffled = list(readings)
    random.shuffle(shuffled)
    in_order, state = judge(rule, readings)
    out_of_order, other_state = judge(rule, shuffled)
    assert ended(out_of_order) == ended(in_order)
    assert set(known(out_of_order)) == set(known(in_order))
    assert other_state == state


@given(RULES, STREAMS, st.data())
def test_repeated_readings_change_nothing(rule, stream, data):
    readings = on_the_clock(stream)
    repeated = Readings()
    for index, reading in enumerate(readings):
        repeated.append(reading)
        repeated.extend(data.draw(st.lists(st.sampled_from(readings[: index + 1]), max_size=3)))
    assert judge(rule, repeated) == judge(rule, readings)


@given(RULES, STREAMS, st.data())
def test_a_reading_split_in_two_of_its_value_ends_the_same_episodes(rule, stream, data):
    readings = on_the_clock(stream)
    split = Readings()
    for (second, value), following in zip(readings, [*readings[1:], (readings[-1][0], None)], strict=True):
        split.append((second, value))
        holds = value is not None and following[1] == value and following[0] - second <= rule.max_gap_s
        if holds and following[0] - second > 1 and len(split) < 32:
            split.append((data.draw(st.integers(second + 1, following[0] - 1)), value))
    assert ended(judge(rule, split)[0]) == ended(judge(rule, readings)[0])


@given(RULES, STREAMS)
def test_the_minutes_of_an_episode_never_exceed_its_wall_time(rule, stream):
    readings = on_the_clock(stream)
    for change, episode in give(Judgement([rule], "f", "s", "b"), readings):
        end = episode["to_up"] if change == CLOSED else readings[-1][0] * 1000
        assert (episode["over_s"] + episode["unknown_s"]) * 1000 <= end - episode["from_up"]


@given(RULES.filter(lambda rule: rule.window_s > 0), STREAMS)
def test_the_minutes_of_a_rolling_episode_are_those_of_the_timeline(rule, stream):
    readings = on_the_clock(stream)
    told = Told()
    judgement = Judgement([rule], "f", "s", "b")
    for second, value in readings:
        for change, episode in judgement.take(second * 1000, value, lambda up_ms: up_ms):
            told.append((change, episode | {"now": second}))
    over, unknown = _timeline(rule, readings)
    for _, episode in told:
        begin = episode["from_up"] // 1000
        end = episode["now"] if episode["to_up"] is None else episode["to_up"] // 1000
        assert episode["over_s"] == len([second for second in over if begin <= second < end])
        assert episode["unknown_s"] == len([second for second in unknown if begin <= second < end])


def _timeline(rule: Rule, readings: Readings) -> tuple[set[int], set[int]]:
    """Each second that is over, and each that is unknown: a reading stands until the next valid one."""
    over: set[int] = set()
    unknown: set[int] = set()
    valid = [(second, value) for second, value in readings if value is not None]
    for (begin, value), (end, _) in zip(valid, valid[1:], strict=False):
        seconds = range(begin, end)
        if end - begin > rule.max_gap_s:
            unknown.update(seconds)
        elif rule.over(value):
            over.update(seconds)
    return over, unknown
