"""The last twelve months played again: had the rhythm been in force, who would have been heard?

With the talks that really were held, and the engine's own reckoning of what they would have counted for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from leadership.consultations.forecast_weeks import Outlook, anyone
from leadership.obligations.facts_for import Sheet
from policies.engine import assess
from policies.facts import PolicyFacts, Row, Talk, Version

YEAR = timedelta(days=365)
SHORTEST_STEP, LONGEST_STEP = 7, 182
LEFT_OUT = ("none", "excused", "cancelled", "planned")


@dataclass(frozen=True, slots=True)
class Heard:
    """One talk the rhythm would have asked for: the day it was due, and whether the person was heard."""

    due_on: date
    was_heard: bool


@dataclass(slots=True)
class Replay:
    """The year up to `today`, a day of the organisation."""

    outlook: Outlook
    today: date
    _known: dict[object, tuple[Heard, ...]] = field(default_factory=dict)

    def of(self, sheet: Sheet, talks: Sequence[Talk]) -> tuple[Heard, ...]:
        """What one person would have been asked for, and heard; equal facts without talks are reckoned once."""
        if talks:
            return self._replayed(sheet, talks)
        alike = (anyone(sheet.person, self.outlook), sheet.leaves, sheet.exemptions)
        if alike not in self._known:
            self._known[alike] = self._replayed(sheet, ())
        return self._known[alike]

    def _replayed(self, sheet: Sheet, talks: Sequence[Talk]) -> tuple[Heard, ...]:
        found: dict[tuple[str, int], Row] = {}
        for on in self._days():
            found |= {(row.cycle_key, row.slot): row for row in self._rows(sheet, talks, on)}
        dues = [(row.due_on, row.state == "fulfilled") for row in found.values() if row.state not in LEFT_OUT]
        return tuple(Heard(due, heard) for due, heard in dues if due and self.today - YEAR < due < self.today)

    def _days(self) -> list[date]:
        """The days looked at: often enough that no cycle slips between two of them."""
        nominal = self.outlook.terms.cadence.nominal_days
        step = timedelta(days=min(max(nominal, SHORTEST_STEP), LONGEST_STEP))
        count = YEAR // step + 1
        return [self.today - n * step for n in range(count, -1, -1)]

    def _rows(self, sheet: Sheet, talks: Sequence[Talk], on: date) -> list[Row]:
        begin = self.today - YEAR - timedelta(days=self.outlook.terms.cadence.nominal_days)
        known = [talk for talk in talks if begin <= talk.start.date() <= on]
        terms, number = self.outlook.terms, self.outlook.number
        rows = assess(
            policies=(PolicyFacts(terms.key, (Version(number, terms, begin),)),),
            org=self.outlook.organisation.org,
            person=sheet.person,
            leaves=sheet.leaves,
            exemptions=sheet.exemptions,
            talks=known,
            on=on,
            holidays=self.outlook.organisation.holidays,
        )
        return [row for row in rows if row.policy == terms.key and row.due_on]
