"""Civil time on integers: calendar days, stamps, and a POSIX time zone.

A day is its number since 1970-01-01 (proleptic Gregorian calendar), a time of day its second from 0 to 86399,
an instant UTC milliseconds since 1970. Days are counted by Howard Hinnant's algorithms ("chrono-Compatible
Low-Level Date Algorithms"). The zone text is the TZ variable of POSIX.1-2017, base definitions, chapter 8.3,
with the times of -167 to 167 hours that RFC 8536 adds.
"""

DAY_S = 86400
DAY_MS = 86400000


def days_from_civil(year: int, month: int, day: int) -> int:
    """The day number of a date that exists: (1970, 1, 1) is 0."""
    if month <= 2:
        year -= 1
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def civil_from_days(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day number."""
    day += 719468
    era = day // 146097
    day_of_era = day - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = (shifted + 2) % 12 + 1
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_months(day: int, count: int) -> int:
    """The same day `count` months on, or that month's last: 31 January + 1 month is 28 or 29 February."""
    year, month, day_of_month = civil_from_days(day)
    months = year * 12 + month - 1 + count
    year, month = months // 12, months % 12 + 1
    return days_from_civil(year, month, min(day_of_month, days_in_month(year, month)))


def format_day(day: int) -> str:
    """The day as in "2022-04-06"."""
    return "%04d-%02d-%02d" % civil_from_days(day)


def format_stamp(day: int, second: int | None) -> str:
    """The stamp as in "2022-04-06", or "2022-04-06T15:30:00" when the time of day is known."""
    if second is None:
        return format_day(day)
    return "%sT%02d:%02d:%02d" % (format_day(day), second // 3600, second // 60 % 60, second % 60)


def parse_stamp(text: str) -> tuple[int, int | None]:
    """The day, and the second of the day or None, of an ISO 8601 local date or date-time.

    Reads "20220406", "20220406T1530", "20220406T153000", "2022-04-06", "2022-04-06T15:30" and
    "2022-04-06T15:30:00". Anything else, or a date or time that does not exist, is a ValueError.
    """
    outline = "".join(["0" if char in _DIGITS else char for char in text])
    if outline not in _STAMPS:
        raise ValueError("expected a date such as 2022-04-06 or 2022-04-06T15:30, found %r" % text)
    digits = "".join([char for char in text if char in _DIGITS])
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        raise ValueError("expected a date that exists, found %r" % text)
    return days_from_civil(year, month, day), _second_of_day(digits[8:], text)


class Zone:
    """A local time zone, from POSIX text such as "CET-1CEST,M3.5.0,M10.5.0/3"; ValueError if it is not one.

    A summer time needs both its rules: POSIX leaves one without to the implementation, and a limit must not
    depend on that.
    """

    def __init__(self, posix_tz: str) -> None:
        self.text = posix_tz
        try:
            self._read(posix_tz.split(","))
        except ValueError as error:
            expected = "a POSIX time zone such as CET-1CEST,M3.5.0,M10.5.0/3"
            raise ValueError("expected %s, found %r (%s)" % (expected, posix_tz, error))

    def offset_s(self, utc_ms: int) -> int:
        """Seconds that local time is ahead of UTC at that instant."""
        return self._last_change(utc_ms // 1000)[1]

    def local(self, utc_ms: int) -> tuple[int, int]:
        """The local day and second of the day at that instant."""
        local_s = utc_ms // 1000 + self.offset_s(utc_ms)
        return local_s // DAY_S, local_s % DAY_S

    def instant(self, day: int, second: int) -> int:
        """The UTC ms of a local time.

        A time that the clocks pass twice is the earlier instant, the safe one for a limit. A time that they
        skip is the instant at which they skip it.
        """
        local_s = day * DAY_S + second
        for offset in (max(self._standard_s, self._summer_s), min(self._standard_s, self._summer_s)):
            if self._last_change(local_s - offset)[1] == offset:
                return (local_s - offset) * 1000
        return self._last_change(local_s - min(self._standard_s, self._summer_s))[0] * 1000

    def start_of_day(self, day: int) -> int:
        """The UTC ms at which the local day begins."""
        return self.instant(day, 0)

    def end_of_day(self, day: int) -> int:
        """The UTC ms at which the local day is over: the start of the next."""
        return self.start_of_day(day + 1)

    def _read(self, parts: list[str]) -> None:
        self._standard_s, summer = _read_offset(_skip_name(parts[0]))
        self._summer_s, rest = self._standard_s, ""
        if summer:
            self._summer_s, rest = _read_offset(_skip_name(summer), self._standard_s + 3600)
        self._rules = [_YearRule(part) for part in parts[1:]]
        if rest or len(self._rules) != (2 if summer else 0):
            raise ValueError("a summer time has two rules, a zone without has none")

    def _last_change(self, utc_s: int) -> tuple[int, int]:
        """The second at which the offset in force began, and that offset."""
        last = (-(2**62), self._standard_s)
        if not self._rules:
            return last
        year = civil_from_days(utc_s // DAY_S)[0]
        for near in (year - 1, year, year + 1):  # a change may be days away from the year that names it
            start = (self._rules[0].local_s(near) - self._standard_s, self._summer_s)
            end = (self._rules[1].local_s(near) - self._summer_s, self._standard_s)
            for change in (start, end):
                if last[0] <= change[0] <= utc_s:
                    last = change
        return last


class _YearRule:
    """When, each year, the clocks change: `Mm.w.d`, `Jn` or `n`, then `/time` (02:00 unless said)."""

    def __init__(self, text: str) -> None:
        date, slash, time = text.partition("/")
        self._time_s = _read_time(time, 167) if slash else 7200
        self._kind = date[:1] if date[:1] in ("M", "J") else ""
        numbers = date[len(self._kind) :].split(".")
        ranges = {"M": ((1, 12), (1, 5), (0, 6)), "J": ((1, 365),), "": ((0, 365),)}[self._kind]
        if len(numbers) != len(ranges):
            raise ValueError("%r is not Mmonth.week.day, Jday or day" % date)
        self._numbers = [_whole(number, low, high) for number, (low, high) in zip(numbers, ranges)]

    def local_s(self, year: int) -> int:
        """The change in that year, in seconds of the local time that ends there."""
        return self._day(year) * DAY_S + self._time_s

    def _day(self, year: int) -> int:
        if self._kind == "M":
            return self._weekday_of_month(year)
        new_year, number = days_from_civil(year, 1, 1), self._numbers[0]
        if self._kind == "J":
            return new_year + number - (0 if _is_leap(year) and number >= 60 else 1)
        return new_year + number

    def _weekday_of_month(self, year: int) -> int:
        month, week, weekday = self._numbers
        first = days_from_civil(year, month, 1)
        day = first + (weekday - first - 4) % 7 + 7 * (week - 1)  # day 0 was a Thursday: weekday 4
        return day if day < first + days_in_month(year, month) else day - 7


_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_STAMPS = (
    "00000000",
    "00000000T0000",
    "00000000T000000",
    "0000-00-00",
    "0000-00-00T00:00",
    "0000-00-00T00:00:00",
)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _second_of_day(digits: str, text: str) -> int | None:
    if not digits:
        return None
    hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:] or "0")
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("expected a time of day that exists, found %r" % text)
    return hour * 3600 + minute * 60 + second


def _skip_name(text: str) -> str:
    """What follows a zone's name: three letters or more, or letters, digits and signs between < and >."""
    if text[:1] == "<":
        name, closed, rest = text[1:].partition(">")
        fits = closed != "" and all(char in _LETTERS + _DIGITS + "+-" for char in name)
    else:
        end = 0
        while end < len(text) and text[end] in _LETTERS:
            end += 1
        name, rest = text[:end], text[end:]
        fits = True
    if not fits or len(name) < 3:
        raise ValueError("no name at %r" % text)
    return rest


def _read_offset(text: str, default: int | None = None) -> tuple[int, str]:
    """Seconds ahead of UTC, and what follows. POSIX counts hours behind UTC."""
    end = 0
    while end < len(text) and text[end] in _DIGITS + "+-:":
        end += 1
    if end == 0 and default is not None:
        return default, text
    return -_read_time(text[:end], 24), text[end:]


def _read_time(text: str, most_hours: int) -> int:
    """Seconds of "[+-]h[h][:mm[:ss]]"."""
    sign = -1 if text[:1] == "-" else 1
    numbers = (text[1:] if text[:1] in ("+", "-") else text).split(":")
    if len(numbers) > 3:
        raise ValueError("%r is not hours:minutes:seconds" % text)
    limits = (most_hours, 59, 59)
    h, m, s = [_whole(numbers[i] if i < len(numbers) else "0", 0, limits[i]) for i in range(3)]
    return sign * (h * 3600 + m * 60 + s)


def _whole(text: str, low: int, high: int) -> int:
    if text == "" or not all(char in _DIGITS for char in text) or not low <= int(text) <= high:
        raise ValueError("%r is not a number from %d to %d" % (text, low, high))
    return int(text)
