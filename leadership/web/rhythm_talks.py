"""`/rhythms/talks/`: our conversations, each with what it is, why, for whom, and how to get it; open to everyone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from leadership.people.models import Person, Unit
from leadership.web.reader import reader_of
from leadership.web.rhythmpages import sentence_of, shown
from policies import coachwords
from policies.languages import Language
from policies.models import ConversationType, Policy, PolicyVersion


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every type of conversation, with how many rhythms give it."""
    by_type = _rhythms(reader_of(request))
    listed = [(kind, _title(kind), _purpose(kind), len(by_type[kind.key])) for kind in ConversationType.objects.all()]
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
        "purpose": _purpose(kind),
        "rhythms": rhythms,
        "coach": coachwords.kinds(_known(kind.eligible), Language()) if _known(kind.eligible) else "",
    }
    return render(request, "rhythms/talk.html", context)


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


def _purpose(kind: ConversationType) -> str:
    return str(getattr(kind, f"purpose_{get_language()}", "") or kind.purpose_en)
