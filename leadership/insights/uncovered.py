"""Who is covered by nothing: people here of whom no compulsory rhythm in force asks that they be heard.

Everyone is in at least one, or is in this list (docs/reference/cadence.md B.8, I6). Known to HR alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from leadership.obligations.audience import outside
from leadership.people.models import Person
from policies.models import Policy
from policies.terms import Terms


def uncovered(on: date) -> QuerySet[Person]:
    """The people employed on `on` (everyone's own date) who are in the audience of no compulsory rhythm."""
    people: QuerySet[Person] = Person.objects.employed(on)
    for terms in _compulsory(on):
        people = outside(people, terms, on)
    return people


def _compulsory(on: date) -> Iterator[Terms]:
    for policy in Policy.objects.adopted():
        version = policy.in_force(on)
        terms = version.read() if version else None
        if terms and terms.binding == "compulsory":
            yield terms
