"""Writing facts: the one road by which a change becomes history. Always called in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from leadership.lib.statements import Statement, alteration, insertion, insertion_for_each, is_postgresql
from leadership.outbox.models import Fact, Signal

SIGNALS = Signal._meta.db_table
TOLD = f", s AS (INSERT INTO {SIGNALS} (fact_id, reader) SELECT f.id, unnest(%s::text[]) FROM f)"  # nosec: our name


def write(
    kind: str,
    *,
    at: datetime,
    actor: UUID | None = None,
    subject: UUID | None = None,
    object: str = "",
    data: Mapping[str, Any] | None = None,
    signals: Iterable[str] = (),
) -> Fact:
    """Records that `kind` happened at `at` (UTC), and wakes the readers in `signals` (`reconcile`, `outreach`)."""
    fact = Fact(kind=kind, at=at, actor_key=actor, subject_key=subject, object=object, data=dict(data or {}))
    return record(fact, signals=signals)


def record(fact: Fact, *, signals: Iterable[str]) -> Fact:
    """Records a fact that has just been made, and wakes the readers."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        fact.pk = _written(cursor, fact, list(signals))
    fact._state.adding, fact._state.db = False, connection.alias
    return fact


def change(row: Model, seen: Iterable[str], values: Mapping[str, Any], fact: Fact, *, signals: Iterable[str]) -> bool:
    """Gives the row the `values` (by field) if in the database it still has what it has here of the fields `seen`, and
    then records the fact and wakes the readers; whether it did. The row here is left as it was."""
    where = {name: getattr(row, name) for name in ("id", *seen)}
    changed = alteration(type(row), where, values)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if is_postgresql():
            return _changed_and_written(cursor, changed, fact, list(signals))
        cursor.execute(*changed)
        return bool(cursor.rowcount and _written(cursor, fact, list(signals)))


def _changed_and_written(cursor: Any, changed: Statement, fact: Fact, signals: list[str]) -> bool:
    """All in one statement."""
    sql, parameters = insertion_for_each(fact, "c")
    cursor.execute(
        f"WITH c AS ({changed[0]} RETURNING 1), f AS ({sql} RETURNING id){TOLD} SELECT id FROM f",
        [*changed[1], *parameters, signals],
    )
    return cursor.fetchone() is not None


def _written(cursor: Any, fact: Fact, signals: list[str]) -> int:
    """The fact and its signals; the id it was given. In one statement where the database can."""
    sql, parameters = insertion([fact])
    if is_postgresql():
        cursor.execute(f"WITH f AS ({sql} RETURNING id){TOLD} SELECT id FROM f", [*parameters, signals])
        return int(cursor.fetchone()[0])
    cursor.execute(sql, parameters)
    number = int(cursor.lastrowid)
    if signals:
        rows = ", ".join(["(%s, %s)"] * len(signals))
        pairs = [part for reader in signals for part in (number, reader)]
        cursor.execute(f"INSERT INTO {SIGNALS} (fact_id, reader) VALUES {rows}", pairs)
    return number


def write_many(facts: Iterable[Fact], *, batch: int = 2000, signals: Iterable[str] = ()) -> None:
    """Records many facts at once, in their order, and wakes the readers named in `signals`."""
    with transaction.atomic():
        written = Fact.objects.bulk_create(list(facts), batch_size=batch)
        Signal.objects.bulk_create(
            [Signal(fact=fact, reader=reader) for reader in signals for fact in written], batch_size=batch
        )


def waiting(reader: str, *, limit: int = 5000, after: int = 0) -> list[Fact]:
    """The oldest facts that `reader` has not acted on yet, oldest first; with `after`, those behind that one."""
    return list(unsettled(reader).filter(pk__gt=after).order_by("id")[:limit])


def unsettled(reader: str) -> QuerySet[Fact]:
    """The facts that `reader` has not acted on yet. Found by their signals, which are few, never by walking through
    all that ever happened."""
    return Fact.objects.filter(pk__in=Signal.objects.filter(reader=reader).values("fact"))


def settle(reader: str, facts: Iterable[Fact]) -> None:
    """`reader` has acted on these facts. Called in the transaction of what was done about them."""
    Signal.objects.filter(reader=reader, fact__in=[fact.pk for fact in facts]).delete()
