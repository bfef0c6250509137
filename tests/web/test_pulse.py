"""What is asked after a talk, in the browser: for its two, once it was held, without a name and with a way out."""

import logging
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from leadership.accounts import links
from leadership.conversations import holding, moments
from leadership.conversations.models import PulseTally, PulseTurn
from leadership.outbox.models import Fact
from leadership.people import organisation
from policies.models import ConversationType
from tests.web.memberpages import TUESDAY, at, booked, chosen, deeds, text, window

AFTERWARDS = TUESDAY + timedelta(hours=3)


@pytest.fixture
def talk(quarter, now):
    """Erik's talk with Astrid, over and not yet said to be held."""
    made = booked(quarter.erik, quarter.astrid, now, obligation=chosen(quarter.erik, quarter.astrid, now))
    moments.advance(now=AFTERWARDS)
    at(AFTERWARDS)
    made.refresh_from_db()
    return made


@pytest.fixture
def held(quarter, talk):
    return holding.confirm(talk, by=quarter.erik, now=AFTERWARDS)


def page_of(talk):
    return f"/conversations/{talk.key}/afterwards/"


def questions(page):
    """What can be answered on a page, in its order."""
    return list(dict.fromkeys(re.findall(r'type="radio" name="(\w+)" value="\d"', page)))


def counts():
    rows = PulseTally.objects.filter(count__gt=0).order_by("question")
    return [(row.question, row.value, row.count) for row in rows]


def test_whoever_says_that_they_talked_is_asked_and_answers_on_the_same_page(quarter, talk):
    client, here = window(quarter.erik), f"/conversations/{talk.key}/"
    assert questions(text(client.get(here))) == questions(text(client.get(page_of(talk)))) == []
    after = text(client.post(here, {"deed": "held"}, follow=True))
    assert questions(after) == ["support", "worth", "change"]
    assert "shown only when at least 5 people have answered" in after
    assert f'action="{page_of(talk)}"' in after
    said = text(client.post(page_of(talk), {"deed": "answer", "support": "4", "worth": "3"}, follow=True))
    assert "Your answers are counted, without your name." in said
    assert questions(said) == [], "what was left blank is put aside"
    assert counts() == [("support", 4, 1), ("worth", 3, 1)]


def test_the_smallest_group_is_the_organisations_own(quarter, held, now):
    organisation.change(n_min=8, now=now)
    assert "at least 8 people" in text(window(quarter.erik).get(page_of(held)))


def test_looking_changes_nothing_and_twice_is_once(quarter, held):
    client = window(quarter.astrid)
    for method in (client.get, client.head):
        assert method(page_of(held)).status_code == 200
    assert not PulseTurn.objects.exists()
    answers = [text(client.post(page_of(held), {"deed": "answer", "worth": "1"}, follow=True)) for _ in range(2)]
    assert "Ditt svar är räknat" in answers[0]
    assert "Det räknas en gång" in answers[1]
    assert counts() == [("worth", 1, 1)]


def test_not_this_time_is_the_way_out(quarter, held):
    client = window(quarter.erik)
    assert deeds(text(client.get(page_of(held)))) == {"answer", "aside"}
    assert "not this time" in text(client.post(page_of(held), {"deed": "aside"}, follow=True))
    assert questions(text(client.get(page_of(held)))) == []
    assert not PulseTally.objects.exists()


def test_for_anybody_else_the_page_does_not_exist(quarter, held):
    for person in (quarter.freja, quarter.david, quarter.camilla):
        assert window(person).get(page_of(held)).status_code == 404
        assert window(person).post(page_of(held), {"deed": "answer", "support": "5"}).status_code == 404
    assert not PulseTurn.objects.exists()


@pytest.mark.parametrize("said", [{}, {"support": "9"}, {"support": "four"}, {"mood": "1"}])
def test_what_is_no_answer_is_told_kindly(quarter, held, said):
    answer = window(quarter.erik).post(page_of(held), {"deed": "answer", **said})
    assert answer.status_code == 400
    assert 'role="alert"' in text(answer)
    assert questions(text(answer)) == ["support", "worth", "change"]
    assert not PulseTurn.objects.exists()


def test_before_it_is_said_to_be_held_the_page_says_so(quarter, talk):
    client = window(quarter.erik)
    assert "once one of you has said that you talked" in text(client.get(page_of(talk)))
    assert client.post(page_of(talk), {"deed": "answer", "support": "5"}).status_code == 400
    assert not PulseTurn.objects.exists()


@pytest.mark.parametrize("purpose", ["held", "pulse"])
def test_the_link_in_the_letter_asks_once_it_was_held_without_signing_in(quarter, talk, purpose):
    until = AFTERWARDS + timedelta(days=90)
    about = {"person": quarter.erik, "purpose": purpose, "object": talk.name}
    address = f"/a/{links.make(**about, key=uuid4(), now=AFTERWARDS, expires_at=until)}/"
    assert deeds(text(window().get(address))) | {"held"} == {"held"}
    assert questions(text(window().get(address))) == []
    assert questions(text(window().post(address, {"deed": "held"}))) == ["support", "worth", "change"]
    assert questions(text(window().get(address))) == ["support", "worth", "change"]
    assert window().post(address, {"deed": "answer", "support": "7"}).status_code == 400
    assert "counted, without your name" in text(window().post(address, {"deed": "answer", "support": "2"}))
    assert "nothing to do here any more" in text(window().get(address))
    assert counts() == [("support", 2, 1)]


def test_no_fact_and_no_log_says_an_answer_even_when_it_is_refused(quarter, held, caplog):
    caplog.set_level(logging.DEBUG)
    facts, client = Fact.objects.count(), window(quarter.erik)
    for said in ({"support": "3", "mood": "1", "worth": "8"}, {"support": "3"}):
        client.post(page_of(held), {"deed": "answer", **said}, follow=True)
    assert Fact.objects.count() == facts
    ours = [record for record in caplog.records if record.name != "django.db.backends"]
    assert not [record for record in ours if "support" in str(vars(record))]
    assert "support" not in str(dict(client.session))


def test_once_a_quarter_home_has_one_quiet_question_from_the_second_month_on(quarter, now):
    client = window(quarter.erik)
    for moment, asked in (
        (datetime(2026, 4, 20, 8, tzinfo=now.tzinfo), []),
        (TUESDAY + timedelta(days=30), ["change"]),
    ):
        at(moment)
        home = text(client.get("/"))
        assert questions(home) == questions(text(client.get("/pulse/"))) == asked
    assert "things wait for you" not in home
    said = text(client.post("/pulse/", {"deed": "answer", "change": "1"}, follow=True))
    assert questions(said) == questions(text(client.get("/pulse/"))) == []
    assert window(quarter.camilla).post("/pulse/", {"deed": "aside"}).status_code == 302
    assert questions(text(window(quarter.camilla).get("/"))) == []
    assert counts() == [("change", 1, 1)]


def test_a_talk_without_a_rhythm_asks_its_coach_nothing(quarter, now):
    kind = ConversationType.objects.get(key="one_on_one")
    start = now - timedelta(days=1)
    talk = holding.log_past(
        member=quarter.david, coach=quarter.erik, start=start, minutes=30, type=kind, by=quarter.david, now=now
    )
    at(now)
    assert questions(text(window(quarter.erik).get(page_of(talk)))) == []
