"""Whose word makes a talk held, by rhythm: either one uncontested, both, or the member alone (R12, held_rule)."""

from datetime import timedelta

import pytest

from leadership.conversations import holding, moments
from leadership.conversations.models import Conversation, Credit
from leadership.obligations import standing
from leadership.obligations.models import Obligation
from policies.starters import T1
from tests.conversations.conftest import adopted, at

START = at(12, "10:00")
AFTER = START + timedelta(hours=2)


@pytest.fixture
def over(cast, booked, now):
    """A talk of Camilla's with Erik under a rhythm with that rule, over and not yet spoken for."""

    def make(rule):
        adopted({**T1, "key": "ruled", "held_rule": rule}, now)
        talk = booked(cast.camilla, cast.erik, START)
        moments.advance(now=START + timedelta(hours=1))
        return Conversation.objects.select_related("member", "coach", "type").get(pk=talk.pk)

    return make


def state_of(member):
    return Obligation.objects.get(person=member, cycle_key="2026-Q2").state


def test_where_both_are_asked_one_yes_is_not_enough_and_the_second_is(cast, over):
    talk = over("both")
    holding.confirm(talk, by=cast.camilla, now=AFTER)
    assert state_of(cast.camilla) == "unconfirmed"
    turn = standing.of(Obligation.objects.get(person=cast.camilla, cycle_key="2026-Q2"), AFTER.date()).next_mover
    assert (turn.role, turn.since) == ("coach", AFTER.date()), "the one whose word is missing moves next"
    holding.confirm(talk, by=cast.erik, now=AFTER)
    assert state_of(cast.camilla) == "fulfilled"
    assert Credit.objects.filter(withdrawn_at=None).count() == 1


def test_the_order_of_the_two_does_not_matter(cast, over):
    talk = over("both")
    holding.confirm(talk, by=cast.erik, now=AFTER)
    assert state_of(cast.camilla) == "unconfirmed"
    holding.confirm(talk, by=cast.camilla, now=AFTER)
    assert state_of(cast.camilla) == "fulfilled"


def test_where_the_member_alone_is_asked_the_coachs_word_counts_for_nothing(cast, over):
    talk = over("member")
    holding.confirm(talk, by=cast.erik, now=AFTER)
    assert state_of(cast.camilla) == "unconfirmed"
    holding.confirm(talk, by=cast.camilla, now=AFTER)
    assert state_of(cast.camilla) == "fulfilled"


def test_elsewhere_the_coachs_word_counts_until_it_is_contradicted(cast, over):
    talk = over("member_or_uncontested")
    holding.confirm(talk, by=cast.erik, now=AFTER)
    assert state_of(cast.camilla) == "fulfilled"
    holding.deny(talk, by=cast.camilla, now=AFTER)
    assert state_of(cast.camilla) == "open"
