"""What a draft would ask for, before anyone is bound by it: how many people, and when the first is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leadership.lib.instants import local_date
from leadership.obligations import facts_for
from leadership.obligations.audience import people_in
from leadership.obligations.facts_for import Sheet
from leadership.people.models import Organisation, Person
from policies.engine import assess
from policies.facts import PolicyFacts, Version
from policies.naming import with_keys
from policies.refusals import read_terms
from policies.terms import Terms

SAMPLE = 200
"""Of the people concerned, how many are asked for their first due date."""


@dataclass(frozen=True, slots=True)
class Preview:
    """People concerned today, the first date someone would be due (None: nobody yet), and some of them with theirs."""

    people: int
    first_due: date | None
    examples: tuple[tuple[Person, date | None], ...] = ()


def of(terms: Mapping[str, Any], *, effective_from: date | None, now: datetime, examples: int = 5) -> Preview:
    """What these terms would ask for from `effective_from` (None: today). Raises Refused when they are wrong.

    People are counted by the database; dates come from the engine, for a sample of the people.
    """
    read = read_terms(with_keys(terms))
    today = local_date(now, Organisation.current().zone)
    concerned = people_in(read.audience, on=today)
    sheets = facts_for.sheets(
        Person.objects.filter(pk__in=list(concerned.values_list("pk", flat=True)[:SAMPLE])), now=now
    )
    dues = {
        sheet.id: due for sheet, due in zip(sheets, _first_dues(read, sheets, effective_from or today), strict=True)
    }
    shown = Person.objects.filter(pk__in=list(dues)[:examples])
    return Preview(
        concerned.count(),
        min((due for due in dues.values() if due is not None), default=None),
        tuple((person, dues[person.pk]) for person in shown),
    )


def _first_dues(terms: Terms, sheets: list[Sheet], effective_from: date) -> list[date | None]:
    """The first due date of each, were the terms adopted alone."""
    organisation = facts_for.organisation()
    draft = PolicyFacts(terms.key, (Version(1, terms, effective_from),))
    dues: list[date | None] = []
    for sheet in sheets:
        rows = assess(
            policies=(draft,),
            org=organisation.org,
            person=sheet.person,
            leaves=sheet.leaves,
            on=max(sheet.on, effective_from),
            holidays=organisation.holidays,
        )
        dues.append(min((row.due_on for row in rows if row.due_on and row.state in ("planned", "open")), default=None))
    return dues
