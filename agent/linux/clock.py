"""The Raspberry Pi's clocks: the wall, how far the kernel trusts it, and the steady count since boot."""

import asyncio
import ctypes
import time
from pathlib import Path

from agent.ports import Clock

RTC = Path("/sys/class/rtc")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# No device of ours was made before 2024: an earlier date is a clock that nobody has set.
EARLIEST_MS = 1_704_067_200_000
STA_UNSYNC = 0x0040  # linux/timex.h


class LinuxClock(Clock):
    """Time on Linux. `boot` is the kernel's own name of this boot, shortened, and the count of boots.

    It stays the same when only the agent starts again, and so do the uptimes that go with it.
    `holdover` covers everything between synchronised and never set: a battery-backed clock, a network time lost for
    hours, but also a date restored from the last shutdown, which may be late by the length of the outage.
    """

    def __init__(self, boots: int, boot_id: str) -> None:
        self.boot = f"{boot_id[:8]}-{boots}"

    def now_ms(self) -> int | None:
        """UTC milliseconds, None while the clock shows a date before 2024."""
        now_ms = wall_ms()
        return now_ms if now_ms >= EARLIEST_MS else None

    def quality(self) -> str:
        """`synced` while the kernel says that something disciplines it."""
        if wall_ms() < EARLIEST_MS:
            return "unset"
        return "synced" if kernel_is_synchronised() else "holdover"

    def ran_on(self) -> bool:
        """Synchronised in this boot, or kept by a clock chip of its own."""
        quality = self.quality()
        return quality == "synced" or (quality == "holdover" and any(RTC.glob("rtc*")))

    def uptime_ms(self) -> int:
        """CLOCK_BOOTTIME, which also counts while the machine sleeps."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    async def sleep_ms(self, ms: int) -> None:
        """Wait on the loop's monotonic clock."""
        await asyncio.sleep(ms / 1000)


def boot_id() -> str:
    """The kernel's random name of this boot, the same for every process until the next one."""
    return BOOT_ID.read_text(encoding="ascii").strip()


def wall_ms() -> int:
    """What the wall clock shows, believable or not."""
    return time.time_ns() // 1_000_000


def kernel_is_synchronised() -> bool:
    """Whether NTP disciplines the clock: adjtimex(2) without STA_UNSYNC. Reading needs no privilege.

    Where a sandbox forbids even that, nothing is known, and the clock counts as undisciplined.
    """
    timex = _Timex()
    return _LIBC.adjtimex(ctypes.byref(timex)) >= 0 and not timex.status & STA_UNSYNC


class _Timex(ctypes.Structure):
    """The head of struct timex; `modes` 0 only reads. What follows has 168 bytes at most."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


_LIBC = ctypes.CDLL(None)
