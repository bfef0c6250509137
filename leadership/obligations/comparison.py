"""Engine against ledger, for many people at once: what each is owed, what is stored, and the steps between.

People with equal traits share one assessment and one comparison; only those with something of their own (a talk, an
absence, an exemption) are assessed by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from leadership.lib.statements import Question as Asked
from leadership.lib.statements import ids, one
from leadership.obligations import facts_for
from leadership.obligations.facts_for import Organisation, Sheet, Trait
from leadership.obligations.mended import TalkSource
from leadership.obligations.models import LIVE, Obligation
from leadership.obligations.plan import Step, Stored, steps
from policies.facts import Row, Talk

REMEMBERED = 400
"""Days for which ended obligations are compared; older ones are history."""

COLUMNS = (
    "cycle_key", "slot", "state", "reason", "version", "opens_on", "choose_by", "due_on", "overdue_from", "close_on",
    "credited_on", "provisional", "policy_version_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of whomever: at `now` (UTC), and why (`cause`, by policy `causes`; see `promises.keep`)."""

    organisation: Organisation
    now: datetime
    talks: TalkSource
    cause: str = "same"
    causes: Mapping[str, str] = field(default_factory=dict)


class Looked(NamedTuple):
    """One person, compared: what is stored, with the ids, what the engine says (with talks alone), the steps
    between."""

    person: int
    zone: str
    held: Sequence[int]
    stored: Sequence[Stored]
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]


def look(ids: Sequence[int], question: Question, *, lock: bool) -> list[Looked]:
    """Compares these people with a constant number of queries; `lock` keeps their obligations still meanwhile."""
    traits = facts_for.traits(ids, question.organisation)
    held = _held(ids, question, lock=lock)
    comparing = _Comparing(question, traits, question.talks(ids))
    known = [one for one in traits if one.shared is not None or one.person in comparing.sheets]
    return [comparing.look(one, held.get(one.person, ((), ()))) for one in known]


class _Comparing:
    """Answers that people with equal traits share."""

    def __init__(self, question: Question, traits: Sequence[Trait], talks: Mapping[int, Sequence[Talk]]) -> None:
        self.question, self.talks = question, talks
        alone = {one.person for one in traits if one.shared is None or one.person in talks}
        likes = {one.shared: one.person for one in traits if one.person not in alone}
        asked = [*alone, *likes.values()]
        self.sheets = {
            sheet.id: sheet for sheet in facts_for.sheets_of(asked, now=question.now, known=question.organisation)
        }
        self.rows = {
            shared: (self._assess(self.sheets[person]), self.sheets[person]) for shared, person in likes.items()
        }
        self.answers: dict[object, tuple[Step, ...]] = {}

    def look(self, trait: Trait, held: tuple[tuple[int, ...], tuple[Stored, ...]]) -> Looked:
        ids, stored = held
        if trait.person in self.sheets and (trait.shared is None or trait.person in self.talks):
            sheet = self.sheets[trait.person]
            rows = self._assess(sheet)
            return Looked(trait.person, sheet.person.zone, ids, stored, rows, self._steps(sheet, rows, stored))
        rows, sheet = self.rows[trait.shared]
        known = (trait.shared, stored)
        if known not in self.answers:
            self.answers[known] = self._steps(sheet, rows, stored)
        return Looked(trait.person, sheet.person.zone, ids, stored, (), self.answers[known])

    def _assess(self, sheet: Sheet) -> tuple[Row, ...]:
        return self.question.organisation.assess(sheet, self.talks.get(sheet.id, ()))

    def _steps(self, sheet: Sheet, rows: Sequence[Row], stored: Sequence[Stored]) -> tuple[Step, ...]:
        asked = self.question
        days = facts_for.calendar_for(sheet.person, asked.organisation)
        return steps(rows, stored, on=sheet.on, days=days, cause=asked.cause, causes=asked.causes)


def _held(
    people: Sequence[int], question: Question, *, lock: bool
) -> dict[int, tuple[tuple[int, ...], tuple[Stored, ...]]]:
    """What the ledger has for these people, with the ids: everything live, and what ended lately."""
    lately = question.now.date() - timedelta(days=REMEMBERED)
    day = connection.ops.adapt_datefield_value(lately)
    rows = (LOCKED if lock else SEEN).ask(people, day)
    keys = {pk: key for key, pk in question.organisation.policy_ids.items()}
    numbers = {pk: number for (_key, number), pk in question.organisation.version_ids.items()}
    found: defaultdict[int, tuple[list[int], list[Stored]]] = defaultdict(lambda: ([], []))
    for person, pk, policy, *values, version in rows:
        if policy in keys:
            held, stored = found[person]
            held.append(pk)
            stored.append(Stored(keys[policy], *values, numbers.get(version, 0)))  # type: ignore[call-arg]  # columns in order
    return {person: (tuple(held), tuple(stored)) for person, (held, stored) in found.items()}


def _rows(people: RawSQL, lately: RawSQL) -> QuerySet[Obligation, Any]:
    """What is live of these people, and what ended lately."""
    rows = Obligation.objects.filter(Q(state__in=LIVE) | Q(due_on__gte=lately), person__in=people)
    return rows.order_by("person_id", "id").values_list("person_id", "id", "policy_id", *COLUMNS)


SEEN = Asked(_rows, ids, one)
LOCKED = Asked(lambda *asked: _rows(*asked).select_for_update(of=("self",)), ids, one)
