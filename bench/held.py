"""One talk said to be held: the credit, what it closes and what opens next, against one INSERT and its commit.

`event_held`: the median time of a member's word on a small organisation with a fortnightly rhythm, over the median of
one fact written by the ORM. Each in a transaction of its own, one after the other, as people do it.
"""

import statistics
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.rows import Row, busy
from leadership.consultations import adoption, record
from leadership.conversations import booking, holding, moments, reckoning
from leadership.conversations.models import Conversation, Credit
from leadership.outbox.models import Fact
from leadership.people.models import CoachProfile, Person
from policies import rhythms
from policies.models import ConversationType
from policies.starters import T3

NOW = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
TALK = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
PEOPLE = 120
WARM = 10
GOAL = {"postgresql": 4.0, "sqlite": 12.0}


def rows() -> list[Row]:
    """The one row of this module."""
    talks = _ended_talks()
    with CaptureQueriesContext(connection) as statements:
        _held(talks.pop())
    took = [busy(lambda talk=talk: _held(talk)) for talk in talks]  # type: ignore[misc]
    if Credit.objects.filter(conversation__in=talks).count() != len(talks):
        raise AssertionError("a talk was held and not counted; its speed would say nothing")
    wrote = [busy(_one_insert) for _ in talks]
    ours, reference = (statistics.median(times[WARM:]) for times in (took, wrote))
    note = f"{ours * 1000:.1f} ms and {len(statements)} statements, one INSERT {reference * 1000:.2f} ms "
    return [Row("event_held", ours / reference, GOAL[connection.vendor], note=note)]


@transaction.atomic
def _one_insert() -> None:
    Fact.objects.create(kind="bench.written", at=NOW, data={"from": "", "to": "held"})


def _held(talk: Conversation) -> None:
    holding.confirm(talk, by=talk.member, now=TALK + timedelta(hours=2))


def _ended_talks() -> list[Conversation]:
    """Everyone has met their manager, and the clock says that it is over."""
    _adopt(_organisation())
    kind = ConversationType.objects.get(key="one_on_one")
    for member in Person.objects.filter(manager__isnull=False).select_related("manager"):
        booking.book(member=member, coach=member.manager, start=TALK, minutes=30, type=kind, by=member, now=NOW)
    moments.advance(now=TALK + timedelta(hours=1), limit=PEOPLE)
    return list(Conversation.objects.filter(state="ended").select_related("member", "coach", "type"))


def _organisation() -> list[Person]:
    """As many managers as members, so that all can meet at the same hour."""
    hired = date(2020, 1, 1)
    managers = [Person(given_name=f"M{n}", hire_date=hired) for n in range(PEOPLE)]
    Person.objects.bulk_create(managers)
    Person.objects.bulk_create(Person(given_name=f"P{n}", hire_date=hired, manager=managers[n]) for n in range(PEOPLE))
    CoachProfile.objects.bulk_create(CoachProfile(person=manager) for manager in managers)
    return managers


def _adopt(managers: list[Person]) -> None:
    policy = rhythms.create({**T3, "review_on": "2027-01-15"}, by=managers[0], now=NOW)
    today = NOW.date()
    adoption.adopt(policy, effective_from=today, by=managers[0], now=NOW, consultation=record.by_command(today))
    reckoning.signals(now=NOW)
    reckoning.rollover(now=NOW)
