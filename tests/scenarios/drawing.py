"""A curve as a small SVG: the limits, what nobody saw, and a bar for each pack that has something to say."""

from tests.scenarios.expectations import PACKS, Episode
from tests.scenarios.recording import Curve

WIDTH, HEIGHT = 720, 220
PLOT = 150  # of the height, above the bars
LEFT, RIGHT = 70, 700
COLUMNS = 240
FONT = 'font-family="sans-serif" font-size="12"'
LOWEST_C, HIGHEST_C = -4.0, 20.0
BARS = {"pharmacy": "#b3261e", "who-e006": "#5b3fa0", "msupply": "#9a5b00"}


def draw(shown: Curve, episodes: dict[str, list[Episode]]) -> str:
    """The whole file."""
    length = len(shown)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<rect x="{LEFT}" y="{_y(8)}" width="{RIGHT - LEFT}" height="{_y(2) - _y(8):.1f}" fill="#e4f2e7"/>',
        *(_label(celsius) for celsius in (0.0, 2.0, 8.0, 16.0)),
        *_unseen(shown),
        *_trace(shown),
        *(_hour(hour, length) for hour in _hours(length)),
    ]
    for number, pack in enumerate(PACKS):
        top = PLOT + 24 + 15 * number
        parts.append(f'<text x="4" y="{top + 9}">{pack}</text>')
        parts += [_bar(episode, length, top, BARS[pack]) for episode in episodes[pack]]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _trace(shown: Curve) -> list[str]:
    """One line per run of known columns, each column drawn from its lowest to its highest value."""
    runs: list[list[str]] = [[]]
    for column in range(COLUMNS):
        first, last = (len(shown) * edge // COLUMNS for edge in (column, column + 1))
        known = [value for value in shown[first:last] if value is not None]
        if not known:
            runs.append([])
            continue
        x = _x(first, len(shown))
        ends = sorted({min(known), max(known)}, reverse=known[0] > known[-1])
        runs[-1] += [f"{x},{_y(end)}" for end in ends]
    return [f'<polyline points="{" ".join(run)}" fill="none" stroke="#14507d"/>' for run in runs if run]


def _unseen(shown: Curve) -> list[str]:
    """A grey field over the time without readings."""
    seconds = [second for second, value in enumerate(shown) if value is None]
    if not seconds:
        return []
    left, right = _x(seconds[0], len(shown)), _x(seconds[-1], len(shown))
    return [f'<rect x="{left}" y="0" width="{right - left:.1f}" height="{PLOT}" fill="#ccc"/>']


def _bar(episode: Episode, length: int, top: int, colour: str) -> str:
    left = _x(episode.from_s, length)
    right = _x(length if episode.to_s is None else episode.to_s, length)
    return (
        f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="10" fill="{colour}" fill-opacity="0.5">'
        f"<title>{episode.rule}</title></rect>"
    )


def _label(celsius: float) -> str:
    return f'<text x="{LEFT - 6}" y="{_y(celsius) + 4:.1f}" text-anchor="end">{celsius:.0f} °C</text>'


def _hour(hour: int, length: int) -> str:
    return f'<text x="{_x(hour * 3600, length)}" y="{PLOT + 14}" text-anchor="middle">{hour} h</text>'


def _hours(length: int) -> range:
    hours = length // 3600
    return range(0, hours + 1, max(1, hours // 8))


def _x(second: int, length: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * second / length, 1)


def _y(celsius: float) -> float:
    return round(PLOT * (HIGHEST_C - celsius) / (HIGHEST_C - LOWEST_C), 1)
