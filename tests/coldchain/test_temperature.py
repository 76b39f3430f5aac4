"""A reading and its quality, and the window of readings that is logged."""

from coldchain.temperature import GOOD, Reading, Window, changes_state, failed, measured, rounded, worse


def window(samples: "list[tuple[int, int | str]]", from_up: int = 0, max_gap_ms: int = 60000) -> Window:
    """A window of (seconds, millidegrees or the word of a fault)."""
    result = Window(from_up, max_gap_ms)
    for second, value in samples:
        up_ms = second * 1000
        result.add(failed(up_ms, value) if isinstance(value, str) else measured(up_ms, value, 0))
    return result


def test_a_reading_in_the_plausible_range_is_good_with_both_ends_in():
    for mc in (-40000, 0, 4500, 60000):
        reading = measured(1000, mc, 77)
        assert (reading.mc, reading.quality, reading.raw, reading.is_good()) == (mc, GOOD, 77, True)


def test_an_implausible_reading_has_no_temperature_but_keeps_its_raw_code():
    for mc in (-40001, 60001, 85000):
        reading = measured(1000, mc, 77)
        assert (reading.mc, reading.quality, reading.raw, reading.is_good()) == (
            None,
            "implausible",
            77,
            False,
        )


def test_a_quotient_is_rounded_to_the_nearest_with_halves_away_from_zero():
    for numerator, denominator, expected in (
        (7, 2, 4),
        (-7, 2, -4),
        (10, 3, 3),
        (-10, 3, -3),
        (-11, 3, -4),
        (-1, 3, 0),
        (0, 5, 0),
    ):
        assert rounded(numerator, denominator) == expected, (numerator, denominator)


def test_a_corrected_temperature_is_logged_beside_what_the_chip_said():
    result = window([])
    result.add(Reading(5000, 4010, GOOD, 512, uncorrected_mc=4130))
    result.add(Reading(10000, 4020, GOOD, 513, uncorrected_mc=4140))
    result.add(failed(15000, "no_answer"))
    data = result.data()
    assert (data["last_mc"], data["uncorrected_mc"]) == (4020, 4140)


def test_a_window_gives_count_last_least_most_and_mean():
    data = window([(5, 4000), (10, 4500), (15, 4001)]).data()
    assert data == {
        "from_up": 0,
        "n": 3,
        "last_mc": 4001,
        "min_mc": 4000,
        "max_mc": 4500,
        "mean_mc": 4167,
        "unknown_s": 0,
        "quality": GOOD,
    }


def test_the_mean_below_zero_is_rounded_as_the_mean_above():
    assert window([(5, 1), (10, 2)]).data()["mean_mc"] == 2
    assert window([(5, -1), (10, -2)]).data()["mean_mc"] == -2
    assert window([(5, -1), (10, -1), (15, -2)]).data()["mean_mc"] == -1


def test_a_failed_sample_leaves_the_time_before_it_unknown_and_marks_the_window():
    data = window([(5, 4000), (10, "no_answer"), (15, 4000)]).data()
    assert (data["n"], data["unknown_s"], data["quality"]) == (2, 5, "no_answer")


def test_a_gap_longer_than_allowed_is_unknown_time():
    data = window([(5, 4000), (65, 4000), (126, 4000)]).data()
    assert (data["n"], data["unknown_s"], data["quality"]) == (3, 61, GOOD)


def test_a_window_of_a_dead_sensor_has_no_temperature():
    data = window([(5, "no_answer"), (10, "crc")]).data()
    assert (data["n"], data["unknown_s"], data["quality"]) == (0, 10, "no_answer")
    assert [data[key] for key in ("last_mc", "min_mc", "max_mc", "mean_mc")] == [None, None, None, None]


def test_a_repeated_or_older_sample_changes_nothing():
    once = window([(5, 4000), (10, 4500)])
    assert window([(5, 4000), (5, 9000), (10, 4500), (7, 9000)]).data() == once.data()


def test_a_first_sample_at_the_very_start_counts():
    assert window([(7, 4000)], from_up=7000).data()["n"] == 1


def test_the_next_window_starts_where_this_one_ends():
    assert window([(5, 4000), (10, "crc")]).to_up == 10000
    assert Window(10000, 60000).data()["from_up"] == 10000


def test_the_worse_quality_wins_and_an_unknown_word_is_worst():
    assert worse(GOOD, "crc") == "crc"
    assert worse("no_answer", "crc") == "no_answer"
    assert worse("wrong_chip", "struck_by_lightning") == "struck_by_lightning"


def test_a_change_of_state_is_from_good_to_a_fault_and_back_not_from_fault_to_fault():
    assert changes_state(GOOD, "crc")
    assert changes_state("crc", GOOD)
    assert not changes_state("crc", "no_answer")
    assert not changes_state(GOOD, GOOD)
