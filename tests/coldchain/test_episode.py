"""What an episode tells, keeps over a restart and hands to a copy, to the millisecond."""

import json

from coldchain.excursion import Watch, open_episode, quarantines
from coldchain.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HIGH = Rule("high", ">", 8000, on_s=60, off_s=30, deadband_mc=300, max_gap_s=20)
THREE = Rule("freeze", "<=", 0, on_s=0, max_gap_s=20, samples=3)
ANEW = Rule("anew", ">", 8000, on_s=60, max_gap_s=20, gap="restart")
DOOR = Rule("door", ">=", 1, on_s=0, max_gap_s=20, of="door")


def watch(rule: Rule = HIGH) -> Watch:
    return Watch(rule, "fridge-1", "top", "9f3c-7")


def give(watch: Watch, *readings: "tuple[int, int | None]") -> list[str]:
    """Give (ms, value), None for a failed sample; returns what each changed."""
    return [watch.unknown(ms) if mc is None else watch.reading(ms, mc) for ms, mc in readings]


def told(watch: Watch) -> "dict[str, Any]":
    return watch.episode(lambda up_ms: up_ms)


def opened() -> Watch:
    """A watch whose episode opened at 60 s."""
    hot = watch()
    assert give(hot, *[(ms, 8100) for ms in range(0, 60001, 10000)])[-1] == "opened"
    return hot


def restarted(before: Watch, gap_ms: int) -> Watch:
    """The watch of the next boot, at 5 s of its uptime, `gap_ms` after the last reading."""
    after = Watch(before.rule, "fridge-1", "top", "77aa-8")
    after.restore(json.loads(json.dumps(before.snapshot())), 5000, gap_ms)
    return after


def test_a_delay_that_lacks_a_millisecond_is_not_full():
    hot = watch()
    readings = [(ms, 8100) for ms in range(0, 50001, 10000)]
    assert give(hot, *readings, (59999, 8100), (60000, 8100))[-2:] == ["", "opened"]


def test_a_millisecond_more_than_allowed_between_two_readings_is_unknown_time():
    for ms, over_s, unknown_s in ((20000, 20, 0), (20001, 0, 20)):
        hot = watch(Rule("now", ">", 8000, on_s=0, max_gap_s=20))
        give(hot, (0, 9000), (ms, 9000))
        assert (told(hot)["over_s"], told(hot)["unknown_s"]) == (over_s, unknown_s), ms


def test_seconds_are_told_whole_and_rounded_down():
    hot = watch(Rule("now", ">", 8000, on_s=0, max_gap_s=20))
    give(hot, (0, 9000), (1999, 9000), (24998, 9000))
    assert (told(hot)["over_s"], told(hot)["unknown_s"]) == (1, 22)


def test_as_many_samples_in_a_row_as_the_rule_asks_for_open_and_one_fewer_does_not():
    cold = watch(THREE)
    assert give(cold, (0, -100), (10000, -100), (20000, 100)) == ["", "", ""]
    assert give(cold, (30000, -100), (40000, -100), (50000, -100)) == ["", "", "opened"]


def test_samples_in_a_row_are_counted_on_over_a_restart():
    cold = watch(THREE)
    give(cold, (0, -100), (10000, -100))
    assert restarted(cold, gap_ms=1000).reading(6000, -100) == "opened"


def test_where_the_rule_says_so_an_onset_begins_anew_after_unknown_time():
    hot = watch(ANEW)
    give(hot, *[(ms, 8100) for ms in range(0, 50001, 10000)])
    assert give(hot, *[(ms, 8100) for ms in range(80000, 140001, 10000)])[-2:] == ["", "opened"]
    assert told(hot)["from_up"] == 80000
    assert told(hot)["unknown_s"] == 0


