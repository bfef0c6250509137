"""How many people a coach has room for: counted behind a lock, never counted and then hoped for.

A pair is a member with something still owed by this coach, or with a talk booked. Pairs stay whatever happens to the
number; a coach without a place, or with the door closed, takes nobody new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import connection

from leadership.conversations import numbers
from leadership.conversations.eligibility import profile_of
from leadership.conversations.errors import CoachIsFull
from leadership.conversations.models import Conversation
from leadership.obligations.models import LIVE, Obligation
from leadership.people.models import CoachProfile, Person


def require(coach: Person, member: Person, *, most: int | None = None) -> None:
    """Raises `CoachIsFull` when `member` would be new to `coach` and there is no place left.

    `most` is the rhythm's own number of pairs (coach.max_open). Called in the transaction that makes the pair; holds
    the coach's row until it ends, so that two never take the last place.
    """
    profile = _locked(coach)
    pairs = pairs_of([coach.pk])[coach.pk]
    if member.pk in pairs:
        return
    if (profile and not profile.accepting) or len(pairs) >= capacity(coach, most=most, profile=profile):
        raise CoachIsFull(coach.key)


def pairs_of(coaches: Collection[int]) -> Mapping[int, set[int]]:
    """The members each of these coaches has, in two queries."""
    pairs: dict[int, set[int]] = defaultdict(set)
    owed = Obligation.objects.filter(coach__in=coaches, state__in=LIVE)
    booked = Conversation.objects.filter(coach__in=coaches, state__in=("booked", "ended"))
    for coach, member in [*owed.values_list("coach", "person"), *booked.values_list("coach", "member")]:
        pairs[coach].add(member)
    return pairs


def capacity(coach: Person, *, most: int | None = None, profile: CoachProfile | None = None) -> int:
    """How many pairs fit: the rhythm's number, else the coach's own, else the usual one."""
    if most is not None:
        return most
    known = profile or profile_of(coach)
    return known.capacity if known else numbers.CAPACITY


def _locked(coach: Person) -> CoachProfile | None:
    """The coach's profile, locked; without one, the person is locked instead."""
    profile = CoachProfile.objects.select_for_update().filter(person=coach).first()
    if profile is None and connection.features.has_select_for_update:
        Person.objects.select_for_update(no_key=True).filter(pk=coach.pk).values_list("pk").first()
    return profile
