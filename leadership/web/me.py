"""About me: language, time zone, working hours, days away, coach profile, and what is kept about me."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from leadership.conversations.models import Conversation, PulseTurn
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach.models import Delivery
from leadership.people import absences, directory
from leadership.people.models import Absence, CoachProfile, Person
from leadership.people.models.person import LANGUAGES
from leadership.people.windows import WEEKDAYS
from leadership.web import reaching, zones
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of

DAY_NAMES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


class ZoneInput(forms.TextInput):
    """A field to type a zone in, with a few suggestions."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"})


class PreferencesForm(forms.Form):
    """Language, zone, and the hours of each weekday; a day without hours is a day off."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        help_text=gettext_lazy("Suomi: letters and calendar entries are in Finnish, pages in English."),
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        widget=ZoneInput(),
        help_text=gettext_lazy("Such as Europe/Stockholm. All times on pages and in letters follow it."),
    )

    shows_coach = forms.BooleanField(
        label=gettext_lazy("My leader may see whom I talk with"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise a leader sees that you were heard and when; with whom only where the rhythm says so."
        ),
    )

    def __init__(self, said: QueryDict | None = None, *, person: Person) -> None:
        hours = {f"{day}_{end}": _edge(person, day, end) for day in WEEKDAYS for end in ("from", "to")}
        super().__init__(said, initial={**_chosen(person), **hours})
        for name in hours:
            clock = forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": _hour_label(name)})
            self.fields[name] = forms.TimeField(required=False, widget=clock, label=_hour_label(name))

    def clean_zone(self) -> str:
        """A zone of the tz database, whatever the case it was typed in."""
        found = zones.named(self.cleaned_data["zone"])
        if found is None:
            raise forms.ValidationError(zones.unknown(self.cleaned_data["zone"]))
        return found.key

    @property
    def week(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Seven rows: the day's name, its first and its last hour."""
        return [(str(DAY_NAMES[day]), self[f"{day}_from"], self[f"{day}_to"]) for day in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        """Each day has both ends or none, the later one last."""
        said: dict[str, Any] = super().clean() or {}
        for day in WEEKDAYS:
            first, last = said.get(f"{day}_from"), said.get(f"{day}_to")
            if bool(first) != bool(last):
                self.add_error(f"{day}_to", _("Write both ends of the day, or none."))
            elif first and last and first >= last:
                self.add_error(f"{day}_to", _("The day ends before it begins."))
        return said

    def work_hours(self, person: Person) -> dict[str, list[list[str]]]:
        """The hours as the person keeps them; a day whose ends are unchanged keeps its breaks."""
        hours: dict[str, list[list[str]]] = {}
        for day in WEEKDAYS:
            first, last = self.cleaned_data[f"{day}_from"], self.cleaned_data[f"{day}_to"]
            if not first:
                continue
            ends = [f"{first:%H:%M}", f"{last:%H:%M}"]
            same = ends == [_edge(person, day, "from"), _edge(person, day, "to")]
            hours[day] = person.work_hours[day] if same else [ends]
        return hours


class AbsenceForm(forms.Form):
    """First and last day; never why."""

    start = forms.DateField(label=gettext_lazy("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(
        label=gettext_lazy("Last day away"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave it empty when you do not know yet."),
    )  # fmt: skip


class CoachForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CoachProfile
        fields = ("bio", "topics", "languages", "capacity", "per_day", "per_week", "place", "accepting")
        widgets = {"bio": forms.Textarea(attrs={"rows": 3})}


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept about a person: how many, who sees them, for how long."""

    what: str
    count: int
    seen_by: str
    until: str


@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest) -> HttpResponse:
    """All of it on one page, each part with its own button."""
    return page(request)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keeps language, zone and hours."""
    reader = reader_of(request)
    form = PreferencesForm(request.POST, person=reader)
    if not form.is_valid():
        return page(request, preferences=form, status=400)
    said = form.cleaned_data
    directory.change(
        reader,
        now=now_of(request),
        by=reader,
        language=said["language"],
        zone=said["zone"],
        shows_coach=said["shows_coach"],
        work_hours=form.work_hours(reader),
    )
    messages.success(request, _("Kept."))
    return redirect("me")


@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Notes days away."""
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return page(request, absence=form, status=400)
    try:
        absences.note(reader_of(request), **form.cleaned_data, now=now_of(request), by=reader_of(request))
    except Refused as refused:
        form.add_error(None, sentence_of(refused))
        return page(request, absence=form, status=status_of(refused))
    messages.success(request, _("Noted. Your days move with it, and nobody is told why you are away."))
    return redirect("me")


@require_POST
def back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes days away back."""
    absence = get_object_or_404(Absence.objects.filter(person=reader_of(request)), key=key)
    absences.remove(absence, now=now_of(request), by=reader_of(request))
    messages.success(request, _("Taken away."))
    return redirect("me")


@require_POST
def coach(request: HttpRequest) -> HttpResponse:
    """Keeps what a coach says of themselves."""
    profile = get_object_or_404(CoachProfile, person=reader_of(request))
    form = CoachForm(request.POST, instance=profile)
    if not form.is_valid():
        return page(request, coach=form, status=400)
    form.save()
    messages.success(request, _("Kept."))
    return redirect("me")


def page(request: HttpRequest, *, status: int = 200, **forms_shown: forms.BaseForm) -> HttpResponse:
    """About me, with a form that could not be kept as it was sent."""
    reader, on = reader_of(request), today_of(request)
    profile = CoachProfile.objects.filter(person=reader).first()
    context = {
        "reader": reader,
        "preferences": forms_shown.get("preferences") or PreferencesForm(person=reader),
        "absence": forms_shown.get("absence") or AbsenceForm(),
        "coach": forms_shown.get("coach") or (CoachForm(instance=profile) if profile else None),
        "away": Absence.objects.filter(person=reader).exclude(end__lt=on),
        "kept": kept_about(reader),
        "zones": zones.NEARBY,
        **reaching.context(reader, forms_shown.get("letters"), forms_shown.get("chat")),
    }
    return render(request, "me/index.html", context, status=status)


def kept_about(person: Person) -> list[Kept]:
    """How much is kept about `person`, and who can see it (docs/reference/access.md)."""
    return [*_with_another(person), *_alone(person)]


def _with_another(person: Person) -> Iterator[Kept]:
    """What a coach sees as well."""
    talks = Conversation.objects.visible_to(person)
    yield Kept(
        _("What is owed to you: dates and whether you were heard"),
        Obligation.objects.of(person).count(),
        _("You, your coach; your leaders see that and when, with whom only where the rhythm or you say so"),
        _("24 months"),
    )
    yield Kept(_("Conversations: when, with whom, whether held"), talks.count(), _("The two of you"), _("24 months"))
    yield Kept(
        _("What you wrote before a talk"),
        talks.filter(member=person).exclude(topic="").count(),
        _("The two of you; kept encrypted"),
        _("12 months after the talk"),
    )


def _alone(person: Person) -> Iterator[Kept]:
    """What is between the person and HR."""
    away = Absence.objects.filter(person=person).count()
    letters = Delivery.objects.filter(recipient=person).count()
    traces = Fact.objects.filter(subject_key=person.key).count()
    turns = PulseTurn.objects.filter(person=person).count()
    yield Kept(_("Days away: from and to, never why"), away, _("You and HR"), _("24 months"))
    kept = _("Questions after talks: that your turn this quarter is over, never whether or what you answered")
    yield Kept(kept, turns, _("Nobody; you are not asked twice"), _("until the quarter is over"))
    yield Kept(_("Letters sent to you"), letters, _("You; HR sees that they were sent"), _("13 months"))
    yield Kept(_("Traces of what happened, in keys and dates"), traces, _("HR, for review"), _("36 months"))


def _chosen(person: Person) -> dict[str, Any]:
    return {"language": person.language, "zone": str(person.zone), "shows_coach": person.shows_coach}


def _edge(person: Person, day: str, end: str) -> str:
    """The first or last hour of a weekday, such as 09:00; empty on a day off."""
    windows = person.work_hours.get(day) or []
    if not windows:
        return ""
    return str(windows[0][0] if end == "from" else windows[-1][-1])


def _hour_label(name: str) -> str:
    day, end = name.split("_")
    words = _("%(day)s from") if end == "from" else _("%(day)s until")
    return words % {"day": DAY_NAMES[day]}


urlpatterns = [
    path("me/", show, name="me"),
    path("me/preferences/", preferences, name="me_preferences"),
    path("me/away/", away, name="me_away"),
    path("me/away/<uuid:key>/", back, name="me_back"),
    path("me/coach/", coach, name="me_coach"),
]
