"""One row as a form: every cell is checked by its field, and what is wrong is said in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.lib.refusal import Refused
from leadership.people import directory, workcalendar
from leadership.people.importing import dates, patterns, words
from leadership.people.importing.columns import Columns
from leadership.people.importing.reading import Row, Table

CLEARED_BY_AN_EMPTY_CELL = {"family_name", "title", "role_tags", "location", "unit", "manager", "last_day", "subdiv"}
"""For all other fields an empty cell says nothing: the value stays, and a new person gets the default."""


SHOWN = 120
"""So many characters of a wrong value are told."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell (or, with an empty column, with the whole row), and how the reader is told."""

    row: int
    column: str
    value: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        value = self.value if len(self.value) <= SHOWN else f"{self.value[:SHOWN]}…"
        return {"row": self.row, "column": self.column, "value": value, "message": self.message}


@dataclass
class Said:
    """What one row says: `texts` as written, `values` by field where the row is good, and its problems."""

    number: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class DateText(forms.Field):
    """A date in any of the ways of `dates.parse`."""

    def __init__(self, *, order: dates.Order) -> None:
        super().__init__(required=False)
        self.order = order

    def to_python(self, value: Any) -> date | None:
        try:
            return dates.parse(value, self.order) if value else None
        except ValueError as error:
            raise forms.ValidationError(_("This is not a date. Write it as 2026-04-30.")) from error


class Hours(forms.Field):
    """A working pattern."""

    def to_python(self, value: Any) -> patterns.Hours | None:
        try:
            return patterns.parse(value) if value else None
        except ValueError as error:
            message = _("This is not a working pattern. Write it as mon-thu 09:00-16:00; fri 09:00-13:00.")
            raise forms.ValidationError(message) from error


class Percentage(forms.Field):
    """1 to 100, with or without %, or a share up to 1 such as 0.8."""

    def to_python(self, value: Any) -> int | None:
        if not value:
            return None
        written = value.replace(" ", "").replace(",", ".")
        number = float(written.rstrip("%")) if re.fullmatch(r"\d{1,3}(\.\d{1,4})?%?", written) else -1.0
        percent = round(number * 100 if number <= 1 and "%" not in value else number)
        if not 1 <= percent <= 100:
            raise forms.ValidationError(_("This is not a percentage from 1 to 100."))
        return percent


class Zone(forms.Field):
    """A time zone by its name, whatever the capitals."""

    def to_python(self, value: Any) -> str:
        known = _zones().get((value or "").casefold().replace(" ", "_"))
        if value and known is None:
            raise forms.ValidationError(_("This time zone does not exist. Write it as Europe/Stockholm."))
        return known or ""


class Word(forms.Field):
    """One of a few words, in English or Swedish."""

    def __init__(self, *, meaning: Any, message: Any) -> None:
        super().__init__(required=False)
        self.meaning, self.message = meaning, message

    def to_python(self, value: Any) -> str:
        meant = self.meaning(value) if value else ""
        if meant is None:
            raise forms.ValidationError(self.message)
        return str(meant)


class Tags(forms.Field):
    """Words between commas or semicolons."""

    def to_python(self, value: Any) -> list[str]:
        tags = directory.plain_tags((value or "").replace(";", ",").replace("|", ",").split(","))
        if any(len(tag) > 60 for tag in tags) or len(tags) > 20:
            raise forms.ValidationError(_("Write at most 20 words of at most 60 letters, with commas between."))
        return tags


