"""`/rhythms/talks/`: our conversations, each with what it is, why, for whom, and how to get it; open to everyone, and
worded by HR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leadership.people.models import Person, Unit
from leadership.web.hr import hr_of, kept
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythmpages import sentence_of, shown
from policies import catalogue, coachwords
from policies.languages import Language
from policies.models import ConversationType, Policy, PolicyVersion

ROWS = {"rows": 3}
ENGLISH = gettext_lazy("Swedish readers see the English words where the Swedish ones are missing.")


def words(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    """A few sentences that may be left out."""
    return forms.CharField(
        max_length=most, required=False, label=label, help_text=help_text, widget=forms.Textarea(ROWS)
    )


class WordsForm(forms.Form):
    """What everyone reads about one type of conversation, in English and Swedish."""

    purpose_en = forms.CharField(
        max_length=280, label=gettext_lazy("Why we do this, in English"), widget=forms.Textarea(ROWS),
        error_messages={"required": gettext_lazy("Say it in English, in a sentence or two.")},
    )  # fmt: skip
    purpose_sv = words(gettext_lazy("Why we do this, in Swedish"), 280, ENGLISH)
    what_en = words(gettext_lazy("What it is, in English"), 600, gettext_lazy("How it goes, and what it is not."))
    what_sv = words(gettext_lazy("What it is, in Swedish"), 600)
    who_en = words(gettext_lazy("Who it is for, in English"), 280)
    who_sv = words(gettext_lazy("Who it is for, in Swedish"), 280)
    how_en = words(
        gettext_lazy("How to get it, in English"), 600, gettext_lazy("The rhythms that give it stand below it anyway.")
    )
    how_sv = words(gettext_lazy("How to get it, in Swedish"), 600)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every type of conversation, with how many rhythms give it."""
    by_type = _rhythms(reader_of(request))
    listed = [
        (kind, _title(kind), _words(kind, "purpose"), len(by_type[kind.key])) for kind in ConversationType.objects.all()
    ]
    return render(request, "rhythms/talks.html", {"kinds": listed})


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One type: what, why, with whom, how long, what is kept, which rhythms give it, and how to ask for it."""
    kind = get_object_or_404(ConversationType, key=key)
    names = {str(one): name for one, name in Unit.objects.values_list("key", "name")}
    rhythms = [
        (policy, version, sentence_of(version.read(), names))
        for policy, version in _rhythms(reader_of(request))[kind.key]
    ]
    context = {
        "kind": kind,
        "title": _title(kind),
        **{name: _words(kind, name) for name in ("purpose", "what", "who", "how")},
        "is_hr": reader_of(request).is_hr,
        "rhythms": rhythms,
        "coach": coachwords.kinds(_known(kind.eligible), Language()) if _known(kind.eligible) else "",
    }
    return render(request, "rhythms/talk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Its words as a form. For HR alone; to everybody else the page does not exist."""
    reader, now = hr_of(request), now_of(request)
    kind = get_object_or_404(ConversationType, key=key)
    form = WordsForm(request.POST or None, initial={name: getattr(kind, name) for name in catalogue.WORDS})

    def deed(said: dict[str, Any]) -> None:
        catalogue.reword(kind, said, by=reader, now=now)

    if request.method == "POST" and kept(request, form, deed, _("Kept.")):
        return redirect("talk_type", kind.key)
    context = {"kind": kind, "title": _title(kind), "form": form}
    return render(request, "rhythms/talk_edit.html", context, status=422 if form.errors else 200)


def _rhythms(reader: Person) -> defaultdict[str, list[tuple[Policy, PolicyVersion]]]:
    """The adopted rhythms the reader may know of, by the types that count for them."""
    found: defaultdict[str, list[tuple[Policy, PolicyVersion]]] = defaultdict(list)
    for policy in Policy.objects.visible_to(reader).adopted().prefetch_related("versions"):
        version = shown(policy)
        for kind in version.read().types:
            found[kind].append((policy, version))
    return found


def _known(eligible: Collection[str]) -> list[str]:
    return [word for word in eligible if coachwords.is_known(word)]


def _title(kind: ConversationType) -> str:
    title = kind.title(get_language() or "en")
    return title[:1].upper() + title[1:]


def _words(kind: ConversationType, name: str) -> str:
    return kind.words(name, get_language() or "en")
