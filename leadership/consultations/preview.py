"""What a draft would ask for, before anyone is bound by it: how many people, when, how many hours, and beside what.

People are counted by the database, exactly. Dates come from the engine, for a sample of the people, and only for those;
so a preview costs the same for a hundred people and for a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from leadership.consultations import alteration, burden, rivals
from leadership.consultations.alteration import Alteration
from leadership.consultations.burden import Burden
from leadership.consultations.rivals import Rival
from leadership.lib.instants import local_date
from leadership.obligations import facts_for
from leadership.obligations.audience import people_of
from leadership.obligations.facts_for import Sheet
from leadership.people import workcalendar
from leadership.people.models import Organisation, Person
from policies.engine import assess
from policies.facts import Holidays, OrgFacts, PolicyFacts, Row, TraceItem, Version
from policies.models import Policy
from policies.naming import with_keys
from policies.organisation import org_facts
from policies.refusals import read_terms
from policies.terms import Terms

SAMPLE = 200
"""Of the people concerned, how many are asked for their first due date."""
ASKED_FOR = ("planned", "open")


class Surroundings(NamedTuple):
    """What is the same for everyone."""

    org: OrgFacts
    holidays: Holidays


@dataclass(frozen=True, slots=True)
class Example:
    """A real person: the first date to be heard by (None: not in the first cycle), when the leader could see that it
    remains, and why, step by step."""

    person: Person
    due: date | None
    overdue: date | None = None
    trace: tuple[TraceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """People concerned today, the first date someone would be due (None: nobody yet), some of them with theirs, what it
    costs, which other rhythms it meets, and what an edit changes (None: nothing is adopted yet)."""

    people: int
    first_due: date | None
    examples: tuple[Example, ...] = ()
    burden: Burden | None = None
    rivals: tuple[Rival, ...] = ()
    alteration: Alteration | None = None
    is_sampled: bool = False


def of(
    terms: Mapping[str, Any],
    *,
    effective_from: date | None,
    now: datetime,
    examples: int = 5,
    policy: Policy | None = None,
) -> Preview:
    """What these terms would ask for from `effective_from` (None: today). Raises Refused when they are wrong.

    `policy`: the rhythm they are a new wording of.
    """
    read = read_terms(with_keys(terms))
    today = local_date(now, Organisation.current().zone)
    concerned = people_of(read, on=today)
    people, sheets = concerned.count(), _sampled(concerned, now)
    begins, around = effective_from or today, Surroundings(org_facts(), workcalendar.book())
    rows = [_first(read, sheet, begins, around) for sheet in sheets]
    return Preview(
        people,
        min((row.due_on for row in rows if row and row.due_on), default=None),
        _examples(_telling(sheets, rows)[:examples]),
        burden.of(read, concerned, people=people, on=today),
        rivals.of(read, concerned, policy=policy, on=today, now=now),
        alteration.of(policy, read, effective_from=begins, on=today, now=now) if policy else None,
        people > SAMPLE,
    )


def _sampled(concerned: QuerySet[Person], now: datetime) -> list[Sheet]:
    ids = list(concerned.order_by("pk").values_list("pk", flat=True)[:SAMPLE])
    return facts_for.sheets(facts_for.people_by_id(ids), now=now)


def _first(terms: Terms, sheet: Sheet, effective_from: date, around: Surroundings) -> Row | None:
    """What each would be asked for first, were the terms adopted alone."""
    rows = assess(
        policies=(PolicyFacts(terms.key, (Version(1, terms, effective_from),)),),
        org=around.org,
        person=sheet.person,
        leaves=sheet.leaves,
        on=max(sheet.on, effective_from),
        holidays=around.holidays,
    )
    asked = [row for row in rows if row.due_on and row.state in ASKED_FOR]
    return min(asked, key=lambda row: row.due_on or date.max, default=rows[0] if rows else None)


def _telling(sheets: Sequence[Sheet], rows: Sequence[Row | None]) -> list[tuple[Sheet, Row | None]]:
    """Whoever shows most comes first: one of each date that occurs, the soonest first; then others with a date, then
    those without."""
    pairs, seen = list(zip(sheets, rows, strict=True)), set[date]()
    pairs.sort(key=lambda pair: (pair[1] and pair[1].due_on) or date.max)
    rank = {}
    for sheet, row in pairs:
        due = row.due_on if row else None
        rank[sheet.id] = 2 if due is None else int(due in seen)
        seen |= {due} if due else set()
    return sorted(pairs, key=lambda pair: rank[pair[0].id])


def _examples(chosen: Sequence[tuple[Sheet, Row | None]]) -> tuple[Example, ...]:
    found = Person.objects.in_bulk([sheet.id for sheet, _row in chosen])
    return tuple(
        Example(found[sheet.id], row.due_on, row.overdue_from, row.trace) if row else Example(found[sheet.id], None)
        for sheet, row in chosen
    )
