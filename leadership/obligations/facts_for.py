"""What the engine needs to know about many people, read in a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Greatest

from leadership.lib import statements
from leadership.obligations import readfrom, sidetables
from leadership.obligations.models import Exemption as StoredExemption
from leadership.obligations.models import Skip as StoredSkip
from leadership.obligations.models import Stay
from leadership.obligations.models import Wish as StoredWish
from leadership.obligations.sets import among
from leadership.people.models import Absence, Passage, Person
from leadership.people.windows import WEEKDAYS
from policies.engine import assess
from policies.facts import (
    Exemption,
    Holidays,
    Leave,
    OrgFacts,
    PersonFacts,
    PolicyFacts,
    Row,
    Skip,
    Talk,
    Version,
)
from policies.workdays import WorkCalendar, calendar_of

SHARED = ("country", "subdiv", "last_day", "is_active")
PICKED = ("unit_id", "employment_type", "location", "employment_percentage", "hire_date")
"""Columns that matter only where an audience picks people, or the interval follows the employment."""

LED = (
    ExpressionWrapper(Q(manager__isnull=True), output_field=BooleanField()),
    ExpressionWrapper(Q(manager__manager__isnull=True), output_field=BooleanField()),
)
"""Whether there is a leader, and a leader's leader: what matters to rhythms that speak to them."""

SIDES = frozenset({"leave", "exemption", "stay", "wish"})
EVERYTHING = frozenset({"opt_in", "skip", "event", "tag", "unit", "leading"})
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
    skips: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """What is the same for everyone: settings, policies that are or were adopted by key, and their database ids;
    `zones` are those whose days are walked already."""

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
    reads: frozenset[str]
    """What some policy asks for beyond columns: opt_in, skip, event; tag, unit, leading where an audience picks by
    them; leader where one speaks to those who lead."""
    zones: frozenset[str] = frozenset()

    def assess(self, sheet: Sheet, talks: Sequence[Talk] = (), *, on: date | None = None) -> tuple[Row, ...]:
        """What the engine says of one person on `on`, or on their own today without it."""
        return assess(
            policies=self.policies,
            org=self.org,
            person=sheet.person,
            leaves=sheet.leaves,
            exemptions=sheet.exemptions,
            skips=sheet.skips,
            talks=talks,
            on=on or sheet.on,
            holidays=self.holidays,
        )


def organisation() -> Organisation:
    """The facts shared by everyone. Which coaches are certified is not among them: a talk knows what its coach was.

    One small query says whether anything has changed since this process read it last.
    """
    return _read(readfrom.rows())


@lru_cache(maxsize=4)
def _read(rows: readfrom.Rows) -> Organisation:
    org, holidays = rows.surroundings()
    policies = list(rows.policies())
    facts = tuple(policy.facts_with(versions) for policy, versions in policies)
    versions = [version for policy in facts for version in policy.versions]
    audiences = [version.terms.audience for version in versions]
    return Organisation(
        org,
        holidays,
        facts,
        {policy.key: policy.pk for policy, _ in policies},
        {(policy.key, version.number): version.pk for policy, versions in policies for version in versions},
        not any(audience.include or audience.exclude for audience in audiences)
        and not any(version.terms.fte_scaling for version in versions),
        any(audience.names_people() for audience in audiences),
        _oldest(versions),
        _reads(versions),
        rows.zones(),
    )


def _reads(versions: Sequence[Version]) -> frozenset[str]:
    """What else must be read of people, because some rhythm asks for it."""
    audiences = [version.terms.audience for version in versions]
    clauses = [clause for audience in audiences for clause in (*audience.include, *audience.exclude)]
    anchors = {version.terms.cadence.anchored.anchor for version in versions if version.terms.cadence.anchored}
    asked = {
        "opt_in": any(version.terms.binding == "opt_in" for version in versions),
        "skip": any(version.terms.allow_skip for version in versions),
        "leader": any(version.terms.subject == "leader" for version in versions),
        "event": not anchors.isdisjoint({"role_change", "manager_change"}),
        "tag": any(clause.tags or clause.roles for clause in clauses),
        "unit": any(clause.units for clause in clauses),
        "leading": any(clause.is_leader is not None for clause in clauses),
    }
    return frozenset(name for name, is_so in asked.items() if is_so)


def _oldest(versions: Sequence[Version]) -> date:
    """Where talks are counted from first days, each of them makes a difference."""
    if any(version.terms.cadence.anchored for version in versions):
        return date.min
    return min((version.effective_from for version in versions), default=date.min + timedelta(days=1))


def sheets(people: QuerySet[Person], *, now: datetime, known: Organisation | None = None) -> list[Sheet]:
    """One sheet per person, in order of id, with a constant number of queries; of the side tables only those that a
    rhythm of the `known` organisation asks for."""
    among = Q() if not people.query.has_filters() else Q(person__in=people.order_by().values("pk"))
    return list(_Reading(people, among, now, SIDES | (known.reads if known else EVERYTHING)).sheets())


def sheets_of(ids: Collection[int], *, now: datetime, known: Organisation) -> list[Sheet]:
    """The same for people by database id. Of a few it is asked first which side tables say anything of them."""
    if not 0 < len(ids) <= FEW:
        return sheets(people_by_id(ids), now=now, known=known)
    rows = OF_A_FEW.ask(ids)
    there = sidetables.present(row[len(COLUMNS) :] for row in rows) | (known.reads & {"skip", "unit", "leading"})
    reads = (SIDES | known.reads) & there
    people = people_by_id(ids) if "skip" in reads else NOBODY
    reading = _Reading(people, Q(person__in=list(ids)), now, reads)
    return [reading.sheet(*row[: len(COLUMNS)]) for row in rows]


