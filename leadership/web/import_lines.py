"""The preview of a staff list, line by line, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.people.importing import patterns
from leadership.people.importing.differences import Entry
from leadership.people.importing.planning import Plan
from leadership.people.models import Person

SHOWN = 25
"""Lines of a group on the page; the rest are counted."""


@dataclass(frozen=True)
class Line:
    """One person: name, row (0: none) and what happens to them."""

    name: str
    row: int
    note: str


@dataclass(frozen=True)
class Group:
    """People to whom the same thing happens."""

    name: str
    title: Any
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def groups_of(plan: Plan) -> list[Group]:
    """Added, changed, left and without manager, those that have anybody in them."""
    groups = (
        ("added", gettext_lazy("New"), plan.added, _added),
        ("changed", gettext_lazy("Changed"), plan.changed, _changed),
        ("left", gettext_lazy("Left"), plan.left, _left),
        ("without_manager", gettext_lazy("Without manager"), plan.without_manager, _added),
    )
    return [
        Group(name, title, len(entries), [Line(one.name, one.number, note(one)) for one in entries[:SHOWN]])
        for name, title, entries, note in groups
        if entries
    ]


def _added(entry: Entry) -> str:
    unit = " / ".join(entry.unit or ())
    return " · ".join(part for part in (entry.values.get("title", ""), unit) if part)


def _left(entry: Entry) -> str:
    last_day = entry.values.get("last_day") or (entry.person.last_day if entry.person else None)
    told = _("Last day %(day)s") % {"day": date_format(last_day)} if last_day else ""
    return told if entry.number else " · ".join((_("Not in the file"), told))


def _changed(entry: Entry) -> str:
    return " · ".join(_differences(entry))


def _differences(entry: Entry) -> Iterator[str]:
    person = entry.person
    assert person is not None
    if entry.comes_back:
        yield _("Comes back")
    for name, value in entry.values.items():
        yield f"{_label(name)}: {_plain(getattr(person, name))} → {_plain(value)}"
    if entry.tags is not None:
        yield f"{_label('role_tags')}: {', '.join(entry.tags) or '–'}"
    if entry.unit is not None and entry.unit_id != person.unit_id:
        yield f"{_label('unit')}: {' / '.join(entry.unit) or '–'}"
    if entry.manager != person.manager_id:
        yield _("another manager") if entry.manager else _("no manager")


def _label(name: str) -> str:
    return str(getattr(Person._meta.get_field(name), "verbose_name", name)).capitalize()


def _plain(value: Any) -> str:
    return (patterns.written(value) if isinstance(value, dict) else str(value)) if value not in (None, "") else "–"
