"""Counting working days: the member's own, and Monday to Friday whatever the pattern."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.facts import Pause
from policies.workdays import WorkCalendar, calendar_of, clock_end, merged

from . import anything
from .facts_for_tests import DAYS, day
from .holiday_lookup import lookup


@pytest.mark.parametrize("text", ["06-19", "12-24", "12-31", "05-14", "06-06", "07-06", "07-31", "06-20"])
def test_eves_holidays_pauses_and_weekends_are_no_working_days_in_sweden(text):
    assert not DAYS.is_workday(day(text))


def test_half_days_are_working_days():
    assert DAYS.is_workday(day("04-30"))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("04-01", 15, "04-24"),
        ("06-30", -5, "06-23"),
        ("06-19", 0, "06-22"),
        ("06-22", 0, "06-22"),
        ("06-30", 5, "08-04"),
    ],
)
def test_working_days_are_counted_after_and_before(start, count, end):
    assert DAYS.plus(day(start), count) == day(end)


def test_leave_is_passed_over_when_asked():
    assert DAYS.plus(day("05-04"), 1, ((day("05-05"), day("05-10")),)) == day("05-11")


def test_part_timers_have_calendar_working_days_of_their_own():
    two_days = calendar_of(lookup, "SE", "", frozenset({0, 1}))
    assert two_days.plus(day("05-04"), 2) == day("05-11")
    assert two_days.counted_weekdays().plus(day("05-04"), 2) == day("05-06")


def test_one_calendar_serves_everybody_who_shares_it():
    assert calendar_of(lookup, "SE", "") is calendar_of(lookup, "SE", "")


def test_a_pattern_without_days_is_refused():
    with pytest.raises(ValueError, match="at least one weekday"):
        WorkCalendar(lookup, "SE", "", frozenset())


def test_pauses_that_touch_are_one():
    pauses = (Pause(day("07-13"), day("07-31")), Pause(day("07-06"), day("07-12")))
    assert calendar_of(lookup, "SE", "", pauses=pauses).pause_end(day("07-06")) == day("07-31")


@settings(max_examples=60, deadline=None)
@given(anything.days, st.integers(1, 40), st.frozensets(st.integers(0, 6), min_size=1))
def test_there_and_back_again(start, count, pattern):
    days = calendar_of(lookup, "SE", "", pattern)
    end = days.plus(start, count)
    assert days.is_workday(end)
    assert days.between(start, end) == count
    assert days.plus(end, -count) <= start + timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(anything.days, st.integers(0, 60), st.lists(anything.stretches(40), max_size=4))
def test_a_clock_runs_only_on_the_days_that_are_not_stopped(start, count, stretches):
    stopped = merged(stretches)
    end = clock_end(start, count, stopped)
    ran = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(not any(a <= one <= b for a, b in stretches) for one in ran) == count


def test_a_clock_that_has_nothing_to_run_stands():
    assert clock_end(date(2026, 7, 5), 0, ()) == date(2026, 7, 5)
