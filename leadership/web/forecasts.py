"""`/rhythms/<key>/forecast/`: what a rhythm would ask of people and coaches, reckoned with the real calendars.

Everyone who may read the rhythm sees sums, in tens and of enough people; HR sees each number and each coach by name; a
coach sees their own row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.consultations import enough, forecast_telling, forecasting
from leadership.consultations.forecast_telling import Told, Week
from leadership.consultations.models import Forecast
from leadership.lib.refusal import Refusal, Refused
from leadership.lib.shares import in_tens
from leadership.people.models import Organisation, Person
from leadership.web import weekchart
from leadership.web.proposalpages import changed
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythmpages import hr_of, sentences_of, visible
from policies.models import Policy


@dataclass(frozen=True)
class Seen:
    """What the reader is told, with names where they may see them. `heard`, `replay`: in tens of per cent."""

    told: Told
    red: Sequence[str]
    result: Mapping[str, Any]
    chart: weekchart.Chart
    coaches: list[dict[str, Any]]
    without: list[Person]
    breaking: Person | None
    replay: list[dict[str, Any]]
    heard: Mapping[str, int] | None

    @property
    def anybody(self) -> bool:
        """Whether nearly every colleague may listen: then nobody is named as a coach, and nobody is left without."""
        return not self.result["coach_count"] and not self.result["without"]


@require_http_methods(["GET", "HEAD", "POST"])
def forecast(request: HttpRequest, key: str) -> HttpResponse:
    """Shows the newest forecast; HR makes one, or writes why to go on although it is red."""
    policy = visible(request, key)
    if request.method != "POST":
        return _page(request, policy, [], status=200)
    reader, now = hr_of(request), now_of(request)
    try:
        if request.POST.get("deed") == "although":
            _although(request, policy, reader)
        else:
            forecasting.begin(policy.latest(), by=reader, now=now)
    except Refused as refused:
        return _page(request, policy, list(refused.refusals), status=422)
    return redirect("rhythm_forecast", policy.key)


def _although(request: HttpRequest, policy: Policy, reader: Person) -> None:
    current = forecasting.current(policy.latest())
    if current is not None and current.is_done:
        forecasting.go_on_although(current, reason=request.POST.get("reason", ""), by=reader, now=now_of(request))
        messages.success(request, _("The reason stands beside the forecast."))


def _page(request: HttpRequest, policy: Policy, refusals: list[Refusal], *, status: int) -> HttpResponse:
    version = policy.latest()
    current = forecasting.current(version)
    context = {
        "policy": policy,
        "version": version,
        "sentences": sentences_of(version.read()),
        "changes": changed(version) if version.adopted_at is None else [],
        "forecast": current,
        "seen": seen_by(reader_of(request), current) if current and current.is_done else None,
        "refusals": refusals,
        "refresh": current is not None and not current.is_done,
        "tenths": in_tens(current.done, current.total) if current and current.total else 0,
        "may_begin": reader_of(request).is_hr and version.adopted_at is None,
    }
    return render(request, "proposals/forecast.html", context, status=status)


def seen_by(reader: Person, forecast: Forecast) -> Seen:
    """The result as this reader may see it."""
    result, people = forecast.result, _named(reader, forecast.result)
    n_min = Organisation.current().n_min
    told = forecast_telling.of(result, exact=reader.is_hr, n_min=n_min)
    asked = {name: result["heard"][name] for name in ("all", "some", "none")}
    return Seen(
        told,
        result["red"],
        result,
        weekchart.of(_weeks(told.weeks), told.room),
        [{**one, "person": people[one["key"]]} for one in result["coaches"] if one["key"] in people],
        [people[key] for key in result["who"] if key in people] if reader.is_hr else [],
        people.get(result["breaks"]["coach"]) if result["breaks"] else None,
        [_played_again(one) for one in enough.spans(enough.months_of(result), n_min)],
        enough.parts(asked, n_min),
    )


def _named(reader: Person, result: Mapping[str, Any]) -> dict[str, Person]:
    """Who may be named to the reader: everybody to HR, to a coach only themselves."""
    keys = {one["key"] for one in result["coaches"]} | set(result["who"])
    keys |= {result["breaks"]["coach"]} if result["breaks"] else set()
    kept = keys if reader.is_hr else keys & {str(reader.key)}
    return {str(person.key): person for person in Person.objects.filter(key__in=kept)}


def _played_again(span: enough.Span) -> dict[str, Any]:
    months = {"first": span.first, "last": span.last}
    return {"share": span.share} | {name: date.fromisoformat(f"{month}-01") for name, month in months.items()}


def _weeks(told: Sequence[Week]) -> list[tuple[date | None, float, float]]:
    """Every week from the first to the last, those of which nothing is told too."""
    found = {one.monday: one for one in told}
    if not found:
        return []
    count = (max(found) - min(found)).days // 7 + 1
    mondays = [min(found) + timedelta(weeks=n) for n in range(count)]
    return [(day, found[day].size, found[day].talks or 0.0) if day in found else (day, 0.0, 0.0) for day in mondays]
