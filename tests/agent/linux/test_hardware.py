"""Which port stands for what the settings name."""

import asyncio

from agent.linux.hardware import Hardware
from agent.linux.keyboard_line import KeyboardLine
from agent.linux.serial_line import SerialLine
from agent.settings import read_settings
from coldchain.schema import Problem

TABLE = {
    "device": {"site": "750012345", "name": "pi-1", "timezone": "UTC0"},
    "mqtt": {"url": "mqtt://127.0.0.1:1883"},
    "journal": {"path": "journal.db"},
    "fridge": [
        {
            "id": "fridge-1",
            "sensor": [{"id": "top", "driver": "tmp117", "bus": "/dev/i2c-1", "address": 0x48}],
        }
    ],
    "reader": [
        {"id": "desk", "port": "/dev/serial/by-id/usb-One", "fridge": "fridge-1"},
        {
            "id": "door",
            "kind": "keyboard",
            "port": "/dev/input/by-id/usb-Two-event-kbd",
            "fridge": "fridge-1",
        },
    ],
}


def test_a_reader_is_a_serial_line_unless_it_is_said_to_be_a_keyboard():
    problems: list[Problem] = []
    settings = read_settings(TABLE, problems)
    assert settings is not None, problems
    hardware = Hardware(settings)
    lines = hardware.lines()
    assert isinstance(lines["/dev/serial/by-id/usb-One"], SerialLine)
    assert isinstance(lines["/dev/input/by-id/usb-Two-event-kbd"], KeyboardLine)
    asyncio.run(hardware.close())
