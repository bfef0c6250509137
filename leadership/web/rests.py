"""`/people/rests/`: pauses of the whole organisation, own free days, and who stands in for whom. For HR alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.people import pauses, standins, workcalendar
from leadership.people.importing import words
from leadership.people.models import CalendarDay, Organisation, Pause, Person, StandIn
from leadership.web.hr import hr_of, kept
from leadership.web.person_form import DAY
from leadership.web.reader import now_of, today_of


class PauseForm(forms.Form):
    start = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=DAY))
    label = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


class FreeDayForm(forms.Form):
    """A day added to the public holidays of a country, or taken from them."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs=DAY))
    country = forms.CharField(label=gettext_lazy("Country"), max_length=40, help_text=gettext_lazy("Such as SE."))
    is_working = forms.BooleanField(label=gettext_lazy("It is a working day after all"), required=False)
    label = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)

    def clean_country(self) -> str:
        return words.country(self.cleaned_data["country"])


class StandInForm(forms.Form):
    """Both people by e-mail address or employee id."""

    leader = forms.CharField(label=gettext_lazy("For whom"), help_text=gettext_lazy("E-mail address or employee id."))
    person = forms.CharField(
        label=gettext_lazy("Who stands in"), help_text=gettext_lazy("E-mail address or employee id.")
    )
    start = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: until further notice."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All three lists with a form each; `deed` says what a POST is for."""
    reader = hr_of(request)
    shown: Shown = {
        "pause": PauseForm(prefix="pause"),
        "free_day": _free_day_form(None),
        "stand_in": StandInForm(prefix="stand_in"),
    }
    if request.method == "POST" and DEEDS.get(request.POST.get("deed", ""), _nothing)(request, reader, shown):
        return redirect("rests")
    on = today_of(request)
    context = {
        **shown,
        "pauses": Pause.objects.filter(end__gte=on)[:50],
        "free_days": CalendarDay.objects.filter(day__gte=on).order_by("day", "country")[:50],
        "stand_ins": StandIn.objects.filter(Q(end__isnull=True) | Q(end__gte=on)).select_related("leader", "person")[
            :50
        ],
    }
    return render(
        request, "rests/index.html", context, status=422 if any(form.errors for form in shown.values()) else 200
    )


Shown = dict[str, forms.Form]


def _free_day_form(data: Any) -> FreeDayForm:
    return FreeDayForm(data, prefix="free_day", initial={"country": Organisation.current().country})


def _nothing(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    return True


def _pause(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    form = shown["pause"] = PauseForm(request.POST, prefix="pause")
    return _done(request, form, lambda said: pauses.set(by=reader, now=now_of(request), **said))


def _free_day(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    form = shown["free_day"] = _free_day_form(request.POST)
    return _done(request, form, lambda said: workcalendar.set_day(by=reader, now=now_of(request), **said))


def _stand_in(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    form = shown["stand_in"] = StandInForm(request.POST, prefix="stand_in")
    return _done(request, form, lambda said: _stood_in(request, reader, said))


def _stood_in(request: HttpRequest, reader: Person, said: dict[str, Any]) -> StandIn:
    leader, person = Person.objects.named(said["leader"]), Person.objects.named(said["person"])
    return standins.set(leader, person=person, start=said["start"], end=said["end"], by=reader, now=now_of(request))


def _done(request: HttpRequest, form: forms.Form, deed: Callable[[dict[str, Any]], object]) -> bool:
    return kept(request, form, deed, _("Noted."))


def _remove_pause(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    for row in Pause.objects.filter(key__in=_keys(request)):
        pauses.remove(row, by=reader, now=now_of(request))
    return True


def _remove_stand_in(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    for row in StandIn.objects.filter(key__in=_keys(request)):
        standins.remove(row, by=reader, now=now_of(request))
    return True


def _keys(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(request.POST.get("key", ""))]
    except ValueError:
        return []


def _remove_free_day(request: HttpRequest, reader: Person, shown: Shown) -> bool:
    country, _colon, day = request.POST.get("key", "").partition(":")
    for row in CalendarDay.objects.filter(country=country):
        if row.day.isoformat() == day:
            workcalendar.clear_day(row, by=reader, now=now_of(request))
    return True


DEEDS = {
    "pause": _pause,
    "remove_pause": _remove_pause,
    "free_day": _free_day,
    "remove_free_day": _remove_free_day,
    "stand_in": _stand_in,
    "remove_stand_in": _remove_stand_in,
}

urlpatterns = [path("people/rests/", index, name="rests")]
