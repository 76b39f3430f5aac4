"""Episodes of one rule over one sensor, told in seconds of event time."""

import json

from coldchain.excursion import Watch
from coldchain.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

START_S = 1000
HIGH = Rule("high", ">", 8000, on_s=60, off_s=30, deadband_mc=300, max_gap_s=20, source="a source")
FREEZE = Rule("freeze", "<=", 0, on_s=10, off_s=20, deadband_mc=500, max_gap_s=20, severity="critical")


def watch(rule: Rule = HIGH) -> Watch:
    return Watch(rule, "fridge-1", "top", "9f3c-7")


def every_10_s(watch: Watch, *values: "int | str", at: int = 0) -> list[str]:
    """Give readings 10 s apart ("?" is a failed one); returns what they changed, as "second: change"."""
    changes = []
    second = at
    for value in values:
        up_ms = (START_S + second) * 1000
        change = watch.unknown(up_ms) if isinstance(value, str) else watch.reading(up_ms, value)
        if change:
            changes.append("%d: %s" % (second, change))
        second += 10
    return changes


def episode(watch: Watch, clock: "int | None" = None) -> "dict[str, Any]":
    return watch.episode(lambda up_ms: None if clock is None else clock + up_ms)


def span(watch: Watch) -> "tuple[Any, ...]":
    """From, to (s), seconds over, seconds unknown, extreme."""
    told = episode(watch)
    ends = [None if up is None else up // 1000 - START_S for up in (told["from_up"], told["to_up"])]
    return ends[0], ends[1], told["over_s"], told["unknown_s"], told["extreme_mc"]


def opened() -> Watch:
    """A watch whose episode opened at second 60."""
    result = watch()
    assert every_10_s(result, 8100, 8100, 8100, 8100, 8100, 8100, 8100) == ["60: opened"]
    return result


def test_a_fridge_in_range_has_no_episode():
    calm = watch()
    assert every_10_s(calm, 2000, 8000, 5000, 8000, "?", 8000, 8000, 8000, 8000, 8000) == []
    assert not calm.is_open()


def test_an_episode_opens_when_the_delay_is_full_and_counts_from_the_first_reading_over():
    hot = opened()
    assert hot.is_open()
    assert span(hot) == (0, None, 60, 0, 8100)


def test_one_reading_back_inside_starts_the_delay_again():
    assert every_10_s(watch(), 8100, 8100, 8100, 8100, 8100, 8100, 8000, 8100, 8100, 8100, 8100) == []


def test_a_single_reading_over_never_opens_an_episode_however_long_it_stands():
    lone = watch(Rule("lone", ">", 8000, on_s=15, max_gap_s=60))
    assert lone.reading(0, 9000) == ""
    assert lone.reading(20000, 5000) == ""


def test_with_no_delay_the_first_reading_over_opens():
    assert every_10_s(watch(Rule("now", ">", 8000, 0)), 8000, 8001) == ["10: opened"]


def test_three_freezing_readings_in_a_row_are_an_episode_and_two_are_a_defrost_blip():
    assert every_10_s(watch(FREEZE), 500, 0, 500, 0, 100, 500) == []
    frozen = watch(FREEZE)
    assert every_10_s(frozen, 500, 0, -700, -200) == ["20: opened"]
    assert span(frozen) == (10, None, 20, 0, -700)


def test_unknown_time_neither_fills_the_delay_nor_starts_it_again():
    flaky = watch()
    assert every_10_s(flaky, 8100, 8100, 8100, 8100) == []
    assert every_10_s(flaky, "?", "?", "?", "?", "?", "?", at=40) == []
    assert every_10_s(flaky, 8100, 8100, 8100, 8100, at=100) == ["130: opened"]
    assert span(flaky) == (0, None, 60, 70, 8100)


def test_a_failed_reading_between_two_good_ones_close_together_changes_nothing():
    flaky = watch()
    assert every_10_s(flaky, 8100, "?", 8100, "?", 8100, "?", 8100) == ["60: opened"]
    assert span(flaky) == (0, None, 60, 0, 8100)


def test_an_episode_ends_at_the_first_of_the_readings_that_stayed_back_for_the_off_delay():
    hot = opened()
    assert every_10_s(hot, 8100, 7700, 7000, 6000, 5000, at=70) == ["110: closed"]
    assert span(hot) == (0, 80, 80, 0, 8100)
    assert not hot.is_open()


def test_one_reading_back_inside_does_not_end_an_episode():
    hot = opened()
    assert every_10_s(hot, 5000, 5000, 8100, 5000, 5000, 5000, at=70) == []
    assert hot.is_open()


def test_inside_the_deadband_is_neither_over_nor_back():
    hot = opened()
    assert every_10_s(hot, 7701, 8000, 7701, 8000, 7701, 8000, at=70) == []
    assert span(hot) == (0, None, 70, 0, 8100)


def test_a_dead_sensor_never_closes_an_episode_and_its_time_is_unknown():
    hot = opened()
    assert every_10_s(hot, 5000, 5000, "?", "?", "?", "?", "?", "?", at=70) == []
    assert hot.is_open()
    assert span(hot) == (0, None, 70, 60, 8100)


def test_unknown_time_breaks_the_run_that_would_end_an_episode():
    hot = opened()
    assert every_10_s(hot, 5000, 5000, at=70) == []
    assert every_10_s(hot, 5000, 5000, 5000, 5000, at=150) == ["180: closed"]
    assert span(hot) == (0, 150, 70, 70, 8100)


def test_readings_farther_apart_than_allowed_leave_unknown_time_between_them():
    slow = watch(Rule("high", ">", 8000, on_s=0, max_gap_s=20))
    assert slow.reading(0, 9000) == "opened"
    slow.reading(20000, 9000)
    slow.reading(41000, 9000)
    assert (episode(slow)["over_s"], episode(slow)["unknown_s"]) == (20, 21)


def test_an_open_episode_is_told_again_when_it_has_worsened_by_half_a_degree():
    assert every_10_s(opened(), 8599, 8600, 8000, 9099, 9100, at=70) == ["80: updated", "110: updated"]


def test_an_open_episode_is_told_again_every_15_minutes_with_or_without_readings():
    hot = opened()
    assert every_10_s(hot, *[8100] * 91, at=70) == ["960: updated"]
    assert every_10_s(hot, *["?"] * 91, at=980) == ["1860: updated"]


def test_a_repeated_or_late_reading_changes_nothing():
    hot = opened()
    before = episode(hot)
    for up_s in (60, 50, 0):
        assert hot.reading((START_S + up_s) * 1000, 20000) == ""
        assert hot.unknown((START_S + up_s) * 1000) == ""
    assert episode(hot) == before


def test_a_second_excursion_is_an_episode_of_its_own():
    hot = opened()
    every_10_s(hot, 5000, 5000, 5000, 5000, at=70)
    first = episode(hot)
    assert every_10_s(hot, 8200, 8200, 8200, 8200, 8200, 8200, 8200, at=110) == ["170: opened"]
    second = episode(hot)
    assert first["episode"] == "fridge-1-top-high-9f3c-7-1000000"
    assert second["episode"] == "fridge-1-top-high-9f3c-7-1110000"
    assert (second["over_s"], second["extreme_mc"]) == (60, 8200)


def test_an_episode_is_told_whole_with_the_rule_it_was_made_under():
    hot = opened()
    assert episode(hot, clock=1700000000000) == {
        "episode": "fridge-1-top-high-9f3c-7-1000000",
        "fridge": "fridge-1",
        "sensor": "top",
        "rule": HIGH.as_dict(),
        "from_up": 1000000,
        "from_at": 1700001000000,
        "to_up": None,
        "to_at": None,
        "over_s": 60,
        "unknown_s": 0,
        "extreme_mc": 8100,
        "last_mc": 8100,
        "open": True,
    }
    every_10_s(hot, 5000, 5000, 5000, 5000, at=70)
    closed = episode(hot, clock=1700000000000)
    assert (closed["to_up"], closed["to_at"], closed["open"]) == (1070000, 1700001070000, False)


def test_an_episode_is_dated_as_soon_as_the_clock_is_set_and_a_later_step_does_not_move_it():
    hot = opened()
    assert episode(hot)["from_at"] is None
    assert episode(hot, clock=500)["from_at"] == 1000500
    assert episode(hot, clock=900)["from_at"] == 1000500


def test_there_is_no_episode_to_tell_before_one_has_opened():
    pending = watch()
    every_10_s(pending, 8100, 8100)
    for silent in (watch(), pending):
        try:
            found = str(episode(silent))
        except ValueError as error:
            found = str(error)
        assert found == "expected an episode, found none"


def restarted(before: Watch, rule: Rule = HIGH, gap_s: int = 100) -> Watch:
    """A watch of the next boot, which goes on `gap_s` after the last reading, through JSON as the journal keeps it."""
    text = json.dumps(before.snapshot())
    assert len(text.replace(" ", "")) < 500, text
    after = Watch(rule, "fridge-1", "top", "77aa-8")
    after.restore(json.loads(text), 5000, gap_s * 1000)
    return after


def test_an_open_episode_survives_a_restart_and_the_gap_is_unknown():
    hot = opened()
    told = episode(hot, clock=1700000000000)
    after = restarted(hot)
    assert after.is_open()
    again = episode(after)
    for same in ("episode", "rule", "from_at", "over_s", "extreme_mc", "last_mc"):
        assert again[same] == told[same], same
    assert (again["from_up"], again["unknown_s"]) == ((5 - 100 - 60) * 1000, 100)
    assert [after.reading(up_ms, 5000) for up_ms in (10000, 20000, 30000, 40000)] == ["", "", "", "closed"]
    closed = episode(after)
    assert (closed["over_s"], closed["unknown_s"], closed["to_up"]) == (60, 105, 10000)


def test_a_restart_breaks_the_run_that_would_have_ended_the_episode():
    hot = opened()
    every_10_s(hot, 5000, 5000, 5000, at=70)
    after = restarted(hot, gap_s=0)
    assert [after.reading(up_ms, 5000) for up_ms in (10000, 20000, 30000)] == ["", "", ""]


def test_after_a_restart_an_open_episode_is_told_again_15_minutes_after_its_last_reading_or_when_worse():
    hot = opened()
    every_10_s(hot, 8500, 8200, at=70)
    assert restarted(hot).reading(10000, 8500) == ""
    assert restarted(hot).reading(10000, 8999) == ""
    assert restarted(hot).reading(10000, 9000) == "updated"
    assert restarted(hot, gap_s=894).reading(10000, 8200) == ""
    assert restarted(hot, gap_s=895).reading(10000, 8200) == "updated"


def test_a_restart_in_the_middle_of_the_delay_goes_on_with_it():
    rising = watch()
    every_10_s(rising, 8100, 8100, 8100, 8100)
    after = restarted(rising)
    assert [after.reading(up_ms, 8100) for up_ms in (10000, 20000, 30000, 40000)] == ["", "", "", "opened"]
    assert (episode(after)["over_s"], episode(after)["unknown_s"]) == (60, 105)


def test_an_open_episode_keeps_its_rule_when_a_restart_brings_another_and_a_pending_one_does_not():
    stricter = Rule("high", ">", 8000, on_s=30, off_s=300, deadband_mc=300, max_gap_s=5)
    hot = restarted(opened(), stricter)
    assert episode(hot)["rule"] == HIGH.as_dict()
    assert [hot.reading(up_ms, 5000) for up_ms in (10000, 20000, 30000, 40000)][-1] == "closed"
    rising = watch()
    every_10_s(rising, 8100, 8100, 8100, 8100)
    after = restarted(rising, stricter)
    assert after.reading(10000, 8100) == "opened"
    assert episode(after)["rule"] == stricter.as_dict()


def test_a_watch_at_rest_has_nothing_to_keep():
    calm = watch()
    assert calm.snapshot() == {}
    every_10_s(calm, 5000, 8100, 5000)
    assert calm.snapshot() == {}
    calm.restore({}, 5000, 100000)
    assert every_10_s(calm, 5000, at=100) == []


def test_the_longest_state_of_one_rule_stays_under_500_bytes():
    longest = Rule("k" * 32, ">=", 8000, 0, 86400, 10000, 3600, "critical", "s" * 120, True)
    hot = Watch(longest, "f" * 32, "s" * 32, "ffffffff-100000")
    hot.reading(10**11, 59999)
    hot.unknown(2 * 10**11)
    hot.episode(lambda up_ms: 1700000000000)
    text = json.dumps(hot.snapshot()).replace(" ", "")
    assert len(text) < 500, len(text)
