"""The clock chips with a battery that the kernel knows: they carry the date over a power cut."""

import time
from pathlib import Path

RTC = Path("/sys/class/rtc")


class BatteryClock:
    """One of them: `device` is the kernel's name (rtc0), `chip` its driver's, `shows_s` its time.

    `shows_s` is UTC seconds since 1970, None where it has none: never set, or its battery is empty.
    """

    def __init__(self, folder: Path) -> None:
        self.device = folder.name
        self.chip = (folder / "name").read_text(encoding="ascii").strip()
        self.shows_s = _seconds(folder / "since_epoch")

    def ahead_s(self) -> int | None:
        """How far it is ahead of the wall clock."""
        return None if self.shows_s is None else self.shows_s - int(time.time())


def battery_clocks(folder: Path = RTC) -> list[BatteryClock]:
    """All of them, rtc0 first; none where no driver has found one."""
    return [BatteryClock(one) for one in sorted(folder.glob("rtc*"))]


def _seconds(since_epoch: Path) -> int | None:
    """The kernel refuses to read a chip that says of itself that it stopped (EINVAL)."""
    try:
        return int(since_epoch.read_text(encoding="ascii"))
    except OSError:
        return None
