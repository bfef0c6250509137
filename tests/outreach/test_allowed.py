"""Nobody is written to in quiet hours, on a day off, on leave or in a pause, whatever the moment and the zone (I3)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.outreach.allowed import HORIZON, Hours, hours_of
from leadership.people import absences, pauses
from policies.facts import Pause
from policies.workdays import WorkCalendar

ZONES = ["Europe/Stockholm", "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]


def no_holidays(country: str, subdiv: str, year: int) -> frozenset[date]:
    return frozenset({date(year, 1, 1), date(year, 12, 25)})


moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
days = st.dates(date(2025, 1, 1), date(2028, 1, 1))
stretches = st.tuples(days, st.integers(0, 40)).map(lambda one: (one[0], one[0] + timedelta(days=one[1])))
patterns = st.sets(st.integers(0, 6), min_size=1).map(frozenset)


@st.composite
def hours(draw):
    pause = draw(stretches)
    calendar = WorkCalendar(no_holidays, "SE", "", draw(patterns), (Pause(*pause),))
    away = tuple(draw(st.lists(stretches, max_size=3)))
    return Hours(ZoneInfo(draw(st.sampled_from(ZONES))), calendar, time(18), time(8), away)


@settings(max_examples=150, deadline=None)
@given(hours(), moments)
def test_the_next_moment_is_allowed_and_is_never_in_the_past(person, at):
    found = person.next(at)
    assert found >= at
    local = found.astimezone(person.zone)
    assert time(8) <= local.time() < time(18)
    assert person.calendar.is_workday(local.date())
    assert not any(start <= local.date() <= end for start, end in person.away)


@settings(max_examples=80, deadline=None)
@given(hours(), moments)
def test_no_allowed_moment_is_passed_over(person, at):
    found = person.next(at)
    probe = at
    while probe < min(found, at + timedelta(days=6)):
        assert not person.allows(probe)
        probe += timedelta(hours=1)


@settings(max_examples=80, deadline=None)
@given(hours(), moments)
def test_tomorrow_is_another_day(person, at):
    assert person.day(person.tomorrow(at)) > person.day(at)


@settings(max_examples=80, deadline=None)
@given(hours(), moments)
def test_the_last_moment_before_is_not_after(person, at):
    found = person.last(at)
    assert found <= at
    assert person.allows(found) or found == at


def test_whoever_is_away_until_nobody_knows_when_is_looked_at_again_in_a_week():
    calendar = WorkCalendar(no_holidays, "SE", "")
    person = Hours(ZoneInfo("Europe/Stockholm"), calendar, away=((date(2026, 1, 1), None),))
    at = datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert person.next(at) == at + timedelta(days=7)
    assert HORIZON > 365


def test_quiet_hours_of_an_organisation_that_works_at_night():
    calendar = WorkCalendar(no_holidays, "SE", "", frozenset(range(7)))
    person = Hours(ZoneInfo("UTC"), calendar, time(9), time(17))
    assert person.allows(datetime(2026, 4, 1, 3, tzinfo=UTC))
    assert person.next(datetime(2026, 4, 1, 12, tzinfo=UTC)) == datetime(2026, 4, 1, 17, tzinfo=UTC)


def test_each_person_is_written_to_by_their_own_clock_and_calendar(cast, now, django_assert_num_queries):
    absences.note(cast.camilla, start=date(2026, 4, 1), end=date(2026, 4, 2), by=cast.camilla, now=now)
    pauses.set(start=date(2026, 4, 7), end=date(2026, 4, 7), label="", by=cast.david, now=now)
    found = hours_of([cast.bjorn, cast.freja, cast.camilla])
    night = datetime(2026, 4, 1, 4, tzinfo=UTC)
    assert found[cast.bjorn.pk].next(night) == datetime(2026, 4, 1, 5, tzinfo=UTC)
    assert found[cast.freja.pk].next(night) == datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert found[cast.camilla.pk].next(night) == datetime(2026, 4, 8, 6, tzinfo=UTC)
    with django_assert_num_queries(4):
        hours_of([cast.bjorn])
    with django_assert_num_queries(4):
        hours_of(list(cast.everybody))
