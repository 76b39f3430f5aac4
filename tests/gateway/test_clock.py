"""The gateway never lives before what its store already knows."""

from gateway.clock import Clock
from gateway.store import streams
from tests.gateway.desk import NOON, doors

S_NS = 1_000_000_000
MS_NS = 1_000_000


def test_a_wall_clock_in_1970_goes_on_from_what_the_store_knows():
    wall, uptime = [60 * S_NS], [5 * S_NS]
    clock = Clock(NOON, lambda: wall[0], lambda: uptime[0])
    assert clock.now_ms() == NOON
    wall[0], uptime[0] = 90 * S_NS, 35 * S_NS
    assert clock.now_ms() == NOON + 30_000
    wall[0] = (NOON + 86_400_000) * MS_NS
    assert clock.now_ms() == NOON + 86_400_000


def test_a_wall_clock_that_is_right_is_believed():
    assert Clock(NOON - 1000, lambda: NOON * MS_NS, lambda: 0).now_ms() == NOON


def test_the_store_knows_when_it_last_heard_anything(record):
    assert record.ask(streams.last_heard_at) == 0
    record.receive(doors(1, 3), now=NOON)
    record.receive(doors(4, 4), now=NOON + 5000)
    assert record.ask(streams.last_heard_at) == NOON + 5000
