"""What holds for any readings: the bands against a timeline counted second by second, and nobody charged too much."""

from hypothesis import given
from hypothesis import strategies as st

from coldchain.exposure import (
    BANDS,
    UNKNOWN,
    Account,
    Meter,
    band_of,
    crossing_up,
    of_bands,
    outside,
    worst_of,
)

MAX_GAP_S = 20
SENSORS = ("top", "bottom", "door")
TEMPERATURES = st.sampled_from([-500, 0, 1, 1999, 2000, 5000, 8000, 8001, 15001, 25001, 30001, None])
STEPS = st.integers(0, 15) | st.sampled_from([1, 20, 21, 60])
# (seconds since the one before, sensor, value)
HEARD = st.lists(st.tuples(STEPS, st.sampled_from(SENSORS), TEMPERATURES), max_size=40)
HOT = ["8_15", "15_25", "25_30", "above_30"]

Stream = list[tuple[int, str, int | None]]


def on_the_clock(heard: Stream) -> Stream:
    second, told = 0, Stream()
    for step, sensor, mc in heard:
        second += step
        told.append((second, sensor, mc))
    return told


def feed(stream: Stream, sensors: tuple[str, ...] = SENSORS) -> Meter:
    meter = Meter(sensors, MAX_GAP_S * 1000, 0)
    for second, sensor, mc in stream:
        meter.reading(sensor, second * 1000, mc)
    return meter


def shown(stream: Stream, sensor: str, second: int) -> str | None:
    """The band one probe shows in the second from `second` on; None while that cannot be known yet."""
    now = stream[-1][0]
    valid: dict[int, int] = {}
    for at, name, mc in stream:
        if name == sensor and mc is not None:
            valid.setdefault(at, mc)
    before = [at for at in valid if at <= second]
    after = [at for at in valid if at > second]
    if not before:
        return UNKNOWN
    end = min(after, default=None)
    if end is None:
        return UNKNOWN if now - max(before) > MAX_GAP_S else None
    return band_of(valid[max(before)]) if end - max(before) <= MAX_GAP_S else UNKNOWN


def timeline(stream: Stream) -> list[str]:
    """The band of each second, as far as all probes have told."""
    bands = []
    for second in range(stream[-1][0]) if stream else ():
        found = [shown(stream, sensor, second) for sensor in SENSORS]
        if None in found:
            break
        bands.append(worst_of([band for band in found if band is not None]))
    return bands


@given(HEARD)
def test_the_bands_are_those_of_the_timeline(heard):
    stream = on_the_clock(heard)
    bands = timeline(stream)
    assert feed(stream).time == {band: bands.count(band) * 1000 for band in BANDS}


@given(HEARD)
def test_known_and_unknown_time_make_the_whole(heard):
    stream = on_the_clock(heard)
    meter = feed(stream)
    assert sum(meter.time.values()) == meter.up
    assert meter.up <= (stream[-1][0] * 1000 if stream else 0)


@given(HEARD, st.randoms())
def test_splitting_and_repeating_readings_changes_nothing(heard, random):
    stream = on_the_clock(heard)
    split = Stream()
    for second, sensor, mc in stream:
        split += [(second, sensor, mc)] * random.randint(1, 3)
        split += [(second, other, None) for other in SENSORS if random.random() < 0.3]
    assert feed(split).time == feed(stream).time


@given(HEARD, st.integers(0, 100))
def test_another_probe_never_makes_it_better(heard, seed):
    """One more probe may make known what was not, or worse what was; never milder."""
    stream = on_the_clock(heard)
    alone = [item for item in stream if item[1] == "top"]
    if stream:
        alone.append((stream[-1][0], "top", None))
    together, single = feed(stream), feed(alone, ("top",))
    if together.up == single.up:
        for worse in (["above_30"], ["above_30", "25_30"]):
            assert of_bands(together.time, worse) >= of_bands(single.time, worse)


@given(HEARD, st.integers(0, 200_000), st.integers(0, 200_000), st.integers(0, 5000))
def test_a_line_is_charged_exactly_the_time_it_was_there(heard, entered, stay, carried):
    """Entered in the midst of readings, gone at the end or before the judgement has come so far."""
    meter = Meter(SENSORS, MAX_GAP_S * 1000, 0)
    line = Account(entered, {"8_15": carried})
    inside = False
    for second, sensor, mc in on_the_clock(heard):
        if not inside and second * 1000 >= entered:
            meter.enter(line)
            inside = True
        meter.reading(sensor, second * 1000, mc)
        wall = max(0, meter.up - entered)
        assert sum(line.exposure(meter).values()) - carried == (wall if inside else 0)
    if not inside:
        meter.enter(line)
    left = max(meter.up, entered) + stay
    assert sum(line.carry(meter, left).values()) == carried + left - entered


@given(HEARD)
def test_of_two_lines_in_one_fridge_the_earlier_is_charged_no_less(heard):
    meter = Meter(SENSORS, MAX_GAP_S * 1000, 0)
    lines = []
    for second, sensor, mc in on_the_clock(heard):
        lines.append(Account(second * 1000))
        meter.enter(lines[-1])
        meter.reading(sensor, second * 1000, mc)
    exposures = [line.exposure(meter) for line in lines]
    for earlier, later in zip(exposures, exposures[1:], strict=False):
        assert all(earlier[band] >= later[band] for band in BANDS)


@given(HEARD, st.integers(0, 40))
def test_a_stop_and_a_start_lose_no_time_and_add_none(heard, cut):
    """Kept and gone on with at the same instant: what the probes showed is forgotten, so it is unknown, not less."""
    stream = on_the_clock(heard)
    before = feed(stream[:cut])
    again = Meter(SENSORS, MAX_GAP_S * 1000, before.up, before.time)
    for second, sensor, mc in stream[cut:]:
        again.reading(sensor, second * 1000, mc)
    assert sum(again.time.values()) == again.up
    assert all(again.time[band] <= feed(stream).time[band] for band in HOT) or again.up != feed(stream).up


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_time_between_two_fridges_is_carried_as_that_of_a_room(before, away):
    carried = outside({"15_25": before, UNKNOWN: 7}, away)
    assert carried["15_25"] == before + away
    assert sum(carried.values()) == before + away + 7


@given(st.lists(st.tuples(st.sampled_from(BANDS), st.integers(1, 100)), min_size=1), st.data())
def test_a_budget_is_crossed_where_its_time_was_reached(spans, data):
    total = sum(span for band, span in spans if band in HOT)
    over = data.draw(st.integers(0, total))
    up = crossing_up(spans, 1000, HOT, over)
    after, end = 0, 1000
    for band, span in reversed(spans):
        inside = max(0, end - max(up, end - span))
        after += inside if band in HOT else 0
        end -= span
    assert after == over
