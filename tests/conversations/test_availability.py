"""When two people could meet: both calendars, the rules of a booking, and why there is no time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations import availability
from leadership.conversations.slots import Reason
from leadership.people import absences, pauses
from leadership.people.models import CoachProfile
from tests.conversations.conftest import april, at, on


def starts(found, zone):
    return [f"{moment.astimezone(zone):%a %d %b %H:%M}" for moment in found.times]


def free(cast, now, *, start, until, **named):
    details = {"minutes": 30, "now": now, **named}
    member, coach = details.pop("member", cast.camilla), details.pop("coach", cast.erik)
    return availability.free_times(member, coach, start=start, until=until, **details)


def test_two_in_one_office_share_its_hours(cast, now):
    found = starts(free(cast, now, start=april(8, "00:00"), until=april(9, "00:00")), cast.camilla.zone_info)
    assert found[0] == "Wed 08 Apr 09:00"
    assert found[-1] == "Wed 08 Apr 16:30"
    assert len(found) == 31


def test_helsinki_and_new_york_share_one_hour(cast, now):
    found = free(cast, now, start=april(8, "00:00"), until=april(9, "00:00"), member=cast.bjorn, coach=cast.freja)
    assert starts(found, cast.bjorn.zone_info) == ["Wed 08 Apr 16:00", "Wed 08 Apr 16:15", "Wed 08 Apr 16:30"]


def test_public_holidays_of_either_are_free(cast, now):
    """Good Friday and Easter Monday in Sweden and Finland; New York works."""
    found = free(cast, now, start=april(3, "00:00"), until=april(8, "00:00"), member=cast.bjorn, coach=cast.freja)
    assert {day[:10] for day in starts(found, cast.bjorn.zone_info)} == {"Tue 07 Apr"}


@pytest.mark.parametrize(("who", "reason"), [("camilla", Reason.ABSENT_MEMBER), ("erik", Reason.ABSENT_COACH)])
def test_nobody_is_asked_while_away(cast, now, who, reason):
    absences.note(getattr(cast, who), start=on(8, 4), end=on(9, 4), now=now)
    found = free(cast, now, start=april(8, "00:00"), until=april(10, "00:00"))
    assert (found.times, found.none_because) == ((), reason)


def test_a_pause_of_the_organisation_is_respected(cast, now):
    pauses.set(start=on(8, 4), end=on(12, 4), label="", by=None, now=now)
    found = free(cast, now, start=april(8, "00:00"), until=april(14, "00:00"))
    assert starts(found, cast.camilla.zone_info)[0] == "Mon 13 Apr 09:00"


def test_a_member_books_a_day_ahead_a_coach_four_hours(cast, now):
    by_member = free(cast, now, start=now, until=april(3, "00:00"))
    by_coach = free(cast, now, start=now, until=april(3, "00:00"), by="coach")
    assert starts(by_member, cast.camilla.zone_info)[0] == "Thu 02 Apr 10:00"
    assert starts(by_coach, cast.camilla.zone_info)[0] == "Wed 01 Apr 14:00"


def test_a_talk_takes_its_time_with_a_pause_for_breath(cast, now, booked):
    booked(cast.bjorn, cast.erik, april(8, "11:00"))
    found = starts(free(cast, now, start=april(8, "00:00"), until=april(9, "00:00")), cast.camilla.zone_info)
    near = [time[-5:] for time in found if "10:00" <= time[-5:] <= "12:00"]
    assert near == ["10:00", "10:15", "11:45", "12:00"]


def test_a_talk_about_to_be_moved_is_not_in_its_own_way(cast, now, booked):
    talk = booked(cast.camilla, cast.erik, april(8, "11:00"))
    found = free(cast, now, start=april(8, "11:15"), until=april(8, "11:16"), ignoring=talk)
    assert found.times == (april(8, "11:15"),)


def test_a_coach_gives_two_talks_a_day_and_six_a_week(cast, now, booked):
    for day, clock in [(13, "09:00"), (13, "13:00"), (14, "09:00"), (14, "13:00"), (15, "09:00")]:
        booked(cast.bjorn, cast.erik, april(day, clock))
    week = free(cast, now, start=april(13, "00:00"), until=april(18, "00:00"))
    days = [day[:10] for day in starts(week, cast.camilla.zone_info)]
    assert sorted(set(days)) == ["Fri 17 Apr", "Thu 16 Apr", "Wed 15 Apr"]
    booked(cast.bjorn, cast.erik, april(16, "09:00"))
    assert free(cast, now, start=april(13, "00:00"), until=april(14, "00:00")).none_because == Reason.COACH_FULL_DAY
    assert free(cast, now, start=april(17, "00:00"), until=april(18, "00:00")).none_because == Reason.COACH_FULL_WEEK


def test_the_search_reaches_sixty_days_and_always_the_end_of_the_window(cast, now, owed):
    assert availability.horizon(now) == now + timedelta(days=60)
    assert availability.horizon(now, owed(cast.camilla)) == at(15, "00:00", month=8)


def test_the_number_of_queries_does_not_grow_with_the_calendars(cast, now, booked):
    def count():
        with CaptureQueriesContext(connection) as queries:
            free(cast, now, start=now, until=at(30))
        return len(queries)

    free(cast, now, start=now, until=at(30))
    few = count()
    for day in (13, 14, 15, 16, 20, 21):
        booked(cast.bjorn, cast.erik, april(day))
    CoachProfile.objects.filter(person=cast.erik).update(per_week=20)
    assert count() == few <= 7
