"""The Facts of an import: the same as if each person had been hired, changed or moved by hand, and one that sums up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from leadership.outbox import facts
from leadership.outbox.models import Fact
from leadership.people import directory, passages
from leadership.people.importing.differences import Entry
from leadership.people.importing.planning import Plan
from leadership.people.models import Passage, Person, Unit

Standing = Mapping[str, Any]
Told = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Keys:
    """The key of everybody and of every unit, by id."""

    people: Mapping[int, UUID]
    units: Mapping[int, UUID]

    def where(self, manager_id: int | None, unit_id: int | None) -> dict[str, str | None]:
        """Where somebody stands, as Facts say it."""
        return {"manager": _text(self.people, manager_id), "unit": _text(self.units, unit_id)}


def standing_of(person: Person) -> Standing:
    """What Facts about a change compare with; to be taken before anything is written."""
    values = {name: getattr(person, name) for name in directory.TOLD}
    return values | {"manager_id": person.manager_id, "unit_id": person.unit_id, "title": person.title}


def tell(done: Plan, before: Mapping[int, Standing], *, now: datetime, by: Person | None) -> None:
    """Writes the Facts of a plan that was carried out; `before` holds `standing_of` by id of those there already."""
    keys = Keys(dict(Person.objects.values_list("id", "key")), dict(Unit.objects.values_list("id", "key")))
    actor = by.key if by else None
    told = []
    for entry in (*done.added, *done.changed, *done.left):
        key = keys.people[entry.row_id]
        for kind, data in _facts_of(entry, before.get(entry.row_id), keys):
            told.append(Fact(kind=kind, at=now, actor_key=actor, subject_key=key, object=f"person:{key}", data=data))
    facts.write_many(told, signals=("reconcile",))
    passages.note(_passages(done, before), now=now)
    facts.write("person.imported", at=now, actor=actor, object=f"import:{uuid4()}", data=done.counts())


def _passages(done: Plan, before: Mapping[int, Standing]) -> Iterator[tuple[Person, Passage.Kind]]:
    for entry in done.changed:
        person, old = entry.person, before.get(entry.row_id)
        if person is None or old is None or entry.leaves or entry.comes_back:
            continue
        if passages.is_new_role(old["title"], person.title):
            yield person, Passage.Kind.ROLE_CHANGE
        if passages.is_new_manager(old["manager_id"], person.manager_id):
            yield person, Passage.Kind.MANAGER_CHANGE


def _facts_of(entry: Entry, before: Standing | None, keys: Keys) -> Iterator[Told]:
    person = entry.person
    assert person is not None
    where = keys.where(person.manager_id, person.unit_id)
    if entry.leaves:
        last_day = person.last_day.isoformat() if person.last_day else None
        yield "person.left", {"last_day": last_day, "active": False}
        return
    if before is None or entry.comes_back:
        yield "person.hired", {"hire_date": person.hire_date.isoformat(), **where}
    if before is not None:
        yield from _changes_of(entry, person, before, keys)


def _changes_of(entry: Entry, person: Person, before: Standing, keys: Keys) -> Iterator[Told]:
    old, new = keys.where(before["manager_id"], before["unit_id"]), keys.where(person.manager_id, person.unit_id)
    moved = {name: {"from": old[name], "to": new[name]} for name in new if old[name] != new[name]}
    if moved:
        yield "person.moved", moved
    fields = [*entry.values, *(["role_tags"] if entry.tags is not None else [])]
    if fields:
        yield "person.changed", directory.told(person, fields, before)


def _text(keys: Mapping[int, UUID], row_id: int | None) -> str | None:
    return str(keys[row_id]) if row_id is not None else None
