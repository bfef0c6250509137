"""Questions about sets of people, in the words of the organisation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from leadership.lib.refusal import refuse

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


def line_of(leader: Person, *, on: date | None, prefix: str = "") -> Q:
    """The condition `in_line_of` stands on, for queries that reach a person through `prefix` (e.g. `person__`)."""
    condition = Q(pk__in=[]) if not leader.path else _below(leader.path, prefix)
    for kind, path in _also_led(leader, on):
        condition |= _below(path, prefix) if kind == "line" else _in_unit(path, prefix)
    return condition


def _below(path: str, prefix: str) -> Q:
    return Q(**{f"{prefix}path__gt": path, f"{prefix}path__lt": path + "~"})


def _in_unit(path: str, prefix: str) -> Q:
    return Q(**{f"{prefix}unit__path__gte": path, f"{prefix}unit__path__lt": path + "~"})


def _also_led(leader: Person, on: date | None) -> list[tuple[str, str]]:
    """Whose line, and which units, are the leader's besides the own line: one question for both."""
    units = leader.co_led_units.order_by().annotate(kind=Value("unit")).values_list("kind", "path")
    if on is None:
        return list(units)
    standing = leader.stands_in.filter(start__lte=on).filter(Q(end__isnull=True) | Q(end__gte=on))
    return list(units.union(standing.annotate(kind=Value("line")).values_list("kind", "leader__path")))


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
