"""Statements that are made once and said many times, for deeds that concern one person at a time, and for pages.

Making a query costs Django ten times what a small one costs the database (docs/decisions/0028-what-an-event-costs.md).
A `Question` keeps the query that the ORM has made of it, a `Reading` answers with rows of a model; `change`,
`insert_all` and `delete` need none. Names of tables and columns come from the models, values are parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)

BATCH = 500
"""Rows in one statement."""

Statement = tuple[str, Sequence[Any]]
"""What is said, and its parameters."""


READY: Sequence[tuple[Any, Collection[type]]] = (
    ((models.BooleanField, models.CharField, models.IntegerField, models.ForeignKey), (bool, int, str, type(None))),
    (models.DateTimeField, (datetime, type(None))),
    (models.DateField, (date, type(None))),
    (models.UUIDField, (UUID, type(None))),
)
"""Of which types the values of such fields are what they should be; others are made so by the field."""


AS_THEY_ARE = frozenset({bool, int, str, type(None)})
"""Types of values that either database takes as they are."""


class Hole(NamedTuple):
    """Where a value will stand in a question."""

    place: int


class _Made(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]
    converters: Mapping[int, tuple[Sequence[Callable[[Any, Any, Any], Any]], Any]]
    rows: models.QuerySet[Any, Any]
    compiler: Any


class Question:
    """A query that is made by the ORM when it is first asked: `make` is given one expression per value, to be used
    where the value would be, and answers with a QuerySet of `values_list`. `around`: a statement of our own that it
    stands in, at `{}`, with marks behind it for the last values; its rows are not read but taken as they are (`raw`).
    """

    def __init__(
        self, make: Callable[..., models.QuerySet[Any, Any]], *holes: Callable[[int], RawSQL], around: str = "{}"
    ) -> None:
        self.make, self.holes, self.around = make, holes, around
        self.lists = [place for place, hole in enumerate(holes) if hole is ids]
        self.made: dict[bool, _Made] = {}

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values: ids as a collection for `ids`, days, instants and keys as such, everything else as
        the database keeps it."""
        return self.read(self.raw(*values))

    def raw(self, *values: Any) -> tuple[tuple[Any, ...], ...]:
        """The same as the database gave them: enough to see whether anything has changed. Where all ids asked for are
        one, it is said so that a planner sees it, and keeps its plan."""
        alone = bool(self.lists) and all(len(values[place]) == 1 for place in self.lists)
        given = [_given(hole, value, alone) for hole, value in zip(self.holes, values, strict=True)]
        made = self.as_made(alone=alone)
        parameters = [given[part.place] if isinstance(part, Hole) else part for part in made.parameters]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(made.sql, parameters)
            return tuple(cursor.fetchall())

    def read(self, rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """What such rows say."""
        made, database = self.as_made(), connections[DEFAULT_DB_ALIAS]
        return [_read(row, made, database) for row in rows]

    def as_made(self, *, alone: bool = False) -> _Made:
        """The statement; made now, if it has not been yet. `alone`: the one for a single id."""
        return self.made.get(alone) or self._make(alone=alone)

    def _make(self, *, alone: bool) -> _Made:
        own = range(len(self.holes) - self.around.count("%s"), len(self.holes))
        holes = [one if alone and hole is ids else hole for hole in self.holes[: own.start]]
        rows = self.make(*(hole(place) for place, hole in enumerate(holes)))
        compiler = rows.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        sql, parameters = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        whole = self.around.replace("{}", sql)
        made = _Made(whole, (*parameters, *map(Hole, own)), compiler.get_converters(columns), rows, compiler)
        return self.made.setdefault(alone, made)


class Reading(Generic[Row]):
    """A question that answers with rows of a model, with all that the QuerySet of `make` selects, annotates and fetches
    beside them. What is fetched in a query of its own is asked anew each time."""

    def __init__(self, make: Callable[..., models.QuerySet[Row]], *holes: Callable[[int], RawSQL]) -> None:
        self.question = Question(make, *holes)

    def ask(self, *values: Any) -> list[Row]:
        """The rows for these values, as `Question.ask` takes them."""
        return self.read(self.question.raw(*values))

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Row]:
        """What rows say that the question has given `raw`."""
        found = [self._shape.row(row) for row in self.question.read(rows)]
        if found and self._shape.beside:
            prefetch_related_objects(found, *self._shape.beside)
        return found

    def first(self, *values: Any) -> Row | None:
        """The first of them, None when there is none."""
        return next(iter(self.ask(*values)), None)

    @cached_property
    def _shape(self) -> _Shape:
        return _Shape(self.question.as_made())


