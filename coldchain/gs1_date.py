"""Dates of element strings: six digits YYMMDD, the day possibly 00, the century by a window.

GS1 General Specifications 3.4 and 7.12; linters `yymmd0`, `yymmdd`, `hhmm` of the GS1 Syntax Dictionary.
A fault is a tuple of reason code, what was expected, what was found.
"""

from coldchain.civil import days_from_civil, days_in_month

LAST_DAYS = {
    "01": "31", "02": "29", "03": "31", "04": "30", "05": "31", "06": "30",
    "07": "31", "08": "31", "09": "30", "10": "31", "11": "30", "12": "31",
}  # fmt: skip


def month_or_day_fault(yymmdd: str) -> tuple[str, str, str] | None:
    """None for a date that exists; day 00 stands for the whole month."""
    last = LAST_DAYS.get(yymmdd[2:4], "")
    if yymmdd[4:6] <= last and (yymmdd[2:6] != "0229" or int(yymmdd[:2]) % 4 == 0):
        return None
    return "date", "a day that exists, as YYMMDD", yymmdd


def day_fault(yymmdd: str) -> tuple[str, str, str] | None:
    """None for a date that exists and names its day."""
    if yymmdd[4:6] == "00":
        return "date", "a date with its day", yymmdd
    return month_or_day_fault(yymmdd)


def day_time_fault(value: str) -> tuple[str, str, str] | None:
    """None for YYMMDDHHMM that exists, or for YYMMDD alone."""
    if len(value) not in (6, 10):
        return "length", "YYMMDD or YYMMDDHHMM", value
    if value[6:8] > "23" or value[8:10] > "59":
        return "date", "a time HHMM from 0000 to 2359", value
    return day_fault(value[:6])


def day_range_fault(value: str) -> tuple[str, str, str] | None:
    """None for one date or two."""
    if len(value) not in (6, 12):
        return "length", "one or two dates YYMMDD", value
    return day_fault(value[:6]) or (day_fault(value[6:]) if value[6:] else None)


def moment_fault(value: str) -> tuple[str, str, str] | None:
    """None for YYMMDDHHMM that exists; day 00 stands for the month, 9999 for no time of day."""
    if value[6:] == "9999":
        return month_or_day_fault(value[:6])
    if value[6:8] > "23" or value[8:10] > "59":
        return "date", "a time HHMM from 0000 to 2359, or 9999", value
    return month_or_day_fault(value[:6])


def production_fault(value: str) -> tuple[str, str, str] | None:
    """None for YYMMDDHH that exists, with MM and SS or without."""
    if len(value) % 2:
        return "length", "YYMMDDHH, MM and SS", value
    if value[6:8] > "23" or value[8:10] > "59" or value[10:12] > "59":
        return "date", "a time HH, HHMM or HHMMSS from 000000 to 235959", value
    return day_fault(value[:6])


def birth_fault(value: str) -> tuple[str, str, str] | None:
    """None for YYYYMMDD or YYYYMMDDHHMM that exists."""
    if value[8:10] > "23" or value[10:12] > "59":
        return "date", "a time HHMM from 0000 to 2359", value
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8])
    if 1 <= month <= 12 and 1 <= day <= days_in_month(year, month):
        return None
    return "date", "a day that exists, as YYYYMMDD", value


def last_day(yymmdd: str, today_year: int) -> int:
    """The last day that a valid date covers, counted from 1970-01-01.

    The year lies from 49 years before `today_year` to 50 after (General Specifications 7.12).
    """
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6])
    year += today_year - today_year % 100
    ahead = year - today_year
    if ahead >= 51:
        year -= 100
    elif ahead <= -50:
        year += 100
    # A 29 February that the window puts into 2100, no leap year, ends with its month as a day 00 does.
    end = days_in_month(year, month)
    return days_from_civil(year, month, min(day or end, end))
