"""Hours a coach keeps open: one press takes a time, each time takes one, and the next may follow at once."""

from datetime import date, time, timedelta

import pytest

from leadership.conversations import availability, booking, dropping_in
from leadership.conversations.dropins import on_days, starts
from leadership.conversations.errors import NotEligible, NotFree, SlotTaken
from leadership.conversations.models import NotWith
from leadership.lib.intervals import minute_of
from leadership.people import absences, doors
from leadership.people.models import CoachProfile, OfficeHours
from tests.conversations.conftest import april, on
from tests.conversations.test_slots import busy, utc

HALF_HOUR = {"minutes": 15, "opens": time(10), "closes": time(10, 30)}


@pytest.fixture
def hours(cast, now):
    """Every Wednesday from 10:00 to 10:30 Erik's door is open, a quarter of an hour for each."""
    return doors.open_hours(
        cast.erik, weekday=2, first_day=on(1, 4), by=cast.erik, now=now, place="Room 4", **HALF_HOUR
    )


def test_the_hours_follow_the_coachs_clock_through_a_clock_change() -> None:
    found = list(on_days([date(2026, 3, 25), date(2026, 4, 1)], (600, 630), "Europe/Stockholm"))
    assert found == [
        (utc("2026-03-25T09:00"), utc("2026-03-25T09:30")), (utc("2026-04-01T08:00"), utc("2026-04-01T08:30")),
    ]  # fmt: skip


def test_times_follow_one_another_and_leave_out_what_has_begun_or_is_taken() -> None:
    ten = minute_of(utc("2026-04-08T10:00"))
    taken = busy(("2026-04-08T10:20", "2026-04-08T10:25"))
    assert starts([(ten, ten + 50)], 15, taken=(), now=utc("2026-04-08T09:00")) == [ten, ten + 15, ten + 30]
    assert starts([(ten, ten + 50)], 15, taken=taken, now=utc("2026-04-08T10:01")) == [ten + 30]


def test_whoever_wants_drops_in_with_one_press_and_the_next_may_follow_at_once(cast, now, hours):
    CoachProfile.objects.filter(person=cast.erik).update(accepting=False, per_day=1)
    talk = dropping_in.drop_in(hours, start=april(8, "10:00"), by=cast.bjorn, now=now)
    assert (talk.state, talk.minutes, talk.place, talk.initiated_by) == ("booked", 15, "Room 4", "member")
    assert dropping_in.drop_in(hours, start=april(8, "10:00"), by=cast.bjorn, now=now) == talk
    [here] = [one for one in dropping_in.coming(cast.camilla, now=now) if one.starts[0].date() == on(8, 4)]
    assert here.starts == (april(8, "10:15"),)
    dropping_in.drop_in(hours, start=april(8, "10:15"), by=cast.camilla, now=now)
    assert not [one for one in dropping_in.coming(cast.david, now=now) if one.starts[0].date() == on(8, 4)]
    day = availability.free_times(
        cast.david, cast.erik, minutes=30, now=now, start=april(8, "00:00"), until=april(9, "00:00")
    )
    assert day.times, "whoever drops in does not count against the talks a day"


def test_each_time_takes_one(cast, now, hours):
    dropping_in.drop_in(hours, start=april(8, "10:00"), by=cast.bjorn, now=now)
    with pytest.raises(SlotTaken):
        dropping_in.drop_in(hours, start=april(8, "10:00"), by=cast.camilla, now=now)
    with pytest.raises(NotFree):
        dropping_in.drop_in(hours, start=april(8, "10:05"), by=cast.camilla, now=now)
    with pytest.raises(NotEligible):
        dropping_in.drop_in(hours, start=april(8, "10:15"), by=cast.erik, now=now)


def test_what_i_have_agreed_to_is_in_the_way_and_so_are_the_coachs_days_away(cast, now, hours, booked):
    booked(cast.camilla, cast.astrid, april(8, "10:30"))
    assert [one.starts for one in dropping_in.coming(cast.camilla, now=now)] == [
        (april(1, "10:00"), april(1, "10:15")), (april(8, "10:00"),),
    ]  # fmt: skip
    with pytest.raises(NotFree):
        dropping_in.drop_in(hours, start=april(8, "10:15"), by=cast.camilla, now=now)
    absences.note(cast.erik, start=on(8, 4), end=on(8, 4), now=now)
    assert all(one.starts[0].date() != on(8, 4) for one in dropping_in.coming(cast.camilla, now=now))


def test_no_door_is_open_between_two_of_whom_one_would_rather_not(cast, now, hours):
    NotWith.objects.create(person=cast.bjorn, other=cast.erik)
    NotWith.objects.create(person=cast.erik, other=cast.camilla)
    assert dropping_in.coming(cast.bjorn, now=now) == dropping_in.coming(cast.camilla, now=now) == []
    assert dropping_in.coming(cast.david, now=now)


def test_a_time_given_back_can_be_had_again(cast, now, hours):
    talk = dropping_in.drop_in(hours, start=april(8, "10:00"), by=cast.bjorn, now=now)
    booking.cancel(talk, by=cast.bjorn, now=now)
    assert dropping_in.drop_in(hours, start=april(8, "10:00"), by=cast.camilla, now=now).state == "booked"


def test_open_hours_end_on_their_last_day_and_when_they_are_closed(cast, now, hours):
    OfficeHours.objects.update(last_day=on(8, 4))
    later = now + timedelta(days=8)
    assert dropping_in.coming(cast.camilla, now=later) == []
    doors.close_hours(hours, by=cast.erik, now=now)
    assert dropping_in.coming(cast.camilla, now=now) == []
