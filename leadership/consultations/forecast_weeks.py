"""Which talks a rhythm would ask of one person over its next two cycles, and in which weeks they would fall.

The dates are the engine's own, for the person's calendar, leaves and exemptions, as if nobody had talked yet. A talk
may be held on any working day of its window, so each of those days carries an equal share of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from leadership.obligations.facts_for import Organisation, Sheet
from policies.cadence import period_at
from policies.engine import assess
from policies.facts import PersonFacts, PolicyFacts, Row, Talk, Version
from policies.talktypes import minutes_of
from policies.terms import Terms
from policies.workdays import WorkCalendar, calendar_of

CYCLES = 2
WAITING = ("planned", "open")
ROUNDS = 4
"""How often the engine is asked for what comes next before a person is left with fewer than two cycles."""
LATEST = 60
"""Days by which holidays, pauses and leave may put off the last talk of the two cycles."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One talk: in which of the two cycles (0, 1), its window, and the share of it that each week carries."""

    cycle: int
    opens_on: date
    due_on: date
    shares: Mapping[date, float]


@dataclass(slots=True)
class Outlook:
    """The terms as if adopted from `starts_on`, beside the versions in force and the rhythms they meet in a family."""

    terms: Terms
    number: int
    starts_on: date
    earlier: tuple[Version, ...]
    organisation: Organisation
    _known: dict[object, tuple[Asked, ...]] = field(default_factory=dict)

    def of(self, sheet: Sheet) -> tuple[Asked, ...]:
        """What one person is asked for; equal facts are reckoned once."""
        alike = (anyone(sheet.person, self), sheet.leaves, sheet.exemptions)
        if alike not in self._known:
            self._known[alike] = tuple(self._asked(sheet))
        return self._known[alike]

    def policies(self, version: Version) -> tuple[PolicyFacts, ...]:
        """The rhythm with `version` on top, beside those whose place it could take or that could take its place."""
        family = [one for one in self.organisation.policies if one.key != self.terms.key and self._meets(one)]
        return (*family, PolicyFacts(self.terms.key, (*self.earlier, version)))

    def periods(self) -> list[str]:
        """The two periods that are looked at, the same for everybody; empty where each has cycles of their own. A
        first one of which less than half is left is passed over."""
        cadence, fiscal = self.terms.cadence.per_period, self.organisation.org.fiscal_start
        if cadence is None:
            return []
        first = period_at(cadence.period, self.starts_on, fiscal)
        if 2 * (first.end - self.starts_on).days < (first.end - first.start).days:
            first = period_at(cadence.period, first.end + ONE_DAY, fiscal)
        return [first.key, period_at(cadence.period, first.end + ONE_DAY, fiscal).key]

    def until(self) -> date:
        """The last day looked at: whatever is due later (after a long leave, for example) is not asked for by then."""
        nominal = self.terms.cadence.nominal_days
        return self.starts_on + timedelta(days=2 * nominal + nominal // 2 + LATEST)

    def _meets(self, other: PolicyFacts) -> bool:
        family = other.versions[-1].terms.family if other.versions else None
        return bool(family) and family == self.terms.family

    def _asked(self, sheet: Sheet) -> list[Asked]:
        rows = [row for row in self._rows(sheet) if row.due_on and row.due_on <= self.until()]
        own = sorted({row.cycle_key for row in rows}, key=lambda key: _first(rows, key))
        cycles = self.periods() or own[:CYCLES]
        days = calendar_of(
            self.organisation.holidays,
            sheet.person.country,
            sheet.person.subdiv,
            sheet.person.work_pattern,
            self.organisation.org.pauses,
        )
        return [
            Asked(cycles.index(row.cycle_key), opens, row.due_on, shares(days, opens, row.due_on))
            for row in rows
            if row.cycle_key in cycles and row.due_on is not None
            for opens in [max(row.opens_on or self.starts_on, self.starts_on)]
        ]

    def _rows(self, sheet: Sheet) -> list[Row]:
        """The rows of the next cycles; a rolling rhythm shows its next only once a talk was held, so one is thought."""
        found: dict[tuple[str, int], Row] = {}
        talks: list[Talk] = []
        on = self.starts_on
        for _round in range(ROUNDS):
            fresh = [row for row in self._ahead(sheet, talks, on) if (row.cycle_key, row.slot) not in found]
            found |= {(row.cycle_key, row.slot): row for row in fresh}
            if not fresh or len({row.cycle_key for row in found.values()}) >= CYCLES:
                break
            talks += [self._thought(row, sheet.person) for row in fresh]
            on = max(row.due_on for row in fresh if row.due_on) + ONE_DAY
        return list(found.values())

    def _ahead(self, sheet: Sheet, talks: Sequence[Talk], on: date) -> list[Row]:
        rows = assess(
            policies=self.policies(Version(self.number, self.terms, self.starts_on)),
            org=self.organisation.org,
            person=sheet.person,
            leaves=sheet.leaves,
            exemptions=sheet.exemptions,
            talks=talks,
            on=on,
            holidays=self.organisation.holidays,
        )
        return [
            row
            for row in rows
            if row.policy == self.terms.key and row.version == self.number and row.state in WAITING and row.due_on
        ]

    def _thought(self, row: Row, person: PersonFacts) -> Talk:
        """The talk held on its last day, in the middle of it."""
        day = row.due_on or self.starts_on
        return Talk(
            key=f"thought-{row.cycle_key}-{row.slot}",
            start=datetime.combine(day, time(12), UTC),
            minutes=minutes(self.terms),
            type=self.terms.types[0],
            coach="somebody",
            mode="remote" if self.terms.mode == "any" else self.terms.mode,
            held=True,
            confirmed_by="member",
            confirmed_on=day,
            coach_kinds=frozenset(self.terms.coach.eligible),
            over=True,
        )


def minutes(terms: Terms) -> int:
    """How long one talk is."""
    return terms.min_minutes or max(minutes_of(kind) for kind in terms.types)


def anyone(person: PersonFacts, outlook: Outlook) -> PersonFacts:
    """The person's facts without who they are, unless a rhythm picks people by name."""
    if outlook.terms.audience.names_people() or outlook.organisation.names_people:
        return person
    if outlook.terms.subject == "leader" or "leader" in outlook.organisation.reads:
        above = person.manager and "above", person.skip_manager and "above"
        return replace(person, key="", manager=above[0], skip_manager=above[1])
    return replace(person, key="", manager=None, skip_manager=None)


def shares(days: WorkCalendar, first: date, last: date) -> dict[date, float]:
    """How much of one talk each week (its Monday) carries; together 1."""
    return dict(_shares(days, first, max(first, last)))


@lru_cache(maxsize=20_000)
def _shares(days: WorkCalendar, first: date, last: date) -> tuple[tuple[date, float], ...]:
    open_days = [day for n in range((last - first).days + 1) if days.is_workday(day := first + n * ONE_DAY)] or [last]
    found: dict[date, float] = {}
    for day in open_days:
        monday = day - day.weekday() * ONE_DAY
        found[monday] = found.get(monday, 0) + 1 / len(open_days)
    return tuple(found.items())


def _first(rows: Sequence[Row], cycle: str) -> date:
    return min(row.due_on for row in rows if row.cycle_key == cycle and row.due_on)
