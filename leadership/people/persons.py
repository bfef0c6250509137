"""Questions about sets of people, in the words of the organisation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from leadership.lib.refusal import refuse
from leadership.lib.statements import Question, one

if TYPE_CHECKING:
    from leadership.people.models.person import Person


class PersonQuerySet(models.QuerySet["Person"]):
    def employed(self, on: date) -> PersonQuerySet:
        """Active people whose employment covers `on`."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=on), is_active=True, hire_date__lte=on)

    def in_line_of(self, leader: Person, *, on: date | None = None) -> PersonQuerySet:
        """Everyone below `leader` in the manager tree, and below those the leader stands in for on `on`, and the
        people of units the leader co-leads; never the leader."""
        return self.filter(line_of(leader, on=on)).exclude(pk=leader.pk)

    def visible_to(self, reader: Person) -> PersonQuerySet:
        """Colleagues see that colleagues exist (to choose a coach among them); the inactive are seen by HR alone."""
        if not reader.is_active:
            return self.none()
        return self if reader.is_hr else self.filter(is_active=True)

    def leaders(self) -> PersonQuerySet:
        """Those with at least one active report."""
        reports = self.model._default_manager.filter(manager=OuterRef("pk"), is_active=True)
        return self.filter(Exists(reports))


@dataclass(frozen=True, slots=True)
class Line:
    """Whom somebody leads: stretches of the number line (first and last number, both left out) and paths of units."""

    spans: tuple[tuple[int, int], ...]
    units: tuple[str, ...]
    beside: frozenset[int] = frozenset()
    """Ids of those who lead the same people beside the leader: what one of them has done is done for all."""

    def people(self, prefix: str = "") -> Q:
        """The condition on people, or on what reaches a person through `prefix` (e.g. `person__`)."""
        return self._where(f"{prefix}lft", f"{prefix}unit__path")

    def rows(self) -> Q:
        """The same on rows with a `person` and a copy of their `lft`: no other table is asked where no unit is."""
        return self._where("lft", "person__unit__path")

    def _where(self, lft: str, unit: str) -> Q:
        condition = Q(pk__in=[])
        for low, high in self.spans:
            condition |= Q(**{f"{lft}__gt": low, f"{lft}__lt": high})
        for path in self.units:
            condition |= Q(**{f"{unit}__gte": path, f"{unit}__lt": path + "~"})
        return condition


def line_of(leader: Person, *, on: date | None, prefix: str = "") -> Q:
    """The condition `in_line_of` stands on, for queries that reach a person through `prefix` (e.g. `person__`)."""
    return line(leader, on=on).people(prefix)


def lines_of(leaders: Collection[Person], *, on: date, prefix: str = "") -> dict[int, Q]:
    """As `line_of` for many leaders, under the id of each; two queries."""
    ids = [leader.pk for leader in leaders]
    spans = {leader.pk: [(leader.lft, leader.rgt)] for leader in leaders}
    units: dict[int, set[str]] = {leader.pk: set() for leader in leaders}
    today = _all("StandIn").filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on, person__in=ids)
    for who, low, high in today.values_list("person_id", "leader__lft", "leader__rgt"):
        spans[who].append((low, high))
    for who, path in _all("Unit_co_leaders").filter(person__in=ids).values_list("person_id", "unit__path"):
        units[who].add(path)
    return {pk: Line(_outermost(spans[pk]), tuple(sorted(units[pk]))).people(prefix) for pk in ids}


def line(leader: Person, *, on: date | None) -> Line:
    """Whom `leader` leads on `on`: the own line, the lines of those they stand in for, the units they co-lead. Without
    a day, nobody is stood in for. One query."""
    led = _also_led(leader.pk, on)
    spans = [(lft, rgt) for kind, _, _, lft, rgt in led if kind == "line"]
    units = {path for kind, _, path, *_ in led if kind == "unit"}
    beside = {who for _, who, *_ in led} - {leader.pk, None}
    return Line(_outermost([(leader.lft, leader.rgt), *spans]), tuple(sorted(units)), frozenset(beside))


def _also_led(leader: int, on: date | None) -> list[tuple[Any, ...]]:
    """Rows (kind, who leads it too, path of the unit, first and last number of the line) besides the own line."""
    units, everything = _questions()
    return units.ask(leader) if on is None else everything.ask(leader, on)


@cache
def _questions() -> tuple[Question, Question]:
    """About units alone, and about those who are stood in for as well."""
    columns = ("kind", "who", "upto", "low", "high")

    def units(leader: Any) -> QuerySet[Any, Any]:
        led = _all("Unit").filter(pk__in=_all("Unit_co_leaders").filter(person=leader).values("unit"))
        found = led.order_by().annotate(
            who=F("co_leaders"), upto=F("path"), kind=Value("unit"), low=_NONE, high=_NONE
        )  # fmt: skip
        rows: QuerySet[Any, Any] = found.values_list(*columns)
        return rows

    def everything(leader: Any, on: Any) -> QuerySet[Any, Any]:
        today = _all("StandIn").order_by().filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on)
        others = today.filter(person=leader).annotate(
            who=F("leader"), upto=Value(""), kind=Value("line"), low=F("leader__lft"), high=F("leader__rgt")
        )
        mine = today.filter(leader=leader).annotate(
            who=F("person"), upto=Value(""), kind=Value("beside"), low=_NONE, high=_NONE
        )
        return units(leader).union(others.values_list(*columns), mine.values_list(*columns))

    return Question(units, one), Question(everything, one, one)


def _all(name: str) -> models.Manager[Any]:
    """Rows of a model of this room, by its name: models are built on this module."""
    rows: models.Manager[Any] = apps.get_model("people", name)._default_manager
    return rows


_NONE = Value(0, output_field=models.BigIntegerField())


def _outermost(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Without those that lie in another, and without those of people who have no place."""
    kept: list[tuple[int, int]] = []
    for low, high in sorted(set(spans)):
        if high > low and not (kept and high <= kept[-1][1]):
            kept.append((low, high))
    return tuple(kept)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Person:
        person: Person = self.get(email__iexact=username, is_active=True)
        return person

    def named(self, who: str) -> Person:
        """The person with this e-mail address or employee id. Raises Refused when there is none."""
        wanted = who.strip()
        match = Q(email__iexact=wanted) | Q(employee_id=wanted)
        found: Person | None = self.filter(match).exclude(Q(email="") & Q(employee_id="")).first() if wanted else None
        if found is None:
            raise refuse("person", who, "Nobody has this e-mail address or employee id.", "Check the spelling.")
        return found

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> Person:
        raise refuse(
            "createsuperuser", email, "People come from the staff list.", "Import them, then `grant EMAIL admin`."
        )
