"""Adopting a rhythm, with the record of how those concerned were heard, and retiring it, with its reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.consultations import adoption, proposing
from leadership.consultations.record import Record
from leadership.lib.refusal import Refusal, Refused
from leadership.web.proposalpages import changed
from leadership.web.reader import now_of
from leadership.web.rhythmpages import hr_of, organisation_day, preview_of, sentences_of, visible
from policies import rhythms
from policies.models import Policy
from policies.refusals import said
from policies.terms import missing_for_adoption

DAY = {"type": "date"}
ROWS = {"rows": 3}
RECORD = ("start", "end", "participants", "heard", "changed")


class AdoptionForm(forms.Form):
    """The record of a consultation held outside the app, and from when the rhythm holds.

    The browser is not asked to stop an unfinished form: the answer names everything that is missing at once.
    """

    use_required_attribute = False

    start = forms.DateField(label=gettext_lazy("People could speak from"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("until"), widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("At least five working days later, and past."),
    )  # fmt: skip
    participants = forms.CharField(label=gettext_lazy("With whom"), widget=forms.Textarea(attrs=ROWS))
    heard = forms.CharField(label=gettext_lazy("What was heard"), widget=forms.Textarea(attrs=ROWS))
    changed = forms.CharField(label=gettext_lazy("What changed because of it"), widget=forms.Textarea(attrs=ROWS))
    effective_from = forms.DateField(
        required=False, label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: today for a new rhythm, the next cycle for a changed one."),
    )  # fmt: skip

    def is_readable(self) -> bool:
        """Whether all that was written can be understood, though something may be missing."""
        return all(error.code == "required" for errors in self.errors.as_data().values() for error in errors)

    def record(self) -> Record:
        """The record as far as it was written."""
        return Record(**{name: self.cleaned_data[name] for name in RECORD if name in self.cleaned_data})


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    """Adopts the draft; says everything that is missing at once."""
    reader, policy = hr_of(request), visible(request, key)
    talked_over = proposing.live_for(policy.latest())
    if talked_over is not None and request.method != "POST":
        return redirect("proposal_decide", talked_over.key)
    form = AdoptionForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _adoption_page(request, policy, form, _missing(request, policy), status=200)
    if not form.is_readable():
        return _adoption_page(request, policy, form, [], status=422)
    effective, now = form.cleaned_data["effective_from"], now_of(request)
    try:
        adoption.adopt(policy, effective_from=effective, by=reader, now=now, consultation=form.record())
    except Refused as refused:
        return _adoption_page(request, policy, form, list(refused.refusals), status=422)
    messages.success(request, _("The rhythm is adopted."))
    return redirect("rhythm", policy.key)


def _missing(request: HttpRequest, policy: Policy) -> list[Refusal]:
    """What the draft itself still lacks, said before anybody fills in the record."""
    return said(missing_for_adoption(policy.latest().read(), adopted_on=organisation_day(request)))


def _adoption_page(
    request: HttpRequest, policy: Policy, form: AdoptionForm, missing: list[Refusal], *, status: int
) -> HttpResponse:
    version = policy.latest()
    context = {
        "policy": policy,
        "version": version,
        "form": form,
        "missing": missing,
        "sentences": sentences_of(version.read()),
        "changes": changed(version) if version.adopted_at is None else [],
        "preview": preview_of(request, version.terms, policy) if version.adopted_at is None else None,
    }
    return render(request, "rhythms/adopt.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Ends a rhythm, with the reason everyone may read."""
    reader, policy = hr_of(request), visible(request, key)
    if request.method != "POST":
        return _retirement_page(request, policy, [], status=200)
    because, stop_open = request.POST.get("because", ""), request.POST.get("open") == "stop"
    try:
        rhythms.retire(policy, by=reader, now=now_of(request), stop_open=stop_open, because=because)
    except Refused as refused:
        return _retirement_page(request, policy, list(refused.refusals), status=422)
    messages.success(request, _("The rhythm has been retired."))
    return redirect("rhythm", policy.key)


def _retirement_page(request: HttpRequest, policy: Policy, refusals: list[Refusal], *, status: int) -> HttpResponse:
    context = {"policy": policy, "version": policy.latest(), "refusals": refusals}
    return render(request, "rhythms/retire.html", context, status=status)
