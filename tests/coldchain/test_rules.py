"""Rules as dated data: what is over a limit, and reading a pack."""

from coldchain.quantities import millidegrees
from coldchain.rule_pack import read_pack
from coldchain.rules import Rule, rule_from
from coldchain.schema import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def row(**changes: object) -> "dict[str, Any]":
    given: dict[str, Any] = {
        "key": "high",
        "compare": ">",
        "limit": "8.0",
        "on": "10m",
        "on_air": "30m",
        "off": "5m",
        "deadband": "0.3",
        "severity": "alarm",
        "source": "a source",
    }
    given.update(changes)
    return given


def pack(*rows: "dict[str, Any]", **changes: object) -> "dict[str, Any]":
    given: dict[str, Any] = {"name": "test", "dated": "2025-03-01", "rule": list(rows)}
    given.update({"max_gap": "2m", "tolerated_gap": "30m"})
    given.update(changes)
    return given


def refusals(table: "dict[str, Any]") -> list[str]:
    """What was wrong, as sentences; a refused pack is empty."""
    problems: list[Problem] = []
    assert read_pack(table, problems).rules == []
    return [str(problem) for problem in problems]


def test_eight_degrees_is_over_only_where_the_comparator_says_so():
    for compare, below, at, above in (
        (">", False, False, True),
        (">=", False, True, True),
        ("<", True, False, False),
        ("<=", True, True, False),
    ):
        rule = Rule("r", compare, 8000, 60)
        assert [rule.over(mc) for mc in (7999, 8000, 8001)] == [below, at, above], compare


def test_back_is_inside_by_the_deadband_on_the_side_of_the_limit():
    assert [Rule("r", ">", 8000, 60, 0, 300).back(mc) for mc in (7701, 7700)] == [False, True]
    assert [Rule("r", ">=", 8000, 60, 0, 300).back(mc) for mc in (7700, 7699)] == [False, True]
    assert [Rule("r", "<", 2000, 60, 0, 300).back(mc) for mc in (2299, 2300)] == [False, True]
    assert [Rule("r", "<=", 0, 60, 0, 300).back(mc) for mc in (300, 301)] == [False, True]


def test_without_a_deadband_a_reading_is_either_over_or_back():
    for compare in (">", ">=", "<", "<="):
        rule = Rule("r", compare, 8000, 60)
        for mc in (7999, 8000, 8001):
            assert rule.over(mc) != rule.back(mc), (compare, mc)


def test_a_guarded_rule_is_stricter_by_the_uncertainty_on_its_own_side_of_the_band():
    for compare, limit_mc, guarded_mc in (
        (">", 8000, 7900),
        (">=", 8000, 7900),
        ("<", 2000, 2100),
        ("<=", 0, 100),
    ):
        rule = Rule("r", compare, limit_mc, 60, 30, 300, severity="critical", source="a source", house=True)
        guarded = rule.guarded(100)
        changed = dict(rule.as_dict(), limit_mc=guarded_mc, guard_mc=100)
        assert guarded.as_dict() == changed, compare
        assert rule_from(changed).over(guarded_mc) == compare.endswith("=")
        assert rule.limit_mc == limit_mc


def test_what_is_no_temperature_has_no_uncertainty_of_one():
    for of in ("twins", "pair", "door"):
        rule = Rule("r", ">", 1000, 60, of=of)
        assert rule.guarded(100).as_dict() == rule.as_dict()


def test_a_pack_is_guarded_rule_by_rule():
    whole = read_pack(pack(row(), row(key="low", compare="<", limit="2.0")), [])
    assert [rule.limit_mc for rule in whole.guarded(100).rules] == [7900, 2100]
    assert [rule.limit_mc for rule in whole.guarded(0).rules] == [8000, 2000]
    assert (whole.guarded(100).name, whole.guarded(100).tolerated_gap_s) == ("test", 1800)


def test_decimal_text_becomes_millidegrees_without_a_float():
    for text, mc in (
        ("8.0", 8000),
        ("8", 8000),
        ("-0.5", -500),
        ("0.0", 0),
        ("2.125", 2125),
        ("-12.05", -12050),
    ):
        assert millidegrees(text) == mc, text


def test_what_is_not_decimal_text_is_refused():
    for text in ("", "-", "8,0", "8.", ".5", "8.0001", "1e3", "+8", "8.-1", "--8", " 8"):
        try:
            found = "accepted as %d" % millidegrees(text)
        except ValueError as error:
            found = str(error)
        assert found.endswith("found %r" % text), found


def test_a_buffered_probe_and_a_probe_in_air_get_their_own_delays():
    table = pack(row(), row(key="freeze", on="15s", on_air=None))
    assert [rule.on_s for rule in read_pack(table, []).rules] == [600, 15]
    assert [rule.on_s for rule in read_pack(table, [], "air").rules] == [1800, 15]


