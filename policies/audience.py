"""Who a policy speaks of: clauses as values. A clause is an AND of its parts, an audience an OR of clauses (B.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from policies.facts import PersonFacts

PERSON, TAG, ROLE, UNIT, LOCATION, EMPLOYMENT, TENURE, EVERYONE = range(7, -1, -1)
"""How closely each part of a clause describes somebody (B.6, precedence 2)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One description of people; an empty part says nothing. `units` means each unit with all below it.

    Tenure is counted in calendar days since the hire date, which is day 0.
    """

    units: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    employment_types: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tenure_days_min: int | None = None
    tenure_days_max: int | None = None
    is_leader: bool | None = None
    persons: tuple[str, ...] = ()

    def matches(self, person: PersonFacts, on: date) -> bool:
        """Whether every part holds for the person on that day."""
        return (
            _any(self.units, frozenset(person.units))
            and _any(self.roles, person.roles)
            and _any(self.tags, person.tags)
            and _one(self.employment_types, person.employment_type)
            and _one(self.locations, person.location)
            and _one(self.persons, person.key)
            and (self.is_leader is None or self.is_leader == person.is_leader)
            and self._tenure_fits((on - person.hire).days)
        )

    def lies_within(self, other: Clause) -> bool:
        """Whether whoever fits this clause fits the other one too, as far as their words tell."""
        lists = ("units", "roles", "employment_types", "locations", "tags", "persons")
        return (
            all(_is_part(getattr(self, name), getattr(other, name)) for name in lists)
            and other.is_leader in (None, self.is_leader)
            and (other.tenure_days_min or 0) <= (self.tenure_days_min or 0)
            and (other.tenure_days_max is None or _most(self) <= other.tenure_days_max)
        )

    def specificity(self, person: PersonFacts) -> tuple[int, int]:
        """The closest part, and the depth of the deepest unit named (1 is the top)."""
        return max(self._closeness(person), default=(EVERYONE, 0))

    def turning_days(self, hire: date) -> Iterator[date]:
        """The days on which the answer can change by mere passing of time."""
        if self.tenure_days_min is not None:
            yield hire + timedelta(days=self.tenure_days_min)
        if self.tenure_days_max is not None:
            yield hire + timedelta(days=self.tenure_days_max + 1)

    def _tenure_fits(self, days: int) -> bool:
        return (self.tenure_days_min or 0) <= max(days, 0) and (
            self.tenure_days_max is None or days <= self.tenure_days_max
        )

    def _closeness(self, person: PersonFacts) -> Iterator[tuple[int, int]]:
        if self.persons:
            yield PERSON, 0
        if self.tags:
            yield TAG, 0
        if self.roles or self.is_leader is not None:
            yield ROLE, 0
        if self.units:
            yield UNIT, max((n for n, unit in enumerate(person.units, 1) if unit in self.units), default=0)
        if self.locations:
            yield LOCATION, 0
        if self.employment_types:
            yield EMPLOYMENT, 0
        if self.tenure_days_min is not None or self.tenure_days_max is not None:
            yield TENURE, 0


@dataclass(frozen=True, slots=True)
class Audience:
    """Everyone employed unless `include` says otherwise; `exclude` wins."""

    include: tuple[Clause, ...] = ()
    exclude: tuple[Clause, ...] = ()

    def matches(self, person: PersonFacts, on: date) -> bool:
        """Whether the person, employed on that day, is in the audience on it."""
        if any(clause.matches(person, on) for clause in self.exclude):
            return False
        return not self.include or any(clause.matches(person, on) for clause in self.include)

    def is_nobody(self) -> bool:
        """Whether `exclude` takes away whoever `include` names, as far as their words tell."""
        named = self.include or (Clause(),)
        return all(any(clause.lies_within(other) for other in self.exclude) for clause in named)

    def specificity(self, person: PersonFacts, on: date) -> tuple[int, int]:
        """How closely the audience describes this person: (person 7 > tag > role > unit > location > employment type
        > tenure > everyone 0, depth of the unit); B.6 precedence (2)."""
        found = (clause.specificity(person) for clause in self.include if clause.matches(person, on))
        return max(found, default=(EVERYONE, 0))

    def turning_days(self, hire: date) -> Iterator[date]:
        """The days on which somebody hired then may enter or leave it by mere passing of time."""
        for clause in self.include + self.exclude:
            yield from clause.turning_days(hire)

    def names_people(self) -> bool:
        """Whether any clause picks single persons."""
        return any(clause.persons for clause in self.include + self.exclude)


def _is_part(some: tuple[str, ...], all_: tuple[str, ...]) -> bool:
    """Whether having one of `some` means having one of `all_`; naming none means that everybody fits."""
    return not all_ or (bool(some) and set(some) <= set(all_))


def _most(clause: Clause) -> float:
    return inf if clause.tenure_days_max is None else clause.tenure_days_max


def _any(wanted: tuple[str, ...], having: frozenset[str]) -> bool:
    return not wanted or not having.isdisjoint(wanted)


def _one(wanted: tuple[str, ...], having: str) -> bool:
    return not wanted or having in wanted
