"""The codes of the demonstration do what their labels say."""

import tomllib

from agent.simulated.packs import release
from coldchain.people import read_people
from coldchain.schema import Problem
from config.pins import verify_pin
from tests.rooms import ROOT


def test_the_codes_of_a_release_are_those_of_the_pharmacist_of_the_demonstration():
    problems: list[Problem] = []
    people = read_people(tomllib.loads((ROOT / "config/demo/people.toml").read_text("utf-8")), problems)
    assert not problems
    badge, command, *digits, reason = [sample.text for sample in release()]
    person = people.by_badge(badge.removeprefix("VF:BADGE:"))
    assert person is not None
    assert person.name in release()[0].label_fr
    assert person.may("release")
    assert verify_pin("".join(digit[-1] for digit in digits), person.pin)
    assert (command, reason) == ("VF:RELEASE", "VF:REASON:laboratory")
