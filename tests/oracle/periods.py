"""Calendar periods and months (R5) and their keys (R7)."""

from calendar import monthrange
from datetime import date

from .almanac import DAY

NOMINAL = {"week": 7, "month": 30, "quarter": 91, "tertial": 121, "half_year": 182, "year": 365}
MONTHS = {"quarter": 3, "tertial": 4, "half_year": 6, "year": 12}
LETTER = {"quarter": "Q", "tertial": "T", "half_year": "H"}


def add_months(day, months: int):
    """The same day of the month, clamped to the last there is."""
    count = day.year * 12 + day.month - 1 + months
    return clamped(count // 12, count % 12 + 1, day.day)


def clamped(year: int, month: int, day: int):
    return date(year, month, min(day, monthrange(year, month)[1]))


def period_of(period: str, fiscal_start: str, day):
    """(key, first day, last day) of the period this day lies in."""
    if period == "week":
        year, week, weekday = day.isocalendar()
        first = day - (weekday - 1) * DAY
        return f"{year}-W{week:02d}", first, first + 6 * DAY
    if period == "month":
        return f"{day.year}-{day.month:02d}", day.replace(day=1), clamped(day.year, day.month, 31)
    return _fiscal_period(period, fiscal_start, day)


def _fiscal_period(period, fiscal_start, day):
    month, date_of_month = (int(part) for part in fiscal_start.split("-"))
    year = day.year if clamped(day.year, month, date_of_month) <= day else day.year - 1
    length = MONTHS[period]
    for number in range(12 // length):
        first = _boundary(year, month + number * length, date_of_month)
        after = _boundary(year, month + (number + 1) * length, date_of_month)
        if first <= day < after:
            named = (_boundary(year, month + 12, date_of_month) - DAY).year
            prefix = "" if fiscal_start == "01-01" else "FY"
            suffix = "" if period == "year" else f"-{LETTER[period]}{number + 1}"
            return f"{prefix}{named}{suffix}", first, after - DAY
    raise AssertionError(day)


def _boundary(year, month, date_of_month):
    return clamped(year + (month - 1) // 12, (month - 1) % 12 + 1, date_of_month)
