"""Keeping materialised paths: a row's path is its parent's path and its own step, whatever the order of changes.

Both trees live by this: people under their managers, units under their parents. Whoever changes a tree holds `lock`
from before the first read, so that two moves at once cannot close a circle between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.people.models import Organisation
from leadership.people.models.unit import STEP, step

DEEPEST = 40
"""Levels a path has room for."""


def lock() -> None:
    """Waits for its turn to change a tree; held until the transaction ends."""
    Organisation.current()
    Organisation.objects.select_for_update().get(id=1)


def place(model: type[models.Model], row_id: int, parent_id: int | None) -> str:
    """Puts the row `row_id` and all below it under `parent_id` (None: at the top) in one UPDATE; returns its path.

    Raises Refused when the tree would become deeper than a path has room for.
    """
    rows = model._default_manager
    old: str = rows.values_list("path", flat=True).get(pk=row_id)
    above: str = rows.values_list("path", flat=True).get(pk=parent_id) if parent_id else ""
    new = above + step(row_id)
    if old == new:
        return new
    if not old:
        check_depth(len(new))
        rows.filter(pk=row_id).update(path=new)
        return new
    below = rows.filter(path__gte=old, path__lt=old + "~")
    longest: int = below.aggregate(longest=models.Max(Length("path")))["longest"]
    check_depth(longest - len(old) + len(new))
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    return new


def check_depth(length: int) -> None:
    """Raises Refused when a path of so many characters has no room."""
    if length > DEEPEST * STEP:
        raise refuse(
            "manager",
            length // STEP,
            _("The tree would be %(levels)d levels deep; it has room for %(most)d.")
            % {"levels": length // STEP, "most": DEEPEST},
            _("Check whether somebody reports to the wrong manager."),
        )


def ids_in(path: str) -> list[int]:
    """The ids along a path, from the top down to the row itself."""
    return [int(path[start : start + STEP], 36) for start in range(0, len(path), STEP)]


def paths_of(parents: Mapping[int, int | None]) -> dict[int, str]:
    """The path of every row, from each row's parent. The parents must be free of circles (`circles`)."""
    paths: dict[int, str] = {}
    for row in parents:
        _fill(row, parents, paths)
    return paths


def _fill(row: int, parents: Mapping[int, int | None], paths: dict[int, str]) -> None:
    waiting = []
    current: int | None = row
    while current is not None and current not in paths:
        waiting.append(current)
        current = parents.get(current)
    above = paths[current] if current is not None else ""
    for below in reversed(waiting):
        above = paths[below] = above + step(below)


def circles(parents: Mapping[Any, Any]) -> list[list[Any]]:
    """Every circle among the parents, each once, in the order of who stands under whom."""
    settled: set[Any] = set()
    found = []
    for row in parents:
        trail: dict[Any, None] = {}
        current = row
        while current is not None and current not in settled and current not in trail:
            trail[current] = None
            current = parents.get(current)
        if current is not None and current in trail:
            found.append(list(trail)[list(trail).index(current) :])
        settled.update(trail)
    return found
