"""A rhythm followed up by talking: what teams said, as themes, shown once enough people stand behind them.

A conversation of enough people is shown at once. Smaller ones wait until the next ones make enough together, in the
order they were written down, so that no theme can be laid at the door of a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.insights.models import Dialogue, Said
from leadership.lib.refusal import Refusal, Refused
from leadership.outbox import facts
from policies.models import Policy, PolicyVersion
from policies.termparts import Metric

FEWEST, MOST = 2, 500
"""People in one conversation."""
THEMES, LONGEST = 8, 280
BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Themes:
    """What may be shown of one question: sentences in order of the alphabet, from how many conversations with how many
    people; `waiting` conversations are there besides and too small to be shown yet."""

    texts: tuple[str, ...]
    conversations: int
    people: int
    waiting: int


def questions(version: PolicyVersion) -> list[Metric]:
    """What the rhythm is followed up by talking about."""
    return [metric for metric in version.read().metrics if metric.kind == "dialogue"]


def shown(policy: Policy, metric: str, *, n_min: int) -> Themes:
    """The themes of one question, as everyone who may read the rhythm sees them. Two queries."""
    held = list(Dialogue.objects.filter(policy=policy, metric=metric).prefetch_related("themes"))
    open_to_all = ready(held, n_min)
    texts = sorted({said.text for one in open_to_all for said in one.themes.all()}, key=str.casefold)
    people = sum(one.people for one in open_to_all)
    return Themes(tuple(texts), len(open_to_all), people, len(held) - len(open_to_all))


def ready(held: Sequence[Dialogue], n_min: int) -> list[Dialogue]:
    """Those that may be shown: large enough alone, or together with the small ones before and after."""
    found, batch = [one for one in held if one.people >= n_min], []
    for one in held:
        if one.people < n_min:
            batch.append(one)
            if sum(small.people for small in batch) >= n_min:
                found, batch = [*found, *batch], []
    return found


@transaction.atomic
def note(
    policy: Policy, *, metric: str, held_on: date, people: int, themes: Iterable[str], now: datetime, on: date
) -> Dialogue:
    """Keeps what a conversation came to. `on` is today where the writer is. Raises Refused with all that is wrong.

    Neither the row nor the fact says who wrote it.
    """
    said = [" ".join(theme.split()) for theme in themes]
    said = list(dict.fromkeys(theme for theme in said if theme))
    wrong = [*_asked(policy, metric), *_when(held_on, on), *_how_many(people), *_themes(said)]
    if wrong:
        raise Refused(*wrong)
    held = Dialogue.objects.create(policy=policy, metric=metric, held_on=held_on, people=people)
    Said.objects.bulk_create(Said(dialogue=held, text=theme) for theme in said)
    data = {"metric": metric, "people": people, "themes": len(said)}
    facts.write("dialogue.noted", at=now, object=f"policy:{policy.key}", data=data)
    return held


def _asked(policy: Policy, metric: str) -> list[Refusal]:
    version = policy.versions.filter(adopted_at__isnull=False).order_by("-number").first()
    if version is not None and metric in (one.metric for one in questions(version)):
        return []
    message = _("This rhythm is not followed up by talking about that.")
    return [Refusal("metric", metric, message, _("Choose one of its questions."))]


def _when(held_on: date, on: date) -> list[Refusal]:
    if on - BACK <= held_on <= on:
        return []
    message = _("The conversation lies ahead, or more than a year back.")
    return [Refusal("held_on", held_on.isoformat(), message, _("Choose the day on which you talked."))]


def _how_many(people: int) -> list[Refusal]:
    if FEWEST <= people <= MOST:
        return []
    message = _("A conversation is between 2 and %(most)d people.") % {"most": MOST}
    return [Refusal("people", str(people), message, _("Say how many took part."))]


def _themes(said: Sequence[str]) -> list[Refusal]:
    if not said:
        return [Refusal("themes", "", _("Nothing was written down."), _("Write one theme a line."))]
    if len(said) > THEMES:
        message = _("These are more than %(most)d themes.") % {"most": THEMES}
        return [Refusal("themes", str(len(said)), message, _("Keep what weighs most."))]
    long = [theme for theme in said if len(theme) > LONGEST]
    message = _("A theme is longer than %(most)d characters.") % {"most": LONGEST}
    return [Refusal("themes", long[0][:40], message, _("Say it in one sentence."))] if long else []
