"""The verbs of the unit tree: create, rename, move, close. Units serve audiences and figures; who leads is elsewhere.

A unit's name is unique in the organisation, because rhythms name their audience by it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people import trees
from leadership.people.models import Person, Unit


@transaction.atomic
def create(name: str, *, now: datetime, by: Person | None = None, parent: Unit | None = None) -> Unit:
    """A new unit under `parent` (None: at the top). Raises Refused when the name is empty or taken."""
    trees.lock()
    unit = Unit.objects.create(name=_free_name(name, None), parent=parent)
    unit.path = trees.place(Unit, unit.pk, unit.parent_id)
    _tell("unit.created", unit, now=now, by=by, data={"parent": str(parent.key) if parent else None})
    return unit


@transaction.atomic
def rename(unit: Unit, *, name: str, now: datetime, by: Person | None = None) -> Unit:
    """Another name. Raises Refused when it is empty or taken."""
    name = _free_name(name, unit)
    if name != unit.name:
        unit.name = name
        unit.save(update_fields=["name"])
        _tell("unit.renamed", unit, now=now, by=by, data={})
    return unit


@transaction.atomic
def move(unit: Unit, *, parent: Unit | None, now: datetime, by: Person | None = None) -> Unit:
    """Puts the unit with all below it under `parent`. Raises Refused when `parent` lies in the unit itself."""
    trees.lock()
    unit.refresh_from_db(fields=["parent", "path"])
    if unit.parent == parent:
        return unit
    if parent is not None and unit.pk in trees.ids_in(Unit.objects.values_list("path", flat=True).get(pk=parent.pk)):
        message = _("%(parent)s is a part of %(unit)s.") % {"parent": parent.name, "unit": unit.name}
        raise refuse("parent", parent.name, message, _("Choose a unit outside it."))
    unit.parent = parent
    unit.save(update_fields=["parent"])
    unit.path = trees.place(Unit, unit.pk, unit.parent_id)
    _tell("unit.moved", unit, now=now, by=by, data={"parent": str(parent.key) if parent else None})
    return unit


@transaction.atomic
def remove(unit: Unit, *, now: datetime, by: Person | None = None) -> None:
    """Takes away a unit that holds nobody, past or present, and no other unit. Raises Refused otherwise."""
    if unit.people.exists() or unit.children.exists():
        message = _("There are people or units in %(unit)s.") % {"unit": unit.name}
        raise refuse("unit", unit.name, message, _("Move them first."))
    _tell("unit.removed", unit, now=now, by=by, data={})
    unit.delete()


@transaction.atomic
def share(unit: Unit, *, person: Person, now: datetime, by: Person | None = None) -> None:
    """`person` leads the people of the unit together with those who do. Again: changes nothing. Raises Refused when
    the person has left."""
    if not person.is_active:
        raise refuse("person", person.name, _("%(name)s has left.") % {"name": person.name}, _("Choose somebody else."))
    if not unit.co_leaders.filter(pk=person.pk).exists():
        unit.co_leaders.add(person)
        _tell("unit.shared", unit, now=now, by=by, data={"person": str(person.key)}, signals=())


@transaction.atomic
def unshare(unit: Unit, *, person: Person, now: datetime, by: Person | None = None) -> None:
    """`person` no longer leads the people of the unit beside others. Again: changes nothing."""
    if unit.co_leaders.filter(pk=person.pk).exists():
        unit.co_leaders.remove(person)
        _tell("unit.unshared", unit, now=now, by=by, data={"person": str(person.key)}, signals=())


def _free_name(name: str, unit: Unit | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise refuse("name", name, _("A unit needs a name."))
    if len(name) > 200:
        raise refuse("name", name, _("The name has %(count)d letters; there is room for 200.") % {"count": len(name)})
    taken = Unit.objects.filter(name__iexact=name)
    if (taken.exclude(pk=unit.pk) if unit else taken).exists():
        raise refuse("name", name, _("There is a unit called %(name)s already.") % {"name": name})
    return name


def _tell(
    kind: str,
    unit: Unit,
    *,
    now: datetime,
    by: Person | None,
    data: dict[str, str | None],
    signals: tuple[str, ...] = ("reconcile",),
) -> None:
    facts.write(kind, at=now, actor=by.key if by else None, object=f"unit:{unit.key}", data=data, signals=signals)
