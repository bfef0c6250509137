"""What the tests of the members' pages share: a window per person, the quarterly talk, and a page read as rows."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.test import Client

from leadership.consultations import adoption, record
from leadership.conversations import booking, choosing, proposals, reckoning
from leadership.conversations.models import Conversation
from leadership.obligations.models import Obligation
from leadership.people import clock
from leadership.people.models import Person
from policies import rhythms
from policies.models import ConversationType
from policies.starters import T1
from tests.keeping import kept

TUESDAY = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)
"""10:00 in Stockholm."""


def adopted(terms: dict[str, Any], now: datetime) -> Any:
    """The rhythm, in force from today, with its obligations opened."""
    policy = rhythms.create({**terms, "review_on": "2027-01-15"}, by=None, now=now)
    today = now.date()
    adoption.adopt(policy, effective_from=today, by=None, now=now, consultation=record.by_command(today))
    reckoning.signals(now=now)
    reckoning.rollover(now=now)
    return policy


def quarterly(now: datetime) -> Any:
    return kept(("the quarterly talk", now), lambda: adopted(T1, now))


def owed_to(person: Person) -> Obligation:
    return Obligation.objects.get(person=person, policy__key=T1["key"], cycle_key="2026-Q2")


def window(person: Person | None = None) -> Client:
    """A browser window in which `person` is signed in."""
    client = Client(SERVER_NAME="localhost")
    if person is not None:
        client.force_login(person)
    return client


def text(response: Any) -> str:
    """The page's HTML with its entities read."""
    return unescape(response.content.decode())


def card_of(page: str, obligation: Obligation) -> str:
    """The one card of the obligation."""
    [found] = re.findall(rf'<article[^>]*data-obligation="{obligation.key}".*?</article>', page, re.DOTALL)
    return str(found)


def said(card: str, name: str) -> str:
    """What the card says to programs, e.g. `state`."""
    return re.findall(rf'data-{name}="([^"]*)"', card)[0]


def starts(page: str) -> list[str]:
    """The instants of the page's time controls, in their order."""
    return re.findall(r'<button[^>]*name="start" value="([^"]+)"', page)


def deeds(page: str) -> set[str]:
    """The deeds the page offers."""
    return set(re.findall(r'name="deed" value="([^"]+)"', page))


def chosen(member: Person, coach: Person, now: datetime) -> Obligation:
    return choosing.choose(owed_to(member), coach=coach, by=member, now=now)


def booked(member: Person, coach: Person, now: datetime, start: datetime = TUESDAY, **more: Any) -> Conversation:
    """A talk the member has booked, for what is owed where it fits."""
    kind = ConversationType.objects.get(key="one_on_one")
    return booking.book(member=member, coach=coach, start=start, minutes=30, type=kind, by=member, now=now, **more)


def offered(member: Person, coach: Person, now: datetime, *times: datetime, **more: Any) -> Conversation:
    kind = ConversationType.objects.get(key="one_on_one")
    return proposals.offer(member=member, coach=coach, starts=times, minutes=30, type=kind, by=coach, now=now, **more)


def at(instant: datetime) -> None:
    """Sets the installation's clock, as seen by every page from now on."""
    clock.set_to(instant)
