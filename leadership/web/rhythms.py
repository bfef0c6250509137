"""`/rhythms/`: what the organisation has agreed on, open to everyone; HR creates, adopts and retires it here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.consultations import adoption, preview
from leadership.consultations.record import Record
from leadership.lib.refusal import Refused
from leadership.people.models import Person, Unit
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.rhythm_form import RhythmForm, answers_of
from policies import rhythms, sentence
from policies.languages import Language
from policies.models import Policy, PolicyVersion
from policies.naming import with_keys
from policies.refusals import read_terms
from policies.starters import STARTERS
from policies.terms import Terms

LANGUAGES = (("en", "English"), ("sv", "Svenska"))


class AdoptionForm(forms.Form):
    """The record of a consultation held outside the app, and from when the rhythm holds."""

    start = forms.DateField(label=gettext_lazy("People could speak from"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(
        label=gettext_lazy("until"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("At least five working days later, and past."),
    )  # fmt: skip
    participants = forms.CharField(label=gettext_lazy("With whom"), widget=forms.Textarea, required=False)
    heard = forms.CharField(label=gettext_lazy("What was heard"), widget=forms.Textarea, required=False)
    changed = forms.CharField(label=gettext_lazy("What changed because of it"), widget=forms.Textarea, required=False)
    effective_from = forms.DateField(
        required=False, label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: today for a new rhythm, the next cycle for a changed one."),
    )  # fmt: skip


@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """Every rhythm the reader may know of, as a sentence."""
    names = _names()
    found = Policy.objects.visible_to(reader_of(request)).prefetch_related("versions")
    listed = [(policy, version, _sentence(version.read(), names)) for policy in found for version in [_shown(policy)]]
    starters = [(key, _sentence(read_terms(terms), names)) for key, terms in STARTERS.items()]
    return render(request, "rhythms/index.html", {"listed": listed, "starters": starters})


@require_http_methods(["GET"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One rhythm: what, why, who, how to get it, who decided."""
    policy = _visible(request, key)
    version = _shown(policy)
    terms = version.read()
    context = {
        "policy": policy, "version": version, "terms": terms, "sentences": _sentences(terms),
        "language": translation.get_language(), "draft": _draft(policy), "consultation": getattr(version, "consultation", None),
        "preview": _preview(version.terms, request) if reader_of(request).is_hr else None,
    }  # fmt: skip
    return render(request, "rhythms/show.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rhythm, from a template (`?from=T1`) or from nothing."""
    _hr(request)
    base: Mapping[str, Any] = STARTERS.get(request.GET.get("from", ""), {})
    return _edited(request, base, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Another wording: of the draft, or beside what is adopted."""
    _hr(request)
    policy = _visible(request, key)
    return _edited(request, policy.latest().terms, policy)


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    """Adopts the draft; says everything that is missing at once."""
    reader = _hr(request)
    policy = _visible(request, key)
    form = AdoptionForm(request.POST or None)
    refusals = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        record = Record(**{name: said[name] for name in ("start", "end", "participants", "heard", "changed")})
        try:
            adoption.adopt(
                policy, effective_from=said["effective_from"], by=reader, now=now_of(request), consultation=record
            )
        except Refused as refused:
            refusals = list(refused.refusals)
        else:
            messages.success(request, _("The rhythm is adopted."))
            return redirect("rhythm", policy.key)
    terms = policy.latest().terms
    context = {
        "policy": policy, "form": form, "refusals": refusals, "sentences": _sentences(read_terms(terms)),
        "preview": _preview(terms, request),
    }  # fmt: skip
    return render(request, "rhythms/adopt.html", context, status=422 if form.errors or refusals else 200)


@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Ends a rhythm, with the reason everyone may read."""
    reader = _hr(request)
    policy = _visible(request, key)
    refusals = []
    if request.method == "POST":
        stop_open = request.POST.get("open") == "stop"
        try:
            rhythms.retire(policy, by=reader, now=now_of(request), stop_open=stop_open, because=request.POST.get("because", ""))
        except Refused as refused:
            refusals = list(refused.refusals)
        else:
            messages.success(request, _("The rhythm has been retired."))
            return redirect("rhythm", policy.key)
    return render(request, "rhythms/retire.html", {"policy": policy, "refusals": refusals}, status=422 if refusals else 200)


def _edited(request: HttpRequest, base: Mapping[str, Any], policy: Policy | None) -> HttpResponse:
    """The editor: shows the sentence of what is in the form, and keeps it when asked to."""
    form = RhythmForm(request.POST or None, initial=answers_of(base))
    terms = dict(base) or None
    if request.method == "POST" and form.is_valid():
        terms = form.terms(base)
        try:
            read_terms(with_keys(terms) if policy is None else {**terms, "key": policy.key})
            if request.POST.get("deed") == "keep":
                return _kept(request, terms, policy)
        except Refused as refused:
            form.add_refusals(refused.refusals)
            terms = None
    readable = terms and not form.errors
    context = {
        "form": form, "policy": policy,
        "sentences": _sentences(read_terms(with_keys(terms))) if readable and terms else [],
        "preview": _preview(with_keys(terms), request) if readable and terms else None,
    }  # fmt: skip
    template = "rhythms/edit.html#sentence" if request.headers.get("HX-Request") else "rhythms/edit.html"
    bad = bool(form.errors) and request.POST.get("deed") == "keep"
    return render(request, template, context, status=422 if bad else 200)


@transaction.atomic
def _kept(request: HttpRequest, terms: dict[str, Any], policy: Policy | None) -> HttpResponse:
    reader, now = reader_of(request), now_of(request)
    if policy is None:
        policy = rhythms.create(terms, by=reader, now=now)
    else:
        rhythms.edit(policy, terms, by=reader, now=now)
    messages.success(request, _("The draft is kept. Nothing is asked of anyone before it is adopted."))
    return redirect("rhythm", policy.key)


def _hr(request: HttpRequest) -> Person:
    reader = reader_of(request)
    if not reader.is_hr:
        raise Http404
    return reader


def _visible(request: HttpRequest, key: str) -> Policy:
    return get_object_or_404(Policy.objects.visible_to(reader_of(request)), key=key)


def _shown(policy: Policy) -> PolicyVersion:
    """The newest adopted version, else the draft."""
    versions = sorted(policy.versions.all(), key=lambda version: version.number)
    adopted = [version for version in versions if version.adopted_at]
    return (adopted or versions)[-1]


def _draft(policy: Policy) -> PolicyVersion | None:
    latest = policy.latest()
    return latest if latest.adopted_at is None else None


def _names() -> dict[str, str]:
    return {str(key): name for key, name in Unit.objects.values_list("key", "name")}


def _sentence(terms: Terms, names: Mapping[str, str]) -> str:
    return sentence.render(terms, names, Language())


def _sentences(terms: Terms) -> list[tuple[str, str, str]]:
    """Code, name and sentence of each language."""
    names, said = _names(), []
    for code, language in LANGUAGES:
        with translation.override(code):
            said.append((code, language, _sentence(terms, names)))
    return said


def _preview(terms: Mapping[str, Any], request: HttpRequest) -> preview.Preview | None:
    on: date = today_of(request)
    return preview.of(terms, effective_from=on, now=now_of(request))


urlpatterns = [
    path("rhythms/", index, name="rhythms"),
    path("rhythms/new/", new, name="rhythm_new"),
    path("rhythms/<slug:key>/", show, name="rhythm"),
    path("rhythms/<slug:key>/edit/", edit, name="rhythm_edit"),
    path("rhythms/<slug:key>/adopt/", adopt, name="rhythm_adopt"),
    path("rhythms/<slug:key>/retire/", retire, name="rhythm_retire"),
]
