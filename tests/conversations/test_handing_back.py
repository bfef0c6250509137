"""A coach hands somebody back without a reason, and is not asked again about the same talk."""

from datetime import UTC, datetime

import pytest

from leadership.conversations import choosing, handing_back
from leadership.conversations.errors import Changed, NotYours
from leadership.outbox.models import Fact

TUESDAY = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)


def test_the_member_chooses_anew_and_has_the_next_move(cast, owed, now):
    obligation = choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    handing_back.hand_back(obligation, by=cast.erik, now=now)
    after = owed(cast.camilla)
    assert (after.coach, after.offering, after.move_role) == (None, False, "member")


def test_the_fact_names_the_coach_by_key_and_no_reason(cast, owed, now):
    obligation = choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    handing_back.hand_back(obligation, by=cast.erik, now=now)
    [fact] = Fact.objects.filter(kind="obligation.let_go")
    assert fact.data["was"] == str(cast.erik.key)
    assert not {"reason", "because"} & set(fact.data)


def test_the_default_is_never_the_one_who_has_just_handed_it_back(cast, owed, now):
    obligation = owed(cast.camilla)
    first = choosing.default(obligation, now=now)
    assert first == cast.astrid
    choosing.choose(obligation, coach=first, by=cast.camilla, now=now)
    handing_back.hand_back(obligation, by=first, now=now)
    assert choosing.default(owed(cast.camilla), now=now) != first


def test_a_member_who_asks_the_same_coach_again_may(cast, owed, now):
    obligation = choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    handing_back.hand_back(obligation, by=cast.erik, now=now)
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    assert owed(cast.camilla).coach == cast.erik


def test_only_the_coach_hands_it_back(cast, owed, now):
    obligation = choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    for other in (cast.camilla, cast.astrid):
        with pytest.raises(NotYours):
            handing_back.hand_back(obligation, by=other, now=now)


def test_a_talk_that_is_set_is_not_handed_back(cast, owed, booked, now):
    obligation = choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    booked(cast.camilla, cast.erik, TUESDAY, obligation=obligation)
    with pytest.raises(Changed):
        handing_back.hand_back(owed(cast.camilla), by=cast.erik, now=now)
