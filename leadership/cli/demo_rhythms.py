"""The rhythms of the demo organisation: quarterly for all, biweekly in engineering, and an offer twice a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from leadership.consultations import adoption, proposing, speaking
from leadership.consultations.models import Concern, Voice
from leadership.consultations.record import Record
from leadership.people.models import Person, Unit
from policies import rhythms
from policies.models import Theme
from policies.starters import T1, T3

SKIP_LEVEL: dict[str, Any] = {
    "key": "manager-of-my-manager",
    "title": {"en": "Your manager's manager listens", "sv": "Chefens chef lyssnar"},
    "purpose": {
        "en": "What is said two steps away seldom reaches the one who could change it. Here it does.",
        "sv": "Det som sägs två steg bort når sällan den som kan ändra något. Här gör det det.",
    },
    "context": {
        "en": "Twice a year, for those who want to. Not about your manager's work, but about yours.",
        "sv": "Två gånger om året, för den som vill. Inte om din chefs arbete, utan om ditt.",
    },
    "metrics": [{"metric": "uptake", "kind": "figure"}],
    "audience": {"include": [], "exclude": [{"tags": ["leadership team"]}]},
    "types": ["skip_level"],
    "cadence": {"per_period": {"period": "half_year", "count": 1, "spread": "end"}},
    "binding": "voluntary",
    "initiative": "outbound",
    "coach": {"choice": "assigned", "eligible": ["skip_manager"], "default": ["keep_last", "hr"]},
}


def adopt_quarterly(*, by: Person, on: date, now: datetime) -> None:
    """Everyone has at least one talk each quarter with a coach they choose, from `on`."""
    titles = {"title_en": "Nobody is left alone", "title_sv": "Ingen lämnas ensam"}
    Theme.objects.get_or_create(key="heard", defaults=titles)
    _adopt({**T1, "theme": "heard"}, by=by, on=on, now=now)


LATER = ((92, "skip_level"), (300, "biweekly"))
"""What came during the year: the day it was adopted, counted from 0, and which it was."""


def adopt_later(
    number: int, waiting: tuple[tuple[int, str], ...], *, by: Person, on: date, now: datetime
) -> tuple[tuple[int, str], ...]:
    """Adopts those of `waiting` whose day has come; returns the others."""
    for first, which in waiting:
        if first <= number:
            _adopt(_biweekly() if which == "biweekly" else {**SKIP_LEVEL, "theme": "heard"}, by=by, on=on, now=now)
    return tuple(row for row in waiting if row[0] > number)


TALKED_OVER = 4
"""Days before today on which the open proposal was made, so that a reader of the demonstration finds it open."""

SPARRING: dict[str, Any] = {
    "key": "sparring",
    "title": {"en": "Sparring with a colleague", "sv": "Sparring med en kollega"},
    "purpose": {
        "en": "To think aloud with someone who does other work, and bring something back.",
        "sv": "Att tänka högt med någon som gör annat, och ta med sig något tillbaka.",
    },
    "context": {
        "en": "An offer once a quarter, with a colleague in another unit. Nothing of it is written down.",
        "sv": "Ett erbjudande en gång per kvartal, med en kollega i en annan enhet. Inget av det skrivs ner.",
    },
    "metrics": [{"metric": "uptake", "kind": "figure"}],
    "types": ["peer"],
    "cadence": {"per_period": {"period": "quarter", "count": 1}},
    "binding": "voluntary",
    "initiative": "either",
    "coach": {"choice": "member", "eligible": ["peer", "other_unit"]},
}


def propose_sparring(people: Mapping[str, Person], *, on: date, now: datetime) -> None:
    """A rhythm put before those it would concern, some of whom have spoken: it is open in the demonstration."""
    hr = people["David"]
    terms = {**SPARRING, "theme": "heard", "review_on": (on + timedelta(days=365)).isoformat()}
    policy = rhythms.create(terms, by=hr, now=now)
    proposal = proposing.propose(policy, by=hr, now=now, note="It was asked for in the spring survey.")
    for name in ("Astrid", "Erik"):
        speaking.say(proposal, Voice.Stance.CONSENT, by=people[name], now=now)
    speaking.say(proposal, Voice.Stance.ASIDE, by=people["Freja"], now=now)
    speaking.raise_concern(
        proposal, clause=Concern.Clause.CADENCE, reason="Once a quarter is often for those who work nights.",
        change="Once every half-year to begin with.", by=people["Björn"], now=now,
    )  # fmt: skip


def _biweekly() -> dict[str, Any]:
    engineering = Unit.objects.get(name="Engineering")
    return {**T3, "theme": "heard", "audience": {"include": [{"units": [str(engineering.key)]}], "exclude": []}}


def _adopt(terms: dict[str, Any], *, by: Person, on: date, now: datetime) -> None:
    policy = rhythms.create({**terms, "review_on": (on + timedelta(days=550)).isoformat()}, by=by, now=now)
    record = Record(
        start=on - timedelta(days=24),
        end=on - timedelta(days=9),
        participants="Everyone concerned, in their teams; the union's representative from the first draft.",
        heard="People wanted a free choice of coach, and no reporting of what is said.",
        changed="The choice is the member's, and leaders see only when somebody was last heard.",
    )
    adoption.adopt(policy, effective_from=on, by=by, now=now, consultation=record)
