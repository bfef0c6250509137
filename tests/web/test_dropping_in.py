"""Open doors: what is there, by the reader's clock; one press sets the time; who comes second is told kindly."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations.models import Conversation
from leadership.people import doors
from tests.web.memberpages import starts, text, window

DOORS = "/drop-in/"


@pytest.fixture
def hours(today, now):
    return doors.open_hours(
        today.erik, weekday=2, opens=time(10), closes=time(11), minutes=15, first_day=date(2026, 4, 8), by=today.erik,
        now=now, place="Room 4",
    )  # fmt: skip


def press(person, hours, start):
    return window(person).post(DOORS, {"deed": "book", "hours": str(hours.key), "start": start})


def test_an_open_door_is_seen_by_the_readers_own_clock_and_entered_with_one_press(today, hours) -> None:
    page = text(window(today.bjorn).get(DOORS))
    assert "onsdag 8 april" in page
    assert "Room 4" in page
    assert starts(page)[0] == "2026-04-08T08:00:00Z"
    assert ">11:00</span>" in page
    assert "Erik 10:00" in page
    answer = press(today.bjorn, hours, "2026-04-08T08:00:00Z")
    talk = Conversation.objects.get()
    assert answer["Location"] == f"/conversations/{talk.key}/"
    assert (talk.state, talk.member, talk.drop_in, talk.place) == ("booked", today.bjorn, True, "Room 4")


def test_the_second_to_press_is_told_kindly_and_sees_what_is_left(today, hours) -> None:
    press(today.bjorn, hours, "2026-04-08T08:00:00Z")
    answer = press(today.camilla, hours, "2026-04-08T08:00:00Z")
    assert answer.status_code == 409
    assert "Någon hann före" in text(answer)
    assert starts(text(answer))[0] == "2026-04-08T08:15:00Z"
    assert press(today.camilla, hours, "soon").status_code == 400
    assert window(today.camilla).post(DOORS, {"hours": "nothing"}).status_code == 404


def test_without_an_open_door_the_way_leads_to_a_talk_of_ones_own(today) -> None:
    page = text(window(today.camilla).get(DOORS))
    assert "Ingen dörr står öppen" in page
    assert "/talk/" in page


def test_many_doors_are_read_as_quickly_as_one(today, hours, now) -> None:
    client, counts = window(today.camilla), []
    for coach, weekday in [(today.erik, 3), (today.astrid, 1), (today.freja, 4)]:
        said = {"opens": time(9), "closes": time(9, 30), "minutes": 15, "first_day": date(2026, 4, 1)}
        doors.open_hours(coach, weekday=weekday, by=coach, now=now, **said)
        with CaptureQueriesContext(connection) as queries:
            client.get(DOORS)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 8
