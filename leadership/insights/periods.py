"""Which intervals figures speak of, and on which day each is rolled up. Pure.

Quarters are the organisation's own (R5). They are rolled up once all that was due in them is decided, at the latest
`PATIENCE` days after their end. Months are looked at on their first day. What has been rolled up stays: figures that
differ by one person's days would tell about that person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policies.cadence import Fiscal, Period, period_at, period_before

PATIENCE = 130
"""Days after a quarter in which what was due in it may still be decided."""
BACK = 8
"""Quarters that are rolled up after the fact, when there is something to roll up."""
MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class Interval:
    """A quarter (`2026-Q2`) or the first day of a month (`2026-07`): `start` and `end`, both included."""

    kind: str
    key: str
    start: date
    end: date


def quarters_before(on: date, fiscal: Fiscal) -> Iterator[Interval]:
    """The quarters that are over on `on`, the newest first, as far back as figures go."""
    period = period_at("quarter", on, fiscal)
    for _ in range(BACK):
        period = period_before(period, fiscal)
        yield Interval("quarter", period.key, period.start, period.end)


def quarter_of(day: date, fiscal: Fiscal) -> Interval:
    """The quarter the day lies in."""
    period = period_at("quarter", day, fiscal)
    return Interval("quarter", period.key, period.start, period.end)


def months_until(on: date) -> Iterator[Interval]:
    """The first days of months up to `on`, the newest first."""
    first = on.replace(day=1)
    for _ in range(MONTHS_BACK):
        yield Interval("month", f"{first:%Y-%m}", first, first)
        first = (first - timedelta(days=1)).replace(day=1)


def must_be_rolled_up(interval: Interval, on: date) -> bool:
    """Whether a quarter has waited long enough, whatever is still open in it."""
    return on > interval.end + timedelta(days=PATIENCE)


def running(on: date, fiscal: Fiscal) -> Period:
    """The quarter `on` lies in."""
    return period_at("quarter", on, fiscal)
