"""The scenarios: what happens to the fridge, minute by minute."""

from collections.abc import Iterator
from datetime import UTC, datetime

from tests.scenarios.recording import Scenario

HOUR = 60
DAY = 24 * HOUR
OPENINGS_A_DAY = 210
NIGHT_OF_THE_CLOCKS = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # 3 h before Europe leaves summer time


def _openings() -> Iterator[tuple[float, str, float]]:
    """The door opened for 70 s, evenly over one day: the air is above 8 °C for about a minute each time."""
    for number in range(OPENINGS_A_DAY):
        minute = 2 + number * DAY / OPENINGS_A_DAY
        yield minute, "door", True
        yield minute + 70 / 60, "door", False


def _defrosts() -> Iterator[tuple[float, str, float]]:
    """Every 6 h the heater thaws the plate, it is chilled again, and the fan's first air goes over the probe."""
    for start in (1 * HOUR, 7 * HOUR, 13 * HOUR, 19 * HOUR):
        yield from ((start, "heater", True), (start, "fan", False))
        yield from ((start + 8, "heater", False), (start + 8, "chilling", True))
        yield from ((start + 15.5, "chilling", False), (start + 15.5, "fan", True))
        yield from ((start + 15.5, "draught", 0.9), (start + 17, "draught", 0.0))


SCENARIOS = [
    Scenario("quiet-day", "Nothing happens for a day.", 24, ()),
    Scenario(
        "door-left-open",
        "The door stays open from 1:00 to 1:40.",
        4,
        ((60, "door", True), (100, "door", False)),
    ),
    Scenario(
        "restocking",
        "A delivery is put away with the door open from 1:00 to 1:12.",
        3,
        ((60, "door", True), (72, "door", False)),
        probe="air",
    ),
    Scenario(
        "brief-recovery",
        "The door stays open for 25 min, is closed for 16, and stays open for another 15.",
        5,
        ((60, "door", True), (85, "door", False), (101, "door", True), (116, "door", False)),
    ),
    Scenario(
        "compressor-failure",
        "The compressor does not start any more at 1:00; it is repaired at 14:00.",
        18,
        ((HOUR, "compressor", False), (14 * HOUR, "compressor", True)),
    ),
    Scenario(
        "power-cut",
        "The mains are gone from 1:00 to 7:00; the battery of the agent lasts 20 min.",
        10,
        ((HOUR, "mains", False), (7 * HOUR, "mains", True)),
        blind=(HOUR + 20, 7 * HOUR),
        off=True,
    ),
    Scenario(
        "refrigerant-leak",
        "From 2:00 on the circuit loses 40 % of its charge an hour, and nobody comes.",
        24,
        ((2 * HOUR, "leak_per_h", 0.4),),
    ),
    Scenario(
        "thermostat-drift",
        "From 2:00 to 5:30 the thermostat drifts down by 2 °C an hour; it is replaced at 8:00.",
        12,
        (
            (2 * HOUR, "drift_per_h", -2.0),
            (5.5 * HOUR, "drift_per_h", 0.0),
            (8 * HOUR, "on_c", 5.9),
            (8 * HOUR, "off_c", 4.1),
        ),
    ),
    Scenario(
        "sensor-unplugged",
        "The compressor fails at 1:00, is repaired at 5:00; the sensor is unplugged from 2:30 to 3:15.",
        8,
        ((HOUR, "compressor", False), (5 * HOUR, "compressor", True)),
        blind=(150, 195),
    ),
    Scenario(
        "restart",
        "The door stays open from 1:00 to 1:40; the agent is away from 1:08 to 1:11.",
        4,
        ((60, "door", True), (100, "door", False)),
        blind=(68, 71),
        off=True,
    ),
    Scenario(
        "clock-jump",
        "The door stays open from 2:40 to 3:20; at 3:00 the clocks are put back by one hour.",
        6,
        ((160, "door", True), (200, "door", False)),
        autumn=3 * HOUR,
        start=NIGHT_OF_THE_CLOCKS,
    ),
    Scenario(
        "one-minute-spikes",
        "The door is opened 210 times in a day, then the fridge is left alone for 20 h.",
        44,
        tuple(_openings()),
        probe="air",
        every_s=10,
    ),
    Scenario(
        "defrost",
        "Four defrosts: the first air after each blows on an air probe at or below 0 °C for about a minute.",
        24,
        tuple(_defrosts()),
        probe="air",
    ),
    Scenario(
        "exactly-eight",
        "The thermostat is set to 8 °C, and the logger shows whole degrees: 8.000 for a day.",
        24,
        (
            (0, "on_c", 8.3),
            (0, "off_c", 7.7),
            *((0, mass, 7.9) for mass in ("plate_c", "air_c", "load_c", "glycol_c")),
        ),
        step_c=1.0,
    ),
]
