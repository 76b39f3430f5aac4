"""An instant as somebody asks for it: on a page at the clock of a site, in the API in UTC ms; never one to come."""

from __future__ import annotations

from dataclasses import dataclass

from coldchain.civil import Zone, format_stamp, parse_stamp

# Fewer digits are a date: 20261121.
FEWEST_DIGITS_OF_MS = 11


@dataclass(frozen=True, slots=True)
class Instant:
    """What was asked: `at` in UTC ms, None for now; or what is wrong with it, "unreadable" or "future"."""

    at: int | None = None
    wrong: str = ""


def read_instant(text: str, zone: Zone, now: int) -> Instant:
    """ "2026-11-21T14:05" at the clock of `zone`, the earlier where an hour comes twice; or UTC ms; "" is now."""
    if not text:
        return Instant()
    try:
        at = _read(text, zone)
    except ValueError:
        return Instant(wrong="unreadable")
    return Instant(at) if at <= now else Instant(wrong="future")


def local_stamp(at: int, zone: Zone) -> str:
    """ "2026-11-21T14:05:09", as a field of a form for date and time wants it."""
    return format_stamp(*zone.local(at))


def offset_text(at: int, zone: Zone) -> str:
    """ "UTC+1", "UTC-3:30": of an hour that comes twice a year, which one."""
    minutes = zone.offset_s(at) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def _read(text: str, zone: Zone) -> int:
    if text.isascii() and text.isdigit() and FEWEST_DIGITS_OF_MS <= len(text) <= 15:
        return int(text)
    day, second = parse_stamp(text)
    return zone.instant(day, second or 0)
