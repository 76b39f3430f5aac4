"""Readings out of their order in a day that is longer than the horizon: 32 readings, 15 minutes."""

from coldchain.judgement import HORIZON_READINGS, Judgement
from coldchain.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Reading = tuple[int, int | None]

HIGH = Rule("high", ">", 8000, on_s=20, off_s=30, deadband_mc=300, max_gap_s=20)
SUM = Rule("sum", ">", 8000, on_s=60, off_s=30, deadband_mc=300, max_gap_s=20, window_s=240)
THREE = Rule("three", ">", 8500, on_s=0, max_gap_s=20, samples=3, gap="restart")
STEP_S = 10


def judgement(*rules: Rule) -> Judgement:
    return Judgement(list(rules or [HIGH]), "fridge-1", "top", "9f3c-7")


def give(judgement: Judgement, readings: "list[Reading]") -> "list[tuple[str, dict[str, Any]]]":
    return [told for at, value in readings for told in judgement.take(at * 1000, value, lambda up_ms: up_ms)]


def shape(told: "list[tuple[str, dict[str, Any]]]") -> "list[tuple[Any, ...]]":
    """Change, from second, seconds over, open or withdrawn."""
    ends = ["withdrawn" if episode.get("withdrawn") else episode["open"] for _, episode in told]
    return [
        (told[i][0], told[i][1]["from_up"] // 1000, told[i][1]["over_s"], ends[i]) for i in range(len(told))
    ]


def every_10_s(*values: "int | None", start: int = 0) -> "list[Reading]":
    return [(start + STEP_S * index, value) for index, value in enumerate(values)]


def calm_then(count: int, *values: "int | None") -> "list[Reading]":
    """So many readings at 5 °C, then these."""
    return every_10_s(*([5000] * count + list(values)))


def a_bad_day(count: int, seed: int) -> "list[Reading]":
    """Readings in runs around the limit with failed samples among them, the same for a seed."""
    readings: list[Reading] = []
    value: int | None = 5000
    for index in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        if seed // 65536 % 5 == 0:
            value = (None, 5000, 7900, 8100, 8600, 9200)[seed // 4096 % 6]
        readings.append((STEP_S * index, value))
    return readings


def disturbed(readings: "list[Reading]", seed: int) -> "list[Reading]":
    """The same readings, each up to 15 places from where it belongs, and some twice."""
    places = []
    for index, reading in enumerate(readings):
        seed = (seed * 1103515245 + 12345) % 2147483648
        places.append((index + seed // 65536 % 16, index, reading))
        if seed % 7 == 0:
            places.append((index + 17, index, reading))
    return [reading for _, _, reading in sorted(places)]


def ended(told: "list[tuple[str, dict[str, Any]]]") -> "dict[str, dict[str, Any]]":
    """What someone who heard it all takes for the episodes that are over."""
    latest = {episode["episode"]: episode for _, episode in told}
    return {
        name: latest[name] for name in latest if not (latest[name]["open"] or latest[name].get("withdrawn"))
    }


def test_a_day_out_of_order_comes_to_the_same_as_in_order():
    for seed in range(12):
        for rule in (HIGH, SUM, THREE):
            day = a_bad_day(200, seed)
            in_order, disordered = judgement(rule), judgement(rule)
            expected, found = give(in_order, day), give(disordered, disturbed(day, seed + 100))
            assert ended(found) == ended(expected), (rule.key, seed)
            states = [[watch.snapshot() for watch in one.watches()] for one in (in_order, disordered)]
            assert states[0] == states[1], (rule.key, seed)
            assert disordered.late == 0, (rule.key, seed)


def test_a_reading_with_32_newer_ones_is_judged_and_with_33_it_is_late():
    for newer, late in ((HORIZON_READINGS, 0), (HORIZON_READINGS + 1, 1)):
        busy = judgement()
        day = calm_then(100)
        give(busy, day)
        at = day[-newer][0] - 5
        assert give(busy, [(at, 9000)]) == []
        assert busy.late == late, newer


def test_a_reading_that_was_judged_again_counts_once_among_the_newer_ones():
    # 310 is the last instant before a mark; 325 has those after it judged anew.
    busy = judgement()
    give(busy, calm_then(34) + [(325, 5000)] + every_10_s(*[5000] * 28, start=340))
    assert give(busy, [(305, 5000)]) == []
    assert busy.late == 0


def test_a_reading_15_minutes_old_is_judged_and_an_older_one_is_late():
    for age_s, late in ((900, 0), (901, 1)):
        slow = judgement()
        give(slow, [(0, 5000), (2000, 5000), (2000 - age_s, 5000)])
        assert slow.late == late, age_s


def test_every_reading_that_is_too_late_is_counted():
    busy = judgement()
    give(busy, calm_then(100))
    assert give(busy, [(5, 9000), (15, 9000), (25, 9000)]) == []
    assert busy.late == 3


def test_a_reading_repeated_a_hundred_times_takes_no_room_from_others():
    echo = judgement()
    give(echo, calm_then(20) + [(190, 5000)] * 100)
    assert give(echo, [(5, 5000)]) == []
    assert echo.late == 0


def test_what_is_kept_for_late_readings_does_not_grow():
    long = judgement()
    for reading in a_bad_day(500, 3):
        give(long, [reading])
        assert sum([len(mark.readings) for mark in long._marks]) <= 2 * HORIZON_READINGS
        kept_from = long._marks[0].up_ms
        assert [told for told in long._told if told[0] < kept_from] == []


def test_nothing_is_told_twice_of_an_episode_that_opened_with_the_last_reading_before_a_mark():
    # The 33rd reading begins the second mark; the episode opens with the 32nd.
    hot = judgement()
    assert shape(give(hot, calm_then(29, 8100, 8100, 8100, 8100, 8100))) == [("opened", 290, 20, True)]
    assert give(hot, [(325, 8100)]) == []
    assert shape(give(hot, [(305, 9000)])) == [("updated", 290, 20, True)]


def test_an_episode_that_opened_many_readings_ago_is_not_opened_again_by_a_late_one():
    hot = judgement()
    day = calm_then(55, *[8100] * 19)
    assert shape(give(hot, day)) == [("opened", 550, 20, True)]
    assert shape(give(hot, [(555, 8200)])) == [("updated", 550, 20, True)]


def test_a_late_reading_over_the_limit_opens_an_episode_again_that_was_told_as_closed():
    hot = judgement()
    give(hot, calm_then(29, 8100, 8100, 8100, 8100))
    assert shape(give(hot, every_10_s(5000, 5000, 5000, 5000, start=330))) == [("closed", 290, 40, False)]
    assert shape(give(hot, [(345, 8100)])) == [("updated", 290, 45, True)]
    assert shape(give(hot, every_10_s(5000, 5000, start=370))) == [("closed", 290, 45, False)]


def test_a_late_reading_may_change_what_a_closed_episode_tells():
    hot = judgement()
    give(hot, calm_then(29, 8100, 8100, 8100, 8100, 5000, 5000, 5000, 5000))
    assert shape(give(hot, [(325, 5000)])) == [("closed", 290, 35, False)]


def test_a_withdrawn_episode_is_told_whole_and_ends_with_the_latest_reading():
    hasty = judgement()
    ((_, before),) = give(hasty, every_10_s(8100, 8100, 8100, 8100))
    ((change, after),) = give(hasty, [(15, 5000)])
    assert change == "closed"
    ended = {"open": False, "to_up": 30000, "to_at": 30000, "withdrawn": True}
    assert after == before | ended


def test_a_failed_sample_is_judged_as_one():
    hot = judgement()
    assert shape(give(hot, every_10_s(8100, 8100, 8100))) == [("opened", 0, 20, True)]
    assert shape(give(hot, [(1000, None)])) == [("updated", 0, 20, True)]


def test_an_episode_of_an_unset_clock_that_opens_again_is_dated_when_it_is_told():
    hot = judgement()
    for at, value in calm_then(29, 8100, 8100, 8100, 8100, 5000, 5000, 5000, 5000):
        hot.take(at * 1000, value, lambda up_ms: None)
    ((change, episode),) = hot.take(345000, 8100, lambda up_ms: 7000000 + up_ms)
    assert (change, episode["from_at"]) == ("updated", 7290000)


def test_an_onset_goes_on_under_its_rule_after_a_restart():
    rising = judgement()
    give(rising, every_10_s(8100, 8100))
    after = judgement()
    after.restore("high", rising.watches()[0].snapshot(), 5000, 0)
    assert [watch.rule.key for watch in after.watches()] == ["high"]
    assert shape(give(after, [(6, 8100), (16, 8100)])) == [("opened", -5, 20, True)]


def test_an_open_episode_keeps_its_own_watch_after_a_restart():
    hot = judgement()
    give(hot, every_10_s(8100, 8100, 8100))
    after = judgement()
    after.restore("high", hot.watches()[0].snapshot(), 5000, 0)
    assert [watch.is_open() for watch in after.watches()] == [True]


def test_a_late_reading_that_changes_nothing_tells_nothing_although_the_clocks_drift_apart():
    """Wall time and uptime are read one after the other, so an instant is a millisecond off now and then."""
    off_ms = [0]

    def drifting(up_ms: int) -> int:
        off_ms[0] += 1
        return up_ms + off_ms[0]

    twins = judgement()
    for at, value in every_10_s(5000, 9000, 9000, 9000, 9000, 9000):
        twins.take(at * 1000, value, drifting)
    [hot] = [watch for watch in twins.watches() if watch.is_open()]
    from_at = hot.episode(drifting)["from_at"]
    assert twins.take(45000, 9000, drifting) == []
    [told] = twins.take(60000, 9800, drifting)
    assert (told[0], told[1]["from_at"]) == ("updated", from_at)
