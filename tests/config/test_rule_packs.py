"""The rule packs that are shipped: what they say to a fridge."""

import json
import tomllib

import pytest

from coldchain.excursion import Watch
from coldchain.judgement import Judgement
from coldchain.rule_pack import RulePack, read_pack
from coldchain.rules import Rule
from coldchain.schema import Problem
from tests.rooms import ROOT

FOLDER = ROOT / "config" / "rules"
PACKS = sorted(path.stem for path in FOLDER.glob("*.toml"))


def pack(name: str, probe: str = "buffered") -> RulePack:
    problems: list[Problem] = []
    read = read_pack(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")), problems, probe)
    assert [str(problem) for problem in problems] == []
    return read


def rule(key: str, probe: str = "buffered") -> Rule:
    return next(rule for rule in pack("pharmacy", probe).rules if rule.key == key)


def opens_after(rule: Rule, mc: int, every_s: int = 5) -> int | None:
    """Seconds of readings at `mc` until an episode opens, within two hours."""
    watch = Watch(rule, "fridge-1", "top", "boot")
    return next((s for s in range(0, 7201, every_s) if watch.reading(s * 1000, mc)), None)


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_is_named_as_its_file_and_every_rule_has_a_source(name):
    assert pack(name).name == name
    assert all(rule.source for rule in pack(name).rules)


@pytest.mark.parametrize("name", ["pharmacy", "demo"])
def test_two_and_eight_degrees_are_in_range_and_a_thousandth_beyond_is_not(name):
    rules = [rule for rule in pack(name).of("temperature") if rule.quarantines()]
    over = {mc: [rule.key for rule in rules if rule.over(mc)] for mc in (2000, 8000, 1999, 8001, 0, 1)}
    assert over == {2000: [], 8000: [], 1999: ["low"], 8001: ["high"], 0: ["low", "freeze"], 1: ["low"]}


def test_the_packs_of_others_keep_their_own_comparators():
    heat, freeze = pack("who-e006").of("temperature")
    assert [heat.over(mc) for mc in (8000, 8001)] == [False, True]
    assert [freeze.over(mc) for mc in (-499, -500)] == [False, True]
    over = [rule.key for rule in pack("msupply").rules if rule.over(8000) or rule.over(2000)]
    assert over == ["hot", "cold", "hot-sum", "cold-sum"]


def test_a_drift_towards_a_limit_is_shown_and_rings_nowhere():
    soon = [rule for rule in pack("pharmacy").rules if rule.severity == "screen"]
    assert [(rule.key, rule.limit_mc, rule.on_s) for rule in soon] == [
        ("high-soon", 7800, 1800),
        ("low-soon", 2200, 1800),
    ]
    assert not any(rule.quarantines() for rule in soon)


def test_a_door_sounds_at_the_fridge_before_it_rings_a_phone():
    told = [(rule.severity, rule.on_s) for rule in pack("pharmacy").of("door")]
    assert told == [("local", 120), ("alarm", 300)]


@pytest.mark.parametrize(
    ("key", "mc", "buffered_s", "air_s"),
    [("high", 8100, 600, 1800), ("low", 1900, 300, 900), ("freeze", 0, 10, 180)],
)
def test_pharmacy_delays_depend_on_the_probe(key, mc, buffered_s, air_s):
    assert opens_after(rule(key), mc) == buffered_s
    assert opens_after(rule(key, "air"), mc) == air_s


def test_two_freezing_readings_in_a_row_are_no_alarm():
    watch = Watch(rule("freeze"), "fridge-1", "top", "boot")
    assert [watch.reading(up_ms, mc) for up_ms, mc in ((0, -500), (5000, -500), (10000, 2500))] == [
        "",
        "",
        "",
    ]


def test_the_demonstration_alarms_within_thirty_seconds_and_says_what_it_is():
    for probe in ("buffered", "air"):
        for rule in pack("demo", probe).rules:
            if rule.key == "freeze":
                assert (rule.on_s, rule.samples) == (0, 3)
                continue
            assert 10 <= rule.on_s <= 30
            assert rule.source.startswith("Demonstration only")
    assert "FOR DEMONSTRATION ONLY" in (FOLDER / "demo.toml").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(("name", "most"), [("pharmacy", 1500), ("who-e006", 600), ("msupply", 2500)])
def test_what_a_probe_keeps_over_a_restart_is_little(name, most):
    """Bytes of JSON at the worst moment of three days, for readings that keep as many rules busy as they can."""
    for mc_at in (_hot, _freezing, _spiking, _swinging):
        judgement = Judgement(pack(name).of("temperature"), "f" * 32, "s" * 32, "ffffffff-100000")
        for minute in range(3 * 1440):
            judgement.take(10**10 + minute * 60000, mc_at(minute), lambda up_ms: 10**12 + up_ms)
            states = [watch.snapshot() for watch in judgement.watches()]
            kept = sum(len(json.dumps(state, separators=(",", ":"))) for state in states if state)
            assert kept <= most, (mc_at.__name__, minute, kept)


def _hot(_: int) -> int:
    return 9000


def _freezing(_: int) -> int:
    return -1000


def _spiking(minute: int) -> int:
    return 9000 if minute % 6 == 0 else 5000


def _swinging(minute: int) -> int:
    return 9000 if minute // 90 % 2 else 1000
