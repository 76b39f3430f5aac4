"""A thread that takes a turn every so often, until it is stopped."""

import threading

from gateway.background import Background

WITHIN_S = 10


def test_a_turn_that_fails_is_told_and_taken_again(caplog):
    third = threading.Event()
    turns: list[int] = []

    def turn():
        turns.append(len(turns))
        if len(turns) == 3:
            third.set()
        raise RuntimeError("the store is away")

    thread = Background("rounds", turn, 0.001)
    thread.start()
    assert third.wait(WITHIN_S)
    assert thread.stop(WITHIN_S)
    assert "rounds failed; next try in 0.0 s" in caplog.text
    assert "the store is away" in caplog.text


def test_no_turn_begins_after_the_stop():
    turns: list[int] = []
    thread = Background("rounds", lambda: turns.append(1), 0.001)
    thread.start()
    assert thread.stop(WITHIN_S)
    taken = len(turns)
    assert thread.stop(WITHIN_S)
    assert len(turns) == taken


def test_a_turn_that_hangs_does_not_hold_up_the_stop():
    begun, released = threading.Event(), threading.Event()

    def turn():
        begun.set()
        released.wait(WITHIN_S)

    thread = Background("rounds", turn, 0.001)
    thread.start()
    assert begun.wait(WITHIN_S)
    assert not thread.stop(0.01)
    released.set()
    assert thread.stop(WITHIN_S)
