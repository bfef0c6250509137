"""Carrying out a staff list: all good rows in one transaction, with the same Facts as if each had been done by hand.

The same file again finds nothing to change and writes nothing. People who are gone are made inactive, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.lib.refusal import refuse
from leadership.people import directory, numberline, trees, units
from leadership.people.importing.differences import Entry
from leadership.people.importing.planning import Plan, plan
from leadership.people.importing.telling import standing_of, tell
from leadership.people.models import Person, Unit

BATCH = 500


@transaction.atomic
def take(
    content: bytes,
    *,
    now: datetime,
    whole: bool = True,
    by: Person | None = None,
    many_may_leave: bool = False,
    seen: str | None = None,
) -> Plan:
    """Plans the file against the organisation as it is this moment and carries the plan out; returns it.

    `seen` is the fingerprint of the plan somebody agreed to. Raises Refused, with nothing changed, when the plan has
    become another one since, when so many people would leave that the file may be cut off (`many_may_leave` says that
    this is meant), or when the file cannot be read.
    """
    trees.lock()
    agreed = plan(content, now=now, whole=whole, by=by)
    if seen is not None and seen != agreed.fingerprint():
        raise refuse("file", "", _("The organisation has changed since the preview."), _("Look at it again."))
    if agreed.needs_confirmation and not many_may_leave:
        raise refuse("left", len(agreed.left), _many(len(agreed.left)), _("Check the file, or say that this is meant."))
    if not agreed.is_empty:
        _carry_out(agreed, now=now, by=by)
    return agreed


def _many(count: int) -> str:
    said = ngettext(
        "One person would leave, because the file does not mention them. It may be cut off.",
        "%(count)d people would leave, because the file does not mention them. It may be cut off.",
        count,
    )
    return said % {"count": count}


def _carry_out(agreed: Plan, *, now: datetime, by: Person | None) -> None:
    written = [*agreed.changed, *agreed.left]
    before = {entry.node: standing_of(entry.person) for entry in written if entry.person is not None}
    _make_units((*agreed.added, *agreed.changed), now=now, by=by)
    known = {entry.node: entry for entry in agreed.added}
    _hire(agreed.added)
    _set_values(written)
    _set_managers((*agreed.added, *agreed.changed), known)
    _set_tags([entry for entry in (*agreed.added, *agreed.changed) if entry.tags is not None])
    numberline.mend()
    tell(agreed, before, now=now, by=by)


def _make_units(entries: Iterable[Entry], *, now: datetime, by: Person | None) -> None:
    known: dict[tuple[str, ...], Unit] = {}
    for entry in entries:
        if entry.unit and not entry.has_unit:
            entry.unit_id = _unit(entry.unit, known, now, by).pk


def _unit(path: tuple[str, ...], known: dict[tuple[str, ...], Unit], now: datetime, by: Person | None) -> Unit:
    folded = tuple(name.casefold() for name in path)
    if folded not in known:
        parent = _unit(path[:-1], known, now, by) if len(path) > 1 else None
        there = Unit.objects.filter(name__iexact=path[-1]).first()
        if there is not None and (parent is None or there.parent_id == parent.pk):
            known[folded] = there
        else:
            known[folded] = units.create(" / ".join(path) if there else path[-1], parent=parent, now=now, by=by)
    return known[folded]


def _hire(entries: list[Entry]) -> None:
    for entry in entries:
        entry.person = Person(unit_id=entry.unit_id, **entry.values)
        entry.person.set_unusable_password()
    Person.objects.bulk_create([entry.person for entry in entries if entry.person], batch_size=BATCH)


def _set_values(entries: Iterable[Entry]) -> None:
    people, names = [], {"unit", "manager", "is_active", "is_hr", "is_rep", "is_admin"}
    for entry in entries:
        person = entry.person
        assert person is not None
        for name, value in entry.values.items():
            setattr(person, name, value)
        if entry.unit is not None:
            person.unit_id = entry.unit_id
        if entry.leaves:
            person.is_active = person.is_hr = person.is_rep = person.is_admin = False
        elif entry.comes_back:
            person.is_active = True
        names |= entry.values.keys()
        people.append(person)
    _free_addresses(entries)
    Person.objects.bulk_update(people, sorted(names), batch_size=BATCH)


def _free_addresses(entries: Iterable[Entry]) -> None:
    """Two people may trade addresses: for a moment nobody has them."""
    movers = [entry.person.pk for entry in entries if entry.person and "email" in entry.values]
    for start in range(0, len(movers), BATCH):
        Person.objects.filter(pk__in=movers[start : start + BATCH]).update(email="")


def _set_managers(entries: Iterable[Entry], known: dict[int, Entry]) -> None:
    moved = []
    for entry in entries:
        assert entry.person is not None
        new = known.get(entry.manager or 0)
        manager_id = new.person.pk if new and new.person else entry.manager
        if entry.person.manager_id != manager_id:
            entry.person.manager_id = manager_id
            moved.append(entry.person)
    Person.objects.bulk_update(moved, ["manager"], batch_size=BATCH)


def _set_tags(entries: list[Entry]) -> None:
    names = {name for entry in entries for name in entry.tags or ()}
    tags = {tag.name: tag.pk for tag in directory.tags_named(names)}
    through = Person.role_tags.through
    people = [entry.person.pk for entry in entries if entry.person]
    for start in range(0, len(people), BATCH):
        through.objects.filter(person__in=people[start : start + BATCH]).delete()
    links = [(entry.person.pk, tags[name]) for entry in entries if entry.person for name in entry.tags or ()]
    through.objects.bulk_create([through(person_id=person, roletag_id=tag) for person, tag in links], batch_size=BATCH)
