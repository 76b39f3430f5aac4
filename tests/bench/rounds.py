"""How a number comes about: several rounds, both sides in turn, the median of each."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


class BrokenError(Exception):
    """Something did not work at all; the text says what and shows what it said last."""


@dataclass(frozen=True)
class Effort:
    """How much is done. A test does little, so that the bench still works when somebody wants its numbers."""

    rounds: int
    readings: int
    fridges: int
    sensors: int
    frames: int
    backlog: int
    steps: int
    stock: tuple[int, int, int]  # fridges, lines in each, packs in each line
    asked: int


FULL = Effort(
    rounds=5,
    readings=1000,
    fridges=4,
    sensors=8,
    frames=300,
    backlog=2000,
    steps=4000,
    stock=(500, 40, 50),
    asked=40,
)
LITTLE = Effort(
    rounds=1, readings=20, fridges=2, sensors=8, frames=5, backlog=50, steps=100, stock=(4, 5, 2), asked=2
)


@dataclass(frozen=True)
class Row:
    """One line of the table. `here` and `beside` are in the same unit; their quotient is the ratio."""

    measure: str
    here: float
    beside: float
    beside_what: str
    unit: str
    note: str = ""


def compare(here: Callable[[], float], beside: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The medians of both; they take turns, so that what else the machine does meets both."""
    pairs = [(here(), beside()) for _ in range(rounds)]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def rate(steps: int, work: Callable[[], None]) -> float:
    """Steps a second of `work`, which takes `steps` steps."""
    began = time.perf_counter()
    work()
    return steps / (time.perf_counter() - began)


def say(text: str) -> None:
    """A line for whoever waits."""
    print(f"  {text} …", file=sys.stderr, flush=True)
