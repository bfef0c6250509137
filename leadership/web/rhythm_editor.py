"""The editor: the sentence is the form. Each of its chips opens a menu; `preview` shows, `keep` makes a draft.

While something is changed in the browser only the words of the chips and the preview beside them are swapped, so that
no menu closes and no field loses what is being typed. Without JavaScript the menus open all the same; a button shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from leadership.consultations import changing, origins
from leadership.consultations.preview import Preview
from leadership.lib.refusal import Refusal, Refused
from leadership.people.models import Unit
from leadership.web import origins as begins
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythm_form import RhythmForm
from leadership.web.rhythm_menus import MENUS, MORE, RARE, WHY
from leadership.web.rhythmpages import hr_of, organisation_day, preview_of, read, sentences_of, visible
from leadership.web.rhythmtemplates import template_of
from policies import cautions, refusals, rhythms, sentence
from policies.languages import Language
from policies.models import Policy
from policies.naming import is_key, labels
from policies.starters import TEMPLATES
from policies.terms import Terms

EMPTY: dict[str, Any] = {
    "types": ["one_on_one"],
    "metrics": [{"metric": "coverage", "kind": "figure"}, {"metric": "support", "kind": "figure"}],
}
"""A new rhythm on an empty page, followed up as B.2 has it by default: coverage and the support that is felt."""
LONGEST_KEY = 50


@dataclass(frozen=True)
class Chip:
    """Some words of the sentence: with a menu (`name`, `title`, `icon`, `fields`), or (`name` "") plain."""

    text: str
    name: str = ""
    title: str | Promise = ""
    icon: str = ""
    fields: tuple[BoundField, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Said:
    """What stands above the fields: the sentence in both languages, and what it would ask for."""

    terms: Terms
    sentences: list[tuple[str, str, str]]
    before: list[tuple[str, str, str]]
    preview: Preview

    @property
    def cautions(self) -> list[Refusal]:
        """What is worth a second thought before it is adopted; nothing that is refused."""
        found = (replace(one, path=_("The audience")) for one in cautions.cautions(self.terms))
        return refusals.said(found)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rhythm, from a template (`?from=T1`, `&unit=` for the people of one unit), with what teams said about
    another (`?about=RHYTHM&metric=QUESTION`), or from nothing."""
    hr_of(request)
    return _edited(request, _begun(request), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Another wording: of the draft, or beside what is adopted; `?about=RHYTHM&metric=QUESTION` because of what teams
    said, which the draft then keeps."""
    hr_of(request)
    policy = visible(request, key)
    return _edited(request, policy.latest().terms, policy)


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
    """The terms of `?from=`, for the people of `?unit=` where one is named; an empty page without. They have no key
    yet: that of the template may be a rhythm there is, beside which this one is seen."""
    named = request.GET.get("from", "")
    if named not in TEMPLATES:
        return dict(EMPTY)
    whole = template_of(named, organisation_day(request)).terms[0]
    terms = {name: value for name, value in whole.items() if name != "key"}
    return {**terms, "audience": _audience(request.GET["unit"])} if request.GET.get("unit") else terms


def _audience(unit: str) -> dict[str, Any]:
    known = Unit.objects.filter(key=unit).exists() if is_key(unit) else False
    return {"include": [{"units": [unit]}] if known else [], "exclude": []}


def _edited(request: HttpRequest, base: Mapping[str, Any], policy: Policy | None) -> HttpResponse:
    keeping = request.POST.get("deed") == "keep"
    form = RhythmForm(base, request.POST or None, is_whole=keeping)
    if request.method == "POST" and not form.is_valid():
        return _page(request, form, policy, None, status=422 if keeping else 200)
    terms = form.terms(base, key=_key(policy, form)) if form.is_bound else {"key": "draft", **base}
    try:
        if keeping:
            return redirect("rhythm", _kept(request, terms, policy).key)
        return _page(request, form, policy, _said(request, terms, policy))
    except Refused as refused:
        if form.is_bound:
            form.add_refusals(refused.refusals)
        return _page(request, form, policy, None, status=422 if keeping else 200)


def _said(request: HttpRequest, terms: Mapping[str, Any], policy: Policy | None) -> Said:
    """The sentence of these terms, and beside what is adopted the sentence it would replace. Raises Refused."""
    value, preview = read(terms), preview_of(request, terms, policy)
    before = sentences_of(preview.alteration.version.read()) if preview.alteration else []
    return Said(value, sentences_of(value), before, preview)


def _page(
    request: HttpRequest, form: RhythmForm, policy: Policy | None, said: Said | None, *, status: int = 200
) -> HttpResponse:
    swapped = bool(request.headers.get("HX-Request"))
    rare = _is_rare(request, form)
    began = None if swapped else begins.asked(request) or (origins.of(policy.latest()) if policy else None)
    context = {
        "form": form,
        "policy": policy,
        "said": said,
        "swapped": swapped,
        "plain": (request.POST or request.GET).get("form") == "list",
        "rare": rare,
        "chips": list(_chips(form, said, rare=rare)),
        **begins.told(began),
        "fields": [form[name] for name in (MORE if rare else WHY)],
        "unseen": list(_unseen(form, rare=rare)),
    }
    return render(request, "rhythms/edit.html#sentence" if swapped else "rhythms/edit.html", context, status=status)


def _unseen(form: RhythmForm, *, rare: bool) -> Iterator[tuple[str, str]]:
    """Name and value of what the other page holds, so that nothing is lost on the way; what is empty is left out."""
    for name in form.fields:
        if (name in RARE) != rare:
            value = form[name].value()
            values = value if isinstance(value, list | tuple) else [value]
            yield from ((name, str(one)) for one in values if one not in (None, "", False))


def _is_rare(request: HttpRequest, form: RhythmForm) -> bool:
    """Whether the second page is asked for; what has to be mended on one of them alone decides before that, or it would
    be told of fields that are not there."""
    wrong = set(form.errors) - {"__all__"} if form.is_bound else set()
    if wrong and (wrong <= RARE or not wrong & RARE):
        return wrong <= RARE
    deed = request.POST.get("deed", "")
    return deed == "rare" or (deed != "usual" and request.POST.get("page") == "rare")


def _chips(form: RhythmForm, said: Said | None, *, rare: bool) -> Iterator[Chip]:
    """The sentence in the reader's language as chips and words; without terms, the chips by their names."""
    if said is None:
        yield from (_chip(form, name, str(title), rare=rare) for name, (title, _icon, _fields) in MENUS.items())
        return
    seen: set[str] = set()
    plain = ""
    for piece in sentence.pieces(said.terms, labels(said.terms), Language(), plainly=True):
        if piece.chip in MENUS and piece.chip not in seen:
            yield from [Chip(plain)] if plain else []
            yield _chip(form, piece.chip, piece.text, rare=rare)
            seen, plain = seen | {piece.chip}, ""
        else:
            plain += piece.text
    yield Chip(f"{plain} ")
    yield _chip(form, "late", _late(said.terms), rare=rare)


def _chip(form: RhythmForm, name: str, text: str, *, rare: bool) -> Chip:
    """A chip with the fields of this page; fields in which there is nothing to choose are left out."""
    title, icon, fields = MENUS[name]
    bound = tuple(form[field] for field in fields if (field in RARE) == rare and not form[field].is_hidden)
    return Chip(text, name, title, icon, bound, any(one.errors for one in bound))


def _late(terms: Terms) -> str:
    """When it can be seen that nothing was held."""
    if terms.binding != "compulsory":
        return _("Nobody above the two is told when nothing is held.")
    message = ngettext(
        "If nothing is held in time, the leader can see it after one working day more.",
        "If nothing is held in time, the leader can see it after %(days)s working days more.",
        terms.grace,
    )
    return message % {"days": terms.grace}


@transaction.atomic
def _kept(request: HttpRequest, terms: dict[str, Any], policy: Policy | None) -> Policy:
    reader, now = reader_of(request), now_of(request)
    if policy is None:
        policy = rhythms.create(terms, by=reader, now=now)
        version = policy.latest()
    else:
        done = changing.change(policy, terms, by=reader, now=now)
        version = done.version
        if done.at_once:
            messages.success(request, _("The words hold from now on; what is promised has not changed."))
            return policy
    origins.keep(version, begins.asked(request))
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
