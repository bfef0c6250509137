"""How long a talk lasts, and of which type it is, when a rhythm asks for it. Lengths are whole minutes."""

from __future__ import annotations

from leadership.conversations import numbers
from leadership.obligations.models import Obligation
from policies.models import ConversationType
from policies.talktypes import minutes_of
from policies.terms import Terms

COMFORTABLE = 30
"""What is offered first where less would do."""


def least(terms: Terms) -> int:
    """How long a talk must last at least to count."""
    return terms.min_minutes or max((minutes_of(kind) for kind in terms.types[:1]), default=numbers.LENGTHS[0])


def choices(terms: Terms) -> list[int]:
    """The lengths to choose from, shortest first; a talk that long counts."""
    needed = least(terms)
    return [length for length in numbers.LENGTHS if length >= needed] or [needed]


def usual(terms: Terms) -> int:
    """The length offered first."""
    return max(choices(terms)[0], COMFORTABLE)


def type_of(obligation: Obligation) -> ConversationType:
    """The type of conversation its rhythm names first."""
    return ConversationType.objects.get(key=obligation.terms.types[0])