def test_where_the_rule_says_so_an_onset_begins_anew_after_a_restart():
    for gap_ms in (0, 1, 100000):
        hot = watch(ANEW)
        give(hot, *[(ms, 8100) for ms in range(0, 50001, 10000)])
        after = restarted(hot, gap_ms)
        changes = give(after, *[(ms, 8100) for ms in range(6000, 66001, 10000)])
        assert changes == [""] * 6 + ["opened"], gap_ms


def test_an_open_episode_goes_on_after_unknown_time_whatever_its_rule_says_of_the_onset():
    hot = watch(ANEW)
    give(hot, *[(ms, 8100) for ms in range(0, 60001, 10000)])
    assert give(hot, (200000, 8100), (210000, 5000)) == ["", "closed"]


def test_an_episode_that_is_back_but_not_over_yet_has_no_end():
    hot = opened()
    give(hot, (70000, 5000), (80000, 5000))
    assert (told(hot)["to_up"], told(hot)["to_at"], told(hot)["open"]) == (None, None, True)


def test_a_door_has_no_temperature_to_tell():
    door = watch(DOOR)
    assert give(door, (0, 1)) == ["opened"]
    assert (told(door)["extreme_mc"], told(door)["last_mc"]) == (None, None)


def test_two_probes_that_disagree_tell_by_how_much():
    for of in ("temperature", "twins", "pair"):
        apart = watch(Rule("apart", ">", 1000, on_s=0, of=of))
        give(apart, (0, 1200), (1000, 1100))
        assert (told(apart)["extreme_mc"], told(apart)["last_mc"]) == (1200, 1100), of


def test_a_failed_sample_before_the_first_reading_is_no_instant_to_be_later_than():
    young = watch(Rule("now", ">", 8000, on_s=0))
    assert give(young, (50000, None), (40000, 9000)) == ["", "opened"]


def test_a_failed_sample_in_a_fridge_in_range_changes_nothing_however_late():
    calm = watch()
    assert give(calm, (0, 5000), (1000000, None), (1010000, 5000)) == ["", "", ""]


def test_a_failed_sample_that_comes_late_takes_no_time_back():
    hot = opened()
    give(hot, (200000, None), (150000, None), (250000, None))
    assert (told(hot)["over_s"], told(hot)["unknown_s"]) == (60, 190)


def test_a_copy_tells_the_same_and_goes_its_own_way():
    hot = opened()
    give(hot, (70000, 5000), (80000, 5000))
    twin = hot.copy()
    assert twin.snapshot() == hot.snapshot()
    assert told(twin) == told(hot)
    assert give(twin, (90000, 9000), (100000, 9000)) == ["updated", ""]
    assert give(hot, (90000, 5000), (100000, 5000)) == ["", "closed"]
    assert (told(twin)["over_s"], told(hot)["over_s"]) == (80, 70)


def test_a_copy_counts_the_reading_that_stood_and_knows_what_was_told():
    hot = opened()
    twin = hot.copy()
    assert give(twin, (70000, 8100)) == [""]
    assert told(twin)["over_s"] == 70
    give(hot, (70000, 5000), (80000, 5000), (90000, 5000), (100000, 5000))
    assert told(hot.copy()) == told(hot)
    assert watch().copy().snapshot() == {}


def test_an_open_episode_of_temperature_that_rings_keeps_the_stock_from_patients():
    hot = opened()
    assert quarantines(told(hot))
    assert (
        open_episode("fridge-1", "top", hot.snapshot())
        == told(hot)["episode"]
        == "fridge-1-top-high-9f3c-7-0"
    )


def test_no_stock_is_kept_back_for_a_door_a_screen_or_an_onset():
    door = watch(DOOR)
    give(door, (0, 1))
    assert not quarantines(told(door))
    assert open_episode("fridge-1", "top", door.snapshot()) == ""
    rising = watch()
    give(rising, (0, 9000))
    assert open_episode("fridge-1", "top", rising.snapshot()) == ""
    assert open_episode("fridge-1", "top", {}) == ""
