"""docs/scenarios.md and its curves, made from the scenarios and their expectations."""

from pathlib import Path

from tests.rooms import ROOT
from tests.scenarios.drawing import draw
from tests.scenarios.expectations import PACKS, Episode, Expectation, clock, read_table
from tests.scenarios.recording import Scenario, curve
from tests.scenarios.stories import SCENARIOS

PAGE = ROOT / "docs" / "scenarios.md"
CURVES = ROOT / "docs" / "images" / "scenarios"
HEAD = """# What each rule pack says of a fault

Made by `python -m tests.scenarios` from `tests/scenarios/`: do not edit. A fridge is calculated second by second, apart
from the one of the demonstration; a logger's file of it goes through the rules with `vigifroid-agent rules replay`, and
three of the scenarios through the agent at work. What must come out was written down before the rules were run
(`expected.toml`), and a plain count over every second comes to the same. Each episode found is one that was expected;
none is missing. Times are since the start of the recording.

The sizes of the fridge are plausible and not measured: the scenarios show what the rules do, not what your fridge does.

| scenario | `pharmacy` | `who-e006` | `msupply` |
| --- | --- | --- | --- |
"""


def files() -> dict[Path, str]:
    """Every file of the page and its text."""
    expected = read_table()
    made = {CURVES / f"{one.name}.svg": draw(curve(one), expected[one.name].episodes) for one in SCENARIOS}
    made[PAGE] = _page(expected)
    return made


def _page(expected: dict[str, Expectation]) -> str:
    rows = [_row(one, expected[one.name]) for one in SCENARIOS]
    sections = [_section(one, expected[one.name]) for one in SCENARIOS]
    return HEAD + "\n".join(rows) + "\n" + "".join(sections)


def _row(scenario: Scenario, expectation: Expectation) -> str:
    said = [", ".join(_key(episode) for episode in expectation.episodes[pack]) or "–" for pack in PACKS]
    return f"| [{scenario.name}](#{scenario.name}) | {' | '.join(said)} |"


def _section(scenario: Scenario, expectation: Expectation) -> str:
    lines = [f"\n## {scenario.name}\n", f"{scenario.title} {_logger(scenario)}\n"]
    lines.append(f"![The curve of {scenario.name}](images/scenarios/{scenario.name}.svg)\n")
    told = [(pack, episode) for pack in PACKS for episode in expectation.episodes[pack]]
    if told:
        lines += [
            "| pack | rule | from | to | over | unknown | worst |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_line(pack, episode) for pack, episode in told]
        lines.append("")
    return "\n".join([*lines, expectation.why, ""])


def _line(pack: str, episode: Episode) -> str:
    worst = "" if episode.worst_c is None else f"{episode.worst_c:.2f} °C"
    times = [clock(time) for time in (episode.from_s, episode.to_s, episode.over_s, episode.unknown_s)]
    return f"| {pack} | {_key(episode)} | {' | '.join(times)} | {worst} |"


def _key(episode: Episode) -> str:
    return f"`{episode.rule}`"


def _logger(scenario: Scenario) -> str:
    probe = "A probe in air" if scenario.probe == "air" else "A buffered probe"
    return f"{probe}, a reading every {scenario.every_s} s."
