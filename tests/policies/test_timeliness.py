"""How an obligation stands in time."""

import pytest

from policies.timeliness import due_soon_from, timeliness

from .facts_for_tests import DAYS, day


def stands(on, state="open", credited=None, overdue="08-05", **more):
    return timeliness(
        state=state,
        on=day(on),
        opens_on=day("04-01"),
        due_on=day("06-30"),
        overdue_from=day(overdue) if overdue else None,
        days=DAYS,
        credited_on=day(credited) if credited else None,
        **more,
    )


@pytest.mark.parametrize(
    ("on", "value"),
    [
        ("03-31", "planned"),
        ("04-01", "on_track"),
        ("06-14", "on_track"),
        ("06-15", "due_soon"),
        ("06-30", "due_soon"),
        ("07-01", "late"),
        ("08-04", "late"),
        ("08-05", "overdue"),
    ],
)
def test_time_passes_from_planned_to_overdue(on, value):
    assert stands(on) == value
    assert stands(on, state="booked") == value


def test_without_an_overdue_day_it_stays_late():
    assert stands("12-01", overdue=None) == "late"


def test_on_leave_it_rests_whatever_the_day():
    assert {stands(on, resting=True) for on in ("03-01", "05-01", "07-01", "09-01")} == {"resting"}


def test_what_was_held_was_held_in_time_or_late():
    assert stands("09-01", state="fulfilled", credited="06-30") == "held"
    assert stands("09-01", state="fulfilled", credited="07-01") == "held_late"


@pytest.mark.parametrize("state", ["missed", "excused", "cancelled", "lapsed"])
def test_what_is_over_is_closed(state):
    assert stands("05-01", state=state) == "closed"


def test_soon_is_the_last_third_of_a_short_time():
    assert due_soon_from(day("06-17"), day("06-22"), DAYS) == day("06-20")
