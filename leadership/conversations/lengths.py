"""How long a talk lasts, and of which type it is, when a rhythm asks for it. Lengths are whole minutes."""

from __future__ import annotations

from leadership.conversations import numbers
from leadership.obligations.models import Obligation
from leadership.people.models import Door, Person
from policies.models import ConversationType
from policies.talktypes import minutes_of
from policies.terms import Terms

COMFORTABLE = 30
"""What is offered first where less would do."""


def least(terms: Terms) -> int:
    """How long a talk must last at least to count."""
    return terms.min_minutes or max((minutes_of(kind) for kind in terms.types[:1]), default=numbers.LENGTHS[0])


def choices(terms: Terms, coach: Person | None = None) -> list[int]:
    """The lengths to choose from, shortest first; a talk that long counts. What `coach` offers narrows them, as long as
    the rhythm leaves any of it."""
    return offered(least(terms), coach)


def offered(needed: int, coach: Person | None = None) -> list[int]:
    """The lengths of at least `needed` minutes that the coach offers, else all of them, else just as many as needed."""
    long_enough = [length for length in numbers.LENGTHS if length >= needed] or [needed]
    door: Door | None = getattr(coach, "door", None)
    own = [length for length in (door.lengths if door else ()) if length >= needed]
    return sorted(own) or long_enough


def usual(terms: Terms, coach: Person | None = None) -> int:
    """The length offered first: the shortest one that is comfortable, else the longest there is."""
    known = choices(terms, coach)
    return next((length for length in known if length >= COMFORTABLE), known[-1])


def type_of(obligation: Obligation) -> ConversationType:
    """The type of conversation its rhythm names first."""
    return ConversationType.objects.get(key=obligation.terms.types[0])
