"""A day as a person writes it off a label: 31/03/2027, 31.03.27, 31032027, 03/2027; or as a form gives it."""

from __future__ import annotations

import re

from coldchain.civil import civil_from_days, days_from_civil, format_day

_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
CENTURY = 2000


def typed_day(text: str) -> str | None:
    """ "2027-03-31"; None where it is no day of 2000 to 2099. A month alone is its last day, as on a box."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY.fullmatch(text) or _PACKED.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        year += CENTURY if year < 100 else 0
    elif found := _MONTH.fullmatch(text):
        return _last_of(*(int(part) for part in found.groups()))
    else:
        return None
    return _written(year, month, day)


def _last_of(month: int, year: int) -> str | None:
    following = _written(year + month // 12, month % 12 + 1, 1)
    if following is None or not 1 <= month <= 12:
        return None
    return format_day(days_from_civil(year + month // 12, month % 12 + 1, 1) - 1)


def _written(year: int, month: int, day: int) -> str | None:
    if not (CENTURY <= year < CENTURY + 100 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    number = days_from_civil(year, month, day)
    return format_day(number) if civil_from_days(number) == (year, month, day) else None
