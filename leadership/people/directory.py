"""The verbs by which people come, change, move and leave. Each is one transaction with its Fact.

Reports keep their manager when the manager leaves, until somebody moves them: the tree is never redrawn behind
anybody's back, and `managers.leader_of` passes over those who have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.outbox import facts
from leadership.people import numberline, passages, trees, workcalendar
from leadership.people.models import Passage, Person, RoleTag, Unit


class Details(TypedDict, total=False):
    """What may be said of a person besides where they stand; the words are those of the model's fields."""

    family_name: str
    email: str
    employee_id: str
    title: str
    role_tags: Iterable[str]
    location: str
    country: str
    subdiv: str
    zone: str
    language: str
    work_hours: dict[str, list[list[str]]]
    employment_type: str
    employment_percentage: int


class Changes(Details, total=False):
    """What `change` may change."""

    given_name: str
    hire_date: date
    last_day: date | None
    shows_coach: bool


TOLD = ("hire_date", "last_day", "country", "subdiv", "zone", "language", "employment_type", "employment_percentage")
"""Fields whose old and new value a Fact may carry: dates, enums and numbers. Of all others it carries the name only."""


@transaction.atomic
def hire(
    *,
    given_name: str,
    hire_date: date,
    now: datetime,
    by: Person | None = None,
    manager: Person | None = None,
    unit: Unit | None = None,
    last_day: date | None = None,
    **details: Unpack[Details],
) -> Person:
    """A new person from `hire_date` (in their own zone). Raises Refused when a detail cannot be right, such as an
    address that belongs to somebody else."""
    trees.lock()
    tags = details.pop("role_tags", ())
    person = Person(
        given_name=given_name, hire_date=hire_date, last_day=last_day, unit=unit, manager=manager, **details
    )
    person.set_unusable_password()
    keep(person)
    person.path, person.lft, person.rgt = numberline.place(person.pk, person.manager_id)
    person.role_tags.set(tags_named(tags))
    _tell("person.hired", person, now=now, by=by, data={"hire_date": hire_date.isoformat(), **_where(person)})
    return person


@transaction.atomic
def change(person: Person, *, now: datetime, by: Person | None = None, **changes: Unpack[Changes]) -> Person:
    """Changes details; writes nothing, not even a Fact, when all of them are so already. Raises Refused."""
    tags = changes.pop("role_tags", None)
    before = {name: getattr(person, name) for name in changes}
    for name, value in changes.items():
        setattr(person, name, value)
    changed = [name for name in changes if str(getattr(person, name)) != str(before[name])]
    if changed:
        keep(person)
    if "title" in changed and passages.is_new_role(before["title"], person.title):
        passages.note([(person, Passage.Kind.ROLE_CHANGE)], now=now)
    if tags is not None and set_tags(person, tags):
        changed.append("role_tags")
    if changed:
        _tell("person.changed", person, now=now, by=by, data=told(person, changed, before))
    return person


def told(person: Person, changed: Iterable[str], before: Mapping[str, Any]) -> dict[str, Any]:
    """What a Fact says about a change: the names of the fields; old and new value of those in `TOLD`."""
    values = {
        name: {"from": _plain(before[name]), "to": _plain(getattr(person, name))} for name in changed if name in TOLD
    }
    return {"fields": sorted(changed), **values}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


@transaction.atomic
def move(
    person: Person, *, manager: Person | None, now: datetime, by: Person | None = None, unit: Unit | str | None = "same"
) -> Person:
    """Puts `person`, with everybody below, under `manager` (None: under nobody), and into `unit` when one is given.

    Raises Refused when that would close a circle, naming everybody in it.
    """
    trees.lock()
    person.refresh_from_db(fields=["manager", "unit", "path", "lft", "rgt"])
    before = _where(person)
    _refuse_circle(person, manager)
    person.manager = manager
    if not isinstance(unit, str):
        person.unit = unit
    if _where(person) == before:
        return person
    person.save(update_fields=["manager", "unit"])
    person.path, person.lft, person.rgt = numberline.place(person.pk, person.manager_id)
    after = _where(person)
    moved = {name: {"from": before[name], "to": after[name]} for name in before if before[name] != after[name]}
    if passages.is_new_manager(before["manager"], after["manager"]):
        passages.note([(person, Passage.Kind.MANAGER_CHANGE)], now=now)
    _tell("person.moved", person, now=now, by=by, data=moved)
    return person


def _refuse_circle(person: Person, manager: Person | None) -> None:
    if manager is None:
        return
    path = Person.objects.values_list("path", flat=True).get(pk=manager.pk)
    along = trees.ids_in(path)
    if person.pk not in along:
        return
    names = Person.objects.in_bulk(along[along.index(person.pk) :])
    chain = [names[row].given_name for row in reversed(along[along.index(person.pk) :])]
    raise refuse("manager", manager.name, circle_told([person.given_name, *chain]), _("Choose another manager."))


