""" "Not with…": whom somebody would rather not have a talk with, in either role. Said to nobody, the other one least.

It works both ways: neither is suggested to, assigned to, or can choose the other; the answer is the one that everybody
gets whom a rhythm does not accept. No fact is written, because facts are read by others; nothing of it is in a log.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from leadership.conversations import choosing, handing_back
from leadership.conversations.attempts import attempt
from leadership.conversations.models import NotWith
from leadership.obligations.models import Obligation
from leadership.people.models import Person


def say(person: Person, other: Person, *, now: datetime) -> None:
    """From now on `person` is not brought together with `other`; where a coach was chosen and no time is set, they part
    as if one of them had asked for somebody else. A talk that is booked stays until one of the two calls it off."""

    def deed() -> None:
        NotWith.objects.get_or_create(person=person, other=other)
        pairs = Q(person=person, coach=other) | Q(person=other, coach=person)
        rows = Obligation.objects.filter(pairs, state__in=("planned", "open")).select_related("person", "coach")
        for row in rows:
            if row.person_id == person.pk:
                choosing.part(row, by=person, now=now)
            else:
                handing_back.hand_back(row, by=person, now=now)

    attempt(deed)


def take_back(person: Person, other: Person) -> None:
    """The two may meet again. Never said: changes nothing."""
    NotWith.objects.filter(person=person, other=other).delete()
