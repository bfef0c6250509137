"""A small organisation whose second quarter is over: who was heard and who was not is given by each test.

Boss leads Ann, Ben and Cyd, who lead eight people each. Units cut across sites, and a few people work by the hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from leadership.obligations.models import Obligation
from leadership.people import directory, roles, units
from leadership.people.models import Organisation, Person
from tests.web import memberpages

OVER = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
"""Long after all that was due by 30 June has been decided."""
DUE = date(2026, 6, 30)


NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@contextmanager
def standing(blocker: Any, heard: Mapping[str, bool] | None) -> Iterator[dict[str, Person]]:
    """The town for all tests of a module, gone afterwards; with `heard` its quarter is over and the clock after it."""
    with blocker.unblock(), transaction.atomic():
        people = build(NOW)
        if heard is not None:
            decide(heard)
            memberpages.at(OVER)
        yield people
        transaction.set_rollback(True)


def build(now: datetime, *, n_min: int = 3) -> dict[str, Person]:
    """Everyone by given name, under the quarterly talk since `now`, with HR (Hilda) and a representative (Rolf)."""
    Organisation.current()
    Organisation.objects.update(n_min=n_min)
    memberpages.at(now)
    top = units.create("Works", parent=None, now=now)
    teams = {name: units.create(name, parent=top, now=now) for name in ("Ann", "Ben", "Cyd")}
    people = {"Boss": _hire("Boss", now, unit=top, location="Here")}
    for team, unit in teams.items():
        people[team] = _hire(team, now, unit=unit, location="Here", manager=people["Boss"])
        for n in range(8):
            kind = "hourly" if n == 7 else "permanent"
            name, place = f"{team}{n}", "There" if n % 3 == 0 else "Here"
            people[name] = _hire(name, now, unit=unit, location=place, manager=people[team], employment_type=kind)
    for name, role in (("Hilda", "hr"), ("Rolf", "rep")):
        people[name] = _hire(name, now, unit=top, location="Here", manager=people["Boss"])
        roles.grant(people[name], role, now=now)
    memberpages.quarterly(now)
    return {name: Person.objects.get(pk=one.pk) for name, one in people.items()}


def _hire(name: str, now: datetime, **details: object) -> Person:
    given = {"zone": "Europe/Stockholm", "language": "en", "country": "SE"} | details
    return directory.hire(
        given_name=name, email=f"{name.lower()}@example.org", hire_date=date(2020, 1, 7), now=now, **given
    )


def decide(heard: Mapping[str, bool]) -> None:
    """What became of each one's talk due on 30 June; later ones are as if they had never been."""
    Obligation.objects.exclude(cycle_key="2026-Q2").delete()
    due = Obligation.objects.filter(cycle_key="2026-Q2")
    held = [name for name, yes in heard.items() if yes]
    due.update(state="missed", opens_on=date(2026, 4, 1), due_on=DUE)
    due.filter(person__given_name__in=held).update(state="fulfilled", credited_on=date(2026, 5, 12))
