"""Last heard: the latest talk somebody said was held, in which the person was listened to, by the member's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.conversations import booking, holding
from leadership.conversations.models import Conversation
from leadership.insights import last_heard
from policies.models import ConversationType


@pytest.fixture
def talked(cast, now):
    """A talk in the past, with the coach's or the member's word on it."""

    def talk(member, coach, start, by=None):
        kind = ConversationType.objects.get(key="one_on_one")
        return holding.log_past(
            member=member, coach=coach, start=start, minutes=30, type=kind, by=by or member, now=now
        )

    return talk


def test_it_is_the_latest_of_all_talks(cast, now, talked):
    talked(cast.bjorn, cast.astrid, now - timedelta(days=20))
    talked(cast.bjorn, cast.erik, now - timedelta(days=6))
    assert last_heard.of([cast.bjorn.pk]) == {cast.bjorn.pk: date(2026, 3, 26)}


def test_the_day_is_the_members_where_the_member_was(cast, talked):
    talked(cast.bjorn, cast.freja, datetime(2026, 3, 19, 22, 30, tzinfo=UTC))
    assert last_heard.of([cast.bjorn.pk]) == {cast.bjorn.pk: date(2026, 3, 20)}


def test_moving_to_another_zone_changes_nothing_afterwards(cast, talked):
    talked(cast.bjorn, cast.freja, datetime(2026, 3, 19, 22, 30, tzinfo=UTC))
    type(cast.bjorn).objects.filter(pk=cast.bjorn.pk).update(zone="America/New_York")
    assert last_heard.of([cast.bjorn.pk]) == {cast.bjorn.pk: date(2026, 3, 20)}


def test_listening_is_not_being_heard(cast, now, talked):
    talked(cast.bjorn, cast.astrid, now - timedelta(days=6))
    assert last_heard.of([cast.astrid.pk]) == {}


def test_a_booked_talk_or_one_that_did_not_happen_is_not_a_talk(cast, now):
    kind = ConversationType.objects.get(key="one_on_one")
    talk = booking.book(
        member=cast.camilla, coach=cast.astrid, start=datetime(2026, 4, 14, 8, 0, tzinfo=UTC), minutes=30, type=kind,
        by=cast.camilla, now=now,
    )  # fmt: skip
    assert last_heard.of([cast.camilla.pk]) == {}
    holding.deny(talk, by=cast.camilla, now=datetime(2026, 4, 14, 9, 0, tzinfo=UTC))
    assert last_heard.of([cast.camilla.pk]) == {}


def test_the_coachs_word_counts_until_it_is_contradicted(cast, now, talked):
    talk = talked(cast.bjorn, cast.astrid, now - timedelta(days=6), by=cast.astrid)
    assert cast.bjorn.pk in last_heard.of([cast.bjorn.pk])
    holding.deny(Conversation.objects.get(pk=talk.pk), by=cast.bjorn, now=now)
    assert last_heard.of([cast.bjorn.pk]) == {}


def test_many_people_are_one_question(cast, now, talked, django_assert_num_queries):
    for hours, person in enumerate((cast.bjorn, cast.camilla, cast.david)):
        talked(person, cast.astrid, now - timedelta(days=6, hours=hours))
    with django_assert_num_queries(1):
        found = last_heard.of([person.pk for person in cast.everybody])
    assert set(found) == {cast.bjorn.pk, cast.camilla.pk, cast.david.pk}
