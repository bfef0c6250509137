"""The editor: the sentence stands above its fields and follows them; `preview` shows, `keep` makes a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadership.consultations import changing
from leadership.consultations.preview import Preview
from leadership.lib.refusal import Refused
from leadership.people.models import Unit
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythm_form import RhythmForm
from leadership.web.rhythmpages import hr_of, organisation_day, preview_of, read, sentences_of, visible
from leadership.web.rhythmtemplates import template_of
from policies import rhythms
from policies.models import Policy
from policies.naming import is_key
from policies.starters import TEMPLATES

EMPTY: dict[str, Any] = {"types": ["one_on_one"], "metrics": [{"metric": "coverage", "kind": "figure"}]}
LONGEST_KEY = 50


@dataclass(frozen=True)
class Said:
    """What stands above the fields: the sentence in both languages, and what it would ask for."""

    sentences: list[tuple[str, str, str]]
    preview: Preview | None


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rhythm, from a template (`?from=T1`) or from nothing."""
    hr_of(request)
    return _edited(request, _begun(request), None)


@require_POST
def several(request: HttpRequest, template: str) -> HttpResponse:
    """All policies of a template at once, as drafts: the Swedish year is two."""
    reader, now = hr_of(request), now_of(request)
    try:
        found = template_of(template, organisation_day(request))
    except KeyError:
        raise Http404 from None
    with transaction.atomic():
        for terms in found.terms:
            kept = {**terms, "key": free_key(terms["key"]), "audience": _audience(request.POST.get("unit", ""))}
            rhythms.create(kept, by=reader, now=now)
    messages.success(request, _("The drafts are kept. Nothing is asked of anyone before they are adopted."))
    return redirect("rhythms")


def _begun(request: HttpRequest) -> dict[str, Any]:
    """The terms of `?from=`, for the people of `?unit=` where one is named; an empty page without."""
    named = request.GET.get("from", "")
    if named not in TEMPLATES:
        return dict(EMPTY)
    terms = template_of(named, organisation_day(request)).terms[0]
    return {**terms, "audience": _audience(request.GET["unit"])} if request.GET.get("unit") else terms


def _audience(unit: str) -> dict[str, Any]:
    known = Unit.objects.filter(key=unit).exists() if is_key(unit) else False
    return {"include": [{"units": [unit]}] if known else [], "exclude": []}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Another wording: of the draft, or beside what is adopted."""
    hr_of(request)
    policy = visible(request, key)
    return _edited(request, policy.latest().terms, policy)


def _edited(request: HttpRequest, base: Mapping[str, Any], policy: Policy | None) -> HttpResponse:
    keeping = request.POST.get("deed") == "keep"
    form = RhythmForm(base, request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return _page(request, form, policy, None, status=422 if keeping else 200)
    terms = form.terms(base, key=_key(policy, form)) if form.is_bound else {"key": "draft", **base}
    try:
        if keeping:
            return redirect("rhythm", _kept(request, terms, policy).key)
        return _page(request, form, policy, Said(sentences_of(read(terms)), preview_of(request, terms, policy)))
    except Refused as refused:
        if form.is_bound:
            form.add_refusals(refused.refusals)
        return _page(request, form, policy, None, status=422 if keeping else 200)


def _page(
    request: HttpRequest, form: RhythmForm, policy: Policy | None, said: Said | None, *, status: int = 200
) -> HttpResponse:
    template = "rhythms/edit.html#sentence" if request.headers.get("HX-Request") else "rhythms/edit.html"
    return render(request, template, {"form": form, "policy": policy, "said": said}, status=status)


@transaction.atomic
def _kept(request: HttpRequest, terms: dict[str, Any], policy: Policy | None) -> Policy:
    reader, now = reader_of(request), now_of(request)
    if policy is None:
        policy = rhythms.create(terms, by=reader, now=now)
    else:
        done = changing.change(policy, terms, by=reader, now=now)
        if done.at_once:
            messages.success(request, _("The words hold from now on; what is promised has not changed."))
            return policy
    messages.success(request, _("The draft is kept. Nothing is asked of anyone before it is adopted."))
    return policy


def _key(policy: Policy | None, form: RhythmForm) -> str:
    """A rhythm keeps its key; a new one is named after its English title, with a number when that is taken."""
    if policy is not None:
        return policy.key
    return free_key(slugify(form.cleaned_data["title_en"])[:LONGEST_KEY].strip("-_") or "rhythm")


def free_key(wanted: str) -> str:
    """The key, with a number when it is taken by a rhythm or a page."""
    taken = {*rhythms.PAGES, *Policy.objects.filter(key__startswith=wanted).values_list("key", flat=True)}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbered if key not in taken)
