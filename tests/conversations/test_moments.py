"""What the clock does: whatever is due once, late or twice the same, and one that goes wrong stops no other."""

from datetime import timedelta

from leadership.conversations import booking, holding, moments, talks
from leadership.conversations.models import Conversation, Occupied
from leadership.obligations import reconcile
from leadership.outbox.models import Fact
from leadership.people.models import Person
from tests.conversations.conftest import at

TUESDAY = at(12, "10:00")


def test_nothing_is_due_before_the_end_of_the_talk(cast, booked, t1):
    booked(cast.camilla, cast.erik, TUESDAY)
    assert moments.advance(now=TUESDAY + timedelta(minutes=29)).total == 0
    assert moments.advance(now=TUESDAY + timedelta(minutes=30)).ended == 1
    assert moments.advance(now=TUESDAY + timedelta(minutes=30)).total == 0


def test_a_worker_that_slept_for_a_month_says_everything_once(cast, owed, booked):
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    booked(cast.bjorn, cast.astrid, TUESDAY, obligation=owed(cast.bjorn))
    month_later = at(12, "10:00", month=6)
    while moments.advance(now=month_later).total:
        pass
    assert set(Conversation.objects.values_list("state", flat=True)) == {"ended"}
    assert Fact.objects.filter(kind="conversation.ended").count() == 2
    assert (owed(cast.camilla).state, owed(cast.bjorn).state) == ("open", "open")
    assert reconcile.check(month_later, talks.of) == []


def test_buffers_end_with_the_talk(cast, booked, t1):
    booked(cast.camilla, cast.erik, TUESDAY)
    moments.advance(now=TUESDAY + timedelta(hours=1))
    assert {(row.start, row.end) for row in Occupied.objects.all()} == {(TUESDAY, TUESDAY + timedelta(minutes=30))}


def test_one_that_goes_wrong_is_put_behind_the_others(cast, booked, t1):
    """Nobody knows the holidays of Björn's country any more."""
    booked(cast.camilla, cast.erik, TUESDAY)
    broken = booked(cast.bjorn, cast.astrid, TUESDAY)
    Person.objects.filter(pk=cast.bjorn.pk).update(country="ZZ")
    counts = moments.advance(now=TUESDAY + timedelta(hours=1))
    assert (counts.ended, counts.errors) == (1, 1)
    broken.refresh_from_db()
    assert (broken.state, broken.next_action_at) == ("booked", TUESDAY + timedelta(hours=2))
    Person.objects.filter(pk=cast.bjorn.pk).update(country="FI")
    assert moments.advance(now=TUESDAY + timedelta(hours=2)).ended == 1


def test_the_facts_of_a_talk_tell_its_state(cast, booked, t1, now):
    """Folding the facts in their order gives the stored state and version (I10)."""
    first = booked(cast.camilla, cast.erik, TUESDAY)
    booking.move(first, start=at(13, "10:00"), by=cast.erik, now=now)
    moments.advance(now=at(13, "11:00"))
    holding.confirm(Conversation.objects.get(), by=cast.erik, now=at(13, "12:00"))
    holding.deny(Conversation.objects.get(), by=cast.camilla, now=at(15))
    second = booked(cast.bjorn, cast.astrid, TUESDAY)
    booking.cancel(second, by=cast.bjorn, now=now)
    told = {}
    for fact in Fact.objects.filter(kind__startswith="conversation.").order_by("id"):
        before = told.get(fact.object, ("", -1))
        assert (fact.data["from"], fact.data["version"]) == (before[0], before[1] + 1)
        told[fact.object] = (fact.data["to"], fact.data["version"])
    assert told == {talk.name: (talk.state, talk.version) for talk in Conversation.objects.all()}
