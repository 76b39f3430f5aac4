"""The wall clock under watch: when it is set for the first time in this boot, and when it is stepped."""

from agent.ports import Clock
from agent.recorder import Recorder

LOOK_MS = 10000
STEP_MS = 5000


async def watch_clock(recorder: Recorder, clock: Clock) -> None:
    """Tell each setting of the clock, until cancelled. What it should have shown is known from the uptime."""
    before = clock.now_ms()
    while True:
        up = clock.uptime_ms()
        await clock.sleep_ms(LOOK_MS)
        expected = None if before is None else before + clock.uptime_ms() - up
        after = before = clock.now_ms()
        if after is not None and (expected is None or abs(after - expected) >= STEP_MS):
            await recorder.tell("device.clock_set", {"before_ms": expected, "after_ms": after})
