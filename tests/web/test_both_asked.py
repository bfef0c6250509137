"""Where a rhythm asks both whether they talked, each is offered the word that is still missing (R12)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leadership.accounts import links
from leadership.conversations import holding, moments
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from policies.starters import T1
from tests.web.memberpages import TUESDAY, adopted, at, booked, chosen, deeds, owed_to, text, window

AFTERWARDS = TUESDAY + timedelta(hours=4)
WHAT_IT_WAS_LIKE = {"answer", "aside"}
A_WEEK_ON = TUESDAY + timedelta(days=8)


@pytest.fixture
def talk(today, now):
    """Erik's talk with Astrid, over; for what he is owed both have to say that it was."""
    adopted({**T1, "held_rule": "both"}, now)
    chosen(today.erik, today.astrid, now)
    made = booked(today.erik, today.astrid, now, obligation=owed_to(today.erik))
    at(AFTERWARDS)
    moments.advance(now=AFTERWARDS)
    made.refresh_from_db()
    return made


def page_of(person, talk) -> str:
    return text(window(person).get(f"/conversations/{talk.key}/"))


def asked(person, talk) -> set[str]:
    """The words somebody is asked for on whether they talked; the offer to meet again next month asks for none."""
    return deeds(page_of(person, talk)) - {"again", *WHAT_IT_WAS_LIKE}


def press(person, talk) -> None:
    assert window(person).post(f"/conversations/{talk.key}/", {"deed": "held"}).status_code == 302


def test_after_the_members_yes_the_coach_is_offered_the_second_and_it_counts(today, talk) -> None:
    press(today.erik, talk)
    assert owed_to(today.erik).state == "unconfirmed"
    assert asked(today.erik, talk) == set()
    assert asked(today.astrid, talk) == {"held"}
    press(today.astrid, talk)
    assert owed_to(today.erik).state == "fulfilled"
    assert asked(today.astrid, talk) == set()


def test_after_the_coachs_yes_the_member_is_offered_the_second(today, talk) -> None:
    press(today.astrid, talk)
    assert asked(today.astrid, talk) == set()
    assert asked(today.erik, talk) == {"held", "not_held"}
    press(today.erik, talk)
    assert owed_to(today.erik).state == "fulfilled"


def test_once_nobody_contradicted_the_coach_the_member_may_still_say_yes(today, talk) -> None:
    press(today.astrid, talk)
    at(A_WEEK_ON)
    moments.advance(now=A_WEEK_ON)
    assert owed_to(today.erik).state == "unconfirmed"
    assert asked(today.erik, talk) == {"held"}
    press(today.erik, talk)
    assert owed_to(today.erik).state == "fulfilled"


def test_home_asks_nobody_twice_and_says_who_is_waited_for(today, talk) -> None:
    press(today.erik, talk)
    page = text(window(today.erik).get("/"))
    assert "Astrid says whether you talked" in page
    assert "held" not in deeds(page)
    assert "held" in deeds(text(window(today.astrid).get("/coach/")))


def test_the_letter_still_asks_the_coach_and_its_button_is_the_second_yes(today, talk, now) -> None:
    holding.confirm(talk, by=today.erik, now=AFTERWARDS)
    tick(AFTERWARDS)
    deliver.run(AFTERWARDS)
    asked = Delivery.objects.filter(letter="afterwards", conversation=talk)
    assert set(asked.values_list("recipient", "state")) == {(today.erik.pk, "dropped"), (today.astrid.pk, "sent")}
    address = _link(today.astrid, talk, now)
    assert deeds(text(window().get(address))) == {"held"}
    assert [window().post(address, {"deed": "held"}).status_code for _ in range(2)] == [200, 200]
    assert owed_to(today.erik).state == "fulfilled"
    assert deeds(text(window().get(address))) == WHAT_IT_WAS_LIKE


def test_nobody_is_asked_what_it_was_like_before_they_have_said_that_it_was(today, talk) -> None:
    press(today.erik, talk)
    assert deeds(page_of(today.erik, talk)) >= WHAT_IT_WAS_LIKE
    assert not deeds(page_of(today.astrid, talk)) & WHAT_IT_WAS_LIKE
    press(today.astrid, talk)
    assert deeds(page_of(today.astrid, talk)) >= WHAT_IT_WAS_LIKE


def test_where_one_word_is_enough_nobody_is_asked_for_a_second(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    talk = booked(quarter.erik, quarter.astrid, now, obligation=owed_to(quarter.erik))
    at(AFTERWARDS)
    moments.advance(now=AFTERWARDS)
    press(quarter.erik, talk)
    assert asked(quarter.astrid, talk) == set()
    assert "held" not in deeds(text(window(quarter.astrid).get("/coach/")))


def _link(person, talk, now) -> str:
    token = links.make(
        person=person, purpose="held", object=links.about(talk.name, None), key=uuid4(), now=now,
        expires_at=now + timedelta(days=30),
    )  # fmt: skip
    return f"/a/{token}/"
