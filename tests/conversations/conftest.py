"""The cast under the flagship rhythm, and ways to make talks for them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.consultations import adoption, record
from leadership.conversations import booking, reckoning
from leadership.obligations.models import Obligation
from policies import rhythms
from policies.models import ConversationType
from policies.starters import T1
from tests.keeping import kept


@pytest.fixture
def one_on_one(db):
    return ConversationType.objects.get(key="one_on_one")


@pytest.fixture
def t1(cast, now):
    """The quarterly talk, adopted today for everyone; its obligations are open."""
    return kept(("the quarterly talk", now), lambda: adopted(T1, now))


@pytest.fixture
def owed(t1):
    """What somebody is owed in this quarter."""

    def find(person):
        return Obligation.objects.get(person=person, policy=t1, cycle_key="2026-Q2")

    return find


@pytest.fixture
def booked(cast, one_on_one, now):
    """A talk of half an hour that the member has booked."""

    def book(member, coach, start, **named):
        details = {"minutes": 30, "type": one_on_one, "by": member, "now": now, **named}
        return booking.book(member=member, coach=coach, start=start, **details)

    return book


def adopted(terms, now):
    policy = rhythms.create({**terms, "review_on": "2027-01-15"}, by=None, now=now)
    today = now.date()
    adoption.adopt(policy, effective_from=today, by=None, now=now, consultation=record.by_command(today))
    reckoning.signals(now=now)
    reckoning.rollover(now=now)
    return policy


def at(day, clock="09:00", month=5):
    """An instant of 2026 by the clock of Stockholm in summer."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=2)


def april(day, clock="09:00"):
    return at(day, clock, month=4)


def on(day, month=5):
    return date(2026, month, day)
