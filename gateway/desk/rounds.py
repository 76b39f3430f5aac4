"""The thread that lets a virtual desk do what it is asked, every second, as a device does what comes on `down`."""

from __future__ import annotations

from gateway.background import Background
from gateway.desk.desk import VirtualDesk

EVERY_S = 1.0


class Rounds:
    """The desk is there from `start` to `stop`, and says so."""

    def __init__(self, desk: VirtualDesk) -> None:
        self._desk = desk
        self._thread = Background("desk", desk.carry_out_orders, EVERY_S)

    def start(self) -> None:
        """Open the desk."""
        self._desk.open()
        self._thread.start()

    def stop(self) -> None:
        """Close it, after the order at hand."""
        self._thread.stop()
        self._desk.close()
