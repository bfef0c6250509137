"""Open doors: the hours coaches keep open for whoever comes; one press, and the time is yours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import dropping_in
from leadership.conversations.dropping_in import Open
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused
from leadership.people.models import OfficeHours, Person
from leadership.web import picker, spoken
from leadership.web.coach_choice import where
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.spoken import TimeOption
from leadership.web.telling import sentence_of, status_of

SHOWN = 30


@dataclass(frozen=True)
class Doorway:
    """One coach's open hours on one day, with the times still to be had."""

    hours: OfficeHours
    note: str
    times: list[TimeOption]


@require_http_methods(["GET", "HEAD", "POST"])
def drop_in(request: HttpRequest) -> HttpResponse:
    """The open doors of the next two weeks, by the reader's days; POST `deed=book hours= start=` takes a time."""
    if request.method != "POST":
        return _page(request)
    try:
        key = UUID(request.POST.get("hours", ""))
    except ValueError:
        key = UUID(int=0)
    hours = get_object_or_404(dropping_in.open_to(reader_of(request)), key=key)
    try:
        start = picker.read_start(request.POST.get("start", ""))
        talk = dropping_in.drop_in(hours, start=start, by=reader_of(request), now=now_of(request))
    except Refused as refused:
        return _page(request, refused)
    messages.success(request, _("It is set. Both of you get an invitation for the calendar."))
    return redirect("conversation", talk.key)


def _page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    reader, today = reader_of(request), today_of(request)
    found = dropping_in.coming(reader, now=now_of(request))[:SHOWN]
    by_day = groupby(found, key=lambda one: local_date(one.starts[0], reader.zone_info))
    context: dict[str, Any] = {
        "days": [(spoken.weekday(day, today), [_doorway(one, reader) for one in those]) for day, those in by_day],
        "zone_label": spoken.zone_name(reader.zone_info),
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "dropping_in/index.html", context, status=status_of(refused) if refused else 200)


def _doorway(one: Open, reader: Person) -> Doorway:
    coach = one.hours.coach
    options = [
        spoken.option(start, reader.zone_info, other=coach.zone_info, name=coach.given_name, whole=False)
        for start in one.starts
    ]
    minutes = _("%(n)d minutes") % {"n": one.hours.minutes}
    return Doorway(one.hours, " · ".join(part for part in (minutes, one.hours.place or where(coach)) if part), options)


urlpatterns = [path("drop-in/", drop_in, name="drop_in")]
