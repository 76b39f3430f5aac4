"""agent.toml together with the dated data it names."""

import pytest

from agent.linux.configuration import ConfigurationError, load

AGENT = """
[device]
site = "750012345"
name = "pi-1"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
[mqtt]
url = "mqtt://127.0.0.1:1883"
[journal]
path = "journal.db"
[[fridge]]
id = "fridge-1"
[[fridge.sensor]]
id = "top"
driver = "tmp117"
bus = "bus"
address = 0x48
every = "{every}"
"""


def problems_of(folder, every):
    (folder / "agent.toml").write_text(AGENT.format(every=every))
    try:
        load(folder / "agent.toml")
    except ConfigurationError as error:
        return error.problems
    return []


@pytest.mark.parametrize("every", ["5s", "60s"])
def test_two_samples_fit_into_the_longest_known_gap(tmp_path, every):
    assert problems_of(tmp_path, every) == []


@pytest.mark.parametrize(("every", "found"), [("61s", "61 s"), ("10m", "600 s")])
def test_a_sensor_asked_too_rarely_for_its_rules_is_refused(tmp_path, every, found):
    """All of its time would be unknown, and no excursion would ever open."""
    expected = "at most 60 s, half of max_gap in rules/pharmacy.toml"
    place = tmp_path / "agent.toml"
    assert problems_of(tmp_path, every) == [
        f"{place}: fridge.sensor.every: expected {expected}, found {found}"
    ]
