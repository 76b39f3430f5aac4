"""What is scanned in the tests: packs as a reader with AIM identifiers sends them, and the instants they lead to."""

import datetime as dt

from tests.e2e.settings import UTC_OFFSET_H

ZONE = dt.timezone(dt.timedelta(hours=UTC_OFFSET_H))
GS = "\x1d"

# config/demo/gtins.toml: invented codes, of the level "vial".
PFIZER, CHILD, MODERNA, NOVAVAX = "02990000100009", "02990000200006", "02990000300003", "02990000400000"


def pack(gtin: str, lot: str, serial: str = "", printed: dt.date | None = None) -> str:
    """The Data Matrix of one vial, printed expiry a year ahead unless said otherwise."""
    text = f"]d201{gtin}17{printed or day(365):%y%m%d}10{lot}"
    return f"{text}{GS}21{serial}" if serial else text


def day(ahead: int) -> dt.date:
    """The local day so many days from today."""
    return dt.datetime.now(ZONE).date() + dt.timedelta(days=ahead)


def end_of(local_day: dt.date) -> int:
    """The end of a local day, UTC ms: the first instant of the next one."""
    return at_ms(dt.datetime.combine(local_day + dt.timedelta(days=1), dt.time(), ZONE))


def next_second(seconds_ahead: int) -> dt.datetime:
    """A local date and time on a whole second, at least so far ahead."""
    return dt.datetime.now(ZONE).replace(microsecond=0) + dt.timedelta(seconds=seconds_ahead + 1)


def at_ms(instant: dt.datetime) -> int:
    """UTC ms of an instant on a whole second."""
    return int(instant.timestamp()) * 1000
