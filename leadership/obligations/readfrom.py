"""Everything the facts about the organisation are read from, as it stands in the database: equal rows, equal facts.

Each process keeps what it has made of them, and asks with one query whether that still holds; no version has
to be counted up by whoever changes a rhythm, a pause or the fiscal year. The organisation's own days have a version of
their own (`people.workcalendar`), which is among the rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from leadership.lib.statements import Question, is_postgresql
from leadership.obligations.models import Day
from leadership.people import workcalendar
from leadership.people.models import Organisation, Pause
from policies.facts import Holidays, OrgFacts
from policies.models import Policy, PolicyVersion
from policies.organisation import surroundings_with

POLICY = ("id", "key", "state", "retired_on", "stop_open", "suspended_on")
VERSION = ("id", "policy_id", "number", "effective_from", "apply_now", "adopted_at", "terms")
SETTINGS = len(POLICY) + len(VERSION)
"""Where in each row the settings begin: they stand behind what is said of a version, or alone where there is none."""
Row = tuple[Any, ...]


class Rows(NamedTuple):
    """The rows as the database gave them, for comparing; what they say is read from them when they are new."""

    rows: tuple[Row, ...]

    def zones(self) -> frozenset[str]:
        """The zones whose days are walked."""
        return frozenset((self.rows[0][SETTINGS + 4] or "").split())

    def surroundings(self) -> tuple[OrgFacts, Holidays]:
        """The fiscal year, the pauses, the calendars."""
        month, day, was, version, _zones, rests = self.rows[0][SETTINGS:]
        pauses = [(_day(rest, 0), _day(rest, 1)) for rest in sorted((rests or "").split())]
        earlier = json.loads(was) if isinstance(was, str) else was
        known = workcalendar.facts_with((month, day), earlier, UUID(str(version)) if version else None, pauses)
        adopted = [version[VERSION.index("adopted_at")] for _, version in self._read()]
        return surroundings_with(known, min(adopted, default=None))

    def policies(self) -> Iterator[tuple[Policy, list[PolicyVersion]]]:
        """Those that are or were adopted by key, with their adopted versions in order."""
        versions: defaultdict[Row, list[PolicyVersion]] = defaultdict(list)
        for rhythm, version in self._read():
            versions[rhythm].append(PolicyVersion(**dict(zip(VERSION, version, strict=True))))
        for row, adopted in versions.items():
            policy = Policy(**dict(zip(POLICY, row, strict=True)))
            if policy.state not in (Policy.State.DRAFT, Policy.State.PROPOSED):
                yield policy, adopted

    def _read(self) -> list[tuple[Row, Row]]:
        """What is said of each rhythm and version."""
        said = _question().read(row for row in self.rows if row[0] is not None)
        return [(row[: len(POLICY)], row[len(POLICY) : SETTINGS]) for row in said]


def _day(rest: str, at: int) -> date:
    return date.fromisoformat(rest.split("/")[at])


def rows() -> Rows:
    """The rows now."""
    found = _question().raw()
    if not found:
        Organisation.current()
        found = _question().raw()
    return Rows(found)


@cache
def _question() -> Question:
    """The adopted versions of all rhythms in order, beside each what else is asked of the organisation."""
    joined = "string_agg" if is_postgresql() else "group_concat"
    return Question(
        lambda: (
            PolicyVersion.objects.filter(adopted_at__isnull=False)
            .order_by()
            .values_list(*(f"policy__{name}" for name in POLICY), *VERSION)
        ),
        around=f"""
            SELECT r.*, o.fiscal_start_month, o.fiscal_start_day, o.fiscal_was, o.calendar_version,
                (SELECT {joined}(zone, ' ') FROM {Day._meta.db_table}),
                (SELECT {joined}(CAST(start AS text) || '/' || CAST("end" AS text), ' ') FROM {Pause._meta.db_table})
            FROM {Organisation._meta.db_table} o LEFT JOIN ({{}}) AS r ON TRUE
            ORDER BY r."policy__key", r."number"
        """,  # nosec: names of our own
    )
