"""Which intervals there are, and when each is rolled up."""

from datetime import date
from itertools import islice

from leadership.insights import periods
from leadership.insights.periods import Interval


def test_quarters_go_back_from_the_one_that_is_over():
    found = list(islice(periods.quarters_before(date(2026, 5, 3), (1, 1)), 2))
    assert found == [
        Interval("quarter", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        Interval("quarter", "2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
    ]


def test_a_fiscal_year_has_quarters_of_its_own():
    [first] = islice(periods.quarters_before(date(2026, 3, 5), (9, 1)), 1)
    assert (first.start, first.end) == (date(2025, 12, 1), date(2026, 2, 28))


def test_months_are_looked_at_on_their_first_day():
    found = [one.key for one in islice(periods.months_until(date(2026, 2, 1)), 3)]
    assert found == ["2026-02", "2026-01", "2025-12"]


def test_a_quarter_waits_for_a_hundred_and_thirty_days_at_most():
    quarter = Interval("quarter", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31))
    assert not periods.must_be_rolled_up(quarter, date(2026, 8, 8))
    assert periods.must_be_rolled_up(quarter, date(2026, 8, 9))
