"""The calendar: what month from today a date is, and the financial year that a month lies in.

Month 0 is ``today``, a date such as 2026-04. A run starts in an April, the first month of a
financial year, so that today's month of the year follows from how long it runs before today.
"""

from __future__ import annotations

import re

from collabsim.plain import plural

TODAY = "2026-04"
"""The month that is today, where nobody says another."""

DATED = "months from today"
"""The one unit of a parameter that may also be given as a date."""

DATE = r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"
"""How a date is written: year and month."""

YEAR, APRIL = 12, 3
"""Months of a year, and of them those before April."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def date_problem(text: str) -> str:
    """Return what keeps a text from being a date, or an empty text."""
    if re.fullmatch(DATE, text):
        return ""
    said = 'expected a month such as "2028-04"'
    years = re.fullmatch(r"([1-9][0-9]{3})[/-]([0-9]{2}|[0-9]{4})", text)
    if years and int(years[2]) % 100 == (int(years[1]) + 1) % 100:
        return f'{said}, found a financial year: {text} begins in "{years[1]}-04".'
    if re.fullmatch(f"{DATE[1:-1]}-[0-9]{{2}}", text):
        return f'{said}, found a day: leave it out, "{text[:7]}".'
    return f"{said}."


def month_of(date: str, today: str) -> int:
    """Return a date as months from today, negative before it."""
    return _count(date) - _count(today)


def date_of(month: int, today: str) -> str:
    """Return the date of a month counted from today."""
    years, months = divmod(_count(today) + month, YEAR)
    return f"{years}-{months + 1:02d}"


def month_name(month: int, today: str) -> str:
    """Return a month counted from today in words, such as ``April 2028``."""
    years, months = divmod(_count(today) + month, YEAR)
    return f"{MONTHS[months]} {years}"


def financial_year(month: int, today: str) -> str:
    """Return the financial year that a month counted from today lies in, such as ``2028/29``."""
    year = (_count(today) + month - APRIL) // YEAR
    return f"{year}/{(year + 1) % 100:02d}"


def season_of(month: int, today: str) -> int:
    """Return which month of its financial year a month counted from today is; 0 is April."""
    return (_count(today) + month - APRIL) % YEAR


def end_of(months: int, today: str) -> str:
    """Return when a run of so many months from today ends: its last financial year, if that is whole."""
    last = months - 1
    whole = season_of(last, today) == YEAR - 1
    return financial_year(last, today) if whole else month_name(last, today)


def describe_unfit(today: str, months_before: int) -> str:
    """Return why a run that starts so long before today starts in no April, else an empty text."""
    start = season_of(-months_before, today)
    if start == 0:
        return ""
    return (
        f"a run starts in April, but {plural(months_before, 'month')} before {month_name(0, today)} "
        f"is {month_name(-months_before, today)}: "
        f'expected world.today = "{date_of(YEAR - start, today)}" or the like, or '
        f"world.months_before = {months_before + start}."
    )


def _count(date: str) -> int:
    """Return a date as a number of months."""
    year, month = date.split("-")
    return YEAR * int(year) + int(month) - 1
