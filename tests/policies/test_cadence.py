"""Periods, their names, and months that end early."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.cadence import PERIODS, FiscalStart, add_months, period_at, period_before, periods_from, rolling_days

from . import anything
from .facts_for_tests import day


@pytest.mark.parametrize(
    ("kind", "on", "fiscal", "key", "start", "end"),
    [
        ("week", "2026-01-01", (1, 1), "2026-W01", "2025-12-29", "2026-01-04"),
        ("week", "2027-01-01", (1, 1), "2026-W53", "2026-12-28", "2027-01-03"),
        ("month", "2024-02-29", (9, 1), "2024-02", "2024-02-01", "2024-02-29"),
        ("quarter", "2026-05-12", (1, 1), "2026-Q2", "2026-04-01", "2026-06-30"),
        ("tertial", "2026-01-01", (9, 1), "FY2026-T2", "2026-01-01", "2026-04-30"),
        ("half_year", "2025-12-31", (7, 1), "FY2026-H1", "2025-07-01", "2025-12-31"),
        ("year", "2026-08-31", (9, 1), "FY2026", "2025-09-01", "2026-08-31"),
        ("year", "2026-08-31", (1, 1), "2026", "2026-01-01", "2026-12-31"),
        ("quarter", "2026-02-28", (8, 31), "FY2026-Q3", "2026-02-28", "2026-05-30"),
        ("quarter", "2026-02-27", (8, 31), "FY2026-Q2", "2025-11-30", "2026-02-27"),
    ],
)
def test_a_period_has_its_name_and_its_ends(kind, on, fiscal, key, start, end):  # noqa: PLR0917
    found = period_at(kind, day(on), fiscal)
    assert (found.key, found.start, found.end) == (key, day(start), day(end))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PERIODS), anything.days, st.sampled_from([(1, 1), (9, 1), (2, 29), (8, 31), (12, 31)]))
def test_periods_follow_each_other_without_gap_or_overlap(kind, on, fiscal):
    here = period_at(kind, on, fiscal)
    assert here.start <= on <= here.end
    ahead = periods_from(kind, on, fiscal)
    assert next(ahead) == here
    after = next(ahead)
    assert after.start == here.end + timedelta(days=1)
    assert after.key != here.key
    assert period_before(after, fiscal) == here


@pytest.mark.parametrize(
    ("anchor", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_months_are_counted_from_the_anchor_and_clamped(anchor, months, end):
    assert add_months(day(anchor), months) == day(end)


def test_an_interval_is_counted_from_its_base():
    assert rolling_days(1, "month", date(2026, 1, 31)) == 28
    assert rolling_days(2, "week", date(2026, 1, 31)) == 14
    assert rolling_days(14, "day", date(2026, 1, 31)) == 14


MOVED = FiscalStart(9, 1, before=FiscalStart(1, 1), changed_on=date(2026, 5, 10))


@pytest.mark.parametrize(
    ("kind", "day", "key", "start", "end"),
    [
        ("quarter", "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("year", "2027-01-01", "FY2027s", "2027-01-01", "2027-08-31"),
        ("quarter", "2027-08-31", "FY2027-Q3s", "2027-07-01", "2027-08-31"),
        ("tertial", "2027-05-01", "FY2027-T2s", "2027-05-01", "2027-08-31"),
        ("half_year", "2027-08-01", "FY2027-H2s", "2027-07-01", "2027-08-31"),
        ("year", "2027-09-01", "FY2028", "2027-09-01", "2028-08-31"),
        ("quarter", "2027-12-01", "FY2028-Q2", "2027-12-01", "2028-02-29"),
    ],
)
def test_a_moved_fiscal_year_begins_after_a_short_one(kind, day, key, start, end):
    period = period_at(kind, date.fromisoformat(day), MOVED)
    assert (period.key, period.start.isoformat(), period.end.isoformat()) == (key, start, end)


def test_periods_of_a_moved_fiscal_year_follow_each_other_without_a_gap():
    for kind in ("month", "quarter", "tertial", "half_year", "year"):
        day = date(2025, 12, 31)
        for period in islice(periods_from(kind, day, MOVED), 12):
            assert period.start <= day <= period.end
            assert period_before(period, MOVED).end == period.start - timedelta(days=1)
            day = period.end + timedelta(days=1)
