"""Coaches as one line each: what is weighed of somebody who may be chosen, read of all of them at once.

Whoever is shown is read as a person afterwards: making a person of every row took ten times as long as weighing it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from leadership.people.models import CoachProfile, Person


class Card(NamedTuple):
    """What somebody says of themselves as a coach, and whether they are certified."""

    certified: bool
    accepting: bool
    capacity: int
    topics: str


class Listed(NamedTuple):
    """One line; `pools` are names, empty where nobody asked for them."""

    pk: int
    key: UUID
    name: str
    manager_id: int | None
    path: str
    unit_id: int | None
    is_hr: bool
    language: str
    location: str
    coach_profile: Card | None
    pools: Sequence[str] = ()


COLUMNS = (
    "pk", "key", "given_name", "family_name", "manager_id", "path", "unit_id", "is_hr", "language", "location",
    *(f"coach_profile__{name}" for name in Card._fields),
)  # fmt: skip


def of(people: QuerySet[Person], *, pools: bool) -> list[Listed]:
    """A line for each of them, in one query; one more for the names of their pools."""
    rows = [_line(*row) for row in people.values_list(*COLUMNS)]
    if not pools:
        return rows
    named = _pools(row.pk for row in rows)
    return [row._replace(pools=named.get(row.pk, ())) for row in rows]


def _line(pk: int, key: UUID, given: str, family: str, *rest: Any) -> Listed:
    *whose, certified, accepting, capacity, topics = rest
    card = None if certified is None else Card(certified, accepting, capacity, topics)
    return Listed._make((pk, key, f"{given} {family}".strip(), *whose, card, ()))


def _pools(people: Iterable[int]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    wanted = set(people)
    profiles = CoachProfile.objects.exclude(pools=None).values_list("person_id", "pools__name")
    for person, name in profiles:
        if person in wanted:
            found[person].append(name)
    return found
