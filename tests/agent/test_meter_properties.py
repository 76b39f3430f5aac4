"""Whatever stops a device, and however long it does not know the time: no second is lost, none is made up."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.meter import FridgeMeter, says_more
from coldchain.events import Event
from coldchain.exposure import BANDS, IN_RANGE, UNKNOWN, Meter
from coldchain.temperature import failed, measured
from tests.fakes.memory_ports import MemoryClock

MAX_GAP_MS = 20_000
NOON = 1_646_816_400_000
# (ms since the one before, millidegrees or None for a failed sample, whether it is committed)
SAMPLES = st.lists(
    st.tuples(
        st.sampled_from([1000, 5000, 20_000, 21_000]),
        st.sampled_from([5000, 5000, 9000, 500, None]),
        st.booleans(),
    ),
    max_size=12,
)
# How a run ends: the program alone starts again, or the machine was off for so long; does it know the time then?
RUNS = st.lists(
    st.tuples(SAMPLES, st.booleans(), st.integers(0, 500_000), st.booleans()), min_size=1, max_size=5
)


class Device:
    """A machine, its wall clock and its journal. The truth is told on the wall, whatever the machine knows of it."""

    def __init__(self) -> None:
        self.wall = NOON
        self.clock = MemoryClock(NOON, "boot-0")
        self.row: dict[str, Any] | None = None
        self.last: Event | None = None
        self.truth = Meter(["top"], MAX_GAP_MS, 0)
        self.start()

    def start(self) -> None:
        self.meter = FridgeMeter(["top"], MAX_GAP_MS, self.clock, self.row, self.last)

    def pass_ms(self, ms: int) -> None:
        self.wall += ms
        self.clock._up += ms

    def sample(self, ms: int, mc: int | None, committed: bool) -> None:
        self.pass_ms(ms)
        up = self.clock.uptime_ms()
        reading = failed(up, "no_answer") if mc is None else measured(up, mc, 0)
        self.meter.heard("top", reading)
        self.meter.settle()
        self.truth.reading("top", self.wall - NOON, mc)
        if committed:
            self.commit(up, mc)

    def commit(self, up: int, mc: int | None) -> None:
        """A `temperature.logged`, and the row with it where it says more."""
        row = json.loads(json.dumps(self.meter.row()))
        if says_more(row, self.row):
            self.row = row
        if mc is not None:
            at = self.clock.now_ms()
            self.last = Event(1, "temperature.logged", at, self.clock.quality(), self.clock.boot, up, {})

    def stop(self, number: int, machine: bool, off_ms: int, knows: bool) -> None:
        if machine:
            self.wall += off_ms
            self.clock = MemoryClock(self.wall if knows else None, f"boot-{number}")
        else:
            self.pass_ms(off_ms)
        self.start()

    def learn_the_time(self) -> None:
        self.clock.set_wall(self.wall)
        self.meter.settle()


def lived(runs: list[Any]) -> Device:
    device = Device()
    device.sample(1000, 5000, committed=True)
    for number, (samples, machine, off_ms, knows) in enumerate(runs, start=1):
        for sample in samples:
            device.sample(*sample)
        device.stop(number, machine, off_ms, knows)
    device.sample(1000, 5000, committed=True)
    device.learn_the_time()
    return device


@given(RUNS)
def test_known_and_unknown_time_make_up_the_wall_time(runs):
    device = lived(runs)
    assert device.meter.meter.up == device.clock.uptime_ms()
    assert sum(device.meter.meter.time.values()) == device.wall - NOON


@given(RUNS)
def test_a_restart_may_forget_what_was_known_and_never_invents_any(runs):
    device = lived(runs)
    found, truth = device.meter.meter.time, device.truth.time
    assert all(found[band] <= truth[band] for band in BANDS if band != UNKNOWN), (found, truth)


@given(RUNS)
def test_what_is_out_of_range_and_committed_is_never_forgotten(runs):
    device = Device()
    device.sample(1000, 5000, committed=True)
    for number, (samples, machine, off_ms, knows) in enumerate(runs, start=1):
        for step_ms, mc, _ in samples:
            device.sample(step_ms, mc, committed=True)
        before = dict(device.meter.meter.time)
        device.stop(number, machine, off_ms, knows)
        after = device.meter.meter.time
        assert all(after[band] == before[band] for band in BANDS if band != IN_RANGE)
