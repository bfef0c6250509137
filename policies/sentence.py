"""A policy as the sentence it is (docs/reference/cadence.md B.10): whole messages per language, never glued pieces.

Who, with whom and around which days are chips: phrases of their own, put into a whole sentence that each language
orders for itself. `pieces` gives the same sentence with its chips marked, `read` makes terms of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies import audiencewords, coachwords, sayings, whenwords
from policies.explain import day_in_words
from policies.problems import Catalogue
from policies.sentencereading import read
from policies.talktypes import TALK_TYPES
from policies.termparts import Rolling
from policies.terms import Terms
from policies.words import Plural, gettext_noop

__all__ = ["Piece", "late_sentence", "pieces", "read", "render", "said"]

_LATE = gettext_noop("If nothing is held by %(due)s, %(leader)s can see it from %(overdue)s.")
_OR = gettext_noop("%(first)s or %(second)s")
_OWN_CHIPS = {"who": "audience", "coach": "coach", "when": "when"}
_MARKED = re.compile(r"<(binding|what|when|coach|initiative)>(.*?)</\1>|%\((who|coach|when)\)s")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of the sentence; `chip` says what they stand for (audience, binding, what, when, coach, initiative),
    "" for the words between."""

    chip: str
    text: str


def render(terms: Terms, names: Mapping[str, str], catalogue: Catalogue) -> str:
    """The sentence. `names` maps keys of units, roles, tags, people and places to what they are called."""
    return "".join(piece.text for piece in pieces(terms, names, catalogue))


def pieces(terms: Terms, names: Mapping[str, str], catalogue: Catalogue, *, plainly: bool = False) -> list[Piece]:
    """The sentence in its pieces. `plainly`: every chip in its usual place, without the pattern of those who meet their
    manager."""
    meets = meets_manager(terms) and not plainly
    found = list(_marked(_promise(terms, catalogue, meets=meets), _words(terms, names, catalogue)))
    for message, values in whenwords.exceptions(terms, catalogue):
        found += [Piece("", " "), *_marked(message, values)]
    for spoken in _besides(terms, catalogue):
        found += [Piece("", " "), Piece("", spoken)]
    if not (meets and terms.initiative == "either"):
        found += [Piece("", " "), *_marked(catalogue.gettext(sayings.MOVES[terms.initiative]), {})]
    return found


def late_sentence(due: date, overdue: date, leader: str, catalogue: Catalogue) -> str:
    """What follows when nothing is held: who can see it, from which day."""
    named = {"leader": leader}
    named |= {"due": day_in_words(due.isoformat(), catalogue), "overdue": day_in_words(overdue.isoformat(), catalogue)}
    return catalogue.gettext(_LATE) % named


def said(terms: Terms) -> dict[str, Any]:
    """What the sentence says of these terms, in the names of the policy language; `read` of it gives this back."""
    coach = coachwords.said(terms.coach)
    besides = {"subject": "leader"} if terms.subject == "leader" else {}
    answer = {"answer_within": terms.answer_within} if terms.answer_within else {}
    return {
        **besides,
        **answer,
        "audience": audiencewords.said(terms.audience),
        "binding": terms.binding,
        "types": list(terms.types),
        "cadence": cadence_said(terms),
        "coach": coach,
        "initiative": terms.initiative,
    }


def cadence_said(terms: Terms) -> dict[str, Any]:
    """Of the cadence what the sentence says: not how dues are spread, nor the days around an anchor."""
    kept = {"per_period": ("period", "count"), "rolling": ("every", "unit"), "campaign": ("from", "to", "count")}
    [(kind, written)] = terms.as_dict()["cadence"].items()
    if kind == "anchored":
        return {kind: whenwords.said(written)}
    return {kind: {name: written[name] for name in kept[kind]}}


def meets_manager(terms: Terms) -> bool:
    """Meets their manager … at least every 14 days: that has its own pattern."""
    own = terms.coach.eligible == ("own_manager",) and not terms.coach.exclude and terms.types == ("one_on_one",)
    return own and terms.cadence.rolling is not None and terms.binding == "compulsory"


def _besides(terms: Terms, catalogue: Catalogue) -> Iterator[str]:
    """Whose rhythm it is, and how soon an answer comes, where that is said at all."""
    if terms.subject == "leader":
        yield catalogue.gettext(sayings.LEADER)
    if terms.answer_within:
        yield catalogue.ngettext(*sayings.ANSWER, terms.answer_within) % {"days": str(terms.answer_within)}


def _promise(terms: Terms, catalogue: Catalogue, *, meets: bool) -> str:
    """The message of the first sentence in the right number, its names still open."""
    cadence = terms.cadence
    if cadence.rolling:
        return _rolling(terms, cadence.rolling, catalogue, meets=meets)
    if cadence.per_period:
        return _plural(
            sayings.PER_PERIOD[terms.binding, cadence.per_period.period], cadence.per_period.count, catalogue
        )
    if cadence.campaign:
        return _plural(sayings.CAMPAIGN[terms.binding], cadence.campaign.count, catalogue)
    return catalogue.gettext(sayings.ANCHORED[terms.binding])


def _rolling(terms: Terms, rolling: Rolling, catalogue: Catalogue, *, meets: bool) -> str:
    if not meets:
        return _plural(sayings.ROLLING[terms.binding, rolling.unit], rolling.every, catalogue)
    if rolling.every > 1 and rolling.every % 10 in (1, 2) and rolling.every % 100 not in (11, 12):
        return catalogue.gettext(sayings.MEETS_ON_A[rolling.unit])
    return _plural(sayings.MEETS[rolling.unit], rolling.every, catalogue)


def _plural(message: Plural, number: int, catalogue: Catalogue) -> str:
    return catalogue.ngettext(*message, number)


def _words(terms: Terms, names: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """What stands at each name of the message."""
    cadence = terms.cadence
    words = {
        "who": audiencewords.render(terms.audience, names, catalogue),
        "talk": _talk(terms, catalogue, 1),
        "talks": _talk(terms, catalogue, 2),
        "coach": coachwords.render(terms.coach, catalogue),
    }
    if cadence.rolling:
        words["every"] = str(cadence.rolling.every)
    if cadence.per_period or cadence.campaign:
        words["count"] = str((cadence.per_period or cadence.campaign).count)  # type: ignore[union-attr]
    return words | whenwords.when(cadence, catalogue)


def _talk(terms: Terms, catalogue: Catalogue, count: int) -> str:
    """What is held; just a talk where whom it is with says which."""
    if coachwords.names_the_talk(terms.types, terms.coach):
        return catalogue.ngettext(*sayings.TALK, count)
    named = [catalogue.ngettext(*TALK_TYPES[key].name, count) if key in TALK_TYPES else key for key in terms.types]
    told = named[0]
    for phrase in named[1:]:
        told = catalogue.gettext(_OR) % {"first": told, "second": phrase}
    return told


def _marked(message: str, words: Mapping[str, str]) -> Iterator[Piece]:
    """The message cut at its marks, names filled in."""
    at = 0
    for mark in _MARKED.finditer(message):
        if mark.start() > at:
            yield Piece("", message[at : mark.start()] % words)
        inside = mark[2] if mark[1] else f"%({mark[3]})s"
        yield Piece(mark[1] or _OWN_CHIPS[mark[3]], inside % words)
        at = mark.end()
    if at < len(message):
        yield Piece("", message[at:] % words)
