"""Each scenario's file through `vigifroid-agent rules replay`: every episode that is expected, and no other."""

import json
import subprocess
import sys
import tomllib
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.linux.rules_command import replayed
from tests.rooms import ROOT
from tests.scenarios.expectations import PACKS, Episode, differences, read_table
from tests.scenarios.recording import Scenario, csv, curve
from tests.scenarios.rule_texts import MAX_GAP_S, RULE_TEXTS, RuleText
from tests.scenarios.stories import SCENARIOS

EXPECTED = read_table()
RULES = ROOT / "config" / "rules"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """Scenario -> its file."""
    folder = tmp_path_factory.mktemp("recordings")
    for scenario in SCENARIOS:
        (folder / f"{scenario.name}.csv").write_text(csv(scenario, curve(scenario)), encoding="utf-8")
    return folder


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_none_is_missing_and_none_is_extra(scenario, pack, recordings):
    told = replay(recordings, scenario, pack)
    expected = EXPECTED[scenario.name].episodes[pack]
    found = [episode_of(row, scenario) for row in told["episodes"]]
    assert not differences(expected, found, scenario.every_s)
    for row in told["episodes"]:
        assert row["open"] == (row["to"] is None)


def test_a_window_counts_what_an_earlier_episode_has_told(tmp_path):
    """One minute in ten over all morning, and 20 min at the same hour of the next day: 70 min of the last 24 h."""
    warm = {10 * number for number in range(61)} | set(range(25 * 60 + 30, 25 * 60 + 50))
    since = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
    rows = [
        f"{(since + timedelta(minutes=minute)).isoformat()},{9 if minute in warm else 5}\n"
        for minute in range(26 * 60)
    ]
    file = tmp_path / "two-days.csv"
    file.write_text("time,celsius\n" + "".join(rows), encoding="utf-8")
    told = judged(file, "msupply", "buffered")["episodes"]
    assert [(row["rule"], row["open"]) for row in told] == [("hot-sum", False), ("hot-sum", True)]


def test_the_command_itself_says_so(recordings):
    file = recordings / "one-minute-spikes.csv"
    command = [
        sys.executable,
        "-m",
        "agent",
        "rules",
        "replay",
        str(file),
        "--pack",
        "msupply",
        "--probe",
        "air",
    ]
    told = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, check=True, text=True)
    assert [episode["rule"] for episode in json.loads(told.stdout)["episodes"]] == ["hot-sum"]


@pytest.mark.parametrize("pack", PACKS)
def test_the_packs_still_say_what_the_expectations_were_written_for(pack):
    table = tomllib.loads((RULES / f"{pack}.toml").read_text(encoding="utf-8"))
    judged = [row for row in table["rule"] if row.get("of", "temperature") in ("temperature", "no_data")]
    assert [text_of(row) for row in judged] == RULE_TEXTS[pack]
    assert in_seconds(table["max_gap"]) == MAX_GAP_S[pack]


def replay(recordings: Path, scenario: Scenario, pack: str) -> dict[str, Any]:
    """What the command says of a scenario."""
    return judged(recordings / f"{scenario.name}.csv", pack, scenario.probe)


def judged(file: Path, pack: str, probe: str) -> dict[str, Any]:
    """What the command prints of a file with --json."""
    asked = Namespace(file=file, pack=pack, probe=probe, fridge=None, sensor=None, json=True)
    told: dict[str, Any] = json.loads("".join(replayed(asked)))
    return told


def episode_of(row: dict[str, Any], scenario: Scenario) -> Episode:
    """An episode as the command prints it, in seconds since the start of the recording."""
    since, until = (since_start(row[name], scenario) for name in ("from", "to"))
    assert since is not None
    worst_c = None if row["extreme_mc"] is None else row["extreme_mc"] / 1000
    return Episode(row["rule"], since, until, row["over_s"], row["unknown_s"], worst_c)


def since_start(stamp: str | None, scenario: Scenario) -> int | None:
    if stamp is None:
        return None
    assert stamp.endswith("Z"), "a local time is said twice in the night the clocks are put back"
    return round((datetime.fromisoformat(stamp) - scenario.start).total_seconds())


def text_of(row: dict[str, Any]) -> RuleText:
    """A rule of a pack in the words of rule_texts.py."""
    return RuleText(
        key=row["key"],
        compare=row.get("compare", ">="),
        limit_c=float(row.get("limit", 1)),
        delay_s=in_seconds(row["on"]),
        off_s=in_seconds(row.get("off", "0s")),
        deadband_c=float(row.get("deadband", 0)),
        severity=row["severity"],
        air_s=in_seconds(row["on_air"]) if "on_air" in row else None,
        samples=row.get("samples", 1),
        window_s=in_seconds(row.get("window", "0s")),
        gap=row.get("gap", "hold"),
        of=row.get("of", "temperature"),
    )


def in_seconds(text: str) -> int:
    """ "10m" as 600."""
    return int(text[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[text[-1]]
