"""Statements that write many rows at once, in the words of the database in use.

The ordinary road (one object per row) costs twenty times as much; docs/benchmarks.md has the ratio. Names of tables
and columns come from the models, values are parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models.expressions import RawSQL

from leadership.lib.statements import BATCH, Statement, ids_sql, is_postgresql, listed, prepared, run, these
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Person

OBLIGATIONS, FACTS, PEOPLE = (model._meta.db_table for model in (Obligation, Fact, Person))
BY_ROW = ("id", "key", "person_id", "lft", "subject_key", "object")
"""Columns that differ from row to row; all others are the same for the whole set."""
FEW = 20
"""Rows that deeds are said of in one statement; what is said of more is worth one of its own."""


def among(ids: Collection[int]) -> RawSQL:
    """The ids as one parameter, for `pk__in` and `person__in`: thousands of placeholders cost more than the query."""
    return RawSQL(ids_sql(), [listed(ids)])


class New(NamedTuple):
    """One obligation with the values of `row` (by field) for each of the people, in their order, unless it is there,
    and a fact with those of `fact` for each that was made."""

    row: Mapping[str, Any]
    people: Sequence[int]
    fact: Mapping[str, Any]

    @property
    def many(self) -> int:
        return len(self.people)

    def statement(self) -> Statement:
        columns, values = _shared(Obligation, self.row)
        marks, people = these(self.people)
        sql = (
            f"INSERT INTO {OBLIGATIONS} (key, person_id, lft, {', '.join(columns)}) "
            f"SELECT {_uuid()}, p.id, p.lft, {', '.join(['%s'] * len(columns))} FROM {PEOPLE} p "
            f"WHERE p.id IN ({marks}) ORDER BY p.id ON CONFLICT DO NOTHING"
        )
        return sql, [*values, people]


class Changed(NamedTuple):
    """Those of the obligations that are still in this state and version are given the `values` (by field, the state
    they come to among them) and the next version, and a fact with the values of `fact` is written for each."""

    ids: Sequence[int]
    values: Mapping[str, Any]
    fact: Mapping[str, Any]
    state: str
    version: int

    @property
    def many(self) -> int:
        return len(self.ids)

    def statement(self) -> Statement:
        new, (marks, ids) = prepared(Obligation, self.values), these(self.ids)
        sql = (
            f"UPDATE {OBLIGATIONS} SET version = version + 1, {', '.join(f'{name} = %s' for name in new)} "
            f"WHERE id IN ({marks}) AND state = %s AND version = %s"
        )
        return sql, [*new.values(), ids, self.state, self.version]

    def after(self) -> tuple[str, list[Any]]:
        """The condition that only obligations `o` that were changed meet, and its parameters."""
        marks, ids = these(self.ids)
        where = f"o.id IN ({marks}) AND o.state = %s AND o.version = %s"
        return where, [ids, self.values["state"], self.version + 1]


Deed = New | Changed


def write(deeds: Sequence[Deed]) -> list[int]:
    """Does the deeds, none of which is about a row of another; how many rows each of them wrote."""
    if is_postgresql():
        together = len(deeds) > 1 and sum(deed.many for deed in deeds) <= FEW
        return _told_together(deeds) if together else [_told_at_once(deed) for deed in deeds]
    told = iter(_told_of_each([deed for deed in deeds if deed.many == 1]))
    return [next(told) if deed.many == 1 else _made_or_changed(deed) for deed in deeds]


def _told_at_once(deed: Deed) -> int:
    """Rows and facts in one statement: the facts are of just the rows that were written, and none is looked up again
    (with the statistics of an empty table that look-up took longer than everything else together)."""
    (sql, parameters), (told, shared) = deed.statement(), _telling(deed.fact, "o", "TRUE ORDER BY o.person_id")
    return run(f"WITH o AS ({sql} RETURNING key, person_id) {told}", [*parameters, *shared])


def _told_together(deeds: Sequence[Deed]) -> list[int]:
    """The same for a few deeds at once."""
    written, told = [], []
    for at, deed in enumerate(deeds):
        columns, values = _shared(Fact, deed.fact)
        (sql, parameters), casts = deed.statement(), ", ".join(f"%s::{_types()[name]} AS {name}" for name in columns)
        written.append((f"o{at} AS ({sql} RETURNING key, person_id)", parameters))
        told.append((f"SELECT {at} AS at_place, key, person_id, {casts} FROM o{at}", values))
    facts = (
        f"INSERT INTO {FACTS} (subject_key, object, {', '.join(columns)}) "
        f"SELECT p.key, {_name()}, {', '.join(f'o.{name}' for name in columns)} "
        f"FROM ({' UNION ALL '.join(sql for sql, _ in told)}) o JOIN {PEOPLE} p ON p.id = o.person_id "
        f"ORDER BY o.at_place, o.person_id"
    )
    counts = ", ".join(f"(SELECT count(*) FROM o{at})" for at in range(len(deeds)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join(sql for sql, _ in written)}, f AS ({facts}) SELECT {counts}",
            [value for _, values in (*written, *told) for value in values],
        )
        return list(cursor.fetchone())


def _told_of_each(deeds: Sequence[Deed]) -> list[int]:
    """Deeds about one row each, which SQLite knows the number of: their facts are written together."""
    rows, counts = [], []
    for deed in deeds:
        with connection.cursor() as cursor:
            cursor.execute(*deed.statement())
            counts.append(cursor.rowcount)
            number = cursor.lastrowid if isinstance(deed, New) else deed.ids[0]
        if counts[-1]:
            rows.append((number, _shared(Fact, deed.fact)))
    for start in range(0, len(rows), BATCH):
        _tell_of(rows[start : start + BATCH])
    return counts


def _tell_of(rows: Sequence[tuple[int, tuple[list[str], list[Any]]]]) -> None:
    """A fact of each of these obligations, with the columns and values given."""
    columns = rows[0][1][0]
    marks = f"({', '.join(['%s'] * (len(columns) + 2))})"
    run(
        f"INSERT INTO {FACTS} (subject_key, object, {', '.join(columns)}) "
        f"SELECT p.key, {_name()}, {', '.join(f't.column{at + 3}' for at in range(len(columns)))} "
        f"FROM (VALUES {', '.join([marks] * len(rows))}) t JOIN {OBLIGATIONS} o ON o.id = t.column2 "
        f"JOIN {PEOPLE} p ON p.id = o.person_id ORDER BY t.column1",
        [value for at, (number, (_, values)) in enumerate(rows) for value in (at, number, *values)],
    )


def _made_or_changed(deed: Deed) -> int:
    """A deed about many rows, then their facts."""
    newest = _newest()
    if not run(*deed.statement()):
        return 0
    where, asked = ("o.id > %s", [newest]) if isinstance(deed, New) else deed.after()
    told, shared = _telling(deed.fact, f"{OBLIGATIONS} o", f"{where} ORDER BY o.id")
    return run(told, [*shared, *asked])


def _telling(fact: Mapping[str, Any], rows: str, where: str) -> Statement:
    """The statement that writes a fact with the values of `fact` for each of the obligations `o` in `rows`, and the
    parameters that come before those of `where`, which says their order too: by id where they are in the table, or an
    embedded database would go through everything ever owed, in the order of people."""
    columns, values = _shared(Fact, fact)
    sql = (
        f"INSERT INTO {FACTS} (subject_key, object, {', '.join(columns)}) "
        f"SELECT p.key, {_name()}, {', '.join(['%s'] * len(columns))} "
        f"FROM {rows} JOIN {PEOPLE} p ON p.id = o.person_id WHERE {where}"
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
def _types() -> dict[str, str]:
    """What kind of value each column of a fact takes."""
    return {str(field.column): str(field.db_type(connection)) for field in Fact._meta.concrete_fields}


@cache
def _beginning(model: type[models.Model]) -> dict[str, Any]:
    """What the columns of a new row hold unless something else is said."""
    fields = [field for field in model._meta.concrete_fields if field.column not in BY_ROW]
    return prepared(model, {field.attname: field.get_default() for field in fields})


def _uuid() -> str:
    """A random key (UUID version 4) as the database makes and keeps it."""
    if is_postgresql():
        return "gen_random_uuid()"
    return (
        "printf('%012x4%03x%x%015x', random() & 281474976710655, random() & 4095, 8 + (random() & 3), "
        "random() & 1152921504606846975)"
    ).replace("%", "%%")


def _name() -> str:
    """How facts name the obligation `o`."""
    if is_postgresql():
        return "'obligation:' || o.key::text"
    parts = " || '-' || ".join(
        f"substr(o.key, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    )
    return f"'obligation:' || {parts}"
