"""Statements that write many rows at once, in the words of the database in use.

The ordinary road (one object per row) costs twenty times as much; docs/benchmarks.md has the ratio. Names of tables
and columns come from the models, values are parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from leadership.lib.statements import ids_sql, is_postgresql, listed, prepared, run
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Person

OBLIGATIONS, FACTS, PEOPLE = (model._meta.db_table for model in (Obligation, Fact, Person))
BY_ROW = ("id", "key", "person_id", "lft", "subject_key", "object")
"""Columns that differ from row to row; all others are the same for the whole set."""


def among(ids: Collection[int]) -> RawSQL:
    """The ids as one parameter, for `pk__in` and `person__in`: thousands of placeholders cost more than the query."""
    return RawSQL(ids_sql(), [listed(ids)])


def insert(row: Mapping[str, Any], people: Sequence[int], fact: Mapping[str, Any]) -> int:
    """One obligation with the values of `row` (by field) for each of the people, in their order, unless it is there,
    and a fact with those of `fact` for each that was made; how many were."""
    columns, values = _shared(Obligation, row)
    sql = (
        f"INSERT INTO {OBLIGATIONS} (key, person_id, lft, {', '.join(columns)}) "
        f"SELECT {_uuid()}, p.id, p.lft, {', '.join(['%s'] * len(columns))} FROM {PEOPLE} p "
        f"WHERE p.id IN ({ids_sql()}) ORDER BY p.id ON CONFLICT DO NOTHING"
    )
    parameters = [*values, listed(people)]
    if is_postgresql():
        return _told_at_once(sql, parameters, fact)
    if len(people) == 1:
        return _told_of_one(sql, parameters, fact)
    newest = _newest()
    run(sql, parameters)
    told, shared = _telling(fact, f"{OBLIGATIONS} o", "o.id > %s")
    return run(told, [*shared, newest])


def change(ids: Sequence[int], values: Mapping[str, Any], fact: Mapping[str, Any], *, state: str, version: int) -> int:
    """Gives those of the obligations that are still in this state and version the `values` (by field, the state they
    come to among them) and the next version, and writes a fact with the values of `fact` for each; how many were
    changed."""
    new = prepared(Obligation, values)
    sql = (
        f"UPDATE {OBLIGATIONS} SET version = version + 1, {', '.join(f'{name} = %s' for name in new)} "
        f"WHERE id IN ({ids_sql()}) AND state = %s AND version = %s"
    )
    parameters = [*new.values(), listed(ids), state, version]
    if is_postgresql():
        return _told_at_once(sql, parameters, fact)
    if not run(sql, parameters):
        return 0
    told, shared = _telling(fact, f"{OBLIGATIONS} o", f"o.id IN ({ids_sql()}) AND o.state = %s AND o.version = %s")
    return run(told, [*shared, listed(ids), values["state"], version + 1])


def _told_at_once(sql: str, parameters: Sequence[Any], fact: Mapping[str, Any]) -> int:
    """Rows and facts in one statement: the facts are of just the rows that were written, and none is looked up again
    (with the statistics of an empty table that look-up took longer than everything else together)."""
    told, shared = _telling(fact, "o", "TRUE")
    return run(f"WITH o AS ({sql} RETURNING key, person_id) {told}", [*parameters, *shared])


def _told_of_one(sql: str, parameters: Sequence[Any], fact: Mapping[str, Any]) -> int:
    """The same for one row, which SQLite knows the number of."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        written, number = cursor.rowcount, cursor.lastrowid
    told, shared = _telling(fact, f"{OBLIGATIONS} o", "o.id = %s")
    return run(told, [*shared, number]) if written else 0


def _telling(fact: Mapping[str, Any], rows: str, where: str) -> tuple[str, list[Any]]:
    """The statement that writes a fact with the values of `fact` for each of the obligations `o` in `rows`, and the
    parameters that come before those of `where`."""
    columns, values = _shared(Fact, fact)
    sql = (
        f"INSERT INTO {FACTS} (subject_key, object, {', '.join(columns)}) "
        f"SELECT p.key, {_name()}, {', '.join(['%s'] * len(columns))} "
        f"FROM {rows} JOIN {PEOPLE} p ON p.id = o.person_id WHERE {where} ORDER BY o.person_id"
    )
    return sql, values


def _newest() -> int:
    """The newest obligation, before others are made: SQLite has one writer, whose numbers only grow."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {OBLIGATIONS}")
        return int(cursor.fetchone()[0])


def _shared(model: type[models.Model], values: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """Columns and database values that all rows of the set have in common: `values`, and what a new row begins with."""
    found = {**_beginning(model), **prepared(model, values)}
    return list(found), list(found.values())


@cache
def _beginning(model: type[models.Model]) -> dict[str, Any]:
    """What the columns of a new row hold unless something else is said."""
    fields = [field for field in model._meta.concrete_fields if field.column not in BY_ROW]
    return prepared(model, {field.attname: field.get_default() for field in fields})


def _uuid() -> str:
    """A random key (UUID version 4) as the database makes and keeps it."""
    if is_postgresql():
        return "gen_random_uuid()"
    variant = "substr('89ab', 1 + (random() & 3), 1)"
    hexes = "lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2)"
    return f"{hexes} || {variant} || substr(lower(hex(randomblob(8))), 2)"


def _name() -> str:
    """How facts name the obligation `o`."""
    if is_postgresql():
        return "'obligation:' || o.key::text"
    parts = " || '-' || ".join(
        f"substr(o.key, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    )
    return f"'obligation:' || {parts}"
