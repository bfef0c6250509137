"""The units a leader can narrow the list to: those in which people of the line work; where the line is large the upper
ones below the leader's own, and any other by name, so that nobody goes through a million people for a menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from leadership.people.models import Person, Unit
from leadership.people.persons import Line

MOST = 60


@dataclass(frozen=True)
class Menu:
    """Names in their order, the one of the address among them; `is_whole`: there are no others."""

    names: tuple[str, ...]
    is_whole: bool


def menu(leader: Person, line: Line, said: Mapping[str, str]) -> Menu:
    """Two queries at most, for `MOST` units at most."""
    found = list(_units(leader, line).values_list("name", flat=True)[: MOST + 1])
    names = set(found[:MOST]) | ({said["unit"]} if said.get("unit") else set())
    return Menu(tuple(sorted(names, key=str.casefold)), not leader.has_large_line and len(found) <= MOST)


def _units(leader: Person, line: Line) -> QuerySet[Unit]:
    if not leader.has_large_line:
        people = Person.objects.filter(line.people(), is_active=True).exclude(pk=leader.pk).order_by()
        return Unit.objects.filter(pk__in=people.values("unit")).order_by("name")
    below = leader.unit.subtree() if leader.unit else ~Q(pk__in=[])
    for path in line.units:
        below |= Q(path__gte=path, path__lt=path + "~")
    return Unit.objects.filter(below).order_by(Length("path"), "path")
