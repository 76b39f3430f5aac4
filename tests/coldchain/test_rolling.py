"""Rules that add up what is over within a window, in or out of a row."""

import json

from coldchain.excursion import Watch
from coldchain.rolling import Ring
from coldchain.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HOUR_S = 3600
DAY_S = 24 * HOUR_S
# An hour over 8 °C within a day; buckets of an hour.
SUM = Rule("hot-sum", ">", 8000, on_s=HOUR_S, off_s=300, max_gap_s=120, window_s=DAY_S)


def watch(rule: Rule = SUM) -> Watch:
    return Watch(rule, "fridge-1", "top", "9f3c-7")


def every_minute(watch: Watch, from_s: int, to_s: int, mc: int) -> list[str]:
    """Readings of one value from one second to the other, both ends in; what they changed."""
    changes = []
    for second in range(from_s, to_s + 1, 60):
        change = watch.reading(second * 1000, mc)
        if change:
            changes.append("%d: %s" % (second, change))
    return changes


def spikes(watch: Watch, count: int, every_s: int, start_s: int = 0) -> list[str]:
    """So many minutes at 9 °C, `every_s` apart, and 5 °C between them; only openings are told."""
    changes = []
    for number in range(count):
        at = start_s + number * every_s
        changes += every_minute(watch, at, at, 9000)
        changes += every_minute(watch, at + 60, at + every_s - 60, 5000)
    return [change for change in changes if change.endswith("opened")]


def told(watch: Watch) -> "dict[str, Any]":
    return watch.episode(lambda up_ms: up_ms)


def test_one_minute_spikes_add_up_to_an_excursion_that_no_single_one_is():
    flaky = watch()
    # The 60th minute over is full when the reading that ended it came; the next spike finds it so.
    assert spikes(flaky, 100, 360) == ["%d: opened" % (60 * 360)]
    assert watch(Rule("high", ">", 8000, on_s=600)).reading(0, 9000) == ""


def test_what_is_older_than_the_window_counts_no_more():
    rare = watch()
    assert spikes(rare, 240, HOUR_S) == []  # 24 or 25 minutes in any day, for ten days


def test_a_window_counts_at_least_its_length_and_at_most_a_24th_more():
    for idle_s, opens in ((DAY_S - HOUR_S - 1800, True), (DAY_S + HOUR_S, False)):
        slow = watch()
        every_minute(slow, 0, 1800, 9000)  # half an hour, in the first bucket
        every_minute(slow, 1860, idle_s, 5000)
        changes = every_minute(slow, idle_s + 60, idle_s + 60 + 1800, 9000)
        assert bool(changes) == opens, idle_s


def test_it_closes_when_back_and_when_the_window_holds_less_than_the_allowance():
    hot = watch()
    assert every_minute(hot, 0, HOUR_S, 9000) == ["3600: opened"]
    changes = every_minute(hot, HOUR_S + 60, 2 * DAY_S, 5000)
    assert [change for change in changes if change.endswith("closed")] == ["%d: closed" % (DAY_S + HOUR_S)]
    closed = told(hot)
    assert (closed["from_up"], closed["to_up"]) == (0, (HOUR_S + 60) * 1000)
    assert closed["over_s"] == HOUR_S + 60


def test_an_episode_that_opens_late_starts_with_the_oldest_bucket_that_counts():
    hot = watch()
    every_minute(hot, 600, 1200, 9500)
    every_minute(hot, 1260, DAY_S + HOUR_S - 60, 5000)
    opened_s = DAY_S + 2 * HOUR_S
    assert every_minute(hot, DAY_S + HOUR_S, opened_s, 8500) == ["%d: opened" % opened_s]
    opened = told(hot)
    assert opened["from_up"] == (DAY_S + 600) * 1000  # buckets count from the first reading over
    assert opened["over_s"] == HOUR_S
    assert opened["extreme_mc"] == 8500


def test_unknown_time_in_the_window_is_told_apart_and_fills_nothing():
    hot = watch()
    every_minute(hot, 0, 1800, 9000)
    hot.unknown(3000 * 1000)
    assert every_minute(hot, 5400, 5400 + 1740, 9000) == []
    assert every_minute(hot, 5400 + 1800, 5400 + 1800, 9000) == ["7200: opened"]
    assert (told(hot)["over_s"], told(hot)["unknown_s"]) == (HOUR_S, HOUR_S)


