"""The sensors of agent.toml: what cannot be wired, or would answer together, is refused."""

from agent.chips import Chips
from agent.drivers import DRIVERS
from agent.ports import Bus
from agent.sensor_settings import ONE_WIRE, SENSOR, SensorSettings, check_sensors
from coldchain.schema import Problem
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.mux import MuxedBus, Tca9548a
from tests.fakes.one_wire import Ds18b20Slave, Ds2482Chip

ROM = "28ff641e051603fa"
OTHER = "28aabbccddee0039"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def sensor(**changes: "Any") -> "dict[str, Any]":
    table: dict[str, Any] = {"id": "top", "driver": "tmp117", "bus": "/dev/i2c-1", "address": 0x48}
    return dict(table, **changes)


def one_wire(**changes: "Any") -> "dict[str, Any]":
    return dict(sensor(driver=ONE_WIRE, address=0x18), **changes)


def problems_of(*tables: "dict[str, Any]") -> "list[str]":
    problems: list[Problem] = []
    read = [SENSOR.read(table, "sensor", problems) for table in tables]
    check_sensors(read, problems)
    return [str(problem) for problem in problems]


def settings_of(table: "dict[str, Any]") -> SensorSettings:
    return SensorSettings(SENSOR.read(table, "sensor", []))


def test_every_driver_has_its_name():
    for name in list(DRIVERS) + [ONE_WIRE]:
        assert problems_of(sensor(driver=name)) == []


def test_a_chip_is_named_with_the_way_to_it():
    assert settings_of(sensor()).chip == "tmp117 at 0x48 on /dev/i2c-1"
    behind = settings_of(sensor(mux=0x70, channel=3))
    assert behind.chip == "tmp117 at 0x48 on /dev/i2c-1, channel 3 of 0x70"
    assert settings_of(one_wire(rom=ROM)).chip == "ds18b20 at 0x18 on /dev/i2c-1, " + ROM


def certificate(**changes: "Any") -> "dict[str, Any]":
    points = [{"reference": "0.00", "reads": "0.12"}, {"reference": "8.01", "reads": "8.05"}]
    table: dict[str, Any] = {
        "certificate": "CE-2026-0412",
        "laboratory": "Laboratoire d'essais",
        "points": points,
    }
    table.update({"date": "2026-04-12", "due": "2027-04-12", "uncertainty": "0.10"})
    return dict(table, **changes)


def test_an_offset_or_a_certificate_corrects_and_nothing_else_does():
    assert settings_of(sensor()).correction is None
    offset = settings_of(sensor(offset_mc=-120)).correction
    assert offset is not None
    assert [offset.of(mc) for mc in (-20000, 0, 8000)] == [-20120, -120, 7880]
    certified = settings_of(sensor(calibration=certificate())).correction
    assert certified is not None
    assert [certified.of(mc) for mc in (120, 8050)] == [0, 8010]


def test_an_offset_beside_a_certificate_is_refused():
    assert problems_of(sensor(calibration=certificate(), offset_mc=0)) == []
    assert problems_of(sensor(calibration=certificate(), offset_mc=120)) == [
        "fridge.sensor.offset_mc: expected nothing beside a calibration: its points are the correction, found 120"
    ]


def test_limits_are_guarded_only_where_the_site_says_so():
    assert settings_of(sensor()).guard_mc == 0
    assert settings_of(sensor(calibration=certificate())).guard_mc == 0
    assert settings_of(sensor(calibration=certificate(guard=True))).guard_mc == 100


def test_the_same_address_is_free_on_another_bus_or_channel():
    assert problems_of(sensor(), sensor(bus="/dev/i2c-3")) == []
    channels = [sensor(mux=mux, channel=channel) for mux in (0x70, 0x71) for channel in range(8)]
    assert problems_of(*channels) == []


def test_two_chips_that_would_answer_together_are_refused():
    for pair in (
        (sensor(), sensor(driver="tmp102")),
        (sensor(), sensor(mux=0x70, channel=3)),
        (sensor(mux=0x70, channel=3), sensor(mux=0x70, channel=3)),
        (sensor(address=0x70), sensor(mux=0x70, channel=3)),
        (sensor(address=0x70, mux=0x70, channel=3),),
        (one_wire(), sensor(driver="mcp9808", address=0x18)),
    ):
        assert len(problems_of(*pair)) == 1, pair


def test_a_line_is_shared_by_ds18b20_that_each_name_their_rom_code():
    assert problems_of(one_wire(rom=ROM), one_wire(rom=OTHER)) == []
    for pair in (
        (one_wire(), one_wire()),
        (one_wire(rom=ROM), one_wire()),
        (one_wire(rom=ROM), one_wire(rom=ROM)),
    ):
        assert len(problems_of(*pair)) == 1, pair


def test_every_mistake_is_found_in_one_go():
    wrong = sensor(driver="tmp711", mux=0x48, channel=8, rom="28ff641e051603fb", address=0x80)
    assert sorted(text.split(":")[0] for text in problems_of(wrong)) == [
        "sensor.address",
        "sensor.channel",
        "sensor.driver",
        "sensor.mux",
        "sensor.rom",
    ]
    assert len(problems_of(sensor(channel=3), sensor(bus="b", rom=ROM))) == 2


def test_a_rom_code_is_checked_for_slips():
    for rom in (ROM[:-1], ROM.upper(), "10" + ROM[2:], "0" * 16, 12):
        assert len(problems_of(one_wire(rom=rom))) == 1, rom


async def test_sensors_on_one_line_behind_a_multiplexer_share_the_way_to_it():
    clock = LeapingClock()
    slaves = [Ds18b20Slave(clock, bytes.fromhex(rom)) for rom in (ROM, OTHER)]
    slaves[1].raw = 0xFFF8
    buses: dict[str, Bus] = {"/dev/i2c-1": MuxedBus({0x70: Tca9548a({5: {0x18: Ds2482Chip(clock, slaves)}})})}
    chips = Chips(buses, clock)
    for rom, mc in ((ROM, 4000), (OTHER, -500)):
        driver = chips.driver(settings_of(one_wire(rom=rom, mux=0x70, channel=5)))
        assert await refusal(driver) == "accepted"
        assert (await shown(driver))[:2] == ("good", mc)
