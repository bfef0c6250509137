"""Who is not brought together with whom, whichever of the two said so (`not_with`). Never shown to anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from leadership.conversations.models import NotWith
from leadership.lib.statements import Question, ids

NOBODY: frozenset[int] = frozenset()


def apart_from(person: int) -> frozenset[int]:
    """Ids of those whom the person (an id) is not brought together with; one query."""
    return apart_from_each([person]).get(person, NOBODY)


def apart_from_each(people: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """The same for many people, under the id of each who is kept apart from somebody; one query."""
    asked = set(people)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in WISHES.ask(asked, asked):
        found[one].add(other)
        found[other].add(one)
    return {person: frozenset(others) for person, others in found.items()}


def _wishes(people: Any, same: Any) -> QuerySet[NotWith, Any]:
    return NotWith.objects.filter(Q(person__in=people) | Q(other__in=same)).values_list("person", "other")


WISHES = Question(_wishes, ids, ids)
