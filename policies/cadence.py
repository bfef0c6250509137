"""Periods, intervals and their lengths (docs/reference/cadence.md R5, R7): pure calendar arithmetic on dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

NOMINAL_DAYS = {"week": 7, "month": 30, "quarter": 91, "tertial": 121, "half_year": 182, "year": 365}
PERIODS = tuple(NOMINAL_DAYS)
UNIT_DAYS = {"day": 1, "week": 7, "month": 30}

_MONTHS = {"quarter": 3, "tertial": 4, "half_year": 6, "year": 12}
_LETTER = {"quarter": "Q", "tertial": "T", "half_year": "H"}


class FiscalStart(NamedTuple):
    """The day the fiscal year starts, and where it was moved: what it was `before`, and the day that was decided. Month
    and day alone do as well, as a pair."""

    month: int
    day: int
    before: FiscalStart | None = None
    changed_on: date | None = None


Fiscal = FiscalStart | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Period:
    """One calendar period, both ends included; `key` identifies it for ever (R7)."""

    kind: str
    key: str
    start: date
    end: date


@lru_cache(maxsize=16384)
def period_at(kind: str, day: date, fiscal_start: Fiscal = (1, 1)) -> Period:
    """The period of that kind the day lies in. Week and month are the calendar's, the others the fiscal year's."""
    if kind == "week":
        return _week(day)
    if kind == "month":
        last = monthrange(day.year, day.month)[1]
        return Period(kind, f"{day:%Y-%m}", day.replace(day=1), day.replace(day=last))
    return _fiscal(kind, day, fiscal_start)


def periods_from(kind: str, day: date, fiscal_start: Fiscal = (1, 1)) -> Iterator[Period]:
    """The period the day lies in and those after it, without end."""
    while True:
        period = period_at(kind, day, fiscal_start)
        yield period
        day = period.end + timedelta(days=1)


def period_before(period: Period, fiscal_start: Fiscal = (1, 1)) -> Period:
    """The period that ends the day before this one starts."""
    return period_at(period.kind, period.start - timedelta(days=1), fiscal_start)


def add_months(anchor: date, months: int) -> date:
    """The same day of the month so many months on, clamped to the month's last day: 31 January + 1 = 28 February."""
    return _in_month(anchor.year, anchor.month + months, anchor.day)


def rolling_days(every: int, unit: str, base: date) -> int:
    """The interval in calendar days, counted from that base."""
    if unit == "month":
        return (add_months(base, every) - base).days
    return every * UNIT_DAYS[unit]


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    iso = day.isocalendar()
    return Period("week", f"{iso.year}-W{iso.week:02d}", monday, monday + timedelta(days=6))


class _Year(NamedTuple):
    """One fiscal year: its boundaries fall on `day` of their month, that of the next one on `ends_on`; the keys of a
    short one end in `suffix`."""

    first: date
    last: date
    day: int
    name: str
    ends_on: int
    suffix: str = ""


def _fiscal(kind: str, day: date, fiscal_start: Fiscal) -> Period:
    """The period of the fiscal year the day lies in; each boundary counts from the year's start, never chained."""
    year, step = _fiscal_year(day, fiscal_start), _MONTHS[kind]
    begins = [_in_month(year.first.year, year.first.month + months, year.day) for months in range(0, 12, step)]
    bounds = [bound for bound in begins if bound <= year.last]
    nth = max(i for i, bound in enumerate(bounds) if bound <= day)
    key = year.name if kind == "year" else f"{year.name}-{_LETTER[kind]}{nth + 1}"
    end = bounds[nth + 1] - timedelta(days=1) if nth + 1 < len(bounds) else year.last
    return Period(kind, key + year.suffix, bounds[nth], end)


def _fiscal_year(day: date, fiscal_start: Fiscal) -> _Year:
    """Where the start was moved, the old years run on to the end of the one that was running; a short one follows."""
    start = (fiscal_start[0], fiscal_start[1])
    first = _year_start(day, start)
    if isinstance(fiscal_start, FiscalStart) and fiscal_start.before and fiscal_start.changed_on:
        running = _fiscal_year(fiscal_start.changed_on, fiscal_start.before)
        turned = running.last + timedelta(days=1)
        if day < turned:
            return _fiscal_year(day, fiscal_start.before)
        if first < turned:
            last = _in_month(first.year + 1, *start) - timedelta(days=1)
            return _Year(turned, last, running.ends_on, _year_name(start, last), start[1], "s")
    last = _in_month(first.year + 1, *start) - timedelta(days=1)
    return _Year(first, last, start[1], _year_name(start, last), start[1])


def _year_start(day: date, start: tuple[int, int]) -> date:
    this_year = _in_month(day.year, *start)
    return this_year if this_year <= day else _in_month(day.year - 1, *start)


def _year_name(start: tuple[int, int], last: date) -> str:
    return f"{last.year}" if start == (1, 1) else f"FY{last.year}"


def _in_month(year: int, month: int, day: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
