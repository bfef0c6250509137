"""One good row against the person it is about: what would be written, and what stays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _

from leadership.lib.refusal import Refused
from leadership.people import workcalendar
from leadership.people.importing.columns import Columns
from leadership.people.importing.present import Present
from leadership.people.importing.rows import Problem, Said
from leadership.people.importing.words import ZONES
from leadership.people.models import Person
from leadership.people.models.person import office_hours
from leadership.people.windows import times_alone

Kind = Literal["added", "changed", "left", "unchanged"]

ATTRIBUTES = (
    "given_name",
    "family_name",
    "email",
    "employee_id",
    "title",
    "location",
    "country",
    "subdiv",
    "zone",
    "language",
    "work_hours",
    "hire_date",
    "last_day",
    "employment_type",
    "employment_percentage",
)


@dataclass
class Entry:
    """One person's part of a plan. `values` are the attributes that differ (all of them for a new person); `tags` and
    `unit` are None where they stay; `manager` is a person's id, minus a row's number for a new person, or None."""

    said: Said
    person: Person | None
    values: dict[str, Any] = field(default_factory=dict)
    tags: list[str] | None = None
    unit: tuple[str, ...] | None = None
    unit_id: int | None = None
    manager: int | None = None
    leaves: bool = False
    is_past: bool = False
    comes_back: bool = False

    @classmethod
    def leaving(cls, person: Person, last_day: date) -> Entry:
        """Somebody a whole list does not mention."""
        return cls(Said(0, {}), person, {"last_day": last_day}, manager=person.manager_id, leaves=True)

    @property
    def number(self) -> int:
        """The row's number; 0 for somebody without a row."""
        return self.said.number

    @property
    def node(self) -> int:
        return self.person.pk if self.person else -self.number

    @property
    def row_id(self) -> int:
        """The person's id, once there is one."""
        assert self.person is not None
        return self.person.pk

    @property
    def key(self) -> str:
        return str(self.person.key) if self.person else f"row {self.number}"

    @property
    def given_name(self) -> str:
        return str(self.values.get("given_name") or (self.person.given_name if self.person else ""))

    @property
    def name(self) -> str:
        family = self.values.get("family_name", self.person.family_name if self.person else "")
        return f"{self.given_name} {family}".strip()

    @property
    def has_unit(self) -> bool:
        """Whether the unit named exists (also: none is named)."""
        return not self.unit or self.unit_id is not None

    @property
    def moves(self) -> bool:
        """Whether manager or unit differ."""
        if self.person is None:
            return True
        return self.manager != self.person.manager_id or (self.unit is not None and self.unit_id != self.person.unit_id)

    @property
    def stays(self) -> bool:
        return not self.leaves and not self.is_past

    @property
    def kind(self) -> Kind:
        if self.leaves:
            return "left"
        if self.person is None:
            return "unchanged" if self.is_past else "added"
        if self.is_past:
            return "changed" if self.values else "unchanged"
        return "changed" if self.values or self.tags is not None or self.moves or self.comes_back else "unchanged"

    def told(self) -> list[str]:
        """Everything that would be written, as text."""
        plain = [f"{name}={value}" for name, value in sorted(self.values.items())]
        return [*plain, f"tags={self.tags}", f"unit={self.unit}", f"manager={self.manager}", f"leaves={self.leaves}"]


def entry_for(one: Said, person: Person | None, organisation: Present, columns: Columns, *, on: date) -> Entry:
    """The entry of a good row; what only shows against the person's present state becomes a problem of the row."""
    last_day = one.values.get("last_day")
    entry = Entry(one, person, manager=person.manager_id if person else None)
    if last_day is not None and last_day < on:
        _mark_past(entry, last_day)
        return entry
    wanted = {name: one.values[name] for name in ATTRIBUTES if name in one.values}
    if person is None:
        entry.values = _defaults(wanted, organisation, on) | wanted
        entry.tags = one.values.get("role_tags", [])
    else:
        entry.values = _differing(wanted, person)
        entry.tags = _other_tags(one, person)
        entry.comes_back = not person.is_active
    if "unit" in one.values:
        _set_unit(entry, one.values["unit"], organisation)
    _check(entry, columns)
    return entry


def _mark_past(entry: Entry, last_day: date) -> None:
    """The row says that the person has left: nothing else in it matters any more."""
    entry.is_past = True
    if entry.person is not None:
        entry.leaves = entry.person.is_active
        last_day = max(last_day, entry.person.hire_date)
        entry.values = {} if entry.person.last_day == last_day else {"last_day": last_day}


def _defaults(wanted: dict[str, Any], organisation: Present, on: date) -> dict[str, Any]:
    settings = organisation.organisation
    country = wanted.get("country", settings.country)
    at_home = country == settings.country
    return {
        "country": country,
        "subdiv": settings.subdiv if at_home else "",
        "zone": str(settings.zone) if at_home else ZONES.get(country, str(settings.zone)),
        "language": settings.language,
        "work_hours": office_hours(),
        "hire_date": min(on, wanted.get("last_day") or on),
    }


def _differing(wanted: dict[str, Any], person: Person) -> dict[str, Any]:
    differing = {name: value for name, value in wanted.items() if not _same(name, getattr(person, name), value)}
    if "country" in differing and "subdiv" not in wanted and person.subdiv:
        differing["subdiv"] = ""
    if not person.is_active and person.last_day is not None and "last_day" not in wanted:
        differing["last_day"] = None
    return differing


def _same(name: str, present: Any, wanted: Any) -> bool:
    if name == "email":
        return bool(present.casefold() == wanted.casefold())
    if name == "work_hours" and wanted:
        return bool(times_alone(present) == wanted)
    return str(present) == str(wanted) if name == "zone" else bool(present == wanted)


def _other_tags(one: Said, person: Person) -> list[str] | None:
    wanted = one.values.get("role_tags")
    if wanted is None or wanted == sorted(tag.name for tag in person.role_tags.all()):
        return None
    return list(wanted)


def _set_unit(entry: Entry, written: str, organisation: Present) -> None:
    path = tuple(name for name in re.split(r"\s+[/>›»]\s+", written) if name)
    unit = organisation.unit_at(path) if path else None
    entry.unit, entry.unit_id = path, unit.pk if unit else None


def _check(entry: Entry, columns: Columns) -> None:
    person, values = entry.person, entry.values
    if not entry.given_name:
        name = "given_name" if "given_name" in columns.places else "full_name"
        entry.said.problems.append(Problem(entry.number, columns.header_of(name), "", _("The row has no name.")))
    first, last = (values.get(name, getattr(person, name, None)) for name in ("hire_date", "last_day"))
    if first and last and last < first:
        text = entry.said.texts.get("last_day", "")
        message = _("The last day is before the first day.")
        entry.said.problems.append(Problem(entry.number, columns.header_of("last_day"), text, message))
    try:
        workcalendar.check(*(values.get(name, getattr(person, name, "")) for name in ("country", "subdiv")))
    except Refused as refused:
        for refusal in refused.refusals:
            value, column = refusal.value, columns.header_of(refusal.path)
            entry.said.problems.append(Problem(entry.number, column, value, f"{refusal.message} {refusal.remedy}"))
