"""What the engine needs to know about many people, read in a constant number of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from leadership.obligations.models import Exemption as StoredExemption
from leadership.obligations.models import OptIn, Stay
from leadership.obligations.sets import among
from leadership.people import workcalendar
from leadership.people.models import Absence, Person, Unit
from leadership.people.models.person import WEEKDAYS
from policies.engine import assess
from policies.facts import Exemption, Holidays, Leave, OrgFacts, PersonFacts, PolicyFacts, Row, Talk
from policies.models import Policy
from policies.organisation import org_facts
from policies.workdays import WorkCalendar, calendar_of

SHARED = ("country", "subdiv", "last_day", "is_active")
PICKED = ("unit_id", "employment_type", "location", "employment_percentage", "hire_date")
"""Columns that matter only where an audience picks people, or the interval follows the employment."""


FEW = 20
"""Up to so many people each is assessed alone; of more, those with equal traits share an assessment."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person as the engine sees them: `on` is their own date; `employed` whether they are here that day."""

    id: int
    on: date
    employed: bool
    person: PersonFacts
    leaves: tuple[Leave, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """What is the same for everyone: settings, policies that are or were adopted by key, and their database ids."""

    org: OrgFacts
    holidays: Holidays
    policies: tuple[PolicyFacts, ...]
    policy_ids: dict[str, int]
    version_ids: dict[tuple[str, int], int]
    is_open_to_all: bool
    """No audience picks anybody, so that only dates tell people apart."""
    names_people: bool
    oldest: date
    """No first day before this one makes a difference: every policy began later."""

    def assess(self, sheet: Sheet, talks: Sequence[Talk] = (), *, on: date | None = None) -> tuple[Row, ...]:
        """What the engine says of one person on `on`, or on their own today without it."""
        return assess(
            policies=self.policies,
            org=self.org,
            person=sheet.person,
            leaves=sheet.leaves,
            exemptions=sheet.exemptions,
            talks=talks,
            on=on or sheet.on,
            holidays=self.holidays,
        )


def organisation() -> Organisation:
    """The facts shared by everyone."""
    kept = Policy.objects.exclude(state__in=(Policy.State.DRAFT, Policy.State.PROPOSED)).prefetch_related("versions")
    policies = [policy for policy in kept if any(version.adopted_at for version in policy.versions.all())]
    facts = tuple(policy.facts() for policy in policies)
    versions = [version for policy in facts for version in policy.versions]
    audiences = [version.terms.audience for version in versions]
    return Organisation(
        org_facts(),
        workcalendar.book(),
        facts,
        {policy.key: policy.pk for policy in policies},
        {(policy.key, version.number): version.pk for policy in policies for version in policy.versions.all()},
        not any(audience.include or audience.exclude for audience in audiences)
        and not any(version.terms.fte_scaling for version in versions),
        any(audience.names_people() for audience in audiences),
        min((version.effective_from for version in versions), default=date.min + timedelta(days=1)),
    )


def sheets(people: QuerySet[Person], *, now: datetime) -> list[Sheet]:
    """One sheet per person, in order of id, with a constant number of queries."""
    return list(_Reading(people, now).sheets())


class _Reading:
    """The side tables, read once for all people asked about."""

    def __init__(self, people: QuerySet[Person], now: datetime) -> None:
        self.people, self.now = people, now
        among = Q() if not people.query.has_filters() else Q(person__in=people.order_by().values("pk"))
        self.leaves = _leaves(among)
        self.exemptions = _exemptions(among)
        self.stays = _stays(among)
        self.opted_in = _opted_in(among)
        self.tags = _tags(among)
        self.units = _unit_paths()
        self.leaders = set(Person.objects.leaders().values_list("pk", flat=True))
        self.days: dict[str, date] = {}

    def sheets(self) -> Iterator[Sheet]:
        rows = self.people.order_by("id").values_list(
            "id",
            "key",
            Cast("zone", TextField()),
            "country",
            "subdiv",
            Cast("work_hours", TextField()),
            "hire_date",
            "last_day",
            "is_active",
            "manager__key",
            "manager__manager__key",
            "unit_id",
            "employment_type",
            "location",
            "employment_percentage",
        )
        for row in rows.iterator(chunk_size=5000):
            yield self._sheet(*row)

    def _sheet(self, *row: Any) -> Sheet:
        id, key, zone, country, subdiv, hours, hire, last, active, manager, skip, unit, employment, place, share = row
        on = self._today(zone)
        if not active and (last is None or last >= on):
            last = max(hire, on - timedelta(days=1))
        tags = self.tags.get(id, frozenset())
        person = PersonFacts(
            str(key), zone, country, subdiv, _pattern(hours), hire, last,
            str(manager) if manager else None, str(skip) if skip else None, self.units.get(unit, ()),
            tags, tags, employment, place, id in self.leaders, share / 100, self.opted_in.get(id, ()),
            self.stays.get(id, ()),
        )  # fmt: skip
        employed = active and hire <= on and (last is None or on <= last)
        return Sheet(id, on, employed, person, self.leaves.get(id, ()), self.exemptions.get(id, ()))

    def _today(self, zone: str) -> date:
        if zone not in self.days:
            self.days[zone] = self.now.astimezone(ZoneInfo(zone)).date()
        return self.days[zone]


def _leaves(among: Q) -> dict[int, tuple[Leave, ...]]:
    found: defaultdict[int, list[Leave]] = defaultdict(list)
    for person, key, start, end in Absence.objects.filter(among).values_list("person_id", "key", "start", "end"):
        found[person].append(Leave(str(key), start, end))
    return {person: tuple(leaves) for person, leaves in found.items()}


def _exemptions(among: Q) -> dict[int, tuple[Exemption, ...]]:
    found: defaultdict[int, list[Exemption]] = defaultdict(list)
    rows = StoredExemption.objects.granted().filter(among).order_by("start", "id")
    for person, policy, start, end in rows.values_list("person_id", "policy__key", "start", "end"):
        found[person].append(Exemption(policy, start, end))
    return {person: tuple(exemptions) for person, exemptions in found.items()}


def _stays(among: Q) -> dict[int, tuple[tuple[str, date], ...]]:
    found: defaultdict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = Stay.objects.filter(among).order_by("policy_id")
    for person, policy, since in rows.values_list("person_id", "policy__key", "since"):
        found[person].append((policy, since))
    return {person: tuple(stays) for person, stays in found.items()}


def _opted_in(among: Q) -> dict[int, tuple[tuple[str, date], ...]]:
    found: defaultdict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = OptIn.objects.filter(among).order_by("policy_id")
    for person, policy, since in rows.values_list("person_id", "policy__key", "since"):
        found[person].append((policy, since))
    return {person: tuple(asked) for person, asked in found.items()}


def _tags(among: Q) -> dict[int, frozenset[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    through = Person.role_tags.through.objects.filter(among)
    for person, name in through.values_list("person_id", "roletag__name"):
        found[person].add(name)
    return {person: frozenset(names) for person, names in found.items()}


def _unit_paths() -> dict[int | None, tuple[str, ...]]:
    """The keys from the top down to each unit."""
    parents = {pk: (str(key), parent) for pk, key, parent in Unit.objects.values_list("pk", "key", "parent_id")}
    paths: dict[int | None, tuple[str, ...]] = {None: ()}
    for pk in parents:
        line: list[str] = []
        above: int | None = pk
        while above is not None:
            key, above = parents[above]
            line.insert(0, key)
        paths[pk] = tuple(line)
    return paths


@lru_cache(maxsize=4096)
def _pattern(work_hours: str) -> frozenset[int]:
    hours = json.loads(work_hours)
    days = frozenset(index for index, day in enumerate(WEEKDAYS) if hours.get(day))
    return days or frozenset(range(5))


def people_by_id(ids: Collection[int]) -> QuerySet[Person]:
    """The people with these database ids."""
    people: QuerySet[Person] = Person.objects.filter(pk__in=among(ids))
    return people


def calendar_for(person: PersonFacts, organisation: Organisation) -> WorkCalendar:
    """The person's working days."""
    return calendar_of(
        organisation.holidays, person.country, person.subdiv, person.work_pattern, organisation.org.pauses
    )


class Trait(NamedTuple):
    """One person and what they share with others: `shared` is equal for people who are owed the same while they have
    no talks; None for someone with an absence, an exemption, or a stay of their own."""

    person: int
    shared: Hashable


def traits(ids: Sequence[int], organisation: Organisation) -> list[Trait]:
    """What tells these people apart for the adopted policies, in order of id; a constant number of queries. A few
    people are not worth the asking: they share nothing."""
    if len(ids) <= FEW:
        return [Trait(pk, None) for pk in sorted(ids)]
    later = Stay.objects.filter(since__gt=F("person__hire_date"))
    own: set[int] = set()
    granted = StoredExemption.objects.granted()
    for rows in (Absence.objects, granted, later):
        own |= set(rows.filter(person__in=among(ids)).values_list("person_id", flat=True))
    columns = SHARED if organisation.is_open_to_all else (*SHARED, *PICKED)
    people = Person.objects.filter(pk__in=among(ids)).order_by("id")
    found = people.values_list("id", "hire_date", Cast("work_hours", TextField()), Cast("zone", TextField()), *columns)
    picked, asked = _picked(ids, organisation), _opted_in(Q(person__in=among(ids)))
    oldest = organisation.oldest
    return [
        Trait(pk, None if pk in own else (max(hire, oldest), *rest, picked.get(pk), asked.get(pk)))
        for pk, hire, *rest in found
    ]


def _picked(ids: Sequence[int], organisation: Organisation) -> dict[int, Hashable]:
    """What audiences may ask for beyond columns: tags, leading, and who somebody is."""
    if organisation.is_open_to_all:
        return {}
    tags = _tags(Q(person__in=among(ids)))
    leaders = set(Person.objects.leaders().filter(pk__in=among(ids)).values_list("pk", flat=True))
    return {pk: (tags.get(pk), pk in leaders, pk if organisation.names_people else 0) for pk in ids}
