"""Exemptions: a member asks, HR answers, and only what was agreed to counts (R15)."""

from datetime import date

import pytest

from leadership.lib.refusal import Refused
from leadership.obligations import exemptions, reconcile
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Exemption, Obligation
from leadership.outbox.models import Fact
from tests.obligations.conftest import T1, adopt, morning

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
DAYS = {"start": date(2026, 4, 10), "end": date(2026, 6, 30), "reason": "own_wish"}


@pytest.fixture
def quarterly(cast, now):
    policy = adopt(T1, on=APRIL)
    reconcile.signals(now, no_talks)
    return policy


def state_of(person):
    reconcile.signals(morning(APRIL, 9), no_talks)
    return Obligation.objects.get(person=person, cycle_key="2026-Q2").state


def test_what_is_asked_for_changes_nothing_until_hr_agrees(cast, quarterly, now):
    asked = exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS)
    assert state_of(cast.camilla) == "open"
    exemptions.approve(asked, by=cast.david, now=now)
    assert (state_of(cast.camilla), state_of(cast.bjorn)) == ("excused", "open")
    assert (asked.requested_by, asked.approved_by) == (cast.camilla, cast.david)


def test_what_is_declined_changes_nothing_and_leaves_the_days_free_to_ask_again(cast, quarterly, now):
    asked = exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS)
    exemptions.decline(asked, by=cast.david, now=now)
    assert state_of(cast.camilla) == "open"
    assert exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS).is_granted is False


def test_an_answer_given_twice_is_one_answer_and_a_second_opinion_comes_too_late(cast, quarterly, now):
    asked = exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS)
    exemptions.approve(asked, by=cast.david, now=now)
    exemptions.approve(asked, by=cast.david, now=now)
    assert Fact.objects.filter(kind="exemption.granted").count() == 1
    with pytest.raises(Refused):
        exemptions.decline(asked, by=cast.david, now=now)


def test_nobody_answers_their_own_question(cast, quarterly, now):
    asked = exemptions.ask(person=cast.david, policy=quarterly, now=now, **DAYS)
    for answer in (exemptions.approve, exemptions.decline):
        with pytest.raises(Refused):
            answer(asked, by=cast.david, now=now)
    assert asked in Exemption.objects.waiting()


def test_a_question_can_be_taken_back_until_it_is_answered(cast, quarterly, now):
    asked = exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS)
    exemptions.withdraw(asked, by=cast.camilla, now=now)
    assert not Exemption.objects.exists()
    answered = exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS)
    exemptions.approve(answered, by=cast.david, now=now)
    with pytest.raises(Refused):
        exemptions.withdraw(answered, by=cast.camilla, now=now)


def test_a_person_sees_their_own_and_hr_sees_all(cast, quarterly, now):
    for person in (cast.camilla, cast.bjorn):
        exemptions.ask(person=person, policy=quarterly, now=now, **DAYS)
    seen = {who: Exemption.objects.visible_to(getattr(cast, who)).count() for who in ("camilla", "astrid", "david")}
    assert seen == {"camilla": 1, "astrid": 0, "david": 2}


def test_the_facts_say_days_and_an_enum_and_nothing_else(cast, quarterly, now):
    exemptions.ask(person=cast.camilla, policy=quarterly, now=now, **DAYS)
    fact = Fact.objects.get(kind="exemption.asked")
    assert fact.data == {
        "policy": "quarterly", "start": "2026-04-10", "end": "2026-06-30", "reason": "own_wish",
    }  # fmt: skip
