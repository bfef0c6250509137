"""What many tests begin with is made once with the real verbs; for all others its rows are put back as they were.

The rows are found by comparing every table before and after, so nothing that was written is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model

T = TypeVar("T")
Rows = dict[type[Model], dict[Any, dict[str, Any]]]
"""Of each table, by primary key, what stands in each column."""

_kept: dict[Any, tuple[Any, Rows]] = {}


def kept(key: Any, make: Callable[[], T]) -> T:
    """What `make` makes in a database with tables and nobody in it. Tests with transactions of their own make it anew:
    their tables may begin elsewhere."""
    if not connection.in_atomic_block or _somebody_is_there():
        return make()
    if key in _kept:
        _put_back(_kept[key][1])
    else:
        before, made = _rows(apps.get_models(include_auto_created=True)), make()
        _kept[key] = deepcopy(made), _written(before)
    return deepcopy(_kept[key][0])


def _somebody_is_there() -> bool:
    begun = (apps.get_model("people", name) for name in ("Person", "Unit", "Organisation"))
    return any(model._base_manager.exists() for model in begun)


def _rows(models: Iterable[type[Model]]) -> Rows:
    return {model: {row[model._meta.pk.attname]: row for row in _values(model)} for model in models}


def _values(model: type[Model]) -> list[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    return list(model._base_manager.values(*columns))


def _written(before: Rows) -> Rows:
    """The rows that are new or different; nothing is ever taken away."""
    after = _rows(before)
    for model, rows in before.items():
        assert rows.keys() <= after[model].keys(), f"{model.__name__} lost rows"
    changed = {
        model: {pk: row for pk, row in rows.items() if before[model].get(pk) != row} for model, rows in after.items()
    }
    assert all(not changed[model].keys() & rows.keys() for model, rows in before.items()), "rows there were changed"
    return {model: rows for model, rows in changed.items() if rows}


def _put_back(rows: Rows) -> None:
    for model, those in rows.items():
        model._base_manager.bulk_create([model(**row) for row in those.values()])
