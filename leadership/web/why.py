"""Why do I have this? The engine's own trace, rule by rule, in plain words; for the two of the pair.

The same sentences as in letters and in the command `explain` (docs/reference/cadence.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.conversations.tracing import traces_of
from leadership.lib.statements import Reading, one, somebody
from leadership.obligations import skipping
from leadership.obligations.models import Obligation
from leadership.web import cards, spoken
from leadership.web.reader import now_of, reader_of, today_of
from policies import explain
from policies.models import Policy


@dataclass(frozen=True)
class Reason:
    """One step in words, with the name of its rule."""

    rule: str
    text: str


def why(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page: what it is, by when, each reason in turn, who decided it, and whose move it is."""
    reader, on = reader_of(request), today_of(request)
    obligation = PAIRS.first(reader.pk, key) if reader.is_active else None
    if obligation is None:
        raise Http404
    card = cards.cards_of([obligation], reader, on=on, now=now_of(request))[0]
    version = obligation.policy_version
    language = get_language() or "en"
    context = {
        "card": card,
        "obligation": obligation,
        "is_member": reader.pk == obligation.person_id,
        "purpose": said_in(card.terms.purpose, language),
        "version": version,
        "decided_by": version.adopted_by,
        "can_ask": obligation.is_live and obligation.policy.state == Policy.State.ADOPTED,
        "may_skip": bool(obligation.terms.allow_skip) and skipping.can_skip(obligation, on=on),
        "dates": _dates(card),
        "reasons": [
            Reason(item.rule, explain.render(item, translation))
            for item in traces_of([obligation], now=now_of(request))[obligation.pk]
        ],
    }
    return render(request, "why/index.html", context)


def _pairs(reader: Any, key: Any) -> QuerySet[Obligation]:
    return cards.with_everything(Obligation.objects.pair_of(reader).filter(key=key))


PAIRS = Reading(_pairs, somebody, one)


def said_in(texts: Iterable[tuple[str, str]], language: str) -> str:
    """The text in `language`, else in English, else in any; empty when nothing is said."""
    said = dict(texts)
    return said.get(language) or said.get("en") or next(iter(said.values()), "")


def _dates(card: cards.Card) -> list[tuple[str, str]]:
    """The ledger's own dates, as promised to the member."""
    row, on = card.obligation, card.standing.on
    offered = [
        (_("Open from"), row.opens_on),
        (_("Choose a coach by"), row.choose_by),
        (_("To be heard by"), row.due_on),
        (_("A leader can see that it remains from"), row.overdue_from if card.terms.binding == "compulsory" else None),
        (_("A talk counts until"), row.close_on),
        (_("Counted from your talk on"), row.credited_on),
    ]
    return [(label, spoken.day(day, on)) for label, day in offered if day]


urlpatterns = [path("obligations/<uuid:key>/why/", why, name="why")]
