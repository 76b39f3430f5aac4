"""A recorded file judged by a rule pack, from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rooms import ROOT


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "agent", "rules", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def recorded(folder: Path, *rows: str, header: str = "time,celsius") -> Path:
    path = folder / "logger.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def every_minute(*celsius: str) -> list[str]:
    return [
        f"2026-10-25T{minute // 60:02d}:{minute % 60:02d}:00Z,{text}" for minute, text in enumerate(celsius)
    ]


HOT = every_minute(*["5.0"] * 5, *["9.25"] * 20, *["5.0"] * 10)


def test_a_recording_is_judged_by_the_pack_that_is_named(tmp_path):
    path = recorded(tmp_path, *HOT)
    found = json.loads(run("replay", path, "--json").stdout)
    assert (found["pack"], found["readings"], found["rejected"], found["late"]) == ("pharmacy", 35, 0, 0)
    assert found["episodes"] == [
        {
            "rule": "high",
            "from": "2026-10-25T00:05:00Z",
            "to": "2026-10-25T00:25:00Z",
            "open": False,
            "extreme_mc": 9250,
            "over_s": 1200,
            "unknown_s": 0,
        }
    ]
    assert json.loads(run("replay", path, "--json", "--pack", "who-e006").stdout)["episodes"] == []
    assert json.loads(run("replay", path, "--json", "--probe", "air").stdout)["episodes"] == []


def test_for_people_an_episode_is_one_line(tmp_path):
    lines = run("replay", recorded(tmp_path, *HOT)).stdout.splitlines()
    assert lines[1:] == [
        "high: 2026-10-25T00:05:00Z to 2026-10-25T00:25:00Z; 20 min over, 0 min unknown, extreme 9.250 °C"
    ]
    calm = run("replay", recorded(tmp_path, *every_minute("5.0", "5.0")))
    assert calm.stdout.splitlines()[1:] == ["no episode"]


def test_an_hour_told_twice_in_autumn_is_two_hours(tmp_path):
    rows = [f"2026-10-25T02:{minute:02d}:00+02:00,9.0" for minute in range(60)]
    rows += [f"2026-10-25T02:{minute:02d}:00+01:00,9.0" for minute in range(60)]
    episode = json.loads(run("replay", recorded(tmp_path, *rows), "--json").stdout)["episodes"][0]
    assert (episode["over_s"], episode["open"], episode["to"]) == (119 * 60, True, None)


def test_a_sample_without_a_value_is_unknown_time(tmp_path):
    rows = every_minute(*["9.0"] * 10, *[""] * 30, *["9.0"] * 10)
    found = json.loads(run("replay", recorded(tmp_path, *rows), "--json").stdout)
    assert found["rejected"] == 30
    told = [(one["rule"], one["over_s"], one["unknown_s"]) for one in found["episodes"]]
    assert told == [("high", 18 * 60, 31 * 60), ("no-data", 30 * 60, 0)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2026-10-25T00:00:00,5.0", "expected a time with its zone such as 2026-11-22T08:00:00+01:00"),
        ("yesterday,5.0", "expected a time with its zone such as 2026-11-22T08:00:00+01:00"),
        ("2026-10-25T00:00:00Z,warm", "expected degrees such as 8.05 or nothing, found 'warm'"),
        ("2026-10-25T00:00:00Z,nan", "expected degrees such as 8.05 or nothing, found 'nan'"),
        ("2026-10-25T00:00:00Z", "expected 2 fields, found 1"),
        ('2026-10-25T00:00:00Z,"8,0"', "expected degrees such as 8.05 or nothing, found '8,0'"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_line_and_nothing_is_judged(tmp_path, row, told):
    ended = run("replay", recorded(tmp_path, *HOT, row), "--json")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"line {len(HOT) + 2}: {told}" in ended.stderr


def test_what_is_no_recording_is_refused(tmp_path):
    wrong = recorded(tmp_path, *HOT, header="when,celsius")
    assert "line 1: expected time,celsius, found 'when,celsius'" in run("replay", wrong).stderr
    assert "expected at least one reading, found none" in run("replay", recorded(tmp_path)).stderr
    assert "expected a CSV file in UTF-8" in run("replay", tmp_path / "absent.csv").stderr
    assert (
        "rules/absent.toml: expected in one of"
        in run("replay", recorded(tmp_path, *HOT), "--pack", "absent").stderr
    )


def test_the_rules_in_force_are_shown_with_their_reasons():
    shown = run("show", "--config", "config/demo/agent.toml").stdout
    assert "door-sound: door for 10 s; local; Demonstration only" in shown
    assert "high: > 8.000 °C for 20 s, back by 0.300 °C for 10 s; alarm" in shown
    assert "comirnaty-30-purple@2022-03-04: supplier_label, 1 month; DGS-Urgent 2022_36" in shown
