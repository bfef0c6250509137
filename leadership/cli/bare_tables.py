"""Tables laid bare while very many rows are written into them: without indexes, foreign keys, guards and triggers.

Keeping these up row by row costs several times what making them anew from all rows does. Whatever is taken off comes
back as the database itself says it, and the database holds every row against it then: keys that lead
nowhere, names given twice and (on PostgreSQL) overlapping times are refused as ever. All of it belongs in one
transaction: when something goes wrong nothing has been taken off. Primary keys stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models

MEMORY = "256MB"
"""What PostgreSQL may sort in while it makes an index, for this transaction alone."""
Model = type[models.Model]


def lay(tables: Sequence[Model]) -> list[str]:
    """Takes everything off these tables; returns the statements that put it back, each to be run once, in order."""
    off, back = _found(tables)
    for statement in off:
        run(statement)
    return back


def worn(tables: Sequence[Model]) -> list[str]:
    """What these tables wear: the statements that would put it back."""
    return _found(tables)[1]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _found(tables: Sequence[Model]) -> tuple[list[str], list[str]]:
    """The statements that take everything off, and those that put it back."""
    names = [model._meta.db_table for model in tables]
    return _postgresql(names) if connection.vendor == "postgresql" else _sqlite(names)


def _postgresql(names: list[str]) -> tuple[list[str], list[str]]:
    off = ["SET CONSTRAINTS ALL IMMEDIATE", f"SET LOCAL maintenance_work_mem = '{MEMORY}'"]
    back = []
    for table, name, said, _ in _asked(POSTGRESQL_CONSTRAINTS, names):
        off.append(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        back.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {said}')
    for _, name, said, _ in _asked(POSTGRESQL_INDEXES, names):
        off.append(f'DROP INDEX "{name}"')
        back.append(said)
    triggers = "ALTER TABLE {} {} TRIGGER USER"
    off += [triggers.format(name, "DISABLE") for name in names]
    back.sort(key=lambda statement: "FOREIGN KEY" in statement)
    return off, [*back, *(triggers.format(name, "ENABLE") for name in names), "SET CONSTRAINTS ALL DEFERRED"]


def _sqlite(names: list[str]) -> tuple[list[str], list[str]]:
    found = _asked(SQLITE, names)
    return [f'DROP {kind} "{name}"' for _, name, _, kind in found], [said for _, _, said, _ in found]


def _asked(sql: str, names: list[str]) -> list[tuple[str, str, str, str]]:
    """Table, name, the words that make it, and its kind."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(", ".join(["%s"] * len(names))), names)
        return list(cursor.fetchall())


POSTGRESQL_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text FROM pg_constraint
    WHERE conrelid IN (SELECT unnest(ARRAY[{}])::regclass) AND contype IN ('f', 'u', 'x') ORDER BY oid
"""
POSTGRESQL_INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), 'index' FROM pg_index
    WHERE indrelid IN (SELECT unnest(ARRAY[{}])::regclass) AND NOT indisprimary
    AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('u', 'x')) ORDER BY indexrelid
"""
SQLITE = """
    SELECT tbl_name, name, sql, upper(type) FROM sqlite_master
    WHERE tbl_name IN ({}) AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, rowid
"""
