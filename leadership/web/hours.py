"""My working hours: the week, single dates, by which rules I may be booked, hours open for whoever comes, and what of
the next two weeks is left for talks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.lib.refusal import Refused
from leadership.people import doors
from leadership.people.models import CoachProfile, DayHours, Door, OfficeHours, Person
from leadership.web import freeweeks, spoken
from leadership.web.hours_forms import DayForm, OpenForm, RulesForm, WeekForm
from leadership.web.me import DAY_NAMES
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of

WEEKDAYS = tuple(DAY_NAMES.values())
NOTHING: Mapping[str, Any] = {}


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """All of it on one page, each part with its own button; `deed` says which: week, look, rules, day, day_clear, open,
    close."""
    if request.method != "POST":
        return page(request)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return page(request, status=400)
    return deed(request)


def page(
    request: HttpRequest, shown: Mapping[str, Any] = NOTHING, *, status: int = 200, looked_at: Person | None = None
) -> HttpResponse:
    """The page, with a form that could not be kept as it was sent; `looked_at` carries hours not kept yet."""
    reader, today = reader_of(request), today_of(request)
    profile = CoachProfile.objects.filter(person=reader).first()
    door = Door.objects.filter(person=reader).first() or Door(person=reader)
    context = {
        "week": shown.get("week") or WeekForm(person=reader),
        "rules": shown.get("rules") or RulesForm(door=door, profile=profile),
        "day": shown.get("day") or DayForm(today=today),
        "days": [
            (row.day, spoken.weekday(row.day, today), _windows(row.windows))
            for row in DayHours.objects.filter(person=reader, day__gte=today)
        ],
        "is_coach": profile is not None,
        "opening": shown.get("opening") or OpenForm(initial={"first_day": today}),
        "open_hours": [(row, WEEKDAYS[row.weekday]) for row in OfficeHours.objects.filter(coach=reader)],
        "free": freeweeks.of(looked_at or reader, now=now_of(request)),
        "is_trial": looked_at is not None,
        "zone_label": spoken.zone_name(reader.zone_info),
    }
    return render(request, "hours/index.html", context, status=status)


def _week(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    form = WeekForm(request.POST, person=reader)
    if not form.is_valid():
        return page(request, {"week": form}, status=400)
    return _kept(request, form, lambda: doors.keep_week(reader, form.week, by=reader, now=now_of(request)), "week")


def _look(request: HttpRequest) -> HttpResponse:
    """What would be free with the week as written; nothing is kept."""
    form = WeekForm(request.POST, person=reader_of(request))
    if not form.is_valid():
        return page(request, {"week": form}, status=400)
    trial = copy(reader_of(request))
    trial.work_hours = form.week
    return page(request, {"week": form}, looked_at=trial)


def _rules(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    profile = CoachProfile.objects.filter(person=reader).first()
    form = RulesForm(request.POST, door=Door(person=reader), profile=profile)
    if not form.is_valid():
        return page(request, {"rules": form}, status=400)
    return _kept(
        request, form, lambda: doors.keep_rules(reader, by=reader, now=now_of(request), **form.rules()), "rules"
    )


def _day(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    form = DayForm(request.POST, today=today_of(request))
    if not form.is_valid():
        return page(request, {"day": form}, status=400)
    day = form.cleaned_data["day"]
    return _kept(request, form, lambda: doors.set_day(reader, day, form.written, by=reader, now=now_of(request)), "day")


def _day_clear(request: HttpRequest) -> HttpResponse:
    day = parse_date(request.POST.get("on", "")[:10]) if request.POST.get("on", "")[4:5] == "-" else None
    if day is not None:
        doors.clear_day(reader_of(request), day, by=reader_of(request), now=now_of(request))
    messages.success(request, _("The usual hours hold again that day."))
    return redirect("hours")


def _open(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    if not CoachProfile.objects.filter(person=reader).exists():
        raise Http404
    form = OpenForm(request.POST)
    if not form.is_valid():
        return page(request, {"opening": form}, status=400)
    said = form.cleaned_data
    return _kept(request, form, lambda: doors.open_hours(reader, by=reader, now=now_of(request), **said), "opening")


def _close(request: HttpRequest) -> HttpResponse:
    """The door is closed; whoever has a time in it keeps it."""
    try:
        key = UUID(request.POST.get("hours", ""))
    except ValueError as error:
        raise Http404 from error
    row = get_object_or_404(OfficeHours.objects.filter(coach=reader_of(request)), key=key)
    doors.close_hours(row, by=reader_of(request), now=now_of(request))
    messages.success(request, _("Closed. Whoever has a time already keeps it."))
    return redirect("hours")


def _kept(request: HttpRequest, form: forms.Form, deed: Callable[[], object], shown: str) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        form.add_error(None, sentence_of(refused))
        return page(request, {shown: form}, status=status_of(refused))
    messages.success(request, _("Kept."))
    return redirect("hours")


def _windows(windows: list[list[str]]) -> str:
    return ", ".join(" · ".join(["–".join(one[:2]), *one[2:]]) for one in windows) or _("not at work")


DEEDS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "week": _week, "look": _look, "rules": _rules, "day": _day, "day_clear": _day_clear, "open": _open, "close": _close,
}  # fmt: skip

urlpatterns = [path("me/hours/", show, name="hours")]
