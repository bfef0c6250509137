"""The form of a person as HR keeps it; what is written in it reaches the directory's verbs, nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leadership.lib.refusal import Refused
from leadership.people import directory
from leadership.people.importing import patterns, rows
from leadership.people.models import Person, Unit
from leadership.people.windows import times_alone

DAY = {"type": "date"}


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everything the staff list may hold. The manager is written as e-mail address or employee id."""

    manager = forms.CharField(
        label=_("Manager"), required=False, help_text=_("E-mail address or employee id; empty: nobody is above.")
    )
    work_hours = rows.Hours(label=_("Working pattern"), help_text=_("Such as mon-thu 09:00-16:00; fri 09:00-13:00."))
    role_tags = rows.Tags(
        label=_("Roles and tags"), required=False, help_text=_("Words that rhythms may name, with commas between.")
    )
    zone = rows.Zone(label=_("Time zone"), help_text=_("Such as Europe/Stockholm."))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.all(), required=False, empty_label="–")

    class Meta:
        model = Person
        fields = (
            "given_name", "family_name", "email", "employee_id", "unit", "manager", "title", "role_tags", "location",
            "country", "subdiv", "zone", "language", "work_hours", "hire_date", "employment_type",
            "employment_percentage",
        )  # fmt: skip
        widgets = {"hire_date": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        if person.pk:
            self.initial["manager"] = _address(person.manager)
            self.initial["role_tags"] = ", ".join(sorted(tag.name for tag in person.role_tags.all()))
        self.initial["work_hours"] = patterns.written(person.work_hours)
        self.initial["zone"] = str(person.zone)

    def clean_manager(self) -> Person | None:
        """The person named; whoever has neither address nor id stays the manager as long as nobody else is named."""
        named = self.cleaned_data["manager"].strip()
        if "manager" not in self.changed_data:
            kept: Person | None = self.instance.manager
            return kept
        try:
            return Person.objects.named(named) if named else None
        except Refused as refused:
            raise forms.ValidationError([refusal.message for refusal in refused.refusals]) from refused

    def clean_work_hours(self) -> patterns.Hours:
        """The pattern typed; where its times are those kept already, the person's own places in them stay."""
        typed: patterns.Hours = self.cleaned_data["work_hours"]
        kept: patterns.Hours = self.instance.work_hours
        return kept if times_alone(kept) == typed else typed

    def _post_clean(self) -> None:
        """The person itself is left alone here: the verbs check and write."""

    @transaction.atomic
    def keep(self, person: Person | None, *, by: Person, now: datetime) -> Person:
        """Hires the person, or changes and moves them. Raises Refused."""
        said = dict(self.cleaned_data)
        manager, unit = said.pop("manager"), said.pop("unit")
        if person is None:
            return directory.hire(manager=manager, unit=unit, now=now, by=by, **said)
        directory.change(person, now=now, by=by, **said)
        return directory.move(person, manager=manager, unit=unit, now=now, by=by)


def _address(person: Person | None) -> str:
    return (person.email or person.employee_id) if person else ""
