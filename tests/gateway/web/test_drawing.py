"""The curve on paper: every instant and temperature where the axes say."""

from coldchain.civil import Zone
from gateway.store.views import PointView
from gateway.web.chart import chart
from gateway.web.drawing import BOTTOM, LEFT, RIGHT, TOP, Box, draw
from tests.gateway.web.a_house import PARIS

UTC = Zone("UTC0")
MINUTE = 60_000


def point(minute, mc):
    return PointView(minute * MINUTE, mc, mc, mc, mc, 0, "good")


def drawn(points, minutes=60, zone=UTC, limits=(), marks=()):
    curve = chart({"top": points}, 0, minutes * MINUTE, zone)
    curve.limits = list(limits)
    return draw(curve, lambda at: str(at // MINUTE), lambda mc: str(mc // 1000), marks)


def test_the_first_instant_is_left_and_the_last_right_cold_below_and_warm_above():
    [line] = drawn([point(0, 500), point(30, 5000), point(60, 9500)]).lines
    runs = line.mean.lstrip("M").replace(" M", "L").split("L")
    path = [(float(x), float(y)) for x, y in (dot.split() for dot in runs)]
    assert (path[0][0], path[-1][0]) == (LEFT, RIGHT)
    assert BOTTOM > path[0][1] > path[-1][1] > TOP


def test_the_band_lies_between_two_and_eight_degrees():
    one = drawn([point(0, 5000)])
    at = {tick.text: tick.at for tick in one.degrees}
    assert one.band == Box(at["8"], round(at["2"] - at["8"], 1))


def test_a_curve_breaks_where_nothing_is_known_and_the_time_is_a_gap():
    one = drawn([point(minute, 5000) for minute in (*range(20), *range(40, 61))])
    assert one.lines[0].mean.count("M") == 2
    [gap] = one.gaps
    assert (gap.start, gap.size) == (LEFT + 19 * 11, 21 * 11)


def test_a_single_reading_is_a_dot():
    assert drawn([point(30, 5000)]).lines[0].mean.count("L") == 1


def test_no_reading_at_all_is_one_gap_and_no_curve():
    one = drawn([])
    assert (one.lines[0].mean, [gap.size for gap in one.gaps]) == ("", [RIGHT - LEFT])


def test_heat_beyond_ten_degrees_and_frost_stay_in_the_picture():
    one = drawn([point(0, 31_000), point(30, -12_000)], limits=(-15.0,))
    texts = [int(tick.text) for tick in one.degrees]
    assert min(texts) >= -15
    assert max(texts) == 30
    assert all(TOP <= tick.at <= BOTTOM for tick in (*one.degrees, *one.limits))


def test_hours_are_round_at_the_clock_of_the_site():
    ticks = [tick.text for tick in drawn([point(0, 5000)], minutes=120, zone=PARIS).hours]
    assert ticks == ["0", "15", "30", "45", "60", "75", "90", "105", "120"]


def test_marks_outside_the_picture_stand_at_its_edge():
    assert [tick.at for tick in drawn([], marks=((-1, "a"), (99 * MINUTE, "b"))).marks] == [LEFT, RIGHT]
