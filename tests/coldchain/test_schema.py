"""Shapes: every mistake at once, each saying what was expected and what was found."""

from coldchain.schema import (
    Anything,
    Choice,
    Duration,
    Field,
    Flag,
    Int,
    ListOf,
    Nullable,
    Problem,
    Table,
    Text,
    describe,
    identifier,
)

FRIDGE = Table(
    {
        "id": identifier(),
        "desk": Field(Flag(), True),
        "every": Field(Duration(100, 600000), 5000),
        "sensor": ListOf(Table({"address": Int(8, 119), "probe": Choice("air", "buffered")}), 1, 2),
    }
)


def read(shape, value):
    problems: list[Problem] = []
    result = shape.read(value, "fridge", problems)
    return result, sorted(str(problem) for problem in problems)


def test_what_fits_is_read_with_its_defaults():
    value = {"id": "fridge-1", "sensor": [{"address": 72, "probe": "air"}]}
    assert read(FRIDGE, value) == (
        {"id": "fridge-1", "desk": True, "every": 5000, "sensor": value["sensor"]},
        [],
    )


def test_half_a_character_is_no_text():
    for half in (0xD800, 0xDFFF):
        assert read(Text(1, 9), "a" + chr(half))[0] is None
    assert read(Text(1, 9), "µ€" + chr(0x1F48A)) == ("µ€" + chr(0x1F48A), [])


def test_all_problems_are_found_at_once():
    value = {"id": "fridge 1", "desk": 1, "every": "soon", "sensor": [{"address": 3}], "colour": "white"}
    assert read(FRIDGE, value)[1] == [
        "fridge.colour: expected one of the keys desk, every, id, sensor, found an unknown key",
        "fridge.desk: expected true or false, found 1",
        'fridge.every: expected a duration such as "5s", "10m", "2h", from 100 ms to 600000 ms, found \'soon\'',
        "fridge.id: expected 1 to 32 letters, digits, - or _, found 'fridge 1'",
        "fridge.sensor[0].address: expected a whole number from 8 to 119, found 3",
        "fridge.sensor[0].probe: expected one of air, buffered, found nothing",
    ]


def test_what_cannot_be_used_is_read_as_none():
    value = read(FRIDGE, {"id": "fridge 1"})[0]
    assert (value["id"], value["sensor"]) == (None, None)


def test_a_table_that_is_none_says_so():
    for value, found in ((None, "nothing"), (3, "3"), ([], "a list of 0 items")):
        assert read(FRIDGE, value)[1] == ["fridge: expected a table, found " + found]


def test_an_open_table_keeps_what_it_does_not_know():
    assert read(Table({"seq": Int()}, open=True), {"seq": 1, "new": "kept"}) == (
        {"seq": 1, "new": "kept"},
        [],
    )


def test_durations_are_milliseconds():
    for text, ms in (("500ms", 500), ("5s", 5000), ("10m", 600000), ("2h", 7200000), ("7d", 604800000)):
        assert read(Duration(), text) == (ms, [])
    for value in ("", "s", "-5s", "1.5s", "5", 5, "5 s", "5w", None):
        assert read(Duration(), value)[1], value


def test_true_is_not_a_number_and_one_is_not_true():
    assert read(Int(), True)[1] == [
        "fridge: expected a whole number from %d to %d, found True" % (-(2**53), 2**53)
    ]
    assert read(Flag(), 1)[1] == ["fridge: expected true or false, found 1"]


def test_text_has_a_length_and_an_alphabet():
    assert read(Text(1, 3, "AB"), "ABA") == ("ABA", [])
    for text in ("", "ABAB", "ABC", 1):
        assert read(Text(1, 3, "AB"), text)[1], text


def test_null_is_only_for_who_asks_for_it():
    assert read(Nullable(Int()), None) == (None, [])
    assert read(Int(), None)[1]
    assert read(Nullable(Int()), "x")[1]


def test_lists_have_a_length():
    assert read(ListOf(Int(), 1, 2), [1, 2]) == ([1, 2], [])
    for value in ([], [1, 2, 3], "12", [1, "2"]):
        assert read(ListOf(Int(), 1, 2), value)[1], value


def test_anything_is_kept():
    assert read(Anything(), {"a": [None]}) == ({"a": [None]}, [])


def test_what_was_found_fits_on_a_line():
    assert len(describe("x" * 500)) == 60
    assert describe({"a": 1}) == "a table of 1 keys"
    assert str(Problem("", "a table", "nothing")) == "(top): expected a table, found nothing"