def test_a_restart_keeps_what_the_window_holds():
    before = watch()
    every_minute(before, 0, 1800, 9000)
    state = json.loads(json.dumps(before.snapshot()))
    after = Watch(SUM, "fridge-1", "top", "77aa-8")
    after.restore(state, 5000, 600 * 1000)
    changes = [after.reading(5000 + second * 1000, 9000) for second in range(60, 1861, 60)]
    assert [index for index, change in enumerate(changes) if change == "opened"] == [30]
    opened = told(after)
    assert (opened["from_up"], opened["over_s"]) == (5000 - 2400 * 1000, HOUR_S)
    assert opened["unknown_s"] == 660  # the restart, and the minute up to the first reading


def test_a_window_of_weeks_of_spikes_is_kept_in_little():
    rule = Rule("week", ">", 8000, on_s=7 * DAY_S, window_s=7 * DAY_S, source="s" * 120)
    flaky = watch(rule)
    spikes(flaky, 14 * 24, HOUR_S)
    text = json.dumps(flaky.snapshot()).replace(" ", "")
    assert len(text) < 800, len(text)


def test_a_ring_shares_time_out_among_its_buckets_and_forgets_them_whole():
    ring = Ring(24000, 500)
    ring.over(1000, 4000, 7)
    ring.unknown(4000, 5000)
    assert ring.rows() == [
        [0, 500, 0, 7],
        [1, 1000, 0, 7],
        [2, 1000, 0, 7],
        [3, 500, 500, 7],
        [4, 0, 500, None],
    ]
    assert (ring.over_ms, ring.unknown_ms, ring.from_up(), ring.most()) == (3000, 1000, 500, 7)
    ring.forget(24500)
    assert ring.rows()[0] == [0, 500, 0, 7]
    ring.forget(25500)
    assert (ring.over_ms, ring.from_up()) == (2500, 1500)
    ring.forget(28500)
    assert ring.is_empty()
    assert (ring.over_ms, ring.unknown_ms) == (0, 0)


def test_it_stays_open_while_the_window_holds_the_whole_allowance():
    hot = watch()
    assert every_minute(hot, 0, HOUR_S, 9000) == ["3600: opened"]
    # After the gap the hour is as it was: neither more nor less than the allowance.
    assert every_minute(hot, HOUR_S + 180, 3 * HOUR_S, 5000) != []
    assert hot.is_open()


def test_in_a_row_is_asked_of_a_window_too():
    pairs = watch(Rule("pairs", ">", 8000, on_s=60, window_s=DAY_S, samples=2))
    assert spikes(pairs, 10, 360) == []
    assert every_minute(pairs, 3600, 3660, 9000) == ["3660: opened"]


def test_a_restart_changes_nothing_of_what_a_window_forgets():
    shift_s = 40 * DAY_S
    before = watch()
    every_minute(before, 0, 2400, 9000)
    after = Watch(SUM, "fridge-1", "top", "77aa-8")
    after.restore(json.loads(json.dumps(before.snapshot())), (shift_s + 3000) * 1000, 600 * 1000)
    for hours in (1, 23, 24, 25):
        second = hours * HOUR_S
        for one, at in ((before, second), (after, shift_s + second)):
            every_minute(one, at, at, 8500)
            every_minute(one, at + 60, at + 120, 5000)
    assert after.snapshot()["over_ms"] == before.snapshot()["over_ms"]
    assert after.snapshot()["ring"] == before.snapshot()["ring"]
    assert after.snapshot()["from_up"] == before.snapshot()["from_up"] + shift_s * 1000


def test_when_the_window_has_forgotten_all_the_next_reading_over_begins_an_episode_of_its_own():
    rare = watch()
    every_minute(rare, 0, 600, 9000)
    every_minute(rare, 660, 2 * DAY_S, 5000)
    assert rare.snapshot() == {}
    assert every_minute(rare, 2 * DAY_S + 60, 2 * DAY_S + 60 + HOUR_S, 9000) != []
    assert told(rare)["episode"].endswith("-%d" % ((2 * DAY_S + 60) * 1000))