def test_a_rule_is_read_whole_and_its_snapshot_gives_it_back():
    problems: list[Problem] = []
    read = read_pack(pack(row(house=True)), problems)
    assert problems == []
    assert (read.name, read.dated, read.max_gap_s) == ("test", "2025-03-01", 120)
    assert read.tolerated_gap_s == 1800
    snapshot = {
        "key": "high",
        "compare": ">",
        "limit_mc": 8000,
        "on_s": 600,
        "off_s": 300,
        "deadband_mc": 300,
        "max_gap_s": 120,
        "severity": "alarm",
        "source": "a source",
        "house": True,
    }
    assert read.rules[0].as_dict() == snapshot
    assert rule_from(snapshot).as_dict() == snapshot
    assert rule_from(snapshot | {"of_a_newer_agent": 1}).as_dict() == snapshot
    rolling = snapshot | {"window_s": 86400, "of": "twins", "samples": 3, "gap": "restart", "guard_mc": 50}
    assert rule_from(rolling).as_dict() == rolling


def test_all_mistakes_of_a_pack_are_told_at_once():
    wrong = row(limit=8.0, compare="=>", on="1500ms", deadband="-0.3", delay="5m")
    found = refusals(pack(wrong, dated="2025-02-30"))
    assert len(found) == 6, found
    for start in ("dated: ", "rule[0].limit: ", "rule[0].compare: ", "rule[0].on: ", "rule[0].deadband: "):
        assert [text for text in found if text.startswith(start)], start
    assert "rule[0].on: expected whole seconds, found '1500ms'" in found


def test_a_state_has_no_limit_and_a_temperature_needs_one():
    door = {"key": "door", "of": "door", "on": "5m", "severity": "alarm", "source": "a source"}
    read = read_pack(pack(door), [])
    assert [(rule.of, rule.over(0), rule.over(1)) for rule in read.rules] == [("door", False, True)]
    assert [rule.key for rule in read.of("door")] == ["door"]
    assert read.of("temperature") == []
    assert refusals(pack(dict(door, limit="1.0"))) == [
        "rule[0].limit: expected nothing with of = door, found a value"
    ]
    assert refusals(pack(dict(door, of="temperature"))) == [
        "rule[0].compare: expected a value, found nothing",
        "rule[0].limit: expected a value, found nothing",
    ]


def test_a_window_is_at_least_as_long_as_the_delay_it_makes_room_for():
    assert read_pack(pack(row(window="24h")), []).rules[0].window_s == 86400
    assert refusals(pack(row(window="24m", on="30m", on_air="10m"))) == [
        "rule[0].window: expected at least as long as the delay, found 1440 s"
    ]
    assert refusals(pack(row(window="3601s"))) == [
        "rule[0].window: expected a multiple of 24 s, found 3601 s"
    ]
    assert refusals(pack(row(window="24h", samples=3))) == [
        "rule[0].samples: expected 1 with a window, found 3"
    ]


def test_only_a_temperature_that_rings_a_phone_quarantines():
    for of, severity, quarantines in (
        ("temperature", "alarm", True),
        ("temperature", "critical", True),
        ("temperature", "screen", False),
        ("temperature", "local", False),
        ("door", "alarm", False),
        ("twins", "critical", False),
    ):
        assert Rule("r", ">", 1, 60, severity=severity, of=of).quarantines() == quarantines, (of, severity)


def test_a_guarded_rule_is_stricter_by_the_uncertainty_and_says_so():
    for compare, limit_mc, guarded_mc in ((">", 8000, 7800), ("<", 2000, 2200), ("<=", 0, 200)):
        guarded = Rule("r", compare, limit_mc, 60).guarded(200)
        assert (guarded.limit_mc, guarded.guard_mc, guarded.compare) == (guarded_mc, 200, compare)
    door = Rule("door", ">=", 1, 60, of="door")
    assert door.guarded(200) is door


def test_two_rules_of_one_key_and_a_pack_without_rules_are_refused():
    assert refusals(pack(row(), row())) == ["rule[1].key: expected a key of its own, found 'high'"]
    assert refusals(pack()) == ["rule: expected a list of 1 to 50 items, found a list of 0 items"]


def test_a_rule_is_a_temperature_alarm_without_off_delay_or_deadband_unless_it_says_otherwise():
    assert Rule("r", ">", 8000, 60).as_dict() == {
        "key": "r",
        "compare": ">",
        "limit_mc": 8000,
        "on_s": 60,
        "off_s": 0,
        "deadband_mc": 0,
        "max_gap_s": 120,
        "severity": "alarm",
        "source": "",
        "house": False,
    }


def test_how_far_past_a_limit_leads_back_to_the_value():
    for compare, value, excess in ((">", 8500, 500), ("<", 1500, 500), ("<", 2300, -300)):
        rule = Rule("r", compare, 8000 if compare == ">" else 2000, 60)
        assert (rule.excess(value), rule.at_excess(excess)) == (excess, value), compare


def test_a_probe_without_uncertainty_leaves_its_rule_alone_and_a_thousandth_moves_it():
    rule = Rule("r", ">", 8000, 60)
    assert rule.guarded(0) is rule
    assert rule.guarded(1).limit_mc == 7999
