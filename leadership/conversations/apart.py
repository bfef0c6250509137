"""Who is not brought together with whom, whichever of the two said so (`not_with`). Never shown to anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q

from leadership.conversations.models import NotWith

NOBODY: frozenset[int] = frozenset()


def apart_from(person: int) -> frozenset[int]:
    """Ids of those whom the person (an id) is not brought together with; one query."""
    return apart_from_each([person]).get(person, NOBODY)


def apart_from_each(people: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """The same for many people, under the id of each who is kept apart from somebody; one query."""
    ids = set(people)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in NotWith.objects.filter(Q(person__in=ids) | Q(other__in=ids)).values_list("person", "other"):
        found[one].add(other)
        found[other].add(one)
    return {person: frozenset(others) for person, others in found.items()}
