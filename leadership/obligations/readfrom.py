"""Everything the facts about the organisation are read from, as it stands in the database: equal rows, equal facts.

Each process keeps what it has made of them, and asks with these two queries whether that still holds; no version has
to be counted up by whoever changes a rhythm, a pause or the fiscal year. The organisation's own days have a version of
their own (`people.workcalendar`), which is among the rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from leadership.lib.statements import Question, is_postgresql
from leadership.obligations.models import Day
from leadership.people import workcalendar
from leadership.people.models import Organisation, Pause
from policies.facts import Holidays, OrgFacts
from policies.models import Policy, PolicyVersion
from policies.organisation import surroundings_with

SETTINGS = f"""
    SELECT o.fiscal_start_month, o.fiscal_start_day, o.fiscal_was, o.calendar_version,
        (SELECT %s FROM {Day._meta.db_table}), p.start, p."end"
    FROM {Organisation._meta.db_table} o LEFT JOIN {Pause._meta.db_table} p ON TRUE ORDER BY p.start, p."end"
"""
POLICY = ("id", "key", "state", "retired_on", "stop_open", "suspended_on")
VERSION = ("id", "policy_id", "number", "effective_from", "apply_now", "adopted_at", "terms")
RHYTHMS = Question(
    lambda: (
        PolicyVersion.objects.filter(adopted_at__isnull=False)
        .order_by("policy__key", "number")
        .values_list(*(f"policy__{name}" for name in POLICY), *VERSION)
    )
)
Row = tuple[Any, ...]


class Rows(NamedTuple):
    """The rows as the database gave them, for comparing; what they say is read from them when they are new."""

    settings: tuple[Row, ...]
    rhythms: tuple[Row, ...]

    def zones(self) -> frozenset[str]:
        """The zones whose days are walked."""
        return frozenset((self.settings[0][4] or "").split())

    def surroundings(self) -> tuple[OrgFacts, Holidays]:
        """The fiscal year, the pauses, the calendars."""
        month, day, was, version, *_ = self.settings[0]
        pauses = [(_day(start), _day(end)) for *_, start, end in self.settings if start]
        earlier = json.loads(was) if isinstance(was, str) else was
        known = workcalendar.facts_with((month, day), earlier, UUID(str(version)) if version else None, pauses)
        adopted = [row[len(POLICY) + VERSION.index("adopted_at")] for row in RHYTHMS.read(self.rhythms)]
        return surroundings_with(known, min(adopted, default=None))

    def policies(self) -> Iterator[tuple[Policy, list[PolicyVersion]]]:
        """Those that are or were adopted by key, with their adopted versions in order."""
        versions: defaultdict[Row, list[PolicyVersion]] = defaultdict(list)
        for row in RHYTHMS.read(self.rhythms):
            values = dict(zip(VERSION, row[len(POLICY) :], strict=True))
            versions[row[: len(POLICY)]].append(PolicyVersion(**values))
        for row, adopted in versions.items():
            policy = Policy(**dict(zip(POLICY, row, strict=True)))
            if policy.state not in (Policy.State.DRAFT, Policy.State.PROPOSED):
                yield policy, adopted


def rows() -> Rows:
    """The rows now."""
    settings = _settings()
    if not settings:
        Organisation.current()
        settings = _settings()
    return Rows(settings, RHYTHMS.raw())


def _day(kept: Any) -> date:
    return date.fromisoformat(str(kept))


def _settings() -> tuple[Row, ...]:
    zones = "string_agg(zone, ' ')" if is_postgresql() else "group_concat(zone, ' ')"
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS % zones)
        return tuple(cursor.fetchall())
