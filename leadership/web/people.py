"""`/people/`: who is here; one person with everything HR may change. For HR alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.insights.uncovered import uncovered
from leadership.lib.refusal import Refused
from leadership.people import absences, directory, search
from leadership.people.models import Absence, Person
from leadership.web import hints, people_pages
from leadership.web.hr import add_refusals, hr_of, kept, say_refusals
from leadership.web.person_form import DAY, PersonForm
from leadership.web.reader import now_of, reader_of, today_of

SHOWN = {
    "": gettext_lazy("Here"),
    "no_manager": gettext_lazy("Without manager"),
    "uncovered": gettext_lazy("Covered by nothing"),
    "away": gettext_lazy("Away today"),
    "left": gettext_lazy("Have left"),
}


class AwayForm(forms.Form):
    """First and last day away; never why."""

    start = forms.DateField(label=gettext_lazy("First day away"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("Last day away"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: not known yet."),
    )  # fmt: skip


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=DAY))


@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """The list: search with `q`, narrow with `show`; go on with `after`, go back with `before`, and in a narrowed one
    with `page`."""
    people, show, words = asked_people(request)
    kept = {"q": " ".join(words), "show": show}
    page = people_pages.page_of(people, request.GET, kept, everyone=Person.objects.visible_to(reader_of(request)))
    ways = {} if any(kept.values()) else dict.fromkeys(people_pages.WAYS)
    context = {
        "page": page, **kept, "asked": urlencode(kept),
        "choices": [(value, label, f"?{urlencode(kept | {'show': value})}") for value, label in SHOWN.items()],
        "hints": [*hints.of(request.GET, q=None, show=SHOWN, page=None, **ways), *page.hints],
    }  # fmt: skip
    return render(request, "people/index.html", context)


def asked_people(request: HttpRequest) -> tuple[QuerySet[Person], str, list[str]]:
    """Whom the address asks for, and what of it was understood. 404 for everybody but HR."""
    reader, on = hr_of(request), today_of(request)
    show = request.GET.get("show", "") if request.GET.get("show", "") in SHOWN else ""
    words = request.GET.get("q", "")[:100].split()
    people = search.by_words(_shown(Person.objects.visible_to(reader), show, on), words)
    return people.select_related("unit", "manager"), show, words


def _shown(people: QuerySet[Person], show: str, on: date) -> QuerySet[Person]:
    if show == "left":
        return people.filter(is_active=False)
    here = people.filter(is_active=True)
    if show == "no_manager":
        return here.filter(manager=None)
    if show == "uncovered":
        return uncovered(on) & here
    if show == "away":
        return here.filter(Exists(Absence.objects.filter(absences.covering(on), person=OuterRef("pk"))))
    return here


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new, by hand."""
    reader = hr_of(request)
    form = PersonForm(request.POST or None, initial={"hire_date": today_of(request)})
    if request.method == "POST" and form.is_valid():
        try:
            person = form.keep(None, by=reader, now=now_of(request))
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("%(name)s is here now.") % {"name": person.name})
            return redirect("person", person.key)
    return render(request, "people/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person; `deed` is `change`, `away`, `not_away`, `leave` or `return`."""
    reader = hr_of(request)
    found = get_object_or_404(Person.objects.visible_to(reader).select_related("unit", "manager"), key=key)
    forms_shown = {"form": PersonForm(instance=found), "away": AwayForm(), "leaving": LastDayForm()}
    if request.method == "POST":
        deed = DEEDS.get(request.POST.get("deed", ""), _nothing)
        if deed(request, found, reader, forms_shown):
            return redirect("person", found.key)
        found.refresh_from_db()
    reports = found.reports.filter(is_active=True)
    context = {
        "person": found,
        "absences": found.absences.order_by("-start")[:20],
        "reports": reports[:20],
        **forms_shown,
    }
    bad = any(form.errors for form in forms_shown.values())
    return render(request, "people/person.html", context, status=422 if bad else 200)


Shown = dict[str, Any]


def _nothing(request: HttpRequest, found: Person, reader: Person, shown: Shown) -> bool:
    return True


def _change(request: HttpRequest, found: Person, reader: Person, shown: Shown) -> bool:
    form = shown["form"] = PersonForm(request.POST, instance=found)
    return kept(request, form, lambda _said: form.keep(found, by=reader, now=now_of(request)), _("Kept."))


def _away(request: HttpRequest, found: Person, reader: Person, shown: Shown) -> bool:
    form = shown["away"] = AwayForm(request.POST)
    return kept(request, form, lambda said: absences.note(found, by=reader, now=now_of(request), **said), _("Noted."))


def _not_away(request: HttpRequest, found: Person, reader: Person, shown: Shown) -> bool:
    row = found.absences.filter(key__in=_keys(request.POST.get("absence", ""))).first()
    if row is not None:
        absences.remove(row, by=reader, now=now_of(request))
        messages.success(request, _("Taken away."))
    return True


def _keys(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _leave(request: HttpRequest, found: Person, reader: Person, shown: Shown) -> bool:
    form = shown["leaving"] = LastDayForm(request.POST)

    def leave(said: dict[str, Any]) -> object:
        return directory.leave(found, last_day=said["last_day"], by=reader, now=now_of(request))

    return kept(request, form, leave, _("The last day is noted."))


def _return(request: HttpRequest, found: Person, reader: Person, shown: Shown) -> bool:
    try:
        directory.reactivate(found, by=reader, now=now_of(request))
        messages.success(request, _("%(name)s is here again.") % {"name": found.name})
    except Refused as refused:
        say_refusals(request, refused)
    return True


DEEDS = {"change": _change, "away": _away, "not_away": _not_away, "leave": _leave, "return": _return}

urlpatterns = [
    path("people/", index, name="people"),
    path("people/new/", new, name="person_new"),
    path("people/<uuid:key>/", person, name="person"),
]
