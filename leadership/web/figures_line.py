"""`/figures/line/`: a leader's line over time, against its own past; and how much room the coaches in it have."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leadership.insights import capacity
from leadership.insights.catalogue import BY_NAME, LINE
from leadership.insights.sight import Line, Point
from leadership.people.models import Person
from leadership.web import figurepictures, figuretables
from leadership.web import figurewords as words
from leadership.web.figurepages import Sheet

ROOMS_SHOWN = 40


@require_safe
def line(request: HttpRequest) -> HttpResponse:
    """404 for those who lead nobody."""
    sheet = Sheet(request)
    if not sheet.leads:
        raise Http404
    found = sheet.line
    people = Person.objects.in_line_of(sheet.reader, on=sheet.on).filter(is_active=True)
    rooms = capacity.of_line(people, now=sheet.now)
    tables = figuretables.of_line(found)
    context = {
        "sheet": sheet,
        "line": found,
        "now": _now(found),
        "against": [*_themselves(found), *(_against(name, points) for name, points in found.figures.items() if points)],
        "entries": [BY_NAME[name] for name, points in found.figures.items() if points],
        "latest": _latest(found),
        "own": (words.interval(found.own[-1][0], "quarter"), found.own[-1][1]) if found.own else None,
        "pictures": figurepictures.of_line(found, tables),
        "support": figuretables.support_in(found),
        "rooms": rooms[:ROOMS_SHOWN] if rooms else rooms,
        "too_much": [room for room in rooms or () if room.overloaded],
    }
    return render(request, "figures/line.html", context)


def _now(found: Line) -> dict[str, str]:
    """Half of the line, and nine of ten, were heard within so many days: today, or on the first of the month."""
    cells = found.now or {name: points[-1].cell for name, points in found.heard.items() if points}
    return {name: words.said(cell, "days") for name, cell in cells.items()}


def _against(name: str, points: tuple[Point, ...]) -> dict[str, Any]:
    """A figure of the latest quarter, and of the one before it."""
    entry = BY_NAME[name]
    before = words.said(points[-2].cell, entry.unit) if len(points) > 1 else words.DASH
    latest = points[-1].cell
    return {
        "name": name, "title": entry.title, "latest": words.said(latest, entry.unit), "before": before,
        "n": figuretables.n(latest).text,
    }  # fmt: skip


def _themselves(found: Line) -> list[dict[str, Any]]:
    """The leader's own talks stand first, in the same quarters."""
    said = {True: _("heard"), False: _("not held"), None: words.DASH}
    if not found.own:
        return []
    before = said[found.own[-2][1]] if len(found.own) > 1 else words.DASH
    return [{"name": "own", "title": _("You yourself"), "latest": said[found.own[-1][1]], "before": before, "n": ""}]


def _latest(found: Line) -> str:
    points = found.figures[LINE[0]]
    return words.interval(points[-1].key, "quarter") if points else ""


urlpatterns = [path("figures/line/", line, name="figures_line")]
