"""A chart as lines and words of an SVG: for paper, and for browsers without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway.web.chart import Chart, Curve

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 712, 26, 232
RANGE_LOW, RANGE_HIGH = 2.0, 8.0
MOST_HOURS_SHOWN = 8
STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
DEGREE_STEPS = (1, 2, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line: where, and what stands beside it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture, from left to right or from top to bottom."""

    start: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """One sensor: its mean as a path, the area between its extremes as another."""

    sensor: str
    mean: str
    area: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template writes; all lengths in the units of its viewBox."""

    band: Box
    gaps: tuple[Box, ...]
    limits: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    episode: Box | None
    hours: tuple[Tick, ...]
    degrees: tuple[Tick, ...]
    lines: tuple[Line, ...]


def draw(
    chart: Chart,
    hour: Callable[[int], str],
    degrees: Callable[[int], str],
    marks: tuple[tuple[int, str], ...] = (),
) -> Drawing:
    """The drawing of a chart. `hour` words an instant (UTC ms), `degrees` a temperature (millidegrees).

    `marks` are instants (UTC ms) with a word each.
    """
    scale = _Scale(chart)
    return Drawing(
        band=scale.down(RANGE_HIGH, RANGE_LOW),
        gaps=tuple(scale.across(start, end) for start, end in chart.gaps),
        limits=tuple(Tick(scale.y(limit), degrees(round(limit * 1000))) for limit in chart.limits),
        marks=tuple(Tick(scale.x(at / 1000), word) for at, word in marks),
        episode=scale.across(*chart.episode) if chart.episode else None,
        hours=tuple(Tick(scale.x(at), hour(at * 1000)) for at in _hours(chart)),
        degrees=tuple(Tick(scale.y(value), degrees(value * 1000)) for value in scale.values()),
        lines=tuple(_line(curve, scale) for curve in chart.curves),
    )


class _Scale:
    """From seconds and °C to the picture."""

    def __init__(self, chart: Chart) -> None:
        lows = [low for curve in chart.curves for low in curve.low if low is not None]
        highs = [high for curve in chart.curves for high in curve.high if high is not None]
        self.low = min([0.0, *(low - 0.5 for low in lows), *chart.limits])
        self.high = max([10.0, *(high + 0.5 for high in highs), *chart.limits])
        self._start, self._end = chart.start, max(chart.end, chart.start + 1)

    def x(self, at: float) -> float:
        share = (min(max(at, self._start), self._end) - self._start) / (self._end - self._start)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def y(self, celsius: float) -> float:
        return round(BOTTOM - (celsius - self.low) / (self.high - self.low) * (BOTTOM - TOP), 1)

    def across(self, start: int, end: int) -> Box:
        return Box(self.x(start), round(self.x(end) - self.x(start), 1))

    def down(self, high: float, low: float) -> Box:
        return Box(self.y(high), round(self.y(low) - self.y(high), 1))

    def values(self) -> range:
        """Whole degrees, few enough to be read."""
        step = next((step for step in DEGREE_STEPS if (self.high - self.low) / step <= 7), DEGREE_STEPS[-1])
        first = -int(-self.low // step) * step
        return range(first, int(self.high) + 1, step)


def _hours(chart: Chart) -> Iterator[int]:
    """Round local times, few enough to be read."""
    span = chart.end - chart.start
    step = next((step for step in STEPS_S if span / step <= MOST_HOURS_SHOWN), STEPS_S[-1])
    ahead = chart.offsets[0][1]
    first = chart.start + ahead + -(chart.start + ahead) % step - ahead
    return iter(range(first, chart.end + 1, step))


def _line(curve: Curve, scale: _Scale) -> Line:
    runs = [[(scale.x(at), *map(scale.y, values)) for at, *values in run] for run in _runs(curve)]
    return Line(
        curve.sensor,
        mean=" ".join(_path([(x, mean) for x, mean, _, _ in run]) for run in runs),
        area=" ".join(
            _path([(x, high) for x, _, _, high in run] + [(x, low) for x, _, low, _ in reversed(run)]) + "Z"
            for run in runs
        ),
    )


def _runs(curve: Curve) -> Iterator[list[tuple[int, float, float, float]]]:
    """The points (second, mean, low, high in °C) without a gap between them, run by run."""
    run: list[tuple[int, float, float, float]] = []
    for at, mean, low, high in zip(curve.at, curve.mean, curve.low, curve.high, strict=True):
        if mean is not None and low is not None and high is not None:
            run.append((at, mean, low, high))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _path(points: list[tuple[float, float]]) -> str:
    """A path through the points; one alone is drawn as a dot."""
    dots = points if len(points) > 1 else points * 2
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in dots)
