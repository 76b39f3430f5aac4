"""Two probes of one fridge compared: twins, and a warm and a cold place."""

from agent.settings import read_settings
from agent.twins import comparisons
from coldchain.events import check_data
from coldchain.rule_pack import read_pack
from coldchain.schema import Problem
from coldchain.temperature import failed, measured
from tests.agent.small_house import PACK, SETTINGS
from tests.fakes.memory_ports import MemoryClock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.ports import Put
    from agent.twins import Comparison

DIFFERENCE: "dict[str, Any]" = {
    "compare": ">",
    "limit": "1.0",
    "on": "2m",
    "severity": "alarm",
    "source": "test",
}
RULES: "list[dict[str, Any]]" = [
    dict(DIFFERENCE, key="twins", of="twins"),
    dict(DIFFERENCE, key="drift", of="pair"),
]


def sensor(name: str, address: int, **more: str) -> "dict[str, Any]":
    chip = {"id": name, "driver": "tmp117", "bus": "bus", "address": address, "probe": "buffered"}
    return dict(chip, **more)


def found(*sensors: "dict[str, Any]", pair: "list[dict[str, Any]] | None" = None) -> "list[Comparison]":
    fridge = {"id": "fridge-1", "sensor": list(sensors), "pair": pair or []}
    problems: list[Problem] = []
    settings = read_settings(dict(SETTINGS, fridge=[fridge]), problems)
    assert settings is not None, problems
    pack = read_pack(dict(PACK, rule=RULES), problems)
    assert not problems, problems
    return comparisons(settings.fridges[0], pack, MemoryClock(0))


class Fridge:
    """Two probes, read every 30 s one right after the other."""

    def __init__(self, comparison: "Comparison") -> None:
        self.comparison = comparison
        self.up_ms = 0

    def minutes(self, count: int, **probes_mc: "int | None") -> "list[str]":
        """What opened or closed meanwhile, with the extreme difference."""
        told = []
        puts: list[Put] = []
        for _ in range(2 * count):
            for name in sorted(probes_mc):
                mc = probes_mc[name]
                self.up_ms += 1
                reading = failed(self.up_ms, "no_answer") if mc is None else measured(self.up_ms, mc, 0)
                for event_type, data in self.comparison.heard(name, reading, puts):
                    change = event_type[len("excursion.") :]
                    told.append("%s %s %d" % (data["sensor"], change, data["extreme_mc"]))
            self.up_ms += 30000
        return told


def test_twins_that_disagree_for_a_while_are_told_once_whichever_is_wrong():
    for one, other in ((5000, 6100), (6100, 5000)):
        fridge = Fridge(*found(sensor("one", 0x48), sensor("other", 0x49)))
        assert fridge.minutes(5, one=5000, other=6000) == []
        assert fridge.minutes(5, one=one, other=other) == ["one~other opened 1100"]
        assert fridge.minutes(2, one=5000, other=5000) == ["one~other closed 1100"]


def test_a_probe_in_air_is_no_twin_of_a_buffered_one():
    assert found(sensor("one", 0x48), sensor("other", 0x49, probe="air")) == []
    assert len(found(sensor("a", 0x48), sensor("b", 0x49), sensor("c", 0x4A))) == 2


def test_a_warm_and_a_cold_place_are_judged_by_the_difference_found_at_qualification():
    places = (sensor("top", 0x48, place="hot"), sensor("floor", 0x49, place="cold"))
    pair = {"hot": "top", "cold": "floor", "difference": "1.8"}
    fridge = Fridge(*found(*places, pair=[pair]))
    assert fridge.minutes(5, top=6000, floor=4200) == []
    assert fridge.minutes(5, top=6000, floor=3300) == []
    assert fridge.minutes(5, top=6000, floor=3100) == ["top~floor opened 1100"]
    fridge = Fridge(*found(*places, pair=[pair]))
    assert fridge.minutes(5, top=5000, floor=4300) == ["top~floor opened 1100"], (
        "closer than found is drift, too"
    )


def test_with_one_of_them_dead_their_difference_is_unknown():
    fridge = Fridge(*found(sensor("one", 0x48), sensor("other", 0x49)))
    assert fridge.minutes(1, one=5000, other=6100) == []
    assert fridge.minutes(10, one=None, other=6100) == []


def test_a_pair_names_a_hot_and_a_cold_sensor_of_its_own_fridge():
    problems: list[Problem] = []
    fridge = {
        "id": "fridge-1",
        "sensor": [sensor("top", 0x48, place="hot"), sensor("floor", 0x49)],
        "pair": [{"hot": "top", "cold": "floor", "difference": "1.8"}],
    }
    assert read_settings(dict(SETTINGS, fridge=[fridge]), problems) is None
    assert [str(problem) for problem in problems] == [
        "fridge.pair.cold: expected a sensor of this fridge with place = cold, found 'floor'"
    ]


def test_the_longest_names_of_two_probes_and_their_fridge_make_an_event_that_can_be_kept():
    one, other = sensor("o" * 32, 0x48), sensor("t" * 32, 0x49)
    fridge = {"id": "f" * 32, "sensor": [one, other]}
    problems: list[Problem] = []
    settings = read_settings(dict(SETTINGS, fridge=[fridge], reader=[]), problems)
    assert settings is not None, problems
    pack = read_pack(dict(PACK, rule=[dict(DIFFERENCE, key="k" * 32, of="twins", on="0s")]), problems)
    [comparison] = comparisons(settings.fridges[0], pack, MemoryClock(0, "12345678-10000"))
    up_ms = 10**11  # three years
    comparison.heard("o" * 32, measured(up_ms, 5000, 0), [])
    [(event_type, data)] = comparison.heard("t" * 32, measured(up_ms + 1, 9000, 0), [])
    assert check_data(event_type, data) == []
