"""Clauses as a query: the same people that `policies.audience` matches one by one, found by the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadership.people.models import Person, RoleTag, Unit
from policies.audience import Audience, Clause
from policies.terms import Terms

NOBODY = Q(pk__in=[])


def people_in(audience: Audience, *, on: date) -> QuerySet[Person]:
    """Who is employed and in the audience on `on` (read as everyone's own date)."""
    people: QuerySet[Person] = Person.objects.employed(on)
    condition = in_audience(audience, on)
    return people.filter(condition) if condition else people


def people_of(terms: Terms, *, on: date) -> QuerySet[Person]:
    """Whom the rhythm is about on `on`: its audience; where it speaks to leaders, those who have such a leader."""
    people: QuerySet[Person] = Person.objects.employed(on)
    condition = concerned(terms, on)
    return people.filter(condition) if condition else people


def in_audience(audience: Audience, on: date) -> Q:
    """The same as a condition on people who are employed; empty where everybody is meant."""
    included = _any(audience.include, on) if audience.include else Q()
    return included & ~_any(audience.exclude, on) if audience.exclude else included


def concerned(terms: Terms, on: date) -> Q:
    """Whom the rhythm is about, as a condition on people who are employed; empty where it is everybody."""
    condition = in_audience(terms.audience, on)
    return condition & _led(terms) if terms.subject == "leader" else condition


def outside(people: QuerySet[Person], terms: Terms, on: date) -> QuerySet[Person]:
    """Those of the people, who are employed, whom the rhythm is not about. Each reason is said straight and asked by
    itself: no planner sees through the negation of a negation, nor from one of two reasons to an index, and a million
    people would be asked one by one whether they have a tag."""
    audience = terms.audience
    apart = [~_any(audience.include, on)] if audience.include else []
    apart += [_any(audience.exclude, on)] if audience.exclude else []
    apart += [~_led(terms)] if terms.subject == "leader" else []
    if len(apart) < 2:
        return people.filter(*(apart or [NOBODY]))
    first, *others = (people.filter(reason).order_by().values("pk") for reason in apart)
    return people.filter(pk__in=first.union(*others))


def _led(terms: Terms) -> Q:
    """Those who have such a leader as the rhythm speaks to."""
    led = {"own_manager": Q(manager__isnull=False), "skip_manager": Q(manager__manager__isnull=False)}
    return reduce(or_, (led[kind] for kind in terms.coach.left if kind in led), NOBODY)


def _any(clauses: Iterable[Clause], on: date) -> Q:
    return reduce(or_, (_all(clause, on) for clause in clauses), NOBODY)


def _all(clause: Clause, on: date) -> Q:
    """One condition for a clause: every part that says something must hold."""
    condition = Q(pk__isnull=False)
    if clause.units:
        condition &= _in_units(clause.units)
    for names in (clause.roles, clause.tags):
        condition &= _tagged(names) if names else Q()
    if clause.employment_types:
        condition &= Q(employment_type__in=clause.employment_types)
    if clause.locations:
        condition &= Q(location__in=clause.locations)
    if clause.persons:
        condition &= Q(key__in=_keys(clause.persons))
    if clause.is_leader is not None:
        condition &= _leading(clause.is_leader)
    return condition & _tenure(clause, on)


def _in_units(keys: Iterable[str]) -> Q:
    paths = Unit.objects.filter(key__in=_keys(keys)).values_list("path", flat=True)
    below = (Q(unit__path__gte=path, unit__path__lt=path + "~") for path in paths)
    return reduce(or_, below, NOBODY)


def _tagged(names: Iterable[str]) -> Q:
    tags = RoleTag.people.through.objects.filter(person=OuterRef("pk"), roletag__name__in=list(names))
    return Q(Exists(tags))


def _leading(leads: bool) -> Q:
    reports = Q(Exists(Person.objects.filter(manager=OuterRef("pk"), is_active=True)))
    return reports if leads else ~reports


def _tenure(clause: Clause, on: date) -> Q:
    condition = Q()
    if clause.tenure_days_min is not None:
        condition &= Q(hire_date__lte=on - timedelta(days=clause.tenure_days_min))
    if clause.tenure_days_max is not None:
        condition &= Q(hire_date__gte=on - timedelta(days=clause.tenure_days_max))
    return condition


def _keys(texts: Iterable[str]) -> list[UUID]:
    """Those of the texts that are keys; anything else names nobody."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
