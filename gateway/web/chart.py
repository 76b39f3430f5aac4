"""The points of a fridge's chart: thinned, with its unknown time told apart, at the site's clock."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from coldchain.civil import Zone
from gateway.store.views import PointView

HOUR_MS = 3_600_000
BUCKETS = 480
# Readings are logged every minute; three missing ones are silence (and never less than 3 min).
SILENCE_MS = 180_000


@dataclass(slots=True)
class Curve:
    """One sensor: seconds since 1970 and °C; null where the temperature is unknown."""

    sensor: str
    at: list[int] = field(default_factory=list)
    mean: list[float | None] = field(default_factory=list)
    low: list[float | None] = field(default_factory=list)
    high: list[float | None] = field(default_factory=list)

    def add(self, at_ms: int, mean: int | None, low: int | None, high: int | None) -> None:
        """One more point, millidegrees; a second takes no two."""
        if self.at and self.at[-1] >= at_ms // 1000:
            return
        self.at.append(at_ms // 1000)
        self.mean.append(_celsius(mean))
        self.low.append(_celsius(low))
        self.high.append(_celsius(high))


@dataclass(slots=True)
class Chart:
    """All curves from `start` to `end` (s since 1970), the spans without any reading, and the local time's offsets.

    `limits` are those of the rule (°C) of the `episode` that is shown, with its seconds.
    """

    start: int
    end: int
    curves: list[Curve]
    gaps: list[tuple[int, int]]
    offsets: list[tuple[int, int]]
    limits: list[float] = field(default_factory=list)
    episode: tuple[int, int] | None = None


def chart(points: Mapping[str, Sequence[PointView]], start_ms: int, end_ms: int, zone: Zone) -> Chart:
    """The chart of the sensors' points between two instants."""
    step = max((end_ms - start_ms) // BUCKETS, 1)
    silence = max(SILENCE_MS, 2 * step)
    curves = [_curve(sensor, thin(rows, step), silence) for sensor, rows in points.items()]
    known = sorted(row.at for rows in points.values() for row in rows if row.last_mc is not None)
    return Chart(
        start=start_ms // 1000,
        end=end_ms // 1000,
        curves=curves,
        gaps=gaps(known, start_ms, end_ms, SILENCE_MS),
        offsets=_offsets(start_ms, end_ms, zone),
    )


def thin(points: Sequence[PointView], step_ms: int) -> list[PointView]:
    """At most one point every `step_ms`; a point keeps the extremes of all that it stands for."""
    buckets: dict[tuple[int, bool], list[PointView]] = {}
    for point in points:
        buckets.setdefault((point.at // step_ms, point.last_mc is None), []).append(point)
    return [_merged(bucket) for bucket in buckets.values()]


def gaps(known_ms: Sequence[int], start_ms: int, end_ms: int, silence_ms: int) -> list[tuple[int, int]]:
    """The spans (seconds since 1970) longer than `silence_ms` in which nothing was known."""
    edges = [start_ms, *known_ms, end_ms]
    return [
        (before // 1000, after // 1000)
        for before, after in itertools.pairwise(edges)
        if after - before > silence_ms
    ]


def _merged(bucket: list[PointView]) -> PointView:
    lows = [point.min_mc for point in bucket if point.min_mc is not None]
    highs = [point.max_mc for point in bucket if point.max_mc is not None]
    means = [point.mean_mc for point in bucket if point.mean_mc is not None]
    last = bucket[-1]
    return PointView(
        at=last.at,
        last_mc=last.last_mc,
        min_mc=min(lows, default=None),
        max_mc=max(highs, default=None),
        mean_mc=round(fmean(means)) if means else None,
        unknown_s=sum(point.unknown_s for point in bucket),
        quality=last.quality,
    )


def _curve(sensor: str, points: list[PointView], silence_ms: int) -> Curve:
    curve = Curve(sensor)
    before: int | None = None
    for point in sorted(points, key=lambda point: point.at):
        if before is not None and point.at - before > silence_ms:
            curve.add(before + 1000, None, None, None)
        if point.last_mc is None:
            curve.add(point.at, None, None, None)
        else:
            curve.add(point.at, point.mean_mc, point.min_mc, point.max_mc)
        before = point.at
    return curve


def _celsius(mc: int | None) -> float | None:
    return None if mc is None else mc / 1000


def _offsets(start_ms: int, end_ms: int, zone: Zone) -> list[tuple[int, int]]:
    """From which second on local time is how many seconds ahead of UTC."""
    offsets = [(start_ms // 1000, zone.offset_s(start_ms))]
    for at in range(start_ms - start_ms % HOUR_MS, end_ms + 1, HOUR_MS):
        if zone.offset_s(at) != offsets[-1][1]:
            offsets.append((at // 1000, zone.offset_s(at)))
    return offsets
