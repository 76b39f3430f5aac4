"""agent.toml together with the dated data it names."""

import shutil

import pytest

from agent.linux.configuration import ConfigurationError, load
from tests.rooms import ROOT

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


PERSON = """
[[person]]
id = "a-martin"
name = "Anne Martin"
role = "pharmacist"
badge = "PH-0417"
pin = "scrypt$16384$8$1$%s$%s"
""" % ("60e32186" * 4, "de271ab2" * 8)


def problems_of(folder, every="5s", head=""):
    (folder / "agent.toml").write_text(head + AGENT.format(every=every))
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


def test_a_sensor_written_down_too_rarely_for_its_stock_is_refused(tmp_path):
    """Between two rows of the journal the fridge would count as unmeasured, and all in it as doubtful."""
    place = tmp_path / "agent.toml"
    expected = "at most 900 s, half of tolerated_gap in rules/pharmacy.toml"
    assert problems_of(tmp_path, '5s"\nlog_every = "15m') == []
    assert problems_of(tmp_path, '5s"\nlog_every = "1h') == [
        f"{place}: fridge.sensor.log_every: expected {expected}, found 3600 s"
    ]


def people_toml(folder, text, mode=0o600):
    place = folder / "people.toml"
    place.write_text(text, encoding="utf-8")
    place.chmod(mode)
    return place


def test_people_are_found_beside_the_toml_and_nobody_is_known_without_the_file(tmp_path):
    assert problems_of(tmp_path) == []
    assert load(tmp_path / "agent.toml").people.persons == []
    place = people_toml(tmp_path, PERSON)
    configuration = load(tmp_path / "agent.toml")
    assert [one.id for one in configuration.people.persons] == ["a-martin"]
    assert place in configuration.taken


def test_people_whom_others_can_read_are_refused(tmp_path):
    place = people_toml(tmp_path, PERSON, 0o644)
    found = f"expected a file only its owner may read (mode 0600), found mode 0644 on {place}"
    assert problems_of(tmp_path) == [f"{place}: (top): {found}"]


def test_mistakes_among_the_people_are_told_with_all_others_and_without_the_hash(tmp_path):
    place = people_toml(tmp_path, PERSON.replace("pharmacist", "doctor").replace("8$1", "8$7"))
    said = problems_of(tmp_path, every="10m")
    assert len(said) == 3
    assert (
        f"{place}: person[0].role: expected one of pharmacist, preparer, technician, found 'doctor'" in said
    )
    assert "60e32186" not in "".join(said)


def test_people_of_a_demonstration_are_refused_outside_one(tmp_path):
    place = people_toml(tmp_path, "demonstration = true" + PERSON, 0o644)
    assert problems_of(tmp_path) == [
        f"{place}: demonstration: expected false outside a demonstration, found true"
    ]
    shutil.copy(ROOT / "config/demo/gtins.toml", tmp_path)
    assert problems_of(tmp_path, head="demonstration = true") == []