def circle_told(chain: list[str]) -> str:
    """`["Astrid", "Björn", "Astrid"]` in words: Astrid would report to Björn, who reports to Astrid."""
    if len(chain) == 2:
        return _("%(name)s would report to themselves.") % {"name": chain[0]}
    told = _("%(name)s would report to %(manager)s") % {"name": chain[0], "manager": chain[1]}
    for name in chain[2:]:
        told = _("%(so_far)s, who reports to %(manager)s") % {"so_far": told, "manager": name}
    return f"{told}."


@transaction.atomic
def leave(person: Person, *, last_day: date, now: datetime, by: Person | None = None) -> Person:
    """`last_day` (in the person's zone) is their last; from the day after they are inactive (`close_past`), at once
    when it has passed. Roles end with the employment; reports keep their manager. Raises Refused."""
    if person.last_day == last_day and not (person.is_active and _has_passed(person, now)):
        return person
    person.last_day = last_day
    keep(person)
    if person.is_active and _has_passed(person, now):
        retire([person])
    _tell("person.left", person, now=now, by=by, data={"last_day": last_day.isoformat(), "active": person.is_active})
    return person


def _has_passed(person: Person, now: datetime) -> bool:
    return person.last_day is not None and person.last_day < local_date(now, person.zone_info)


def close_past(*, now: datetime) -> int:
    """Makes everybody inactive whose last day is over where they live; how many. Doing it twice changes nothing."""
    last_days_reached = Person.objects.filter(is_active=True, last_day__lte=now.date()).order_by("last_day", "id")
    if not any(_has_passed(person, now) for person in last_days_reached):
        return 0
    with transaction.atomic():
        locked = last_days_reached.select_for_update(of=("self",))
        gone = [person for person in locked if _has_passed(person, now)]
        retire(gone)
        for person in gone:
            _tell("person.left", person, now=now, by=None, data={"last_day": _plain(person.last_day), "active": False})
    return len(gone)


def retire(people: Iterable[Person]) -> None:
    """No sign-in and no roles from here on. Part of a verb: the caller writes the Fact."""
    people = list(people)
    for person in people:
        person.is_active = person.is_hr = person.is_rep = person.is_admin = False
    Person.objects.bulk_update(people, ["is_active", "is_hr", "is_rep", "is_admin"], batch_size=500)


@transaction.atomic
def reactivate(person: Person, *, now: datetime, by: Person | None = None, hire_date: date | None = None) -> Person:
    """Welcome back: active again without a last day, from `hire_date` when it is a new employment."""
    if person.is_active and person.last_day is None:
        return person
    person.is_active, person.last_day, person.hire_date = True, None, hire_date or person.hire_date
    keep(person)
    _tell("person.hired", person, now=now, by=by, data={"hire_date": _plain(person.hire_date), **_where(person)})
    return person


def keep(person: Person) -> None:
    """Saves after checking every field and constraint. Raises Refused with one refusal per thing that is wrong."""
    workcalendar.check(person.country, person.subdiv)
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Refused(*refusals_of(error, person)) from error
    person.save()


def refusals_of(error: ValidationError, row: Any) -> list[Refusal]:
    """Django's findings as refusals: path is the field (a constraint names its own as code), value what was given."""
    found = [(field, one) for field, errors in error.error_dict.items() for one in errors]
    paths = [(one.code or "" if field == NON_FIELD_ERRORS else field, one) for field, one in found]
    return [Refusal(path, str(getattr(row, path, "")), one.messages[0]) for path, one in paths]


def tags_named(names: Iterable[str]) -> list[RoleTag]:
    """The role tags with these names, made where they are new; names are kept in small letters."""
    return [RoleTag.objects.get_or_create(name=name)[0] for name in plain_tags(names)]


def plain_tags(names: Iterable[str]) -> list[str]:
    """Trimmed, in small letters, each once, in alphabetical order."""
    return sorted({name.strip().lower() for name in names} - {""})


def set_tags(person: Person, names: Iterable[str]) -> bool:
    """Gives the person exactly these tags; whether anything changed."""
    wanted = plain_tags(names)
    if sorted(person.role_tags.values_list("name", flat=True)) == wanted:
        return False
    person.role_tags.set(tags_named(wanted))
    return True


def _where(person: Person) -> dict[str, str | None]:
    return {
        "manager": str(person.manager.key) if person.manager else None,
        "unit": str(person.unit.key) if person.unit else None,
    }


def _tell(kind: str, person: Person, *, now: datetime, by: Person | None, data: dict[str, Any]) -> None:
    facts.write(
        kind,
        at=now,
        actor=by.key if by else None,
        subject=person.key,
        object=f"person:{person.key}",
        data=data,
        signals=("reconcile",),
    )
