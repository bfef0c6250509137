"""`/rhythms/`: what the organisation has agreed on, open to everyone; HR creates, adopts and retires it here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.views.decorators.http import require_safe

from leadership.consultations import origins
from leadership.obligations.audience import people_of
from leadership.people.models import Unit
from leadership.web import origins as begins
from leadership.web import (
    rhythm_editor,
    rhythm_letters,
    rhythm_life,
    rhythm_mix,
    rhythm_start,
    rhythm_talks,
    rhythm_year,
)
from leadership.web.proposalpages import heard_about
from leadership.web.reader import reader_of
from leadership.web.rhythmlist import overview
from leadership.web.rhythmpages import (
    draft_of,
    organisation_day,
    preview_of,
    sentence_of,
    sentences_of,
    shown,
    visible,
)
from leadership.web.rhythmtemplates import every_template
from policies.models import Policy, PolicyVersion
from policies.naming import labels


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every rhythm the reader may know of, as a sentence; those that have ended come last."""
    names = {str(key): name for key, name in Unit.objects.values_list("key", "name")}
    reader = reader_of(request)
    found = Policy.objects.visible_to(reader).prefetch_related("versions")
    listed = [(policy, version, sentence_of(version.read(), names)) for policy in found for version in [shown(policy)]]
    context: dict[str, Any] = {
        "living": [row for row in listed if row[0].state != Policy.State.RETIRED],
        "ended": [row for row in listed if row[0].state == Policy.State.RETIRED],
    }
    if reader.is_hr:
        today = organisation_day(request)
        context["overview"] = overview(found, on=today)
        context["templates"] = [
            (one, [sentence_of(terms, names) for terms in one.read()]) for one in every_template(today)
        ]
    return render(request, "rhythms/index.html", context)


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One rhythm: what, why, who, how to get it, who decided; to HR also how many it concerns and what can be done."""
    policy = visible(request, key)
    version = shown(policy)
    terms = version.read()
    is_hr, today = reader_of(request).is_hr, organisation_day(request)
    draft = draft_of(policy) if is_hr else None
    context = {
        **begins.told(origins.of(draft or version)),
        "policy": policy,
        "version": version,
        "terms": terms,
        "sentences": sentences_of(terms),
        "language": translation.get_language(),
        "draft": draft,
        "consultation": getattr(version, "consultation", None),
        "heard": heard_about(policy, version),
        "suggestion": getattr(policy, "suggestion", None),
        "until": _until(policy, version, today),
        "people": people_of(terms, on=today).count() if is_hr else None,
        "preview": preview_of(request, version.terms, policy) if is_hr and version.adopted_at is None else None,
    }
    return render(request, "rhythms/show.html", context)


def _until(policy: Policy, version: PolicyVersion, today: date) -> str:
    """The sentence that holds until an adopted change does; "" when nothing else holds today."""
    waits = version.adopted_at is not None and version.effective_from is not None and version.effective_from > today
    before = policy.in_force(today) if waits else None
    return sentence_of(before.read(), labels(before.read())) if before else ""


urlpatterns = [
    path("rhythms/", index, name="rhythms"),
    path("rhythms/new/", rhythm_editor.new, name="rhythm_new"),
    path("rhythms/new/<str:template>/", rhythm_editor.several, name="rhythm_both"),
    path("rhythms/year/", rhythm_year.year, name="rhythm_year"),
    path("rhythms/mix/", rhythm_mix.mix, name="rhythm_mix"),
    path("rhythms/start/", rhythm_start.start, name="rhythm_start"),
    path("rhythms/talks/", rhythm_talks.index, name="talk_types"),
    path("rhythms/talks/<slug:key>/", rhythm_talks.show, name="talk_type"),
    path("rhythms/talks/<slug:key>/edit/", rhythm_talks.edit, name="talk_type_edit"),
    *rhythm_letters.urlpatterns,
    path("rhythms/<slug:key>/", show, name="rhythm"),
    path("rhythms/<slug:key>/edit/", rhythm_editor.edit, name="rhythm_edit"),
    path("rhythms/<slug:key>/adopt/", rhythm_life.adopt, name="rhythm_adopt"),
    path("rhythms/<slug:key>/retire/", rhythm_life.retire, name="rhythm_retire"),
]
