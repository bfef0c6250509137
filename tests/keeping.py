"""What many tests begin with is made once with the real verbs; for all others its rows are put back as they were.

The rows are found by comparing every table before and after, so nothing that was written is left out. One may stand on
another (a rhythm on the cast), as long as nothing else has been written between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model

T = TypeVar("T")
Rows = dict[type[Model], dict[Any, dict[str, Any]]]
"""Of each table, by primary key, what stands in each column."""
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "EXPLAIN", "PRAGMA")
CLOCK = "people_clocksetting"
"""Where the clock is set; what is kept does not read it, so it may be set in between."""


@dataclass(frozen=True)
class Change:
    """What was written: rows that are new, columns that are different, primary keys of rows that went."""

    new: Rows
    different: Rows
    gone: dict[type[Model], list[Any]]

    def put_back(self) -> None:
        for model, ids in self.gone.items():
            rows = model._base_manager.filter(pk__in=ids)
            rows._raw_delete(rows.db)
        for model, columns in self.different.items():
            for pk, row in columns.items():
                model._base_manager.filter(pk=pk).update(**row)
        for model, rows in self.new.items():
            model._base_manager.bulk_create([model(**row) for row in rows.values()])


Ground = tuple[Any, ...]
"""The keys of what stands in the database, each on the one before; empty: tables and nobody in them."""
_kept: dict[Ground, tuple[Any, Change]] = {}
_standing: Ground | None = None


def kept(key: Any, make: Callable[[], T]) -> T:
    """What `make` makes where nobody is yet, or where nothing stands but what was kept before. Anywhere else it is made
    anew, and so do tests with transactions of their own: their tables may begin elsewhere."""
    ground = _ground()
    if ground is None:
        return make()
    whole = (*ground, key)
    if whole in _kept:
        _kept[whole][1].put_back()
    else:
        before, made = _rows(apps.get_models(include_auto_created=True)), make()
        _kept[whole] = deepcopy(made), _written(before)
    _stand_on(whole)
    return deepcopy(_kept[whole][0])


def _ground() -> Ground | None:
    if not connection.in_atomic_block:
        return None
    return _standing if _somebody_is_there() else ()


def _stand_on(ground: Ground) -> None:
    global _standing
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _watch)
    _standing = ground


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    global _standing
    if _standing is not None and not (sql.lstrip(" (").startswith(HARMLESS) or CLOCK in sql):
        _standing = None
    return execute(sql, params, many, context)


def _somebody_is_there() -> bool:
    begun = (apps.get_model("people", name) for name in ("Person", "Unit", "Organisation"))
    return any(model._base_manager.exists() for model in begun)


def _rows(models: Iterable[type[Model]]) -> Rows:
    return {model: {row[model._meta.pk.attname]: row for row in _values(model)} for model in models}


def _values(model: type[Model]) -> list[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    return list(model._base_manager.values(*columns))


def _written(before: Rows) -> Change:
    after = _rows(before)
    new = {model: {pk: row for pk, row in rows.items() if pk not in before[model]} for model, rows in after.items()}
    gone = {model: [pk for pk in rows if pk not in after[model]] for model, rows in before.items()}
    both = {model: before[model].keys() & rows.keys() for model, rows in after.items()}
    different = {
        model: {pk: row for pk in ids if (row := _differences(before[model][pk], after[model][pk]))}
        for model, ids in both.items()
    }
    return Change(_filled(new), _filled(different), _filled(gone))


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if before[name] != value}


def _filled(by_model: dict[type[Model], Any]) -> dict[type[Model], Any]:
    return {model: rows for model, rows in by_model.items() if rows}
