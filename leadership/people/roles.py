"""Who may do what for everybody: HR administrator, union representative, system administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people.models import Person

Role = Literal["hr", "rep", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


def grant(person: Person, role: Role, *, now: datetime, by: Person | None = None) -> Person:
    """Gives the role; nothing happens when the person has it. Raises Refused for people who have left."""
    if not person.is_active:
        raise refuse("person", person.email or person.employee_id, _("%(name)s has left.") % {"name": person.name})
    return _set(person, role, True, now=now, by=by)


def revoke(person: Person, role: Role, *, now: datetime, by: Person | None = None) -> Person:
    """Takes the role back; nothing happens when the person does not have it."""
    return _set(person, role, False, now=now, by=by)


@transaction.atomic
def _set(person: Person, role: Role, value: bool, *, now: datetime, by: Person | None) -> Person:
    field = f"is_{role}"
    if getattr(person, field) == value:
        return person
    setattr(person, field, value)
    person.save(update_fields=[field])
    facts.write(
        "role.granted" if value else "role.revoked",
        at=now,
        actor=by.key if by else None,
        subject=person.key,
        object=f"person:{person.key}",
        data={"role": role},
    )
    return person
