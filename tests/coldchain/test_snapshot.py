"""The stock of a fridge in parts: each fits a message, together they are what was cut."""

import json

from coldchain.snapshot import MOST_BYTES, TABLES, cut, digest, together


def rows(count):
    return [("line", "L%04d" % number, {"lot": 'é"\\' * 10, "number": number}) for number in range(count)]


def test_what_was_cut_is_together_again_whatever_order_the_parts_come_in():
    parts = cut(rows(50), 1000)
    assert len(parts) > 5
    for order in (parts, parts[::-1]):
        tables = together(order)
        assert tables["line"] == {key: row for _, key, row in rows(50)}
        assert set(tables) == set(TABLES)


def test_a_part_fits_a_message_also_as_a_text_inside_it():
    for most in (500, 1000, MOST_BYTES):
        for part in cut(rows(200), most):
            assert len(json.dumps(part)) <= most


def test_an_empty_fridge_is_one_part():
    assert cut([]) == ["{}"]
    assert together(["{}"]) == {table: {} for table in TABLES}


def test_a_row_too_long_for_any_part_is_a_part_of_its_own_and_not_lost():
    assert len(cut(rows(3), 10)) == 3


def test_another_text_has_another_digest():
    assert digest("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest("{ }") != digest("{}")


def test_a_text_that_is_no_part_is_refused():
    for text in ("[]", "1", "nonsense", ""):
        try:
            together(["{}", text])
        except ValueError:
            continue
        raise AssertionError("%r was taken" % text)
