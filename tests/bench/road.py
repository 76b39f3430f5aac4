"""From devices to the record and back: events a second, each counted at the receipt that follows its COMMIT."""

import contextlib

from tests.bench.bare import Bare
from tests.bench.device import Device, Stream
from tests.bench.house import House
from tests.bench.rounds import Effort, Row, compare, rate, say

TOGETHER = 20
FRAME = 60


def durable_rates(house: House, effort: Effort) -> list[Row]:
    """Single events and frames of 60 readings; one device, then twenty at once."""
    rows = []
    for size, what in ((1, "live events"), (FRAME, f"readings in frames of {FRAME}")):
        for devices in (1, TOGETHER):
            name = "1 device" if devices == 1 else f"{devices} devices"
            say(f"durable {what}, {name}")
            durable, bare = _rates(house, effort, devices, size)
            rows.append(Row(f"durable {what}, {name}", durable, bare, "paho, backlog, QoS 1", "/s"))
    return rows


def _rates(house: House, effort: Effort, devices: int, size: int) -> tuple[float, float]:
    frames = max(2, effort.frames // (4 if devices > 1 else 1))
    backlog = max(2, effort.backlog // (4 if size > 1 else 1))
    stream = Stream("fridge-bare")
    stream.frame(1)
    payload = stream.frame(size)
    bare = Bare(house.port, house.gateway_password())
    with contextlib.ExitStack() as stack:
        running = [Device(house.port, f"of-{devices}-{size}-{number}", size) for number in range(devices)]
        for device in running:
            stack.callback(device.close)
        return compare(
            lambda: rate(devices * frames * size, lambda: _send(running, frames)),
            lambda: size * bare.drain_rate(payload, backlog),
            effort.rounds,
        )


def _send(devices: list[Device], frames: int) -> None:
    for device in devices:
        device.begin(frames)
    for device in devices:
        device.finish()
