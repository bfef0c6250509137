"""When somebody leaves, their later talks are called off and nobody is left without a coach."""

from datetime import timedelta

from leadership.conversations import reckoning
from leadership.conversations.models import Conversation, Occupied
from leadership.outbox.models import Fact
from leadership.people import directory
from leadership.people.models import CoachProfile, Person
from tests.conversations.conftest import at, on

TUESDAY = at(12, "10:00")


def test_talks_after_the_last_day_are_called_off_and_owed_again_with_another_coach(cast, owed, booked, now):
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    directory.leave(cast.erik, last_day=on(8), now=now)
    reckoning.signals(now=now)
    assert (Conversation.objects.get().state, Conversation.objects.get().sequence) == ("cancelled", 1)
    assert (owed(cast.camilla).state, owed(cast.camilla).coach) == ("open", cast.astrid)
    assert Fact.objects.get(kind="conversation.cancelled").data["by"] == "left"
    assert not Occupied.objects.exists()


def test_a_talk_before_the_last_day_stays(cast, owed, booked, now):
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    directory.leave(cast.erik, last_day=on(12), now=now)
    reckoning.signals(now=now)
    assert (Conversation.objects.get().state, owed(cast.camilla).state) == ("booked", "booked")


def test_acting_on_it_twice_changes_nothing(cast, owed, booked, now):
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    directory.leave(cast.erik, last_day=on(8), now=now)
    reckoning.signals(now=now)
    facts = Fact.objects.count()
    reckoning.signals(now=now)
    reckoning.rollover(now=now)
    assert Fact.objects.count() == facts


def test_where_nobody_can_follow_the_member_chooses_anew(cast, owed, booked, now):
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    CoachProfile.objects.filter(person=cast.astrid).update(accepting=False)
    Person.objects.filter(pk=cast.camilla.pk).update(manager=None)
    directory.leave(cast.erik, last_day=now.date() - timedelta(days=1), now=now)
    reckoning.signals(now=now)
    assert (owed(cast.camilla).state, owed(cast.camilla).coach) == ("open", None)
