"""What a service of Type=notify tells systemd: sd_notify(3) is one datagram, so no library is needed for it."""

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Systemd:
    """The service manager, where one has started this process; elsewhere every call does nothing."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # A leading "@" stands for the NUL of an abstract socket.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._watchdog_us = _watchdog_us(environment)

    @property
    def watchdog_s(self) -> float | None:
        """How often `alive` has to be called: half of what the unit allows; None where it watches nothing."""
        return self._watchdog_us / 2_000_000 if self._watchdog_us else None

    def ready(self, status: str = "") -> None:
        """The service is up; whoever waits for it may go on."""
        self._send("READY=1", f"STATUS={status}")

    def stopping(self) -> None:
        """The service is on its way out."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """Feed the watchdog. To be called by the work itself, so that a stuck loop starves it."""
        self._send("WATCHDOG=1")

    def _send(self, *lines: str) -> None:
        if not self._address:
            return
        kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
        try:
            with socket.socket(socket.AF_UNIX, kind) as out:
                out.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            # A manager too busy for one datagram gets the next; the fridge is watched meanwhile.
            log.warning("systemd was not told %s: %s", lines[0], error)


def _watchdog_us(environment: Mapping[str, str]) -> int:
    """The unit's WatchdogSec, unless it is meant for another process."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0
    return int(environment.get("WATCHDOG_USEC", "0"))
