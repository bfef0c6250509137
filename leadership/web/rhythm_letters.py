"""`/rhythms/<key>/letters/`: for HR, before a rhythm is adopted, its letters as a real person would get them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from leadership.obligations.audience import people_of
from leadership.obligations.models import Obligation
from leadership.outreach import previews
from leadership.people.models import Person
from leadership.web.demo_mail import LETTER_POLICY
from leadership.web.letternames import LETTERS
from leadership.web.reader import now_of
from leadership.web.rhythmpages import hr_of, organisation_day, visible
from policies.models import Policy, PolicyVersion

MOST = 30


@require_safe
def index(request: HttpRequest, key: str) -> HttpResponse:
    """The letters to one of those concerned, `?person=<key>`; the first of them when nobody is named."""
    hr_of(request)
    policy = visible(request, key)
    version = policy.latest()
    people = list(people_of(version.read(), on=organisation_day(request)).select_related("manager")[:MOST])
    person = next((one for one in people if str(one.key) == request.GET.get("person")), people[0] if people else None)
    owed = _owed(request, version, person) if person else None
    context = {"policy": policy, "version": version, "people": people, "person": person, "owed": owed}
    return render(request, "rhythms/letters.html", context | {"letters": _listed(request, owed) if owed else []})


@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]
def html(request: HttpRequest, key: str, person: UUID, letter: str) -> HttpResponse:
    """One of them, its HTML alone."""
    hr_of(request)
    policy = visible(request, key)
    owed = _owed(request, policy.latest(), _concerned(request, policy, person))
    found = previews.written(letter, owed, now=now_of(request)) if owed and letter in previews.LETTERS else None
    if found is None:
        raise Http404
    return HttpResponse(found[1].html)


def _concerned(request: HttpRequest, policy: Policy, key: UUID) -> Person:
    people = people_of(policy.latest().read(), on=organisation_day(request))
    return get_object_or_404(people.select_related("manager"), key=key)


def _owed(request: HttpRequest, version: PolicyVersion, person: Person) -> Obligation | None:
    return previews.owed_by(version, person, effective_from=organisation_day(request), now=now_of(request))


def _listed(request: HttpRequest, owed: Obligation) -> list[dict[str, Any]]:
    found = [(letter, previews.written(letter, owed, now=now_of(request))) for letter in previews.LETTERS]
    return [
        {
            "name": letter,
            "title": LETTERS[letter],
            "to": said[0].name,
            "subject": said[1].subject,
            "language": said[0].language,
        }
        for letter, said in found
        if said is not None
    ]


urlpatterns = [
    path("rhythms/<slug:key>/letters/", index, name="rhythm_letters"),
    path("rhythms/<slug:key>/letters/<uuid:person>/<slug:letter>/", html, name="rhythm_letter"),
]
