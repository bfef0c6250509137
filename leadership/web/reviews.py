"""Looking at rhythms again: what is near its review, one review on one page, on hold, and what has been given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from leadership.consultations import changing, costing, reviewing
from leadership.consultations.costing import Figures
from leadership.consultations.models import Concern, Proposal, Review
from leadership.insights import beside, felt
from leadership.lib.refusal import Refusal, Refused
from leadership.people.models import Person
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythmpages import hr_of, organisation_day, sentences_of, visible
from policies import rhythms
from policies.cadence import add_months
from policies.models import Policy, PolicyVersion

CONCERNS_SHOWN = 20


class ReviewForm(forms.Form):
    """What came of it, what becomes of it, and when it is looked at next."""

    use_required_attribute = False

    result = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 4}), label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("What you aimed for, what you saw, what you learnt. Everyone reads this."),
    )  # fmt: skip
    decision = forms.ChoiceField(
        choices=Review.Decision.choices, widget=forms.RadioSelect, label=gettext_lazy("What becomes of it")
    )
    next_review_on = forms.DateField(
        required=False, label=gettext_lazy("Looked at again on"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("For what stays; at most 24 months from now."),
    )  # fmt: skip
    stop_open = forms.BooleanField(
        required=False, label=gettext_lazy("If it is retired: call off what is open"),
        help_text=gettext_lazy("Otherwise what is open is held as planned."),
    )  # fmt: skip


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every rhythm with its review day, the nearest first; reviews held; what was retired and the hours given back."""
    today = organisation_day(request)
    retired = Policy.objects.visible_to(reader_of(request)).filter(state=Policy.State.RETIRED)
    context = {
        "due": reviewing.due(on=today, within=None),
        "held": Review.objects.select_related("policy", "version", "decided_by")[:CONCERNS_SHOWN],
        "retired": [
            (policy, policy.latest(), costing.hours_a_year(policy, on=policy.retired_on or today))
            for policy in retired.order_by("-retired_on").prefetch_related("versions")
        ],
    }
    return render(request, "reviews/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, key: str) -> HttpResponse:
    """One rhythm looked at again: open to everyone to read, decided by HR or its owner."""
    policy, reader = visible(request, key), reader_of(request)
    version = reviewing.latest(policy)
    if version is None:
        raise Http404
    initial = {"next_review_on": add_months(organisation_day(request), 12), "decision": "keep"}
    if request.method != "POST":
        return _page(request, policy, version, ReviewForm(initial=initial), [])
    if not may_decide(reader, version):
        raise Http404
    form = ReviewForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    given = {name: said.get(name, "") for name in ("result", "decision")}
    try:
        held = reviewing.decide(
            policy, by=reader, now=now_of(request), next_review_on=said.get("next_review_on"),
            figures=_figures(policy, organisation_day(request)), stop_open=bool(said.get("stop_open")), **given,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, policy, version, form, list(refused.refusals))
    messages.success(request, _("The review is held."))
    if held.decision == Review.Decision.CHANGE and reader.is_hr:
        return redirect("rhythm_edit", policy.key)
    return redirect("rhythm", policy.key)


def may_decide(reader: Person, version: PolicyVersion) -> bool:
    """HR, and whoever owns the rhythm."""
    return reader.is_hr or version.read().owner == str(reader.key)


def _page(
    request: HttpRequest, policy: Policy, version: PolicyVersion, form: ReviewForm, refusals: list[Refusal]
) -> HttpResponse:
    today = organisation_day(request)
    terms = version.read()
    context: dict[str, Any] = {
        "policy": policy,
        "version": version,
        "label": changing.label_of(version),
        "sentences": sentences_of(terms),
        "terms": terms,
        "days": (terms.review_on - today).days if terms.review_on else None,
        "stops": _stops(policy, today),
        "figures": _figures(policy, today),
        "earlier": Review.objects.filter(policy=policy).select_related("decided_by")[:3],
        "then": _concerns(version, Proposal.Kind.CHANGE),
        "now": _concerns(version, Proposal.Kind.REVIEW),
        "round": reviewing.round_of(version),
        "form": form,
        "refusals": refusals,
        "may_decide": may_decide(reader_of(request), version) and policy.state in ("adopted", "suspended"),
    }
    return render(request, "reviews/show.html", context, status=422 if refusals else 200)


def _figures(policy: Policy, today: date) -> Figures:
    """What came of the rhythm, as everyone may read it."""
    return replace(beside.cost(policy, on=today), useful=felt.useful(policy, on=today))


def _stops(policy: Policy, today: date) -> bool:
    """Whether no cycle begins any more."""
    day = policy.stops_on()
    return day is not None and day <= today


def _concerns(version: PolicyVersion, kind: str) -> list[Concern]:
    known = Concern.objects.filter(voice__proposal__version__policy=version.policy, voice__proposal__kind=kind)
    return list(known.select_related("voice__person").order_by("-raised_on", "key")[:CONCERNS_SHOWN])


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, key: str) -> HttpResponse:
    """HR puts a rhythm on hold for a while, or lets it go on."""
    reader, policy = hr_of(request), visible(request, key)
    if request.method != "POST":
        return render(request, "reviews/hold.html", {"policy": policy, "version": policy.latest(), "refusals": []})
    try:
        if request.POST.get("deed") == "resume":
            rhythms.resume(policy, by=reader, now=now_of(request))
            messages.success(request, _("Cycles begin again; nobody is late because of the break."))
        else:
            rhythms.suspend(policy, by=reader, now=now_of(request), because=request.POST.get("because", ""))
            messages.success(request, _("The rhythm is on hold; what is open is held as planned."))
    except Refused as refused:
        context = {"policy": policy, "version": policy.latest(), "refusals": refused.refusals}
        return render(request, "reviews/hold.html", context, status=422)
    return redirect("rhythm", policy.key)


urlpatterns = [
    path("reviews/", index, name="reviews"),
    path("rhythms/<slug:key>/review/", review, name="rhythm_review"),
    path("rhythms/<slug:key>/hold/", hold, name="rhythm_hold"),
]
