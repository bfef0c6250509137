"""Whose anchored talks come into sight on a day: 120 days before their target they stand as planned (R7, R10).

What happens to somebody (a hire, leave noted, a new role) is a fact that has them looked at at once; this finds those
for whom the day alone brings the next talk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from leadership.people.models import Absence, Passage, Person
from policies.anchored import HORIZON
from policies.facts import PolicyFacts
from policies.termparts import Anchored
from policies.workdays import ONE_DAY

A_YEAR = timedelta(days=366)
NOBODY, EVERYBODY = Q(pk__in=[]), Q(pk__isnull=False)


def coming_into_sight(policies: tuple[PolicyFacts, ...], *, zone: str, after: date, upto: date) -> set[int]:
    """Ids of those in `zone` for whom a day after `after`, up to `upto`, brings an anchored talk into sight."""
    found: set[int] = set()
    for anchored, shift in _distances(policies):
        first, last = after + ONE_DAY + shift, upto + shift
        people = Person.objects.filter(_anchored_between(anchored, first, last), zone=zone, is_active=True)
        found |= set(people.values_list("pk", flat=True))
    return found


def _distances(policies: tuple[PolicyFacts, ...]) -> Iterator[tuple[Anchored, timedelta]]:
    """Each anchored cadence with how far from the day its anchors lie, once per offset."""
    cadences = {version.terms.cadence.anchored for policy in policies for version in policy.versions}
    for anchored in cadences:
        if anchored is not None:
            yield from ((anchored, HORIZON - timedelta(days=offset.day)) for offset in anchored.offsets)


def _anchored_between(anchored: Anchored, first: date, last: date) -> Q:
    """People whose anchor lies on one of these days."""
    begun = Absence.objects.filter(start__gte=first, start__lte=last)
    ended = Absence.objects.filter(end__gte=first - ONE_DAY, end__lte=last - ONE_DAY)
    noted = Passage.objects.filter(kind=anchored.anchor, on__gte=first, on__lte=last)
    is_the_day = anchored.on is not None and first <= anchored.on <= last
    found = {
        "hire": Q(hire_date__gte=first, hire_date__lte=last),
        "contract_end": Q(last_day__gte=first, last_day__lte=last),
        "anniversary": _anniversary(first, last),
        "leave_start": Q(pk__in=begun.values("person")),
        "leave_end": Q(pk__in=ended.values("person")),
        "custom": EVERYBODY if is_the_day else NOBODY,
    }
    return found.get(anchored.anchor, Q(pk__in=noted.values("person")))


def _anniversary(first: date, last: date) -> Q:
    """First days with the same month and day; whoever began on 29 February has theirs on the 28th."""
    if last - first >= A_YEAR:
        return EVERYBODY
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    kinds = {(day.month, day.day) for day in days} | {(2, 29) for day in days if (day.month, day.day) == (2, 28)}
    return reduce(or_, (Q(hire_date__month=month, hire_date__day=day) for month, day in sorted(kinds)), NOBODY)
