"""Putting a draft before those it would concern: who that is, for how long, and a word on why now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.consultations import origins, proposing, reach
from leadership.lib.refusal import Refusal, Refused
from leadership.people.models import Organisation
from leadership.web import origins as begins
from leadership.web.proposalpages import changed
from leadership.web.reader import now_of
from leadership.web.rhythmpages import hr_of, organisation_day, sentences_of, visible
from policies.models import Policy
from policies.refusals import said
from policies.terms import missing_for_adoption


class ProposeForm(forms.Form):
    """For how long, and why now."""

    use_required_attribute = False

    days = forms.IntegerField(
        label=gettext_lazy("Working days it is open"), help_text=gettext_lazy("Five at least."),
        widget=forms.NumberInput(attrs={"min": proposing.SHORTEST, "max": proposing.LONGEST}),
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Why now"), help_text=gettext_lazy("A few words to those who are asked."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Shows whom the draft would reach; opens it for their voices."""
    reader, policy = hr_of(request), visible(request, key)
    initial = {"days": Organisation.current().consultation_days}
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method != "POST":
        return _page(request, policy, form, _missing(request, policy), status=200)
    if not form.is_valid():
        return _page(request, policy, form, [], status=422)
    answers, now = form.cleaned_data, now_of(request)
    try:
        proposal = proposing.propose(policy, by=reader, now=now, days=answers["days"], note=answers["note"])
    except Refused as refused:
        return _page(request, policy, form, list(refused.refusals), status=422)
    messages.success(request, _("It is proposed. Representatives are told now, the others when it opens for them."))
    return redirect("proposal", proposal.key)


def _missing(request: HttpRequest, policy: Policy) -> list[Refusal]:
    return said(missing_for_adoption(policy.latest().read(), adopted_on=organisation_day(request)))


def _page(
    request: HttpRequest, policy: Policy, form: ProposeForm, refusals: list[Refusal], *, status: int
) -> HttpResponse:
    version = policy.latest()
    context: dict[str, Any] = {
        "policy": policy,
        "version": version,
        "form": form,
        "refusals": refusals,
        "sentences": sentences_of(version.read()),
        **begins.told(origins.of(version)),
        "changes": changed(version) if version.adopted_at is None else [],
        "reach": reach.of(version.read(), on=organisation_day(request)),
    }
    return render(request, "proposals/propose.html", context, status=status)