class RowForm(forms.Form):
    """The rules between cells; the fields are those the file has columns for (`form_for`)."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("email") and not cleaned.get("employee_id"):
            raise forms.ValidationError(_("The row has neither an e-mail address nor an employee id."))
        first, last = cleaned.get("hire_date"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first day."))
        self._check_calendar(cleaned)
        return cleaned

    def _check_calendar(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("country"):
            return
        try:
            workcalendar.check(cleaned["country"], cleaned.get("subdiv") or "")
        except Refused as refused:
            for refusal in refused.refusals:
                self.add_error(refusal.path, f"{refusal.message} {refusal.remedy}")


def form_for(columns: Columns, order: dates.Order) -> type[RowForm]:
    """The form of this file: a field for each column it has."""
    fields = {name: made for name, made in _fields(order).items() if name in columns.places}
    return type("FileRowForm", (RowForm,), fields)


def _fields(order: dates.Order) -> dict[str, forms.Field]:
    return {
        "given_name": _text(200),
        "family_name": _text(200),
        "full_name": _text(400),
        "email": forms.EmailField(
            required=False,
            max_length=254,
            error_messages={"invalid": gettext_lazy("This is not an e-mail address. Write it as anna@example.org.")},
        ),
        "employee_id": _text(60),
        "manager": _text(254),
        "unit": _text(400),
        "title": _text(200),
        "role_tags": Tags(required=False),
        "location": _text(120),
        "country": Word(meaning=words.country, message=""),
        "subdiv": Word(meaning=str.upper, message=""),
        "zone": Zone(required=False),
        "language": Word(
            meaning=words.language,
            message=gettext_lazy("We write letters in en (English), sv (Swedish) and fi (Finnish)."),
        ),
        "work_hours": Hours(required=False),
        "hire_date": DateText(order=order),
        "last_day": DateText(order=order),
        "employment_type": Word(
            meaning=words.employment,
            message=gettext_lazy("Write permanent, fixed_term, hourly, intern or contractor."),
        ),
        "employment_percentage": Percentage(required=False),
    }


def _text(most: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=most)


def check(table: Table, columns: Columns) -> Iterator[Said]:
    """Every row with what it says or what is wrong with it."""
    order = dates.order_of(_dates_in(table, columns))
    form = form_for(columns, order)
    for row in table.rows:
        said = Said(row.number, _texts(row, columns))
        if table.is_cut_off and row is table.rows[-1]:
            said.problems.append(
                Problem(row.number, "", "", _("The file stops within this row. Export the list again."))
            )
        elif len(row.cells) > len(table.header):
            said.problems.append(Problem(row.number, "", "", _too_wide(len(row.cells), len(table.header))))
        else:
            _read(form, said, columns)
        yield said


def _dates_in(table: Table, columns: Columns) -> Iterator[str]:
    for name in ("hire_date", "last_day"):
        place = columns.places.get(name)
        for row in table.rows if place is not None else ():
            if place is not None and place < len(row.cells):
                yield row.cells[place]


def _texts(row: Row, columns: Columns) -> dict[str, str]:
    places = columns.places.items()
    return {name: " ".join(row.cells[place].split()) if place < len(row.cells) else "" for name, place in places}


def _too_wide(cells: int, wanted: int) -> str:
    numbers = {"cells": cells, "wanted": wanted}
    return _("The row has %(cells)d cells where the header has %(wanted)d: is a quotation mark missing?") % numbers


def _read(form_class: type[RowForm], said: Said, columns: Columns) -> None:
    form = form_class(said.texts)
    for name, messages in form.errors.items():
        known = name if name in columns.places else ""
        value = said.texts.get(known, "")
        said.problems += [Problem(said.number, columns.header_of(known), value, str(message)) for message in messages]
    if not said.problems:
        kept = form.cleaned_data.items()
        said.values = _named({name: value for name, value in kept if value or name in CLEARED_BY_AN_EMPTY_CELL})


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """A full name in one column becomes two: `Berg, Astrid` and `Astrid Berg` are the same person."""
    full = values.pop("full_name", "")
    if not full or values.get("given_name"):
        return values
    if "," in full:
        family, given = full.split(",", 1)
    else:
        given, _space, family = full.rpartition(" ")
        given, family = (given, family) if given else (family, "")
    return values | {"given_name": given.strip(), "family_name": values.get("family_name") or family.strip()}


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}
