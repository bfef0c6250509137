"""The small cast everyone knows: six people in four units, made with the real verbs.

Freja (New York) leads Astrid, Erik and David; Astrid, a certified coach, leads Björn (Helsinki) and Camilla; David is
HR; Erik leads another unit, is a certified coach and reads English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction

from leadership.people import directory, roles, units
from leadership.people.models import CoachProfile, Person, Unit

HIRED = date(2020, 1, 7)


@dataclass(frozen=True)
class Cast:
    freja: Person
    astrid: Person
    erik: Person
    david: Person
    bjorn: Person
    camilla: Person

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (self.freja, self.astrid, self.erik, self.david, self.bjorn, self.camilla)


NAMES = ("freja", "astrid", "erik", "david", "bjorn", "camilla")


@transaction.atomic
def seed(*, now: datetime, hired: date = HIRED) -> Cast:
    """The cast, employed since `hired`; those who exist already (by address) are left as they are."""
    known = {person.email: person for person in Person.objects.filter(email__endswith="@example.org")}
    if all(f"{name}@example.org" in known for name in NAMES):
        return Cast(*(known[f"{name}@example.org"] for name in NAMES))
    top = _unit("Organisation", None, now)
    engineering, people, sales = (_unit(name, top, now) for name in ("Engineering", "People", "Sales"))
    member = partial(_person, now=now, hired=hired)
    freja = member("Freja", "Lind", "Managing director", unit=top, manager=None, zone="America/New_York",
                   country="US", subdiv="NY", location="New York")  # fmt: skip
    astrid = member("Astrid", "Berg", "Head of engineering", unit=engineering, manager=freja)
    erik = member("Erik", "Dahl", "Head of sales", unit=sales, manager=freja, language="en")
    david = member("David", "Ek", "HR partner", unit=people, manager=freja)
    bjorn = member("Björn", "Holm", "Engineer", unit=engineering, manager=astrid, zone="Europe/Helsinki",
                   country="FI", location="Helsinki")  # fmt: skip
    camilla = member("Camilla", "Ask", "Engineer", unit=engineering, manager=astrid)
    roles.grant(david, "hr", now=now)
    for coach in (astrid, erik):
        CoachProfile.objects.get_or_create(person=coach, defaults={"certified": True})
    return Cast(freja, astrid, erik, david, bjorn, camilla)


def _unit(name: str, parent: Unit | None, now: datetime) -> Unit:
    return Unit.objects.filter(name=name).first() or units.create(name, parent=parent, now=now)


def _person(
    given: str,
    family: str,
    title: str,
    *,
    manager: Person | None,
    unit: Unit,
    now: datetime,
    hired: date,
    **details: str,
) -> Person:
    email = f"{given.lower().replace('ö', 'o')}@example.org"
    known: Person | None = Person.objects.filter(email=email).first()
    where = {"location": "Stockholm", "country": "SE", "zone": "Europe/Stockholm", "language": "sv"} | details
    return known or directory.hire(
        given_name=given, family_name=family, email=email, title=title, manager=manager, unit=unit, hire_date=hired,
        now=now, **where,  # type: ignore[arg-type]
    )  # fmt: skip
