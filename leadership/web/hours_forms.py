"""The forms of a person's own door: the week, a single date, the rules of booking, hours open for whoever comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.conversations import numbers
from leadership.people.models import CoachProfile, Door, Person
from leadership.people.models.door import MOST_BUFFER, MOST_HORIZON, MOST_NOTICE, STEPS
from leadership.people.windows import LONGEST_PLACE, MOST_WINDOWS, WEEKDAYS, Unwritable, tidy
from leadership.web.me import DAY_NAMES

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
FAULTS = {
    "ends_first": gettext_lazy("This stretch ends before it begins. Write for example 09:00 to 17:00."),
    "overlap": gettext_lazy("Two stretches of this day overlap. Let one end before the next begins."),
}


@dataclass(frozen=True)
class Line:
    """One stretch of a day as the page draws it."""

    first: BoundField
    last: BoundField
    place: BoundField


class Stretches(forms.Form):
    """Any number of stretches under any number of names; each has both ends or none, and perhaps a place."""

    def add(self, name: str, label: str, count: int, kept: list[list[str]]) -> None:
        """Room for `count` stretches called `name`, filled with those kept so far."""
        for nth in range(count):
            window = [*(kept[nth] if nth < len(kept) else []), "", "", ""]
            words = {"from": _("%(day)s from"), "to": _("%(day)s until"), "place": _("%(day)s, where")}
            for part, value in zip(("from", "to", "place"), window, strict=False):
                said = words[part] % {"day": label}
                widget = _where() if part == "place" else forms.TimeInput(format="%H:%M", attrs={"type": "time"})
                widget.attrs["aria-label"] = f"{said} ({nth + 1})" if nth else said
                kind = forms.CharField if part == "place" else forms.TimeField
                self.fields[f"{name}_{nth}_{part}"] = kind(required=False, widget=widget, initial=value, label=said)

    def lines(self, name: str) -> list[Line]:
        """The stretches called `name`, in the order of the page."""
        found = [key for key in self.fields if key.startswith(f"{name}_") and key.endswith("_from")]
        return [Line(*(self[key.removesuffix("from") + part] for part in ("from", "to", "place"))) for key in found]

    def windows(self, name: str) -> list[list[str]]:
        """What was written, as it is kept. Errors are added where they belong."""
        said = self.cleaned_data
        found, last = [], ""
        for key in [key.removesuffix("from") for key in self.fields if key.startswith(f"{name}_") and "from" in key]:
            first, until, place = (said.get(key + part) for part in ("from", "to", "place"))
            if bool(first) != bool(until):
                self.add_error(f"{key}to", _("Write both ends, or none."))
            elif first:
                found.append(
                    [f"{first:%H:%M}", "24:00" if f"{until:%H:%M}" == "00:00" else f"{until:%H:%M}", place or ""]
                )
                last = f"{key}to"
        try:
            return tidy(found)
        except Unwritable as fault:
            self.add_error(last, str(FAULTS.get(fault.code, fault)))
            return []


class WeekForm(Stretches):
    """Every weekday with its stretches and one empty line more."""

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        for day in WEEKDAYS:
            kept = person.work_hours.get(day) or []
            sent = sum(1 for nth in range(MOST_WINDOWS) if data is not None and f"{day}_{nth}_from" in data)
            self.add(day, str(DAY_NAMES[day]), min(max(len(kept) + 1, sent), MOST_WINDOWS), kept)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self.week = {day: windows for day in WEEKDAYS if (windows := self.windows(day))}
        return said

    @property
    def days(self) -> Iterator[tuple[str, list[Line]]]:
        """Monday to Sunday with their lines."""
        return ((str(DAY_NAMES[day]), self.lines(day)) for day in WEEKDAYS)


class DayForm(Stretches):
    """Other hours on one date, or none at all."""

    day = forms.DateField(label=gettext_lazy("Which day"), widget=DATE)
    off = forms.BooleanField(label=gettext_lazy("Not at work that day"), required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.fields["day"].widget.attrs["min"] = today.isoformat()
        self.add("that", str(_("That day")), 2, [])

    @property
    def stretches(self) -> list[Line]:
        return self.lines("that")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self.written = [] if said.get("off") else self.windows("that")
        if not said.get("off") and not self.written and not self.errors:
            self.add_error("off", _("Write from when to when, or tick that you are not at work."))
        return said


def _where() -> forms.TextInput:
    return forms.TextInput(attrs={"maxlength": LONGEST_PLACE, "placeholder": _("Where, if it matters")})


def _number(label: Any, low: int, high: int, usual: object, hint: Any = "") -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "placeholder": str(usual)}
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=False, help_text=hint,
        widget=forms.NumberInput(attrs=attrs),
    )  # fmt: skip


class RulesForm(forms.Form):
    """By which rules one may be booked; a field left empty is what is usual. Step, lengths, caps and the closed door
    are for those who coach."""

    before = _number(gettext_lazy("Minutes free before a talk"), 0, MOST_BUFFER, numbers.BUFFER_BEFORE)
    after = _number(gettext_lazy("Minutes free after a talk"), 0, MOST_BUFFER, numbers.BUFFER_AFTER)
    notice_hours = forms.DecimalField(
        label=gettext_lazy("Hours ahead at least"), min_value=0, max_value=MOST_NOTICE // 60, decimal_places=2,
        required=False, widget=forms.NumberInput(attrs={"placeholder": "24", "step": "0.25"}),
        help_text=gettext_lazy("How long before a talk others must ask. Usual: 24; 4 when a coach offers you times."),
    )  # fmt: skip
    horizon = _number(
        gettext_lazy("Days ahead at most"), 1, MOST_HORIZON, numbers.HORIZON_DAYS,
        gettext_lazy("What is owed to somebody can always be booked to the end of its time."),
    )  # fmt: skip
    step = forms.TypedChoiceField(
        label=gettext_lazy("Talks begin every"), coerce=int, empty_value=None, required=False, choices=[]
    )
    lengths = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Lengths to choose from"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(length, str(length)) for length in numbers.LENGTHS],
        help_text=gettext_lazy("Minutes. None ticked: all of them. A rhythm that asks for longer goes first."),
    )  # fmt: skip
    per_day = _number(gettext_lazy("Talks a day at most"), 1, 50, numbers.PER_DAY)
    per_week = _number(gettext_lazy("Talks a week at most"), 1, 200, numbers.PER_WEEK)
    opens_on = forms.DateField(
        label=gettext_lazy("Door closed until"), required=False, widget=DATE,
        help_text=gettext_lazy("Nobody books a talk before that day. You can still offer times yourself."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, door: Door, profile: CoachProfile | None) -> None:
        super().__init__(data, initial=_kept(door, profile))
        step: forms.TypedChoiceField = self.fields["step"]  # type: ignore[assignment]
        usual = ("", _("as usual: %(n)d minutes") % {"n": numbers.STEP})
        step.choices = [usual, *((one, _("%(n)d minutes") % {"n": one}) for one in STEPS)]
        if profile is None:
            for name in ("step", "lengths", "per_day", "per_week", "opens_on"):
                del self.fields[name]

    def rules(self) -> Any:
        """What was written, as `doors.keep_rules` takes it."""
        said = dict(self.cleaned_data)
        hours = said.pop("notice_hours")
        said["notice"] = None if hours is None else round(hours * 60)
        usual = {"per_day": numbers.PER_DAY, "per_week": numbers.PER_WEEK}
        return {name: usual.get(name) if value is None else value for name, value in said.items()}


class OpenForm(forms.Form):
    """Hours kept open every week for whoever comes."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Every"), coerce=int, choices=[(nth, DAY_NAMES[day]) for nth, day in enumerate(WEEKDAYS)]
    )
    opens = forms.TimeField(label=gettext_lazy("From"), widget=CLOCK)
    closes = forms.TimeField(label=gettext_lazy("Until"), widget=CLOCK)
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Minutes for each"),
        coerce=int,
        initial=15,
        choices=[(n, str(n)) for n in (10, 15, 20, 30, 45)],
    )
    place = forms.CharField(label=gettext_lazy("Place or video link"), required=False, max_length=LONGEST_PLACE)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DATE)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=DATE,
        help_text=gettext_lazy("Leave it empty to go on until you close it."),
    )  # fmt: skip


def _kept(door: Door, profile: CoachProfile | None) -> dict[str, Any]:
    hours = None if door.notice is None else f"{round(door.notice / 60, 2):g}"
    caps = {"per_day": profile.per_day, "per_week": profile.per_week} if profile else {}
    names = ("before", "after", "horizon", "step", "lengths", "opens_on")
    return {**{name: getattr(door, name) for name in names}, "notice_hours": hours, **caps}
