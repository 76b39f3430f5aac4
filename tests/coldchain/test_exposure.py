"""Time in bands: of a fridge by its probes, and of the stock lines that come and go. Told in seconds."""

from coldchain.exposure import (
    BANDS,
    UNKNOWN,
    Account,
    Meter,
    agree,
    band_of,
    crossing_up,
    of_bands,
    outside,
    plus,
    seconds,
    worse,
    worst_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

HOT = ["8_15", "15_25", "25_30", "above_30"]


def meter(sensors: "Iterable[str]" = ("top",)) -> Meter:
    return Meter(sensors, 20000, 0)


def hear(meter: Meter, sensor: str, *readings: "tuple[int, int | None]") -> None:
    """(second, millidegrees) each; None is a sample that failed."""
    for second, mc in readings:
        meter.reading(sensor, second * 1000, mc)


def spent_in(meter: Meter) -> "dict[str, int]":
    """The bands that have any time, in seconds."""
    return {band: s for band, s in seconds(meter.time).items() if s}


def test_the_bands_from_cold_to_warm_and_what_nobody_measured():
    assert BANDS == ("below_0", "0_2", "2_8", "8_15", "15_25", "25_30", "above_30", "hosted", "unknown")
    assert seconds({"8_15": 1999}) == dict.fromkeys(BANDS, 0) | {"8_15": 1}


def test_a_reading_says_what_was_charged_by_it():
    fridge = meter()
    assert fridge.reading("top", 2000, 9000) == [(UNKNOWN, 2000)]
    assert fridge.reading("top", 5000, 5000) == [("8_15", 3000)]
    assert fridge.reading("top", 5000, 5000) == []
    fridge = meter(["top", "bottom"])
    hear(fridge, "bottom", (0, 9000), (2, 5000), (10, 5000))
    hear(fridge, "top", (10, 5000))
    hear(fridge, "bottom", (15, 5000))
    assert fridge.reading("top", 15000, 5000) == [("2_8", 5000)]


def test_a_probe_whose_answer_takes_longer_than_that_of_another_counts_all_the_same():
    """It began a moment sooner, and is heard when the other one of that moment was."""
    fridge = meter(["quick", "slow"])
    for second in range(5, 65, 5):
        fridge.reading("quick", second * 1000, 5000)
        fridge.reading("slow", second * 1000 - 20, 9000)
    assert spent_in(fridge) == {UNKNOWN: 5, "8_15": 54}
    fridge.reading("slow", 5000 - 20, 20000)
    hear(fridge, "quick", (65, 5000), (100, 5000), (105, 5000))
    fridge.reading("slow", 60000 - 20, 20000)
    assert "15_25" not in spent_in(fridge), "what is repeated was heard before"


def test_the_edges_of_the_bands():
    edges = [
        (-40000, "below_0"),
        (-1, "below_0"),
        (0, "below_0"),
        (1, "0_2"),
        (1999, "0_2"),
        (2000, "2_8"),
        (8000, "2_8"),
        (8001, "8_15"),
        (15000, "8_15"),
        (15001, "15_25"),
        (25000, "15_25"),
        (25001, "25_30"),
        (30000, "25_30"),
        (30001, "above_30"),
    ]
    assert [band_of(mc) for mc, _ in edges] == [band for _, band in edges]


def test_the_band_farthest_from_the_range_is_charged_and_the_cold_one_of_two_as_far():
    assert worst_of(["2_8", "8_15"]) == "8_15"
    assert worst_of(["25_30", "below_0"]) == "25_30"
    assert worst_of(["8_15", "0_2"]) == "0_2"
    assert worst_of(["15_25", "below_0"]) == "below_0"
    assert worst_of([UNKNOWN, "2_8"]) == "2_8"
    assert worst_of([UNKNOWN, UNKNOWN]) == UNKNOWN


def test_a_reading_stands_until_the_next_one():
    fridge = meter()
    hear(fridge, "top", (0, 5000), (10, 9000), (20, 9000), (30, 5000), (40, 5000))
    assert spent_in(fridge) == {"2_8": 20, "8_15": 20}


def test_a_sample_that_failed_between_two_good_ones_changes_nothing():
    fridge = meter()
    hear(fridge, "top", (0, 9000), (5, None), (10, None), (20, 5000))
    assert spent_in(fridge) == {"8_15": 20}


def test_a_gap_longer_than_the_longest_is_unknown_from_its_first_second():
    fridge = meter()
    hear(fridge, "top", (0, 9000), (20, 9000), (41, 9000), (51, 9000))
    assert spent_in(fridge) == {"8_15": 30, UNKNOWN: 21}


def test_silence_is_unknown_as_soon_as_it_is_too_long_and_until_the_next_reading():
    fridge = meter()
    hear(fridge, "top", (0, 9000), (20, None))
    assert spent_in(fridge) == {}, "it may still turn out that the reading stood"
    hear(fridge, "top", (21, None), (50, None))
    assert spent_in(fridge) == {UNKNOWN: 50}
    hear(fridge, "top", (55, 9000), (60, 9000))
    assert spent_in(fridge) == {UNKNOWN: 55, "8_15": 5}


def test_the_time_before_the_first_reading_is_unknown():
    fridge = meter()
    hear(fridge, "top", (7, 5000), (10, 5000))
    assert spent_in(fridge) == {UNKNOWN: 7, "2_8": 3}


def test_an_old_or_repeated_reading_changes_nothing():
    fridge = meter()
    hear(fridge, "top", (0, 5000), (10, 9000), (10, 5000), (4, 35000), (20, 9000))
    assert spent_in(fridge) == {"2_8": 10, "8_15": 10}


def test_the_worst_probe_judges():
    fridge = meter(["top", "bottom"])
    for second in range(0, 60, 10):
        hear(fridge, "top", (second, 9000 if 20 <= second < 40 else 5000))
        hear(fridge, "bottom", (second, 5000))
    assert spent_in(fridge) == {"2_8": 30, "8_15": 20}


def test_one_probe_is_enough_to_know():
    fridge = meter(["top", "bottom"])
    for second in range(0, 60, 10):
        hear(fridge, "top", (second, None))
        hear(fridge, "bottom", (second, 9000))
    assert spent_in(fridge) == {"8_15": 50}


def test_time_is_charged_once_every_probe_has_told_of_it():
    fridge = meter(["top", "bottom"])
    hear(fridge, "top", (0, 5000))
    hear(fridge, "bottom", (0, 5000), (5, 9000), (10, 9000))
    assert fridge.up == 0, "the reading at the top may still stand, or not"
    hear(fridge, "top", (12, 5000))
    assert fridge.up == 10000
    assert spent_in(fridge) == {"2_8": 5, "8_15": 5}


def test_a_fridge_is_quiet_while_nothing_that_was_read_is_out_of_range():
    fridge = meter(["top", "bottom"])
    assert not fridge.is_quiet(), "nothing is known yet"
    hear(fridge, "top", (0, 5000))
    hear(fridge, "bottom", (0, 5000), (5, 9000), (10, 5000))
    assert not fridge.is_quiet(), "the reading of 9 °C is not charged yet"
    hear(fridge, "top", (15, 5000))
    assert fridge.is_quiet()


def test_the_edges_of_a_stock_line_are_cut_out_of_the_time_of_its_fridge():
    fridge = meter()
    hear(fridge, "top", (0, 9000))
    line = Account(3000)
    fridge.enter(line)
    assert seconds(line.exposure(fridge))["8_15"] == 0
    hear(fridge, "top", (10, 5000), (20, 5000))
    assert seconds(line.exposure(fridge)) == dict.fromkeys(BANDS, 0) | {"8_15": 7, "2_8": 10}


def test_a_stock_line_carries_its_time_into_another_fridge():
    warm, calm = meter(), meter()
    hear(warm, "top", (0, 9000))
    line = Account(0)
    warm.enter(line)
    hear(warm, "top", (10, 9000))
    carried = line.carry(warm, 14000)
    assert carried[UNKNOWN] == 4000, "what is not judged as it leaves stays unknown"
    hear(calm, "top", (0, 5000))
    moved = Account(0, outside(carried, 6000))
    calm.enter(moved)
    hear(calm, "top", (10, 5000))
    assert seconds(moved.exposure(calm)) == dict.fromkeys(BANDS, 0) | {
        "8_15": 10,
        UNKNOWN: 4,
        "15_25": 6,
        "2_8": 10,
    }


def test_of_two_that_meet_the_longer_time_counts_in_each_band():
    assert worse({"8_15": 5, "0_2": 9}, {"8_15": 7, UNKNOWN: 1}) == dict.fromkeys(BANDS, 0) | {
        "8_15": 7,
        "0_2": 9,
        UNKNOWN: 1,
    }


def test_two_agree_that_differ_by_less_than_what_counts_however_long_they_lay_in_range():
    assert agree({"8_15": 5000, "2_8": 1}, {"8_15": 5999, "2_8": 10**9}, 1000)
    assert not agree({"8_15": 5000}, {"8_15": 6000}, 1000)
    assert not agree({}, {UNKNOWN: 1000}, 1000)


def test_a_vial_that_was_out_has_been_in_a_room_instead_of_in_range():
    fridge = meter()
    hear(fridge, "top", (0, 9000))
    line = Account(0, {"0_2": 4000})
    fridge.enter(line)
    hear(fridge, "top", (10, 5000), (30, 5000))
    known = line.plus({"hosted": 2000})
    back = known.without(fridge, 15000)
    assert seconds(back.exposure(fridge)) == dict.fromkeys(BANDS, 0) | {
        "0_2": 4,
        "8_15": 10,
        "2_8": 5,
        "15_25": 15,
        "hosted": 2,
    }
    assert seconds(known.without(fridge, 60000).exposure(fridge))["2_8"] == 0, "never less than none"
    lost = seconds(known.without(fridge, None).exposure(fridge))
    assert (lost["2_8"], lost[UNKNOWN]) == (0, 20), (
        "no clock tells how long: it may have been out all that time"
    )


def test_time_that_nobody_counted_is_added_as_unknown():
    fridge = meter()
    hear(fridge, "top", (0, 5000), (10, 5000))
    fridge.missed(3000)
    assert spent_in(fridge) == {"2_8": 10, UNKNOWN: 3}


def test_a_meter_goes_on_from_what_it_was_kept_with():
    fridge = Meter(["top"], 20000, 5000, {"8_15": 2000})
    hear(fridge, "top", (6, 9000), (9, 9000))
    assert spent_in(fridge) == {"8_15": 5, UNKNOWN: 1}


def test_the_instant_at_which_a_budget_was_reached_is_found_in_what_was_charged_last():
    spans = [("8_15", 4000), ("2_8", 5000), ("15_25", 3000)]
    assert crossing_up(spans, 100000, HOT, 0) == 100000
    assert crossing_up(spans, 100000, HOT, 1000) == 99000
    assert crossing_up(spans, 100000, HOT, 3000) == 92000
    assert crossing_up(spans, 100000, HOT, 5000) == 90000
    assert crossing_up(spans, 100000, HOT, 60000) == 88000, "further back nothing is known of it"


def test_only_the_bands_of_a_budget_count():
    assert of_bands({"8_15": 1000, "below_0": 500, UNKNOWN: 9000}, HOT) == 1000


def test_readings_that_wait_for_another_probe_are_kept_as_one_while_they_show_the_same():
    fridge = meter(["top", "bottom"])
    hear(fridge, "top", (0, 5000))
    hear(fridge, "bottom", (0, 9000), (5, 9000), (10, 9100), (15, 9000))
    hear(fridge, "top", (16, 5000))
    assert spent_in(fridge) == {"8_15": 15}


def test_two_tables_of_time_add_up_to_the_millisecond_and_a_band_that_is_in_neither_is_0():
    assert plus({"8_15": 1}, {"8_15": 2, UNKNOWN: 3}) == dict.fromkeys(BANDS, 0) | {"8_15": 3, UNKNOWN: 3}


def test_a_failed_sample_at_the_instant_of_the_first_reading_leaves_no_trace():
    fridge = meter()
    assert fridge.reading("top", 0, None) == []
    hear(fridge, "top", (0, 5000))
    assert fridge.reading("top", 10000, 5000) == [("2_8", 10000)]


def test_a_line_goes_on_from_where_the_meter_stood_when_it_came_in():
    fridge = Meter(["top"], 20000, 0, {"8_15": 7000, "2_8": 4000})
    hear(fridge, "top", (0, 9000), (10, 9000))
    line = Account(0, {UNKNOWN: 2000}, plus({}, {"8_15": 5000}))
    expected = dict.fromkeys(BANDS, 0) | {"8_15": 12000, "2_8": 4000, UNKNOWN: 2000}
    assert line.exposure(fridge) == expected


def test_a_line_that_leaves_before_anything_was_judged_takes_only_unknown_time():
    fridge = meter()
    hear(fridge, "top", (0, 9000))
    line = Account(3000)
    fridge.enter(line)
    assert line.carry(fridge, 8000) == dict.fromkeys(BANDS, 0) | {UNKNOWN: 5000}


def test_a_line_that_leaves_when_all_is_judged_takes_no_unknown_time():
    fridge = meter()
    line = Account(0)
    fridge.enter(line)
    hear(fridge, "top", (0, 9000), (10, 9000))
    for up_ms in (9000, 10000):
        assert line.carry(fridge, up_ms) == dict.fromkeys(BANDS, 0) | {"8_15": 10000}
