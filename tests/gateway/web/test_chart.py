"""The points of the chart: thinned without hiding an extreme, unknown time never bridged."""

from coldchain.civil import Zone
from gateway.store.views import PointView
from gateway.web.chart import chart, gaps, thin
from tests.gateway.web.a_house import PARIS, at

MINUTE = 60_000
START = at("2026-11-21T00:00")


def point(minute: int, mc: int | None, spread: int = 100) -> PointView:
    if mc is None:
        return PointView(START + minute * MINUTE, None, None, None, None, 60, "no_answer")
    return PointView(START + minute * MINUTE, mc, mc - spread, mc + spread, mc, 0, "good")


def test_thinning_keeps_the_extremes() -> None:
    points = [point(i, 5000) for i in range(10)] + [point(10, 5000, spread=4000)] + [point(11, 5000)]
    thinned = thin(points, 60 * MINUTE)
    assert len(thinned) == 1
    assert (thinned[0].min_mc, thinned[0].max_mc, thinned[0].mean_mc) == (1000, 9000, 5000)


def test_unknown_readings_break_the_curve() -> None:
    points = [point(0, 5000), point(1, None), point(2, 5000)]
    curve = chart({"haut": points}, START, START + 3 * MINUTE, PARIS).curves[0]
    assert curve.mean == [5.0, None, 5.0]


def test_silence_breaks_the_curve_and_is_a_gap() -> None:
    drawn = chart({"haut": [point(0, 5000), point(30, 6000)]}, START, START + 31 * MINUTE, PARIS)
    assert drawn.curves[0].mean == [5.0, None, 6.0]
    assert drawn.gaps == [(START // 1000, START // 1000 + 1800)]


def test_what_one_sensor_knows_is_no_gap() -> None:
    top = [point(i, 5000) for i in range(0, 30, 2)]
    low = [point(i, None) for i in range(30)]
    assert chart({"haut": top, "bas": low}, START, START + 30 * MINUTE, PARIS).gaps == []


def test_no_reading_at_all_is_one_gap() -> None:
    assert gaps([], 0, 600_000, 180_000) == [(0, 600)]
    assert gaps([], 0, 180_000, 180_000) == []


def test_the_clock_changes_where_the_site_changes_it() -> None:
    start = at("2026-10-24T12:00")
    drawn = chart({}, start, start + 24 * 60 * MINUTE, PARIS)
    change = at("2026-10-25T03:00")  # the second of the two times 02:00 to 03:00 has passed
    assert drawn.offsets == [(start // 1000, 7200), (change // 1000 - 3600, 3600)]
    assert chart({}, start, start + MINUTE, Zone("UTC0")).offsets == [(start // 1000, 0)]
