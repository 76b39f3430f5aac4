"""Wrong PINs: the fifth locks a person out for a quarter of an hour."""

from coldchain.tries import LOCK_MS, after_try, locked_ms, tries_left

NOW = 1646816400000


def wrong(times, row=None):
    for _ in range(times):
        row = after_try(row, False, NOW)
    return row


def test_four_wrong_pins_lock_nobody_out():
    assert locked_ms(wrong(4), NOW) == 0
    assert tries_left(wrong(4)) == 1


def test_the_fifth_locks_for_fifteen_minutes_to_the_millisecond():
    row = wrong(5)
    assert locked_ms(row, NOW) == 15 * 60000 == LOCK_MS
    assert locked_ms(row, NOW + LOCK_MS - 1) == 1
    assert locked_ms(row, NOW + LOCK_MS) == 0


def test_after_the_lock_there_are_five_tries_again():
    assert tries_left(wrong(5)) == 5
    assert locked_ms(wrong(5, wrong(5)), NOW) == LOCK_MS


def test_the_right_pin_forgives_the_wrong_ones_before_it():
    assert tries_left(after_try(wrong(4), True, NOW)) == 5


def test_a_clock_set_back_locks_nobody_out_for_longer_than_a_lock():
    assert locked_ms(wrong(5), NOW - 365 * 86400000) == LOCK_MS


def test_who_never_tried_has_five_tries():
    assert (tries_left(None), locked_ms(None, NOW)) == (5, 0)
