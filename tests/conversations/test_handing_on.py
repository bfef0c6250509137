"""A coach hands somebody on and names a colleague; the member chooses, and hears of it once."""

import pytest

from leadership.conversations import choosing, handing_on
from leadership.conversations.errors import NotEligible, NotYours
from leadership.conversations.models import Conversation
from leadership.outbox.models import Signal
from tests.conversations.conftest import april


@pytest.fixture
def pair(cast, owed, now):
    return choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)


def test_the_suggestion_stands_first_and_the_member_chooses(cast, pair, owed, now):
    handing_on.hand_on(pair, by=cast.erik, now=now, to=cast.astrid)
    obligation = owed(cast.camilla)
    first = choosing.suggestions(obligation, now=now)[0]
    assert (obligation.coach, obligation.move_role) == (None, "member")
    assert (first.coach, first.reasons[0]) == (cast.astrid, "suggested_to_you")
    assert choosing.choose(obligation, coach=cast.astrid, by=cast.camilla, now=now).coach == cast.astrid


def test_a_booked_talk_is_called_off_with_it_and_told_in_one_letter(cast, booked, owed, now):
    talk = booked(cast.camilla, cast.erik, april(14), obligation=owed(cast.camilla))
    handing_on.hand_on(owed(cast.camilla), by=cast.erik, now=now, to=cast.astrid)
    assert (Conversation.objects.get(pk=talk.pk).state, owed(cast.camilla).coach) == ("cancelled", None)
    assert not Signal.objects.filter(reader="outreach", fact__kind="obligation.let_go").exists()
    assert handing_on.hand_on(owed(cast.camilla), by=cast.erik, now=now).coach is None


def test_only_its_coach_hands_on_and_only_to_somebody_who_could_be_chosen(cast, pair, now):
    with pytest.raises(NotYours):
        handing_on.hand_on(pair, by=cast.astrid, now=now)
    with pytest.raises(NotEligible):
        handing_on.hand_on(pair, by=cast.erik, now=now, to=cast.bjorn)
