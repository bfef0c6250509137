"""Deciding on a proposal: what is there and what is missing, the negotiation, from when it holds; or taking it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.consultations import adoption, alteration, deciding, forecasting, proposing
from leadership.consultations.alteration import Alteration
from leadership.consultations.models import Proposal
from leadership.lib.refusal import Refusal, Refused
from leadership.people.models import Person
from leadership.web.proposalpages import changed
from leadership.web.reader import now_of
from leadership.web.rhythmpages import hr_of, organisation_day, sentences_of
from policies.organisation import org_facts

DAY = {"type": "date"}


class DecisionForm(forms.Form):
    """From when it holds."""

    effective_from = forms.DateField(
        required=False, label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: today for a new rhythm, the next cycle for a changed one."),
    )  # fmt: skip
    apply_now = forms.BooleanField(
        required=False, label=gettext_lazy("Let it hold from today"),
        help_text=gettext_lazy(
            "Open talks are re-dated: nothing is due earlier than ten working days from now, nobody becomes late "
            "today, and what was held still counts."
        ),
    )  # fmt: skip


class NegotiationForm(forms.Form):
    """When it was negotiated with the union, and under which reference."""

    negotiated_on = forms.DateField(
        required=False, label=gettext_lazy("Negotiated on"), widget=forms.DateInput(attrs=DAY)
    )
    reference = forms.CharField(required=False, max_length=200, label=gettext_lazy("Reference"))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """HR adopts the proposal, notes the negotiation, or takes it back."""
    reader = hr_of(request)
    proposal = get_object_or_404(Proposal.objects.visible_to(reader).select_related("version__policy"), key=key)
    if request.method != "POST":
        return _page(request, proposal, DecisionForm(), [], status=200)
    form, deed = DecisionForm(request.POST), request.POST.get("deed", "")
    try:
        where = _done(request, proposal, deed, form, reader)
    except Refused as refused:
        return _page(request, proposal, form, list(refused.refusals), status=422)
    return where or _page(request, proposal, form, [], status=422)


def _done(
    request: HttpRequest, proposal: Proposal, deed: str, form: DecisionForm, reader: Person
) -> HttpResponse | None:
    """What was posted is done; None when the form cannot be read. Raises Refused."""
    now, posted = now_of(request), request.POST
    if deed == "negotiation":
        noted = NegotiationForm(posted)
        noted.is_valid()
        said = noted.cleaned_data
        day, reference = said.get("negotiated_on"), said.get("reference", "")
        deciding.note_negotiation(proposal, on=day, reference=reference, by=reader, now=now)
        messages.success(request, _("The negotiation is noted."))
        return redirect("proposal_decide", proposal.key)
    if deed == "take_back":
        proposing.take_back(proposal, by=reader, now=now, because=posted.get("because", ""))
        messages.success(request, _("It is a draft again; those who were asked are told."))
        return redirect("proposal", proposal.key)
    if not form.is_valid():
        return None
    deciding.adopt(proposal, by=reader, now=now, **form.cleaned_data)
    messages.success(request, _("The rhythm is adopted."))
    return redirect("rhythm", proposal.version.policy.key)


def _page(
    request: HttpRequest, proposal: Proposal, form: DecisionForm, refusals: list[Refusal], *, status: int
) -> HttpResponse:
    today, policy = organisation_day(request), proposal.version.policy
    first = adoption.first_possible(policy, on=today, org=org_facts())
    noted = {"negotiated_on": proposal.negotiated_on, "reference": proposal.negotiation_ref}
    context = {
        "proposal": proposal,
        "policy": policy,
        "version": proposal.version,
        "form": form,
        "negotiation": NegotiationForm(initial=noted),
        "refusals": refusals,
        "checklist": deciding.checklist(proposal, on=today),
        "ready": not any(deciding.missing_for(proposal, on=today)),
        "forecast": forecasting.current(proposal.version),
        "is_change": policy.in_force(today) is not None,
        "first": first,
        **_changes(request, proposal, first, today),
        "sentences": sentences_of(proposal.version.read()),
        "changes": changed(proposal.version),
    }
    return render(request, "proposals/decide.html", context, status=status)


def _changes(request: HttpRequest, proposal: Proposal, first: date, today: date) -> dict[str, Alteration | None]:
    """For a changed rhythm: who is affected, and how, from the next cycle on, and if it held from today."""
    if proposal.ended_at:
        return {}
    policy, terms, now = proposal.version.policy, proposal.version.read(), now_of(request)
    return {
        "change": alteration.of(policy, terms, effective_from=first, on=today, now=now),
        "change_at_once": alteration.of(policy, terms, effective_from=today, on=today, now=now, at_once=True),
    }
