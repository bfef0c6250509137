"""A figure as it is kept and shown: a value with what stands behind it, or nothing but that it is hidden. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from leadership.insights.metrics import Measured

Cell = Mapping[str, Any]
"""`{"value", "n", "people"}` or `{"hidden": true}`."""
HIDDEN: Cell = {"hidden": True}
DIGITS = 3
Row = TypeVar("Row")


def cell(measured: Measured | None, n_min: int) -> Cell:
    """The figure, or that it is hidden: too few people stand behind it, or nothing was counted."""
    if measured is None or measured.people < n_min:
        return HIDDEN
    return {"value": round(measured.value, DIGITS), "n": measured.n, "people": measured.people}


def cells(
    groups: Mapping[str, list[Row]], shown: frozenset[str], measure: Callable[[list[Row]], Measured | None], n_min: int
) -> dict[str, Cell]:
    """One cell for each group, hidden unless it is among those that may be shown."""
    return {name: cell(measure(rows), n_min) if name in shown else HIDDEN for name, rows in sorted(groups.items())}


def is_hidden(one: Cell) -> bool:
    return "value" not in one


def value_of(one: Cell) -> float | None:
    """The value, None where it is hidden."""
    return None if is_hidden(one) else float(one["value"])
