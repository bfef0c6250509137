"""What changes about a pair, pressed on pages: why a talk is moved or cancelled, once more next month, a place one
waits for, and whom one would rather not meet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadership.conversations import holding, moments
from leadership.conversations.models import Conversation, NotWith, WaitingForCoach
from leadership.people.models import CoachProfile, Person
from tests.web.memberpages import TUESDAY, at, booked, chosen, deeds, owed_to, text, window

WORDS = "The ferry goes early that day"


@pytest.fixture
def talk(quarter, now):
    Person.objects.update(language="en")
    return booked(quarter.bjorn, quarter.astrid, now)


def test_why_a_talk_is_cancelled_is_read_by_the_two(quarter, talk) -> None:
    address = f"/conversations/{talk.key}/"
    window(quarter.bjorn).post(address, {"deed": "cancel", "why": "clash", "words": WORDS})
    page = text(window(quarter.astrid).get(address))
    assert "something else came up at that time" in page and WORDS in page
    assert Conversation.objects.get().state == "cancelled"


def test_a_move_may_say_why_and_a_late_one_is_marked_for_the_two(quarter, talk) -> None:
    at(TUESDAY - timedelta(hours=20))
    page = text(window(quarter.bjorn).get(f"/conversations/{talk.key}/move/", {"start": "2026-04-15T08:00:00Z"}))
    assert 'name="why"' in page
    said = {"deed": "move", "start": "2026-04-15T08:00:00Z", "why": "nonsense", "words": ""}
    window(quarter.bjorn).post(f"/conversations/{talk.key}/move/", said)
    moved = Conversation.objects.get()
    assert (moved.start, moved.why, moved.moved_late) == (TUESDAY + timedelta(days=1), "", True)
    assert "less than a day before" in text(window(quarter.astrid).get(f"/conversations/{talk.key}/"))


def test_the_same_hour_next_month_is_one_press_after_the_talk(quarter, talk) -> None:
    after = TUESDAY + timedelta(hours=1)
    address = f"/conversations/{talk.key}/"
    assert "again" not in deeds(text(window(quarter.bjorn).get(address)))
    moments.advance(now=after)
    holding.confirm(Conversation.objects.get(), by=quarter.bjorn, now=after)
    at(after)
    assert "again" in deeds(text(window(quarter.bjorn).get(address)))
    assert window(quarter.bjorn).post(address, {"deed": "again"}).status_code == 302
    offer = Conversation.objects.get(state="proposed")
    assert [time.start for time in offer.offers.all()] == [TUESDAY + timedelta(weeks=4)]
    assert "again" not in deeds(text(window(quarter.bjorn).get(address)))


def test_one_waits_for_a_coach_who_is_full_and_takes_the_place_when_it_is_kept(quarter, now) -> None:
    Person.objects.update(language="en")
    CoachProfile.objects.filter(person=quarter.erik).update(capacity=0)
    address, said = f"/obligations/{owed_to(quarter.camilla).key}/coach/", {"coach": quarter.erik.key}
    client = window(quarter.camilla)
    assert "Wait for Erik" in text(client.get(address))
    assert client.post(address, {"deed": "choose", **said}).status_code == 409
    client.post(address, {"deed": "wait", **said})
    assert 'data-wait="waiting"' in text(client.get(address))
    assert "1 person waits" in text(window(quarter.erik).get("/coach/"))
    CoachProfile.objects.filter(person=quarter.erik).update(capacity=1)
    WaitingForCoach.objects.update(state="offered", answer_by=now + timedelta(days=2))
    assert 'data-wait="offered"' in text(client.get(address))
    client.post(address, {"deed": "choose", **said})
    assert owed_to(quarter.camilla).coach == quarter.erik
    assert WaitingForCoach.objects.get().state == "taken"


def test_not_with_is_said_and_taken_back_on_a_page_of_ones_own(quarter, now) -> None:
    chosen(quarter.camilla, quarter.erik, now)
    client, said = window(quarter.camilla), {"person": quarter.erik.key}
    assert "Erik Dahl" in text(client.get("/me/not-with/", {"words": "erik"}))
    client.post("/me/not-with/", {"deed": "say", **said})
    assert owed_to(quarter.camilla).coach is None
    assert "Erik Dahl" in text(client.get("/me/not-with/"))
    assert "Erik Dahl" not in text(client.get("/talk/", {"type": "one_on_one"}))
    assert client.get(f"/talk/one_on_one/{quarter.erik.key}/").status_code == 404
    assert "Camilla" not in text(window(quarter.erik).get("/me/not-with/"))
    client.post("/me/not-with/", {"deed": "take_back", **said})
    assert not NotWith.objects.exists()
    assert client.post("/me/not-with/", {"deed": "say", "person": "nonsense"}).status_code == 404
