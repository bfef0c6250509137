"""What an edit of an adopted rhythm changes, and for whom: who comes, who goes, and whose next date becomes another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from leadership.conversations import talks
from leadership.obligations import facts_for
from leadership.obligations.audience import people_of
from leadership.obligations.facts_for import Organisation, Sheet
from leadership.people.models import Person
from policies.facts import PolicyFacts, Talk, Version
from policies.models import Policy, PolicyVersion
from policies.terms import Terms

LOOKED_AT, NAMED = 200, 5
"""Of those who stay, how many are asked for their dates; of each group, how many are shown by name."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose next date becomes another: `before` and `after`, None where there is none."""

    person: Person
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Alteration:
    """`version` is what holds now. `joining`, `leaving`, `staying`: exact numbers of people; of those who stay
    `looked_at` were asked and for `moving` of them the first date after the change is another. Nobody is late because
    of it: what is open keeps its date (R17)."""

    version: PolicyVersion
    joining: int
    leaving: int
    staying: int
    joins: tuple[Person, ...]
    leaves: tuple[Person, ...]
    looked_at: int
    moving: int
    moved: tuple[Moved, ...]


def of(
    policy: Policy, terms: Terms, *, effective_from: date, on: date, now: datetime, at_once: bool = False
) -> Alteration | None:
    """What `terms` would change from `effective_from`, `at_once` for running cycles too; None when nothing has been
    adopted yet. What was held or is booked counts, so that nobody is shown a date they have no more."""
    version = policy.in_force(date.max)
    if version is None:
        return None
    before = _ids(version.read(), on)
    after = _ids(terms, on) if _about(version.read()) != _about(terms) else before
    joining, leaving, staying = after - before, before - after, before & after
    moved = _moved(policy, terms, sorted(staying)[:LOOKED_AT], effective_from, now, at_once=at_once)
    return Alteration(
        version, len(joining), len(leaving), len(staying), _named(joining), _named(leaving),
        len(moved), sum(one.before != one.after for one in moved),
        tuple(one for one in moved if one.before != one.after)[:NAMED],
    )  # fmt: skip


def _ids(terms: Terms, on: date) -> frozenset[int]:
    """Whom the rhythm is about. Ids are compared here, because a database takes several times longer over what is in
    one large query and not in another."""
    return frozenset(people_of(terms, on=on).order_by().values_list("pk", flat=True))


def _named(ids: frozenset[int]) -> tuple[Person, ...]:
    return tuple(Person.objects.filter(pk__in=sorted(ids)[:NAMED])) if ids else ()


def _about(terms: Terms) -> tuple[object, ...]:
    """All that says whom the rhythm is about: where it is the same, nobody need be counted as coming or going."""
    return terms.audience, terms.subject, terms.coach.left if terms.subject == "leader" else ()


def _moved(
    policy: Policy, terms: Terms, ids: list[int], effective_from: date, now: datetime, *, at_once: bool
) -> list[Moved]:
    """The first date due after the change takes effect, as it is now and as it would be."""
    sheets, organisation = facts_for.sheets(facts_for.people_by_id(ids), now=now), facts_for.organisation()
    facts = policy.facts()
    number = facts.versions[-1].number + 1
    changed = replace(facts, versions=(*facts.versions, Version(number, terms, effective_from, at_once)))
    people, spoken = Person.objects.in_bulk(ids), talks.of(ids)
    return [
        Moved(
            people[sheet.id],
            *(_next(one, sheet, spoken.get(sheet.id, ()), organisation, effective_from) for one in (facts, changed)),
        )
        for sheet in sheets
    ]


def _next(
    facts: PolicyFacts, sheet: Sheet, spoken: Sequence[Talk], organisation: Organisation, begins: date
) -> date | None:
    alone = replace(organisation, policies=(facts,))
    rows = alone.assess(sheet, spoken, on=max(sheet.on, begins))
    dues = [row.due_on for row in rows if row.due_on and row.due_on >= begins and row.state in ("planned", "open")]
    return min(dues, default=None)
