"""Readings that come late, twice or out of their order."""

from coldchain.judgement import Judgement
from coldchain.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HIGH = Rule("high", ">", 8000, on_s=60, off_s=30, deadband_mc=300, max_gap_s=20)


def judgement(*rules: Rule) -> Judgement:
    return Judgement(list(rules or [HIGH]), "fridge-1", "top", "9f3c-7")


def give(judgement: Judgement, readings: "list[tuple[int, int | None]]") -> "list[tuple[Any, ...]]":
    """Give (second, value); returns what was told: change, from second, seconds over, open."""
    told = []
    for second, value in readings:
        for change, episode in judgement.take(second * 1000, value, lambda up_ms: up_ms):
            end = "withdrawn" if episode.get("withdrawn") else episode["open"]
            told.append((change, episode["from_up"] // 1000, episode["over_s"], end))
    return told


def every_10_s(*values: "int | None", start: int = 0) -> "list[tuple[int, int | None]]":
    return [(start + 10 * index, value) for index, value in enumerate(values)]


HOT = every_10_s(8100, 8100, 8100, 8100, 8100, 8100, 8100)


def test_a_reading_that_comes_late_counts_where_it_belongs():
    late = judgement()
    assert give(late, HOT[:3] + HOT[4:] + [HOT[3]]) == [("opened", 0, 60, True)]


def test_readings_in_any_order_come_to_the_same():
    for order in ([6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 1, 5, 2, 4]):
        shuffled = judgement()
        assert give(shuffled, [HOT[index] for index in order])[-1] == ("opened", 0, 60, True), order


def test_an_episode_that_never_was_is_withdrawn():
    hasty = judgement()
    assert give(hasty, HOT[:3] + HOT[4:]) == [("opened", 0, 60, True)]
    assert give(hasty, [(35, 5000)]) == [("closed", 0, 60, "withdrawn")]
    assert give(hasty, every_10_s(8100, 8100, 8100, 8100, start=70)) == [("opened", 40, 60, True)]


def test_what_was_told_too_early_is_told_again_as_it_is():
    hasty = judgement()
    give(hasty, HOT)
    assert give(hasty, [(65, 9000), (63, 9500)]) == [("updated", 0, 65, True), ("updated", 0, 63, True)]


def test_a_repeated_reading_changes_nothing():
    again = judgement()
    assert give(again, HOT + HOT + [(60, 20000)]) == [("opened", 0, 60, True)]
    assert again.late == 0


def test_a_reading_later_than_the_horizon_is_counted_and_not_judged():
    calm = every_10_s(*[5000] * 40)
    busy = judgement()
    give(busy, calm)
    assert give(busy, [(calm[-33][0] - 5, 20000), (0, 5000)]) == []
    assert busy.late == 1
    slow = judgement(Rule("high", ">", 8000, on_s=0, max_gap_s=600))
    give(slow, [(0, 5000), (600, 5000), (1200, 5000)])
    told = give(slow, [(299, 20000), (301, 20000)])
    assert told == [("opened", 301, 0, True), ("closed", 301, 299, False)]
    assert slow.late == 1


def test_before_the_first_reading_nothing_is_too_late_to_be_the_first():
    first = judgement()
    assert give(first, [(10, 5000), (0, 5000)]) == []
    assert first.late == 0


def test_an_open_episode_is_watched_to_its_end_after_its_rule_has_left_the_pack():
    hot = judgement()
    give(hot, HOT)
    state = hot.watches()[0].snapshot()
    after = judgement(Rule("other", ">", 20000, 60))
    after.restore("high", state, 5000, 1000)
    assert [watch.rule.key for watch in after.watches()] == ["other", "high"]
    told = give(after, every_10_s(5000, 5000, 5000, 5000, start=10))
    assert told == [("closed", -56, 60, False)]
    assert [watch.rule.key for watch in after.watches()] == ["other"]


def test_a_pending_episode_is_forgotten_with_its_rule():
    rising = judgement()
    give(rising, HOT[:3])
    after = judgement(Rule("other", ">", 20000, 60))
    after.restore("high", rising.watches()[0].snapshot(), 5000, 1000)
    assert [watch.rule.key for watch in after.watches()] == ["other"]
