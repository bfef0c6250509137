"""`/finding/`: those who wait for somebody to find them a coach; for HR and for whoever looks after a coach pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leadership.conversations import assigning, choosing
from leadership.lib.refusal import Refused
from leadership.obligations import standing
from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing
from leadership.people.models import Person
from leadership.web import cards, limits
from leadership.web.coach_choice import FILTERS, candidates, named_coach
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of

SHOWN = 24


@dataclass(frozen=True)
class Waiting:
    """One who waits: which rhythm, by when a coach should be found, by when to be heard."""

    standing: Standing

    @property
    def obligation(self) -> Obligation:
        return self.standing.obligation

    @property
    def note(self) -> str:
        words = cards.due_words(self.obligation, self.standing.timeliness, self.standing.on)
        return f"{cards.title_of(self.obligation)} · {words}"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list, the nearest date first. 404 for those who find nobody a coach."""
    reader = _finder(request)
    waiting = [Waiting(stand) for stand in assigning.waiting_for(reader, on=today_of(request))]
    return render(request, "finding/index.html", {"waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who could be the coach of one of them; POST `deed=assign coach=<key>` names one. 404 for everybody else."""
    reader = _finder(request)
    owed = cards.with_everything(Obligation.objects.open().filter(coach=None))  # type: ignore[attr-defined]
    obligation = get_object_or_404(owed, key=key)
    if not assigning.may_assign(obligation, reader):
        raise Http404
    if request.method != "POST":
        return _page(request, obligation)
    try:
        coach = named_coach(request.POST.get("coach", ""), reader)
        assigning.assign(obligation, coach=coach, by=reader, now=now_of(request))
    except Refused as refused:
        return _page(request, obligation, refused)
    pair = {"coach": coach.given_name, "member": obligation.person.given_name}
    messages.success(request, _("%(coach)s is %(member)s's coach this time. Both can see it.") % pair)
    return redirect("finding")


def _finder(request: HttpRequest) -> Person:
    reader = reader_of(request)
    if not (reader.is_hr or reader.owned_pools.exists()):
        raise Http404
    return reader


def _page(request: HttpRequest, obligation: Obligation, refused: Refused | None = None) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:100] for name in FILTERS}
    searched = any(asked.values())
    if searched and limits.too_many(request, "search"):
        return render(request, "429.html", status=429)
    context = {
        "obligation": obligation,
        "member": obligation.person,
        "note": Waiting(_standing(request, obligation)).note,
        "candidates": candidates(_found(request, obligation, asked)),
        "asked": asked,
        "searched": searched,
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "finding/find.html", context, status=status_of(refused) if refused else 200)


def _standing(request: HttpRequest, obligation: Obligation) -> Standing:
    return standing.of(obligation, today_of(request))


def _found(request: HttpRequest, obligation: Obligation, asked: dict[str, str]) -> Sequence[choosing.Suggestion]:
    if not any(asked.values()):
        return choosing.suggestions(obligation, now=now_of(request))
    words, language, location, topic = (asked[name] for name in FILTERS)
    return choosing.search(
        obligation, now=now_of(request), words=words, language=language, location=location, topic=topic, limit=SHOWN
    )


urlpatterns = [path("finding/", index, name="finding"), path("finding/<uuid:key>/", find, name="finding_one")]
