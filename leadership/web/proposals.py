"""`/proposals/`: rhythms that are being talked over, open to everyone; those who were asked give their voice here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from leadership.consultations import answering, because, enough, origins, proposing, speaking
from leadership.consultations.models import Concern, Invitation, Proposal, Suggestion, Voice
from leadership.lib.refusal import Refusal, Refused
from leadership.people.models import Organisation, Person
from leadership.web import decisions, forecasts, proposal_settings, rhythm_propose, suggestions, voices
from leadership.web import origins as begins
from leadership.web.proposalpages import changes_of, own_concerns
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythmpages import organisation_day, sentence_of, sentences_of
from policies.models import Policy
from policies.naming import labels
from policies.terms import Terms

CONCERNS_A_PAGE = 20
DECIDED = 10


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is open for a voice, what was decided lately, and what people have suggested."""
    reader, today = reader_of(request), organisation_day(request)
    known = Proposal.objects.visible_to(reader).select_related("version__policy")
    live = [one for one in known.live() if not proposing.overtaken(one)]
    asked = set(Invitation.objects.filter(person=reader, proposal__in=live).values_list("proposal", flat=True))
    context = {
        "open": [(one, _sentence(one), one.pk in asked, one.is_over(today)) for one in live],
        "ended": [(one, _sentence(one)) for one in known.exclude(ended="").filter(kind=Proposal.Kind.CHANGE)[:DECIDED]],
        "suggestions": _suggestions(reader),
        "settings": proposal_settings.SettingsForm.of_now() if reader.is_hr else None,
    }
    return render(request, "proposals/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """One proposal: its sentence or what changes, why me, what was said and answered, and the reader's own voice."""
    proposal, reader, today = found(request, key), reader_of(request), organisation_day(request)
    if request.method != "POST":
        return _page(request, proposal, voices.VoiceForm(proposal, reader, on=today), [], status=200)
    form = voices.VoiceForm(proposal, reader, request.POST, on=today)
    try:
        message = voices.act(request, proposal, form)
    except Refused as refused:
        return _page(request, proposal, form, list(refused.refusals), status=422)
    voices.tell(request, message)
    return redirect("proposal", proposal.key)


def found(request: HttpRequest, key: UUID) -> Proposal:
    """The proposal, as far as the reader may know of it."""
    known = Proposal.objects.visible_to(reader_of(request)).select_related("version__policy")
    return get_object_or_404(known, key=key)


def _page(
    request: HttpRequest, proposal: Proposal, form: voices.VoiceForm, refusals: list[Refusal], *, status: int
) -> HttpResponse:
    reader, today = reader_of(request), organisation_day(request)
    terms = Terms.parse(proposal.terms)
    invitation = Invitation.objects.filter(proposal=proposal, person=reader).select_related("person").first()
    context: dict[str, Any] = {
        "proposal": proposal,
        "policy": proposal.version.policy,
        "version": proposal.version,
        "sentences": sentences_of(terms),
        "changes": changes_of(proposal),
        **begins.told(origins.of(proposal.version)),
        "reasons": because.reasons(invitation, terms, now=now_of(request)) if invitation else [],
        "asked": _asked(proposal, reader),
        "tally": _tally(proposal, over=proposal.is_over(today)),
        "page": Paginator(_concerns(proposal), CONCERNS_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_speak": speaking.may_speak(proposal, reader, on=today),
        "voice": speaking.voice_of(proposal, reader),
        "own": own_concerns(proposal, reader),
        "refusals": refusals,
        "state": _state(proposal, over=proposal.is_over(today)),
        "may_answer": answering.may_answer(proposal, reader),
        "waiting": answering.unanswered(proposal),
        "waits_for_representatives": invitation is not None and not invitation.rep and today < proposal.opens_on,
    }
    return render(request, "proposals/show.html", context, status=status)


def _concerns(proposal: Proposal) -> QuerySet[Concern]:
    return Concern.objects.filter(voice__proposal=proposal).select_related("voice__person", "answered_by")


def _asked(proposal: Proposal, reader: Person) -> float | None:
    """How many were asked, as the forecast of the same people tells it."""
    count = proposal.invitations.count()
    return enough.about(count, count, exact=reader.is_hr, n_min=Organisation.current().n_min)


def _tally(proposal: Proposal, *, over: bool) -> enough.Stances:
    """How many have spoken, and what they said as far as it may be told."""
    counted = dict(proposal.voices.values_list("stance").annotate(n=Count("pk")))
    return enough.stances(
        **{str(stance): counted.get(stance, 0) for stance in Voice.Stance.values},
        is_open=proposal.ended_at is None and not over,
        n_min=Organisation.current().n_min,
    )


def _state(proposal: Proposal, *, over: bool) -> str:
    """The state in a word of ours: open, closed (it waits for its decision), or how it ended."""
    if proposal.ended_at is not None:
        return proposal.ended
    return "changed" if proposing.overtaken(proposal) else "closed" if over else "open"


def _suggestions(reader: Person) -> list[Suggestion]:
    """Those that wait for HR, to HR; one's own, with what became of them, to whoever made them."""
    known = Suggestion.objects.select_related("policy", "by").prefetch_related("policy__versions")
    waiting = Q(declined_at=None, policy__state=Policy.State.DRAFT)
    return list(known.filter(Q(by=reader) | waiting) if reader.is_hr else known.filter(by=reader))


def _sentence(proposal: Proposal) -> str:
    terms = Terms.parse(proposal.terms)
    return sentence_of(terms, labels(terms))


urlpatterns = [
    path("proposals/", index, name="proposals"),
    path("proposals/settings/", proposal_settings.change, name="proposal_settings"),
    path("proposals/new/", suggestions.new, name="suggestion_new"),
    path("proposals/suggested/<slug:key>/", suggestions.decide, name="suggestion"),
    path("proposals/<uuid:key>/", show, name="proposal"),
    path("proposals/<uuid:key>/answers/", voices.answers, name="proposal_answers"),
    path("proposals/<uuid:key>/decide/", decisions.decide, name="proposal_decide"),
    path("rhythms/<slug:key>/propose/", rhythm_propose.propose, name="rhythm_propose"),
    path("rhythms/<slug:key>/forecast/", forecasts.forecast, name="rhythm_forecast"),
]
