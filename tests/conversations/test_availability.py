"""When two people could meet: both calendars, the rules of a booking, and why there is no time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations import availability, booking
from leadership.conversations.slots import Reason
from leadership.people import absences, pauses
from leadership.people.models import CoachProfile, DayHours, Door, OfficeHours, Person
from tests.conversations.conftest import april, at, on

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def starts(found, zone):
    return [f"{moment.astimezone(zone):%a %d %b %H:%M}" for moment in found.times]


def clocks(found):
    return [f"{moment.astimezone(STOCKHOLM):%H:%M}" for moment in found.times]


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


def test_each_keeps_their_own_air_on_both_sides_of_both_neighbours(cast, now, booked):
    """Camilla wants nothing around her talks, Erik a quarter before and half an hour after."""
    Door.objects.create(person=cast.camilla, before=0, after=0)
    Door.objects.create(person=cast.erik, before=15, after=30)
    booked(cast.camilla, cast.erik, april(8, "11:00"))
    with_erik = clocks(free(cast, now, member=cast.bjorn, start=april(8, "00:00"), until=april(9, "00:00")))
    assert [clock for clock in with_erik if "09:30" <= clock <= "12:30"] == ["09:30", "09:45", "12:15", "12:30"]
    with_astrid = clocks(free(cast, now, coach=cast.astrid, start=april(8, "00:00"), until=april(9, "00:00")))
    assert [clock for clock in with_astrid if "10:15" <= clock <= "11:45"] == ["10:15", "10:30", "11:30", "11:45"]
    talk = booked(cast.bjorn, cast.erik, april(8, "12:15"))
    assert talk.coach_holds_from == april(8, "12:00")


def test_the_rules_of_whoever_is_asked_for_time_hold(cast, now):
    Door.objects.create(person=cast.erik, notice=3 * 24 * 60, step=30, horizon=10)
    Door.objects.create(person=cast.camilla, notice=2 * 24 * 60, step=60)
    by_member, by_coach = (free(cast, now, start=now, until=None, by=side) for side in ("member", "coach"))
    assert starts(by_member, cast.camilla.zone_info)[0] == "Tue 07 Apr 09:00"
    assert by_member.times[-1] <= now + timedelta(days=10)
    assert {time.minute for time in by_member.times} == {0, 30}
    assert starts(by_coach, cast.camilla.zone_info)[0] == "Tue 07 Apr 09:00"
    assert by_coach.times[-1] > now + timedelta(days=50)


def test_a_short_horizon_still_reaches_the_end_of_the_window(cast, now, owed):
    Door.objects.create(person=cast.erik, horizon=10)
    assert free(cast, now, start=now, until=None, obligation=owed(cast.camilla)).times[-1] > at(10, "00:00", month=8)


def test_a_door_closed_until_a_date_keeps_members_waiting_but_not_the_coach(cast, now):
    Door.objects.create(person=cast.erik, opens_on=on(20, 4))
    assert starts(free(cast, now, start=now, until=None), cast.camilla.zone_info)[0] == "Mon 20 Apr 09:00"
    early = free(cast, now, start=now, until=april(18, "00:00"))
    assert (early.times, early.none_because) == ((), Reason.DOOR_CLOSED)
    assert starts(free(cast, now, start=now, until=None, by="coach"), cast.camilla.zone_info)[0] == "Wed 01 Apr 14:00"


def test_hours_of_a_date_stand_in_place_of_the_weekdays_even_on_a_public_holiday(cast, now):
    DayHours.objects.create(person=cast.erik, day=on(8, 4), windows=[["10:00", "11:00"], ["15:00", "16:00", "Kista"]])
    DayHours.objects.create(person=cast.erik, day=on(9, 4))
    DayHours.objects.create(person=cast.erik, day=on(6, 4), windows=[["10:00", "11:00"]])
    DayHours.objects.create(person=cast.camilla, day=on(6, 4), windows=[["08:00", "12:00"]])
    found = free(cast, now, start=april(4, "00:00"), until=april(10, "00:00"))
    assert [time for time in starts(found, cast.camilla.zone_info) if not time.startswith("Tue")] == [
        "Mon 06 Apr 10:00", "Mon 06 Apr 10:15", "Mon 06 Apr 10:30",
        "Wed 08 Apr 10:00", "Wed 08 Apr 10:15", "Wed 08 Apr 10:30",
        "Wed 08 Apr 15:00", "Wed 08 Apr 15:15", "Wed 08 Apr 15:30",
    ]  # fmt: skip
    assert (found.places.at(april(8, "15:15")), found.places.at(april(8, "10:00"))) == ("Kista", "")


def test_who_meets_in_person_meets_where_the_coach_is_then(cast, now, booked):
    CoachProfile.objects.filter(person=cast.erik).update(place="Room 4")
    week = {"mon": [["09:00", "12:00", "Kista"], ["13:00", "17:00"]], "tue": [["09:00", "17:00", "Solna"]]}
    Person.objects.filter(pk=cast.erik.pk).update(work_hours=week)
    cast.erik.refresh_from_db()
    places = [booked(cast.camilla, cast.erik, april(13, clock)).place for clock in ("09:00", "14:00")]
    talk = booked(cast.bjorn, cast.erik, april(14, "10:00"), mode="remote")
    assert (places, talk.place) == (["Kista", "Room 4"], "Room 4")
    for place, moved_to in (("", "Solna"), ("The café", "The café")):
        talk = booked(cast.david, cast.erik, april(20, "09:00"), place=place)
        moved = booking.move(talk, start=april(21, "09:00"), by=cast.david, now=now)
        assert moved.place == moved_to
        booking.cancel(moved, by=cast.david, now=now)


def test_hours_open_for_whoever_drops_in_are_not_offered_by_appointment(cast, now):
    OfficeHours.objects.create(
        coach=cast.erik, weekday=2, opens="10:00", closes="11:00", minutes=15, first_day=on(1, 4), last_day=on(8, 4)
    )
    found = clocks(free(cast, now, start=april(8, "00:00"), until=april(9, "00:00")))
    assert [clock for clock in found if "09:00" <= clock <= "11:30"] == ["09:00", "09:15", "11:15", "11:30"]
    assert "10:15" in clocks(free(cast, now, start=april(15, "00:00"), until=april(16, "00:00")))


def test_one_member_and_many_coaches_take_as_many_queries_as_one(cast, now, booked):
    booked(cast.bjorn, cast.erik, april(8, "11:00"))
    each = availability.free_with_each(cast.camilla, [cast.erik, cast.astrid], minutes=30, now=now)
    assert {pk: found.times for pk, found in each.items()} == {
        coach.pk: free(cast, now, coach=coach, start=None, until=None).times for coach in (cast.erik, cast.astrid)
    }
    with CaptureQueriesContext(connection) as queries:
        availability.free_with_each(cast.camilla, [cast.erik, cast.astrid, cast.freja], minutes=30, now=now)
    assert len(queries) == 3


def test_after_the_days_to_choose_from_the_next_free_time_is_known(cast, now):
    Door.objects.create(person=cast.erik, horizon=7, opens_on=on(1, 6))
    assert free(cast, now, start=now, until=None).times == ()
    assert availability.next_free(cast.camilla, cast.erik, minutes=30, now=now) == at(1, month=6)
    absences.note(cast.erik, start=now.date(), end=None, now=now)
    assert availability.next_free(cast.camilla, cast.erik, minutes=30, now=now) is None


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
    assert count() == few == 3
