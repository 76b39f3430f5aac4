"""What holds for any stream of readings: the minutes of an episode against a timeline counted second by second."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coldchain.episode import CLOSED, OPENED
from coldchain.excursion import Watch
from coldchain.rules import Rule

LIMIT, DEADBAND = 8000, 300
# Runs of one judgement, as a fridge makes them, around both edges of the limit and of the deadband; None is a failed
# sample. A run that mixes them all is a sensor gone mad.
ZONES: tuple[list[int | None], ...] = (
    [8001, 8000, 9000],
    [7999, 8000, 7701],
    [7699, 7700, 7000],
    [8300, 8301, 8000],
    [None],
)
STEPS = st.integers(1, 20) | st.sampled_from([1, 5, 40])
RUNS = st.sampled_from([*ZONES, [mc for zone in ZONES for mc in zone]]).flatmap(
    lambda zone: st.lists(st.tuples(STEPS, st.sampled_from(zone)), min_size=1, max_size=15)
)
SAMPLES = st.lists(RUNS, max_size=8).map(lambda runs: [sample for run in runs for sample in run])
RULES = st.builds(
    Rule,
    key=st.just("r"),
    compare=st.sampled_from([">", ">=", "<", "<="]),
    limit_mc=st.just(LIMIT),
    on_s=st.integers(0, 40),
    off_s=st.integers(0, 40),
    deadband_mc=st.sampled_from([0, DEADBAND]),
    max_gap_s=st.sampled_from([5, 20, 30, 45]),
)


Stream = list[tuple[int, int | None]]
Told = list[tuple[int, str, dict[str, Any]]]


def on_the_clock(samples: Stream, start: int = 0) -> Stream:
    """(seconds since the one before, value) as (second, value)."""
    second, told = start, Stream()
    for step, value in samples:
        second += step
        told.append((second, value))
    return told


def feed(watch: Watch, stream: Stream) -> Told:
    """Every change with the episode as it was told then, and the second."""
    told = Told()
    for second, value in stream:
        change = watch.unknown(second * 1000) if value is None else watch.reading(second * 1000, value)
        if change:
            told.append((second, change, watch.episode(lambda up_ms: up_ms)))
    return told


def judge(rule: Rule, stream: Stream) -> Told:
    return feed(Watch(rule, "f", "s", "b"), stream)


def ends(told: Told) -> list[list[int]]:
    """The closed episodes, without when they were told."""
    keys = ("from_up", "to_up", "over_s", "unknown_s", "extreme_mc")
    return [[episode[key] for key in keys] for _, change, episode in told if change == CLOSED]


def turns(told: Told) -> Told:
    """When which episode opened or closed, and with what."""
    return [(second, change, episode) for second, change, episode in told if change in (OPENED, CLOSED)]


def timeline(rule: Rule, stream: Stream) -> tuple[dict[int, bool | None], int]:
    """Each second as over (True), not over (False) or unknown (None): a reading stands until the next valid one."""
    valid = [(second, value) for second, value in stream if value is not None]
    seconds: dict[int, bool | None] = {}
    for (begin, value), (end, _) in pairwise(valid):
        for second in range(begin, end):
            seconds[second] = rule.over(value) if end - begin <= rule.max_gap_s else None
    last = valid[-1][0] if valid else 0
    return seconds, last


@given(RULES, SAMPLES)
def test_the_minutes_of_an_episode_are_those_of_the_timeline(rule, samples):
    stream = on_the_clock(samples)
    seconds, _ = timeline(rule, stream)
    for now, _, episode in judge(rule, stream):
        begin = episode["from_up"] // 1000
        end = now if episode["to_up"] is None else episode["to_up"] // 1000
        counted = [seconds.get(second) for second in range(begin, end)]
        assert episode["over_s"] == counted.count(True)
        assert episode["unknown_s"] == counted.count(None)
        assert episode["over_s"] + episode["unknown_s"] + counted.count(False) == end - begin


@given(RULES, SAMPLES)
def test_an_episode_begins_over_opens_after_its_delay_and_ends_back_inside(rule, samples):
    stream = on_the_clock(samples)
    values = dict(stream)
    for now, change, episode in judge(rule, stream):
        begin = episode["from_up"] // 1000
        inside = [value for second, value in stream if begin <= second <= now and value is not None]
        assert rule.over(values[begin])
        assert episode["extreme_mc"] == max(inside, key=rule.excess)
        assert episode["last_mc"] == inside[-1]
        if change == OPENED:
            assert all(rule.over(value) for value in inside)
            assert episode["over_s"] >= rule.on_s
        if change == CLOSED:
            end = episode["to_up"] // 1000
            cure = [(second, value) for second, value in stream if end <= second <= now and value is not None]
            assert all(rule.back(value) for _, value in cure)
            assert all(b[0] - a[0] <= rule.max_gap_s for a, b in pairwise(cure))
            assert now - end >= rule.off_s


@given(RULES, SAMPLES)
def test_opened_then_closed_in_turn_and_no_episode_opens_early_or_late(rule, samples):
    stream = on_the_clock(samples)
    told = turns(judge(rule, stream))
    assert [change for _, change, _ in told] == ([OPENED, CLOSED] * len(told))[: len(told)]
    if told:
        assert told[0][0] == first_opening(rule, stream)
    else:
        assert first_opening(rule, stream) is None


def first_opening(rule: Rule, stream: Stream) -> int | None:
    """The first reading over the limit whose unbroken run of readings over makes the delay of known seconds."""
    seconds, _ = timeline(rule, stream)
    begin = None
    for second, value in stream:
        if value is None:
            continue
        begin = None if not rule.over(value) else second if begin is None else begin
        if begin is not None and sum(seconds[at] is True for at in range(begin, second)) >= rule.on_s:
            return second
    return None


@given(RULES, SAMPLES, st.data())
def test_more_samples_of_the_same_value_between_two_change_nothing(rule, samples, data):
    stream = on_the_clock(samples)
    denser = []
    for at, (second, value) in enumerate(stream):
        denser.append((second, value))
        following = stream[at + 1] if at + 1 < len(stream) else (second, None)
        if value is not None and following[1] == value and following[0] - second <= rule.max_gap_s:
            extra = data.draw(st.sets(st.integers(second, following[0]), max_size=3))
            denser.extend((between, value) for between in sorted(extra))
    assert ends(judge(rule, denser)) == ends(judge(rule, stream))


@given(RULES, SAMPLES)
def test_repeated_and_late_samples_change_nothing(rule, samples):
    stream = on_the_clock(samples)
    echoed = []
    for second, value in stream:
        echoed.append((second, value))
        if value is not None:
            echoed.extend([(second, value), (second, 7000), (second - 1, 9000), (second, None)])
    assert judge(rule, echoed) == judge(rule, stream)


@given(RULES, SAMPLES)
def test_failed_samples_open_and_close_nothing(rule, samples):
    stream = on_the_clock(samples)
    valid = [sample for sample in stream if sample[1] is not None]
    assert turns(judge(rule, stream)) == turns(judge(rule, valid))


@given(RULES, SAMPLES, st.lists(st.integers(1, 4000), min_size=1, max_size=20))
def test_a_dead_sensor_closes_nothing_and_all_its_time_is_unknown(rule, samples, steps):
    stream = on_the_clock(samples)
    watch = Watch(rule, "f", "s", "b")
    feed(watch, stream)
    if not watch.is_open():
        return
    before = watch.episode(lambda up_ms: up_ms)
    dead = on_the_clock([(step, None) for step in [*steps, rule.max_gap_s + 1]], start=stream[-1][0])
    feed(watch, dead)
    after = watch.episode(lambda up_ms: up_ms)
    seconds, last = timeline(rule, stream)
    known_until = [seconds[second] for second in range(before["from_up"] // 1000, last)]
    assert watch.is_open()
    assert after["over_s"] == before["over_s"] == known_until.count(True)
    assert after["unknown_s"] == known_until.count(None) + dead[-1][0] - last


@given(RULES, SAMPLES, SAMPLES, st.integers(0, 10**6), st.integers(0, 10**5))
def test_a_restart_at_any_moment_loses_no_minute_and_invents_none(rule, before, after, up_s, gap_s):
    first = Watch(rule, "f", "s", "b")
    feed(first, on_the_clock(before))
    state = json.loads(json.dumps(first.snapshot()))
    second = Watch(rule, "f", "s", "c")
    second.restore(state, up_s * 1000, gap_s * 1000)
    assert second.is_open() == first.is_open()
    if first.is_open():
        was, is_now = first.episode(lambda up_ms: up_ms), second.episode(lambda up_ms: up_ms)
        assert is_now["over_s"] == was["over_s"]
        assert is_now["unknown_s"] == was["unknown_s"] + gap_s
        assert is_now["episode"] == was["episode"]
    for now, _, episode in feed(second, on_the_clock(after, start=up_s)):
        end = now if episode["to_up"] is None else episode["to_up"] // 1000
        assert episode["over_s"] + episode["unknown_s"] <= end - episode["from_up"] // 1000


@given(RULES, SAMPLES)
def test_everything_told_is_whole_numbers(rule, samples):
    for _, _, episode in judge(rule, on_the_clock(samples)):
        numbers = [value for value in episode.values() if not isinstance(value, str | dict | None)]
        assert all(isinstance(value, int) for value in numbers), episode
