"""How much room coaches have: those of a line for its leader, and one's own beside the middle of all.

A leader sees how many places somebody in the line has taken, never by whom. In order of names, never of load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from leadership.conversations import places
from leadership.conversations.models import Conversation
from leadership.insights.cells import value_of
from leadership.insights.models import Kind, Snapshot
from leadership.obligations.models import Obligation
from leadership.people.models import Person

MOST = 200
"""Coaches of a line that are looked at one by one."""
TOO_MANY = 25
"""People whom nobody listens to well at one time, whatever room they say they have."""
AHEAD = timedelta(weeks=4)
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Room:
    """One coach: people, places, and minutes booked in the next four weeks."""

    coach: Person
    people: int
    places: int
    minutes: int

    @property
    def overloaded(self) -> bool:
        return self.people > min(self.places, TOO_MANY)

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def is_free(self) -> bool:
        """Somebody new could come."""
        return self.coach.coach_profile.accepting and self.people < min(self.places, TOO_MANY)


def of_line(people: QuerySet[Person], *, now: datetime) -> list[Room] | None:
    """The coaches among these people; None where they are too many to be looked at one by one. Four queries."""
    keys = list(people.order_by().filter(coach_profile__isnull=False).values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        return None
    return rooms_of(list(Person.objects.filter(pk__in=keys).select_related("coach_profile")), now=now)


def rooms_of(coaches: Sequence[Person], *, now: datetime) -> list[Room]:
    """How much room each of these has; people who have a profile as a coach. In the order of names. Two queries."""
    keys = [coach.pk for coach in coaches]
    pairs = places.pairs_of(keys)
    booked = Conversation.objects.filter(coach__in=keys, state="booked", start__gte=now, start__lt=now + AHEAD)
    minutes = dict(booked.order_by().values_list("coach_id").annotate(total=Sum("minutes")))
    rooms = [Room(one, len(pairs[one.pk]), one.coach_profile.capacity, minutes.get(one.pk, 0)) for one in coaches]
    return sorted(rooms, key=lambda room: (room.coach.family_name, room.coach.given_name, room.coach.pk))


@dataclass(frozen=True, slots=True)
class Own:
    """One's own load beside the middle of all coaches open for choice (None: too few), as it was on `as_of`; and of the
    talks due within thirty days, how many have a time (C6)."""

    median: float | None
    as_of: date | None
    soon: int
    soon_set: int


def own(coach: Person, *, on: date) -> Own:
    """Two queries."""
    latest = Snapshot.objects.filter(kind=Kind.MONTH, as_of__lte=on).order_by("-end").first()
    middle = value_of(latest.figures["load"]["whole"]) if latest else None
    soon = Obligation.objects.filter(coach=coach, state__in=("open", "booked"), due_on__lte=on + SOON)
    states = list(soon.exclude(person=coach).values_list("state", flat=True))
    return Own(middle, latest.as_of if latest else None, len(states), states.count("booked"))
