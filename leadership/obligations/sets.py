"""Statements that write many rows at once, in the words of the database in use.

The ordinary road (one object per row) costs twenty times as much; docs/benchmarks.md has the ratio. Names of tables
and columns come from the models, values are parameters.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Person

OBLIGATIONS, FACTS, PEOPLE = (model._meta.db_table for model in (Obligation, Fact, Person))
BY_ROW = ("id", "key", "person_id", "lft", "subject_key", "object")
"""Columns that differ from row to row; all others are the same for the whole set."""


def among(ids: Collection[int]) -> RawSQL:
    """The ids as one parameter, for `pk__in` and `person__in`: thousands of placeholders cost more than the query."""
    return RawSQL(_ids(), [_listed(ids)])


def insert(template: Obligation, people: Sequence[int]) -> int:
    """One obligation like `template` for each of the people, in their order, unless it is there; how many were made."""
    columns, values = _shared(template)
    sql = (
        f"INSERT INTO {OBLIGATIONS} (key, person_id, lft, {', '.join(columns)}) "
        f"SELECT {_uuid()}, p.id, p.lft, {', '.join(['%s'] * len(columns))} FROM {PEOPLE} p "
        f"WHERE p.id IN ({_ids()}) ORDER BY p.id ON CONFLICT DO NOTHING"
    )
    return _run(sql, [*values, _listed(people)])


def tell_inserted(template: Fact, obligation: Obligation, people: Sequence[int], *, all_new: bool) -> int:
    """A fact like `template` for the obligations just made like `obligation`. Unless all are new (somebody else was
    faster), those that have a history already are left out."""
    where = "o.policy_id = %s AND o.cycle_key = %s AND o.slot = %s AND o.person_id IN"
    told = f" AND NOT EXISTS (SELECT 1 FROM {FACTS} f WHERE f.object = {_name()})"
    named = [obligation.policy_id, obligation.cycle_key, obligation.slot, _listed(people)]
    return _tell(template, f"{where} ({_ids()})" + ("" if all_new else told), named)


def tell_changed(template: Fact, obligations: Sequence[int], *, state: str, version: int) -> int:
    """A fact like `template` for each of the obligations that are now in this state and version."""
    where = f"o.state = %s AND o.version = %s AND o.id IN ({_ids()})"
    return _tell(template, where, [state, version, _listed(obligations)])


def _tell(template: Fact, where: str, named: Sequence[Any]) -> int:
    columns, values = _shared(template)
    sql = (
        f"INSERT INTO {FACTS} (subject_key, object, {', '.join(columns)}) "
        f"SELECT p.key, {_name()}, {', '.join(['%s'] * len(columns))} "
        f"FROM {OBLIGATIONS} o JOIN {PEOPLE} p ON p.id = o.person_id WHERE {where} ORDER BY o.person_id"
    )
    return _run(sql, [*values, *named])


def _shared(template: models.Model) -> tuple[list[str], list[Any]]:
    """Columns and database values that all rows of the set have in common."""
    prepared: Mapping[str, Any] = {
        str(field.column): field.get_db_prep_save(getattr(template, field.attname), connection)
        for field in template._meta.concrete_fields
        if field.column not in BY_ROW
    }
    return list(prepared), list(prepared.values())


def _run(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _ids() -> str:
    return "SELECT unnest(%s::bigint[])" if _is_postgresql() else "SELECT value FROM json_each(%s)"


def _listed(ids: Collection[int]) -> Any:
    return list(ids) if _is_postgresql() else json.dumps(list(ids))


def _uuid() -> str:
    """A random key (UUID version 4) as the database makes and keeps it."""
    if _is_postgresql():
        return "gen_random_uuid()"
    variant = "substr('89ab', 1 + (random() & 3), 1)"
    hexes = "lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2)"
    return f"{hexes} || {variant} || substr(lower(hex(randomblob(8))), 2)"


def _name() -> str:
    """How facts name the obligation `o`."""
    if _is_postgresql():
        return "'obligation:' || o.key::text"
    parts = " || '-' || ".join(
        f"substr(o.key, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    )
    return f"'obligation:' || {parts}"


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