def test_what_the_window_still_holds_when_an_episode_is_over_is_kept_apart_from_it():
    hot = watch(Rule("cold-sum", "<", 2000, on_s=HOUR_S, off_s=300, max_gap_s=120, window_s=DAY_S))
    every_minute(hot, 0, 1740, 500)
    every_minute(hot, 1800, 12 * HOUR_S - 60, 5000)
    every_minute(hot, 12 * HOUR_S, 12 * HOUR_S + 1800, 1500)
    assert hot.is_open()
    every_minute(hot, 12 * HOUR_S + 1860, DAY_S + HOUR_S, 5000)
    assert not hot.is_open()
    rest = hot.snapshot()
    assert (rest["from_up"], rest["over_ms"], rest["extreme_mc"]) == (12 * HOUR_S * 1000, 1860000, 1500)


def test_a_copy_of_a_window_goes_its_own_way():
    hot = watch()
    every_minute(hot, 600, 1200, 9000)
    twin = hot.copy()
    assert twin.snapshot() == hot.snapshot()
    every_minute(twin, 1260, 1800, 9000)
    assert twin.snapshot()["ring"] == [[0, 1200000, 0, 1000]]
    assert hot.snapshot()["ring"] == [[0, 600000, 0, 1000]]


def test_a_bucket_keeps_the_worst_of_what_was_over_in_it():
    ring = Ring(24000, 0)
    ring.reading(100, 9)
    ring.reading(200, 3)
    assert ring.most() == 9
    ring.over(100, 200, 7)
    assert ring.rows() == [[0, 100, 0, 9]]
    other = Ring(24000, 0)
    other.over(0, 100, 7)
    other.over(100, 200, 5)
    assert other.most() == 7


def test_unknown_time_adds_up_in_a_bucket_and_no_more_of_it_is_kept_than_a_window_can_hold():
    ring = Ring(24000, 0)
    ring.unknown(0, 300)
    ring.unknown(300, 500)
    assert ring.rows() == [[0, 0, 500, None]]
    long = Ring(24000, 0)
    long.unknown(0, 100000)
    assert long.unknown_ms == 25000
    again = Ring(24000, 0)
    again.fill([[0, 400, 500, 7], [1, 0, 1000, None]])
    assert (again.over_ms, again.unknown_ms) == (400, 1500)


def test_forgetting_says_whether_there_was_anything_to_forget():
    ring = Ring(24000, 500)
    assert not ring.forget(90000)
    ring.over(500, 700, 7)
    assert not ring.forget(24500)
    assert not ring.forget(25499)
    assert ring.forget(25500)


def test_the_start_of_a_bucket_is_a_whole_number():
    ring = Ring(24000, 500)
    ring.over(3600, 3700, 7)
    assert str(ring.from_up()) == "3500"


def test_an_episode_that_begins_with_what_the_window_still_held_is_named_by_where_the_last_one_ended():
    hot = watch()
    every_minute(hot, 0, 1740, 9000)
    every_minute(hot, 1800, 12 * HOUR_S - 60, 5000)
    every_minute(hot, 12 * HOUR_S, 12 * HOUR_S + 1800, 9000)
    every_minute(hot, 12 * HOUR_S + 1860, DAY_S + HOUR_S, 5000)
    first = told(hot)
    assert (first["open"], first["to_up"]) == (False, (12 * HOUR_S + 1860) * 1000)
    changes = every_minute(hot, DAY_S + 2 * HOUR_S, DAY_S + 3 * HOUR_S, 9000)
    assert changes[0].endswith("opened")
    assert told(hot)["episode"].endswith("-%d" % first["to_up"])
    assert told(hot)["from_up"] == 12 * HOUR_S * 1000


def test_what_was_pending_is_forgotten_when_its_rule_now_counts_in_another_window():
    """The pack was changed between two boots: in a row, in a day, in a week."""
    in_a_row = Rule("hot-sum", ">", 8000, on_s=HOUR_S, off_s=300, max_gap_s=120)
    in_a_week = Rule("hot-sum", ">", 8000, on_s=HOUR_S, off_s=300, max_gap_s=120, window_s=7 * DAY_S)
    for before, after in ((in_a_row, SUM), (SUM, in_a_row), (SUM, in_a_week)):
        old = watch(before)
        every_minute(old, 0, 3000, 9000)
        new = watch(after)
        new.restore(json.loads(json.dumps(old.snapshot())), 3060000, 60000)
        assert new.snapshot() == {}, "%d s, then %d s" % (before.window_s, after.window_s)
        assert every_minute(new, 3060, 3060 + HOUR_S, 9000) == ["%d: opened" % (3060 + HOUR_S)]
