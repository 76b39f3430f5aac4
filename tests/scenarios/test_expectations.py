"""What is expected follows from the rules' texts: a plain count, second by second, comes to the same as the table.

Nothing of the product is used here.
"""

import pytest

from tests.scenarios.expectations import PACKS, read_table
from tests.scenarios.oracle import judge
from tests.scenarios.recording import NOISE_C, Curve, csv, curve, readings
from tests.scenarios.rule_texts import RULE_TEXTS
from tests.scenarios.stories import OPENINGS_A_DAY, SCENARIOS

EXPECTED = read_table()
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
LIMITS = sorted({rule.limit_c for rules in RULE_TEXTS.values() for rule in rules if rule.of == "temperature"})


@pytest.fixture(scope="module")
def curves() -> dict[str, Curve]:
    return {scenario.name: curve(scenario) for scenario in SCENARIOS}


def test_every_scenario_has_its_expectation_and_no_other():
    assert list(EXPECTED) == list(BY_NAME)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_table_is_what_the_rules_say_of_the_curve(scenario, curves):
    for pack in PACKS:
        counted = judge(pack, scenario, curves[scenario.name])
        written = EXPECTED[scenario.name].episodes[pack]
        assert [episode.rule for episode in counted] == [episode.rule for episode in written], pack
        for mine, its in zip(written, counted, strict=True):
            assert not mine.differs(its, sample_s=1), f"{pack} {mine.rule}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_no_expectation_hangs_on_the_noise_of_the_sensor(scenario, curves):
    """A limit is never approached so slowly that noise could cross it back and forth for longer than one sample."""
    if scenario.step_c:
        return
    shown = curves[scenario.name]
    for limit_c in LIMITS:
        near = [value is not None and abs(value - limit_c) <= NOISE_C for value in shown]
        assert longest_run(near) <= scenario.every_s, limit_c


def test_a_recording_is_the_same_every_time(curves):
    scenario = BY_NAME["door-left-open"]
    assert csv(scenario, curves[scenario.name]) == csv(scenario, curve.__wrapped__(scenario))


def test_the_clocks_are_put_back_in_the_file(curves):
    rows = csv(BY_NAME["clock-jump"], curves["clock-jump"]).splitlines()[1:]
    stamps = [row.partition(",")[0] for row in rows]
    assert stamps[179:182] == [
        "2026-10-25T02:59:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T02:01:00+01:00",
    ]


def test_the_spikes_are_short_and_many(curves):
    over = [value is not None and value > 8.0 for value in curves["one-minute-spikes"]]
    assert sum(over[second] and not over[second - 1] for second in range(1, len(over))) == OPENINGS_A_DAY
    assert longest_run(over) <= 150
    assert 50 <= sum(over) / OPENINGS_A_DAY <= 60


def test_the_defrosts_show_frost_in_one_or_two_readings_in_a_row(curves):
    frozen = [mc is not None and mc <= 0 for _, mc in readings(BY_NAME["defrost"], curves["defrost"])]
    assert longest_run(frozen) == 2


def longest_run(flags: list[bool]) -> int:
    longest = current = 0
    for flag in flags:
        current = current + 1 if flag else 0
        longest = max(longest, current)
    return longest
