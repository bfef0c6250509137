""" "Not with…" works both ways and is known to its author alone."""

import pytest

from leadership.conversations import apart, assigning, choosing, not_with, proposals
from leadership.conversations.errors import NotEligible
from leadership.conversations.models import Conversation, NotWith
from leadership.outbox.models import Fact
from leadership.outreach.models import Delivery
from tests.conversations.conftest import april


def _suggested(obligation, now):
    return {one.coach for one in (*choosing.suggestions(obligation, now=now), *choosing.search(obligation, now=now))}


@pytest.mark.parametrize("author", ["camilla", "erik"])
def test_neither_is_suggested_to_nor_can_choose_the_other(cast, owed, one_on_one, now, author):
    assert cast.erik in _suggested(owed(cast.camilla), now)
    other = cast.erik if author == "camilla" else cast.camilla
    not_with.say(getattr(cast, author), other, now=now)
    assert cast.erik not in _suggested(owed(cast.camilla), now)
    with pytest.raises(NotEligible):
        choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    with pytest.raises(NotEligible):
        assigning.assign(owed(cast.camilla), coach=cast.erik, by=cast.david, now=now)
    for obligation in (owed(cast.camilla), None):
        with pytest.raises(NotEligible):
            proposals.offer(
                member=cast.camilla, coach=cast.erik, starts=[april(14)], minutes=30, type=one_on_one, by=cast.erik,
                now=now, obligation=obligation,
            )  # fmt: skip
    not_with.take_back(getattr(cast, author), other)
    assert cast.erik in _suggested(owed(cast.camilla), now)


def test_the_refusal_is_the_one_everybody_gets(cast, owed, now):
    not_with.say(cast.erik, cast.camilla, now=now)
    with pytest.raises(NotEligible) as kept_apart:
        choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    with pytest.raises(NotEligible) as unfit:
        choosing.choose(owed(cast.camilla), coach=cast.bjorn, by=cast.camilla, now=now)
    words = [[(one.path, one.message, one.remedy) for one in error.value.refusals] for error in (kept_apart, unfit)]
    assert words[0] == words[1]


def test_no_fact_and_no_letter_says_it_and_nobody_else_sees_it(cast, owed, now):
    before = Fact.objects.count()
    not_with.say(cast.camilla, cast.erik, now=now)
    assert (Fact.objects.count(), Delivery.objects.count()) == (before, 0)
    assert [NotWith.objects.visible_to(person).count() for person in (cast.camilla, cast.erik, cast.david)] == [1, 0, 0]
    assert apart.apart_from(cast.erik.pk) == {cast.camilla.pk}


@pytest.mark.parametrize("author", ["camilla", "erik"])
def test_a_pair_without_a_time_parts_as_pairs_do_and_a_booked_talk_stays(cast, owed, booked, now, author):
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    other = cast.erik if author == "camilla" else cast.camilla
    not_with.say(getattr(cast, author), other, now=now)
    assert owed(cast.camilla).coach is None
    talk = booked(cast.bjorn, cast.erik, april(14))
    not_with.say(cast.bjorn, cast.erik, now=now)
    assert Conversation.objects.get(pk=talk.pk).state == "booked"