NOBODY: QuerySet[Person] = Person.objects.none()
COLUMNS = (
    "id", "key", Cast("zone", TextField()), "country", "subdiv", Cast("work_hours", TextField()), "hire_date",
    "last_day", "is_active", "manager__key", "manager__manager__key", "unit_id", "employment_type", "location",
    "employment_percentage",
)  # fmt: skip

OF_A_FEW = statements.Question(
    lambda ids: Person.objects.filter(pk__in=ids).order_by("id").values_list(*COLUMNS, *sidetables.marks()),
    statements.ids,
)
"""The columns of a few people, and which side tables say anything of each."""


class _Reading:
    """The side tables, read once for all people asked about."""

    def __init__(self, people: QuerySet[Person], among: Q, now: datetime, reads: frozenset[str]) -> None:
        self.people, self.now = people, now
        self.leaves = sidetables.leaves(among) if "leave" in reads else {}
        self.exemptions = sidetables.exemptions(among) if "exemption" in reads else {}
        self.stays = sidetables.stays(among) if "stay" in reads else {}
        self.opted_in = sidetables.opted_in(among) if "opt_in" in reads else {}
        self.wishes = sidetables.wishes(among) if "wish" in reads else {}
        self.skips = sidetables.skips(people) if "skip" in reads else {}
        self.events = sidetables.events(among) if "event" in reads else {}
        self.tags = sidetables.tags(among) if "tag" in reads else {}
        self.units = sidetables.unit_paths() if "unit" in reads else {}
        self.leaders = set(Person.objects.leaders().values_list("pk", flat=True)) if "leading" in reads else set()
        self.days: dict[str, date] = {}

    def sheets(self) -> Iterator[Sheet]:
        for row in self.people.order_by("id").values_list(*COLUMNS).iterator(chunk_size=5000):
            yield self.sheet(*row)

    def sheet(self, *row: Any) -> Sheet:
        id, key, zone, country, subdiv, hours, hire, last, active, manager, skip, unit, employment, place, share = row
        on = self._today(zone)
        if not active and (last is None or last >= on):
            last = max(hire, on - timedelta(days=1))
        tags = self.tags.get(id, frozenset())
        person = PersonFacts(
            str(key), zone, country, subdiv, _pattern(hours), hire, last,
            str(manager) if manager else None, str(skip) if skip else None, self.units.get(unit, ()),
            tags, tags, employment, place, id in self.leaders, share / 100, self.opted_in.get(id, ()),
            self.stays.get(id, ()), self.events.get(id, ()), self.wishes.get(id, ()),
        )  # fmt: skip
        employed = active and hire <= on and (last is None or on <= last)
        return Sheet(
            id, on, employed, person, self.leaves.get(id, ()), self.exemptions.get(id, ()), self.skips.get(id, ())
        )

    def _today(self, zone: str) -> date:
        if zone not in self.days:
            self.days[zone] = self.now.astimezone(ZoneInfo(zone)).date()
        return self.days[zone]


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
    events = Passage.objects.all() if "event" in organisation.reads else Passage.objects.none()
    for rows in (Absence.objects, granted, later, StoredWish.objects, events):
        own |= set(rows.filter(person__in=among(ids)).values_list("person_id", flat=True))
    if "skip" in organisation.reads:
        skipped = StoredSkip.objects.filter(obligation__person__in=among(ids))
        own |= set(skipped.values_list("obligation__person_id", flat=True))
    columns: tuple[Any, ...] = SHARED if organisation.is_open_to_all else (*SHARED, *PICKED)
    columns = (*columns, *LED) if "leader" in organisation.reads else columns
    found = _alike(columns).raw(ids, organisation.oldest)
    picked = _picked(ids, organisation)
    asked = sidetables.opted_in(Q(person__in=among(ids))) if "opt_in" in organisation.reads else {}
    return [Trait(pk, None if pk in own else (*rest, picked.get(pk), asked.get(pk))) for pk, *rest in found]


@cache
def _alike(columns: tuple[Any, ...]) -> statements.Question:
    """What tells people apart, as the database says it: it is only compared. First days before the one given are it."""

    def rows(ids: RawSQL, day: RawSQL) -> QuerySet[Person, Any]:
        begun = Greatest("hire_date", day, output_field=DateField())
        people: QuerySet[Person] = Person.objects.filter(pk__in=ids).order_by("id")
        return people.values_list(
            "id", begun, Cast("work_hours", TextField()), Cast("zone", TextField()), *columns
        )  # fmt: skip

    return statements.Question(rows, statements.ids, statements.one)


def _picked(ids: Sequence[int], organisation: Organisation) -> dict[int, Hashable]:
    """What audiences may ask for beyond columns: tags, leading, and who somebody is."""
    if organisation.is_open_to_all:
        return {}
    tags = sidetables.tags(Q(person__in=among(ids)))
    leaders = set(Person.objects.leaders().filter(pk__in=among(ids)).values_list("pk", flat=True))
    return {pk: (tags.get(pk), pk in leaders, pk if organisation.names_people else 0) for pk in ids}
