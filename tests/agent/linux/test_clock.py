"""The clocks of the machine: honest about what they do not know."""

import asyncio
import ctypes
import subprocess
import time

import pytest

from agent.linux import clock
from agent.linux.clock import LinuxClock

KERNEL = "9f3c1a77-0000-4000-8000-000000000000"


def test_boot_is_named_by_the_kernel_and_counted():
    assert LinuxClock(7, KERNEL).boot == "9f3c1a77-7"
    assert clock.boot_id() == clock.boot_id()
    assert len(clock.boot_id()) == 36


@pytest.mark.parametrize("shown_ms", [0, 1_000_000_000_000, clock.EARLIEST_MS - 1])
def test_clock_before_2024_was_never_set(monkeypatch, shown_ms):
    monkeypatch.setattr(clock, "wall_ms", lambda: shown_ms)
    assert LinuxClock(1, KERNEL).now_ms() is None
    assert LinuxClock(1, KERNEL).quality() == "unset"


@pytest.mark.parametrize(("synchronised", "quality"), [(True, "synced"), (False, "holdover")])
def test_quality_is_what_the_kernel_says(monkeypatch, synchronised, quality):
    monkeypatch.setattr(clock, "wall_ms", lambda: clock.EARLIEST_MS)
    monkeypatch.setattr(clock, "kernel_is_synchronised", lambda: synchronised)
    assert LinuxClock(1, KERNEL).now_ms() == clock.EARLIEST_MS
    assert LinuxClock(1, KERNEL).quality() == quality


def test_status_is_read_where_the_kernel_writes_it():
    """The clock discipline's other fields are zero here or plausible: a wrong offset would show as noise."""
    timex = clock._Timex()
    assert 0 <= clock._LIBC.adjtimex(ctypes.byref(timex)) <= 5
    assert timex.status & ~0xFFFF == 0
    assert timex.maxerror >= 0


@pytest.mark.needs_debian("gcc")
@pytest.mark.needs_debian("libc6-dev", "gcc")
def test_layout_of_timex_is_the_compilers(tmp_path):
    source = tmp_path / "timex.c"
    source.write_text(
        "#include <stddef.h>\n#include <stdio.h>\n#include <sys/timex.h>\n"
        'int main(void) { printf("%zu %zu", offsetof(struct timex, status), sizeof(struct timex)); }\n',
        encoding="utf-8",
    )
    subprocess.run(["gcc", str(source), "-o", str(tmp_path / "timex")], check=True)
    offset, size = map(
        int, subprocess.run([tmp_path / "timex"], capture_output=True, check=True).stdout.split()
    )
    assert clock._Timex.status.offset == offset
    assert ctypes.sizeof(clock._Timex) >= size


def test_uptime_counts_steadily():
    async def story():
        here = LinuxClock(1, KERNEL)
        before = here.uptime_ms()
        await here.sleep_ms(20)
        assert 15 <= here.uptime_ms() - before < 5000
        assert abs(here.uptime_ms() - time.clock_gettime(time.CLOCK_BOOTTIME) * 1000) < 5000

    asyncio.run(story())
