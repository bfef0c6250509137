"""Why a time is not free: one's own reasons by name, the other's only as "not free"."""

import pytest

from leadership.calendars.models import BusyTime, Source
from leadership.conversations.availability import Asked
from leadership.conversations.why_not import why_not
from leadership.people import absences, doors, pauses
from leadership.people.models import Door, OfficeHours
from tests.conversations.conftest import april, on


@pytest.fixture
def why(cast, now):
    """What Camilla, or Erik as her coach, reads about a time: whose it is, and the rule."""

    def ask(start, reader=None, by="member"):
        asked = Asked(cast.camilla, cast.erik, 30, now, by=by)
        return [(one.side, one.rule) for one in why_not(asked, start=start, reader=reader or cast.camilla)]

    return ask


def test_a_free_time_has_nothing_in_its_way(why):
    assert why(april(8, "11:00")) == []


def test_ones_own_talk_is_named_and_the_others_is_not(cast, now, why, booked):
    booked(cast.camilla, cast.astrid, april(8, "11:00"))
    asked = Asked(cast.camilla, cast.erik, 30, now)
    [own] = why_not(asked, start=april(8, "11:00"), reader=cast.camilla)
    [others] = why_not(asked, start=april(8, "11:00"), reader=cast.erik)
    assert (own.side, own.rule, others.side, others.rule) == ("you", "talk", "other", "busy")
    assert own.text == "your talk with Astrid takes 10:55 to 11:40, the time kept free around it included."
    assert others.text == "Camilla is not free then."
    assert why(april(8, "11:45")) == []
    Door.objects.create(person=cast.camilla, before=30)
    assert why(april(8, "11:45")) == [("you", "buffer")]


def test_every_kind_of_closed_day_is_told_to_oneself_and_to_nobody_else(cast, now, why):
    absences.note(cast.camilla, start=on(8, 4), end=on(8, 4), now=now)
    pauses.set(start=on(20, 4), end=on(21, 4), label="", by=None, now=now)
    doors.set_day(cast.camilla, on(9, 4), [], by=cast.camilla, now=now)
    assert why(april(8, "11:00")) == [("you", "absence")]
    assert why(april(8, "11:00"), reader=cast.erik) == [("other", "busy")]
    assert why(april(20, "11:00")) == [("you", "pause"), ("other", "busy")]
    assert why(april(6, "11:00")) == [("you", "holiday"), ("other", "busy")]
    assert why(april(9, "11:00")) == [("you", "day_hours")]
    assert why(april(11, "11:00")) == [("you", "hours"), ("other", "busy")]


def test_a_calendar_kept_elsewhere_is_named_to_its_owner(cast, now):
    source = Source.objects.create(
        person=cast.camilla,
        kind="ics",
        name="Choir",
        url="https://x.example/c.ics",
        origin="",
        made_at=now,
        next_at=now,
    )
    BusyTime.objects.create(source=source, start=april(8, "11:00"), end=april(8, "12:00"))
    [own] = why_not(Asked(cast.camilla, cast.erik, 30, now), start=april(8, "11:15"), reader=cast.camilla)
    assert (own.rule, "Choir" in own.text) == ("calendar", True)


def test_rules_of_the_door_are_the_coachs_own_affair(cast, why, booked):
    Door.objects.create(person=cast.erik, opens_on=on(20, 4))
    assert why(april(8, "11:00")) == [("other", "busy")]
    assert why(april(8, "11:00"), reader=cast.erik) == [("you", "door")]
    OfficeHours.objects.create(
        coach=cast.erik, weekday=2, opens="10:00", closes="12:00", minutes=15, first_day=on(1, 4)
    )
    assert why(april(22, "11:00"), reader=cast.erik, by="coach") == [("you", "open_door")]


def test_too_soon_too_far_and_an_odd_minute_are_said_to_both(cast, now, why):
    assert why(april(2, "09:30")) == [("both", "notice")]
    assert why(april(8, "11:07")) == [("both", "step")]
    assert ("both", "window") in why(april(30, "11:00").replace(month=6))