class _Shape:
    """How a row of columns becomes a row of a model: what `QuerySet` finds out each time it is asked."""

    def __init__(self, made: _Made) -> None:
        told, columns = made.compiler.klass_info, made.compiler.select
        self.first, self.last = told["select_fields"][0], told["select_fields"][-1] + 1
        self.model, self.names = told["model"], [one.target.attname for one, *_ in columns[self.first : self.last]]
        self.populators = get_related_populators(told, columns, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs: 6.1
        self.annotated: Mapping[str, int] = made.compiler.annotation_col_map
        self.beside: Sequence[Any] = made.rows._prefetch_related_lookups  # type: ignore[attr-defined]  # Django's own

    def row(self, values: tuple[Any, ...]) -> Any:
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values[self.first : self.last])
        for populator in self.populators:
            populator.populate(values, found)
        for name, place in self.annotated.items():
            setattr(found, name, values[place])
        return found


class Somebody(RawSQL):
    """A hole for the id of a person who is here, to be given where QuerySets ask for the person."""

    is_active, is_hr, is_admin = True, False, False

    @property
    def pk(self) -> Somebody:
        return self


def ids(place: int) -> RawSQL:
    """A hole for ids, behind `__in`."""
    return RawSQL(ids_sql(), [Hole(place)])


def one(place: int) -> RawSQL:
    """A hole for one value."""
    return RawSQL("%s", [Hole(place)])


def somebody(place: int) -> Any:
    """A hole for the id of a person, behind whatever takes the person."""
    return Somebody("%s", [Hole(place)])


def ids_sql() -> str:
    """Ids given as one parameter: thousands of placeholders cost more than the query."""
    return "SELECT unnest(%s::bigint[])" if is_postgresql() else "SELECT value FROM json_each(%s)"


def listed(numbers: Collection[int]) -> Any:
    """The ids as that parameter, written out: a driver that looks at each of thousands takes longer than the query."""
    begin, end = "{}" if is_postgresql() else "[]"
    return f"{begin}{','.join(map(str, numbers))}{end}"


def these(numbers: Collection[int]) -> tuple[str, Any]:
    """What stands in `IN (…)` for these ids, and its parameter. One is said as one: of a list no planner knows how long
    it is, so it would not keep the plan."""
    return ("%s", next(iter(numbers))) if len(numbers) == 1 else (ids_sql(), listed(numbers))


def _given(hole: Callable[[int], RawSQL], value: Any, alone: bool) -> Any:
    if hole is not ids:
        return kept(value)
    return next(iter(value)) if alone else listed(value)


def kept(value: Any) -> Any:
    """A day, an instant or a key as the database keeps it, anything else as it is. SQLite keeps instants in UTC and
    does not say so."""
    if type(value) in AS_THEY_ARE or is_postgresql():
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return str(value) if isinstance(value, date) else value


