"""Whom a fact, or a day that has come, concerns: the people to look at again, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from leadership.obligations import anchordays
from leadership.obligations.audience import people_in
from leadership.obligations.facts_for import Organisation
from leadership.obligations.models import Exemption, Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Person
from policies.facts import PolicyFacts

PERSONAL = ("person.", "absence.", "exemption.", "rhythm.")
"""Facts about one person; a fact about a policy concerns its people, any other the whole organisation."""

HIRED = ("person.hired", "person.imported")


@dataclass(slots=True)
class Concerned:
    """People by database id, why by policy (`causes`, for R17), and the policies that are new to everybody."""

    ids: set[int] = field(default_factory=set)
    causes: dict[str, str] = field(default_factory=dict)
    hired: set[int] = field(default_factory=set)


def by_facts(facts: Iterable[Fact], organisation: Organisation, *, on: date) -> Concerned:
    """Everyone whom these facts may concern; `on` is today somewhere."""
    found = Concerned()
    personal = [fact for fact in facts if fact.kind.startswith(PERSONAL)]
    policies = {fact.object.removeprefix("policy:") for fact in facts if fact.kind.startswith("policy.")}
    found.ids |= set(_named(_keys(personal)))
    if "leader" in organisation.reads:
        led = {fact.subject_key for fact in personal if "manager" in fact.data}
        found.ids |= set(Person.objects.filter(manager__in=_named(led)).values_list("pk", flat=True))
    found.hired |= set(_named({fact.subject_key for fact in personal if fact.kind in HIRED}))
    for policy in organisation.policies:
        if policy.key in policies:
            found.ids |= of_policy(policy, organisation, on=on)
            found.causes[policy.key] = "rule"
    if any(not fact.kind.startswith((*PERSONAL, "policy.")) for fact in facts):
        found.ids |= set(everyone().values_list("pk", flat=True))
    return found


def of_policy(policy: PolicyFacts, organisation: Organisation, *, on: date, zone: str | None = None) -> set[int]:
    """Everyone in the policy's audience, and whoever is still owed something by it or by a rival of its family."""
    audiences = {version.terms.audience for version in policy.versions}
    where = Q(zone=zone) if zone else Q()
    ids: set[int] = set()
    for audience in audiences:
        ids |= set(people_in(audience, on=on).filter(where).values_list("pk", flat=True))
    rows = Obligation.objects.live().filter(policy__in=_family(policy, organisation))
    rows = rows.filter(person__zone=zone) if zone else rows
    return ids | set(rows.values_list("person_id", flat=True))


def by_days(organisation: Organisation, *, zone: str, after: date, upto: date) -> set[int]:
    """Those in `zone` for whom one of the days after `after`, up to `upto`, means something: a first day, the day after
    the last, a tenure that an audience asks for, an exemption that begins or has ended, an anchored talk that comes
    into sight."""
    turning = Q(hire_date__gt=after, hire_date__lte=upto) | Q(last_day__gte=after, last_day__lt=upto)
    for days in _tenures(organisation):
        turning |= Q(hire_date__gt=after - timedelta(days=days), hire_date__lte=upto - timedelta(days=days))
    ids = set(everyone().filter(turning, zone=zone).values_list("pk", flat=True))
    turned = Q(start__gt=after, start__lte=upto) | Q(end__gte=after, end__lt=upto)
    ids |= anchordays.coming_into_sight(organisation.policies, zone=zone, after=after, upto=upto)
    return ids | set(Exemption.objects.granted().filter(turned, person__zone=zone).values_list("person_id", flat=True))


def everyone() -> QuerySet[Person]:
    """All who are here, and those who have left something open."""
    people: QuerySet[Person] = Person.objects.filter(Q(is_active=True) | Q(pk__in=_owed()))
    return people


def _owed() -> QuerySet[Obligation, int]:
    return Obligation.objects.live().values_list("person_id", flat=True)


def _family(policy: PolicyFacts, organisation: Organisation) -> list[int]:
    family = policy.versions[-1].terms.family
    rivals = [one for one in organisation.policies if family and one.versions[-1].terms.family == family]
    return [organisation.policy_ids[one.key] for one in rivals or [policy]]


def _tenures(organisation: Organisation) -> set[int]:
    """After how many days of employment some audience may answer otherwise."""
    start = date(2000, 1, 1)
    audiences = {version.terms.audience for policy in organisation.policies for version in policy.versions}
    return {(day - start).days for audience in audiences for day in audience.turning_days(start)}


def _keys(facts: Iterable[Fact]) -> set[UUID | None]:
    """Whom the facts are about, and the managers that someone got or lost: they may lead now, or no longer."""
    keys: set[UUID | None] = set()
    for fact in facts:
        keys.add(fact.subject_key)
        moved = fact.data.get("manager")
        given = moved.values() if isinstance(moved, dict) else [moved]
        keys |= {UUID(key) for key in given if isinstance(key, str)}
    return keys


def _named(keys: set[UUID | None]) -> QuerySet[Person, int]:
    people = Person.objects.filter(key__in=[key for key in keys if key])
    ids: QuerySet[Person, int] = people.values_list("pk", flat=True)
    return ids
