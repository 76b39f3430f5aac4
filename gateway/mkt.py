"""Mean kinetic temperature: the constant temperature that would have aged a vaccine as much as the real ones.

USP <1079.2> (2025-08-01): over the 24 hours that include an excursion, from all data. It is advice for the question to
the laboratory and never excuses an excursion: frost is invisible to it, and an allowance of the label comes first.

T = (dH / R) / -ln(sum of w * exp(-dH / (R * T)) / sum of w), T in kelvin, w the time at each temperature.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection

from gateway.store import queries
from gateway.store.views import PointView

# 83.14472 kJ/mol over 8.314472 J/(mol K), as USP gives them.
ACTIVATION_K = 10_000.0
ZERO_C_K = 273.15
DAY_MS = 86_400_000
# A logged reading stands for the time since the one before it; beyond this it is silence, alarmed as such.
LONGEST_MS = 900_000


@dataclass(frozen=True, slots=True)
class MeanKinetic:
    """The mean kinetic temperature in degrees Celsius over `known_s`; `unknown_s` of the time asked for had no reading.

    `celsius` is None where nothing was known.
    """

    celsius: float | None
    known_s: int
    unknown_s: int


def mean_kinetic_temperature(points: Iterable[tuple[int, int]]) -> float | None:
    """Of (millidegrees Celsius, weight): the weight is the time at it, in any unit. None without any weight."""
    weighted = [(mc / 1000 + ZERO_C_K, weight) for mc, weight in points if weight > 0]
    if not weighted:
        return None
    total = sum(weight for _, weight in weighted)
    # exp(-36) is far from the smallest float, so the sum needs no scaling.
    mean = sum(weight * math.exp(-ACTIVATION_K / kelvin) for kelvin, weight in weighted) / total
    return -ACTIVATION_K / math.log(mean) - ZERO_C_K


def mkt(
    connection: Connection, site: str, fridge: str, device: str, sensor: str, from_ms: int, to_ms: int
) -> MeanKinetic:
    """Of the logged means of a device's sensor between two instants (UTC ms); see `day_with` for those to ask for."""
    points = queries.points(connection, site, fridge, sensor, from_ms - LONGEST_MS, to_ms, device)
    weighted = [(point.mean_mc, span_ms) for point, span_ms in _spans(points, from_ms)]
    known = [(mc, span_ms) for mc, span_ms in weighted if mc is not None]
    known_s = sum(span_ms for _, span_ms in known) // 1000
    unknown_s = max(0, (to_ms - from_ms) // 1000 - known_s)
    return MeanKinetic(mean_kinetic_temperature(known), known_s, unknown_s)


def day_with(from_ms: int, to_ms: int) -> tuple[int, int]:
    """The 24 hours that include an excursion, up to its end; all of a longer one."""
    return min(from_ms, to_ms - DAY_MS), to_ms


def _spans(points: list[PointView], from_ms: int) -> Iterable[tuple[PointView, int]]:
    """Each point with the ms it stands for after `from_ms`: since the one before, less what was unknown of it."""
    for before, point in pairwise(points):
        span_ms = point.at - max(before.at, from_ms)
        if point.at - before.at <= LONGEST_MS:
            yield point, max(0, span_ms - point.unknown_s * 1000)