def change(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Gives the rows that have all of `where` the `values` (both by field); how many there were."""
    return run(*alteration(model, where, values))


def alteration(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> Statement:
    """The statement that does so."""
    new, old = prepared(model, values), prepared(model, where)
    table = model._meta.db_table
    sql = f"UPDATE {table} SET {_pairs(new, ', ')} WHERE {_pairs(old, ' AND ')}"  # nosec: names of our own
    return sql, [*new.values(), *old.values()]


def insertion(rows: Sequence[models.Model]) -> Statement:
    """The statement that writes new rows of one table."""
    into, marks = _into(type(rows[0]))
    return f"{into} VALUES " + ", ".join([f"({marks})"] * len(rows)), [value for row in rows for value in _values(row)]


def insertion_for_each(row: models.Model, table: str) -> Statement:
    """The statement that writes the row once for each row that `table` has."""
    into, marks = _into(type(row))
    return f"{into} SELECT {marks} FROM {table}", _values(row)


def insert_all(rows: Iterable[models.Model]) -> None:
    """Writes new rows of one table, nothing of which is read back."""
    for statement in insertions(list(rows)):
        run(*statement)


def insertions(rows: Sequence[models.Model]) -> list[Statement]:
    """The statements that do so."""
    return [insertion(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)]


def delete(model: type[models.Model], numbers: Collection[int]) -> None:
    """Deletes rows, by id, of a table that no other points to."""
    run(*deletion(model, numbers))


def deletion(model: type[models.Model], numbers: Collection[int]) -> Statement:
    """The statement that does so."""
    marks, parameter = these(numbers)
    return f"DELETE FROM {model._meta.db_table} WHERE id IN ({marks})", [parameter]  # nosec: names of our own


def run_all(said: Sequence[Statement]) -> None:
    """Says statements none of which asks what another has done, all at once where the database can."""
    if len(said) < 2 or not is_postgresql():
        for statement in said:
            run(*statement)
        return
    *first, (last, _) = said
    beside = ", ".join(f"s{at} AS ({sql})" for at, (sql, _) in enumerate(first))
    run(f"WITH {beside} {last}", [value for _, parameters in said for value in parameters])


def run(sql: str, parameters: Sequence[Any]) -> int:
    """Says the statement; how many rows it wrote."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def prepared(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column, as the database keeps them, from values by field; a row of another table stands for its id."""
    database = connections[DEFAULT_DB_ALIAS]
    return {
        column: kept(value) if type(value) in ready else save(_plain(value), database)
        for (column, save, ready), value in zip(_columns(model, tuple(values)), values.values(), strict=True)
    }


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


@cache
def _columns(
    model: type[models.Model], names: tuple[str, ...]
) -> list[tuple[str, Callable[..., Any], Collection[type]]]:
    """Of each field: its column, what makes a value ready for it, and of which types they need no more than `kept`."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [(str(field.column), field.get_db_prep_save, _ready(field)) for field in fields]


def _ready(field: Any) -> Collection[type]:
    return next((types for kinds, types in READY if isinstance(field, kinds)), ())


@cache
def is_postgresql() -> bool:
    """Which of the two databases this process works with, for all its time."""
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def _read(row: Sequence[Any], made: _Made, database: Any) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, expression) in made.converters.items():
        for function in functions:
            values[place] = function(values[place], expression, database)
    return tuple(values)


@cache
def _into(model: type[models.Model]) -> tuple[str, str]:
    """How a statement begins that writes new rows, and the marks for the values of one."""
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    begin = f"INSERT INTO {model._meta.db_table} ({', '.join(map(_quoted, columns))})"  # nosec: names of our own
    return begin, ", ".join(["%s"] * len(columns))


def _values(row: models.Model) -> list[Any]:
    names = _written(type(row))
    return list(prepared(type(row), {name: getattr(row, name) for name in names}).values())


@cache
def _written(model: type[models.Model]) -> tuple[str, ...]:
    """The fields of a row that the database does not number itself."""
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)


def _pairs(columns: Mapping[str, Any], between: str) -> str:
    return between.join(f"{_quoted(name)} = %s" for name in columns)


def _quoted(name: str) -> str:
    return f'"{name}"'
