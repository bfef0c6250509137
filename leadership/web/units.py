"""`/people/units/`: the tree of units. For HR alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.lib.refusal import Refused
from leadership.people import units
from leadership.people.models import Person, Unit
from leadership.people.models.unit import STEP
from leadership.web.hr import hr_of, kept, say_refusals
from leadership.web.reader import now_of


class UnitForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Part of"),
        queryset=Unit.objects.all(),
        required=False,
        empty_label=gettext_lazy("nothing: at the top"),
    )


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Every unit with the number of people; a POST makes a new one."""
    reader = hr_of(request)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and kept(request, form, _made_by(reader, now_of(request)), _("The unit is there.")):
        return redirect("units")
    listed = Unit.objects.annotate(size=Count("people", filter=Q(people__is_active=True))).order_by("path")
    tree = [(unit, len(unit.path) // STEP - 1) for unit in listed]
    return render(request, "units/index.html", {"tree": tree, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """One unit: another name, another place, or gone; `deed` is `change` or `remove`."""
    reader = hr_of(request)
    found = get_object_or_404(Unit.objects.select_related("parent"), key=key)
    form = UnitForm(request.POST or None, initial={"name": found.name, "parent": found.parent})
    if request.method == "POST" and request.POST.get("deed") == "remove":
        return _removed(request, found, reader)
    if request.method == "POST" and kept(request, form, _changed(found, reader, now_of(request)), _("Kept.")):
        return redirect("units")
    return render(request, "units/unit.html", {"unit": found, "form": form}, status=422 if form.errors else 200)


def _made_by(reader: Person, now: datetime) -> Callable[[dict[str, Any]], object]:
    return lambda said: units.create(said["name"], parent=said["parent"], by=reader, now=now)


def _changed(found: Unit, reader: Person, now: datetime) -> Callable[[dict[str, Any]], object]:
    def change(said: dict[str, Any]) -> None:
        units.rename(found, name=said["name"], by=reader, now=now)
        units.move(found, parent=said["parent"], by=reader, now=now)

    return change


def _removed(request: HttpRequest, found: Unit, reader: Person) -> HttpResponse:
    try:
        units.remove(found, by=reader, now=now_of(request))
        messages.success(request, _("The unit is gone."))
    except Refused as refused:
        say_refusals(request, refused)
    return redirect("units")


urlpatterns = [
    path("people/units/", index, name="units"),
    path("people/units/<uuid:key>/", unit, name="unit"),
]
