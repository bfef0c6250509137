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


def period_of(period: str, fiscal, day):
    """(key, first day, last day) of the period this day lies in. `fiscal`: where the fiscal year starts ("MM-DD"), and
    what it was before, oldest first, with the day on which that was changed (None: it still is so)."""
    if period == "week":
        year, week, weekday = day.isocalendar()
        first = day - (weekday - 1) * DAY
        return f"{year}-W{week:02d}", first, first + 6 * DAY
    if period == "month":
        return f"{day.year}-{day.month:02d}", day.replace(day=1), clamped(day.year, day.month, 31)
    return _fiscal_period(period, fiscal, day)


def _fiscal_period(period, fiscal, day):
    first_day, last_day, date_of_month, prefix, is_short = _fiscal_year(fiscal, day)
    length = MONTHS[period]
    for number in range(12 // length):
        first = _boundary(first_day.year, first_day.month + number * length, date_of_month)
        after = _boundary(first_day.year, first_day.month + (number + 1) * length, date_of_month)
        first, last = max(first, first_day), min(after - DAY, last_day)
        if first <= day <= last:
            suffix = "" if period == "year" else f"-{LETTER[period]}{number + 1}"
            return f"{prefix}{last_day.year}{suffix}{'s' if is_short else ''}", first, last
    raise AssertionError(day)


def _fiscal_year(fiscal, day):
    """(first day, last day, day of the month of its boundaries, prefix of its name, is it a short one), found one year
    after the other. A changed start takes effect at the next fiscal year; a short year leads up to it."""
    rules = [(tuple(int(part) for part in start.split("-")), until) for start, until in fiscal]
    oldest = min([day, *(until for _, until in rules if until is not None)])
    first, counted = _boundary(oldest.year - 1, *rules[0][0]), rules[0][0][1]
    while True:
        (month, date_of_month), _ = rules[0]
        ends = [_boundary(year, month, date_of_month) - DAY for year in (first.year, first.year + 1)]
        last = min(one for one in ends if one >= first)
        is_short = first != _boundary(first.year, month, date_of_month)
        if day <= last:
            prefix = "" if (month, date_of_month) == (1, 1) else "FY"
            return first, last, counted if is_short else date_of_month, prefix, is_short
        first, counted = last + DAY, date_of_month
        while rules[0][1] is not None and rules[0][1] <= last:
            rules = rules[1:]


def _boundary(year, month, date_of_month):
    return clamped(year + (month - 1) // 12, (month - 1) % 12 + 1, date_of_month)
