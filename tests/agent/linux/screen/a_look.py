"""One look at a device as `View.now` tells it, to be changed by each test."""

import re
from html import unescape
from typing import Any

from agent.linux.screen.answers import Answers
from agent.linux.screen.page import page
from agent.linux.screen.words import Words
from coldchain.civil import Zone
from tests.agent.small_house import NOW
from tests.fakes.memory_ports import MemoryClock, MemorySignal

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
HOUR_MS = 3600000
TOP = {"sensor": "top", "mc": 4849, "quality": "good", "age_s": 2, "trend": "up"}
READER = {"reader": "reader", "failed": False, "mode": "status", "left_s": None, "who": None}
LINE = {
    "name_fr": "Comirnaty 30 µg",
    "name_en": "Comirnaty 30 mcg",
    "cap": "purple",
    "audience": "12+",
    "lot": "FX1234",
    "limit_at": 1649282400000,  # 7 April 2022, 00:00 in Paris
    "vials": 3,
    "container": "",
    "reserved_for": None,
}


def desk(**changes: Any) -> dict[str, Any]:
    """A desk with one reader and one line, but for `changes`."""
    return {
        "readers": [READER],
        "first": [LINE],
        "ended": [],
        "held": {},
        "parcels": 0,
        "unwatched": "",
    } | changes


def fridge(**changes: Any) -> dict[str, Any]:
    """A fridge in order, but for `changes`."""
    usual = {
        "fridge": "fridge-1",
        "state": "ok",
        "episodes": [],
        "door": False,
        "mains": False,
        "desk": desk(),
        "sensors": [TOP],
        "low_mc": 3800,
        "high_mc": 6120,
        "since_at": NOW - 10 * HOUR_MS,
    }
    return usual | changes


def look(*fridges: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A device with these fridges; it hears its gateway, and its clock is right."""
    gateway = {"silent_s": 12, "heard": True, "waiting": 0}
    return {"at": NOW, "clock": "synced", "gateway": gateway, "fridges": list(fridges)} | changes


def words(html: str) -> str:
    """The text of a page, spaces plain and single."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


class Counter:
    """The answers at the fridge on a clock of their own."""

    def __init__(self) -> None:
        self.clock = MemoryClock(NOW)
        self.signal = MemorySignal()
        self.answers = Answers(self.signal, self.clock)

    def page(self, now: dict[str, Any] | None, language: str = "fr") -> str:
        """The inside of the page."""
        return page(now, self.answers, Words(language), PARIS)
