"""The terms of a policy as one validated value (docs/reference/cadence.md B.2), field names nested as written there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from policies.audience import Audience
from policies.cadence import add_months
from policies.problems import Problem, Refused
from policies.reading import I18nText
from policies.talktypes import TALK_TYPES
from policies.termparts import (
    Agenda,
    Anchored,
    Cadence,
    Campaign,
    CoachRules,
    Credit,
    LadderStep,
    Metric,
    PerPeriod,
    Quiet,
    Rolling,
    plain,
)
from policies.termreading import read
from policies.words import gettext_noop

__all__ = [
    "Agenda",
    "Anchored",
    "Cadence",
    "Campaign",
    "CoachRules",
    "Credit",
    "LadderStep",
    "Metric",
    "PerPeriod",
    "Quiet",
    "Rolling",
    "Terms",
    "TermsRefused",
    "missing_for_adoption",
]

_MISSING = {
    "purpose": (
        gettext_noop("The rhythm does not say why it exists."),
        gettext_noop("Write its purpose: what people get out of it, in at most 280 characters."),
    ),
    "context": (
        gettext_noop("The rhythm does not say when and where it belongs."),
        gettext_noop("Write its context: when it fits, and what it is not."),
    ),
    "metrics": (
        gettext_noop("Nothing tells whether the rhythm helps."),
        gettext_noop("Choose at least one metric, for example coverage."),
    ),
    "review_on": (
        gettext_noop("The rhythm has no day on which it is looked at again."),
        gettext_noop("Choose a review date, at most 24 months away."),
    ),
}
_REVIEW_TOO_FAR = (
    gettext_noop("The review on %(value)s is more than 24 months away."),
    gettext_noop("Choose a review date on or before %(latest)s."),
)


class TermsRefused(Refused):
    """The terms cannot be accepted; `problems` says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy says, every default filled in.

    Counts of days: `grace`, `handover_after` in working days, `coach.choose_by` in calendar working days (R2),
    `min_gap`, `close_after` in calendar days; `answer_within`: working days in which a leader answers, `allow_skip`:
    talks a year. `reminders`, `escalation` None: the ladder of the cadence's class (B.5); `quiet` None: the
    organisation's. `subject`: to whom the rhythm speaks, the member who is heard or the leader who hears them;
    `personal`: whether a member may ask for more of it.
    """

    key: str
    title: I18nText
    purpose: I18nText
    context: I18nText
    theme: str | None
    metrics: tuple[Metric, ...]
    owner: str | None
    sponsor: str | None
    review_on: date | None
    on_missed_review: str
    audience: Audience
    types: tuple[str, ...]
    min_minutes: int | None
    mode: str
    cadence: Cadence
    min_gap: int
    subject: str
    binding: str
    initiative: str
    handover_after: int | None
    answer_within: int | None
    personal: bool
    coach: CoachRules
    prorate: str
    fte_scaling: bool
    leave_mode: str
    allow_skip: int
    grace: int
    close_after: int | None
    reminders: tuple[LadderStep, ...] | None
    escalation: tuple[LadderStep, ...] | None
    quiet: Quiet | None
    agenda: Agenda
    notes: str
    coach_visible_to_leader: bool
    held_rule: str
    credit: Credit
    family: str | None
    supersedes: tuple[str, ...]
    floor: bool
    effective_from: date | None
    mandated_by: str | None
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        compared = tuple(getattr(self, name) for name in self.__slots__ if name != "_hash")
        object.__setattr__(self, "_hash", hash(compared))

    def __hash__(self) -> int:
        """Computed once: terms are part of every key the engine remembers answers by."""
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        """Made anew where it arrives: a hash holds only in the process that computed it."""
        return _made, ({name: getattr(self, name) for name in self.__slots__ if name != "_hash"},)

    @classmethod
    def parse(cls, mapping: Mapping[str, Any], types: Collection[str] = tuple(TALK_TYPES)) -> Terms:
        """The terms with every default filled in; raises TermsRefused naming field, value and remedy.

        `types`: the keys of the conversation types there are.
        """
        problems: list[Problem] = []
        values = read(mapping, types, problems)
        if problems:
            raise TermsRefused(tuple(problems))
        return cls(**values)

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready mapping with the defaults written out; `Terms.parse` of it gives equal terms."""
        written: dict[str, Any] = plain(self)
        written["handover_after"] = "off" if self.handover_after is None else self.handover_after
        written["cadence"] = {kind: one for kind, one in written["cadence"].items() if one}
        return written

    @property
    def unreviewed_from(self) -> date | None:
        """The first day after a review that was not held, from which no cycle begins; None where a law or agreement
        makes the rhythm go on (`on_missed_review`), or no review is set."""
        if self.review_on is None or self.on_missed_review == "continue":
            return None
        return self.review_on + timedelta(days=1)

    @property
    def names_its_coach(self) -> bool:
        """Whether the coach follows from who the person is: there is nothing to wait for (R16)."""
        return self.subject == "leader" or self.coach.is_settled

    def title_in(self, language: str) -> str:
        """The title in that language, else in English, else the key."""
        titles = dict(self.title)
        return titles.get(language) or titles.get("en") or self.key


@lru_cache(maxsize=4096)
def at_slot(terms: Terms, slot: int) -> Terms:
    """The terms as they hold for one talk: an offset of an anchored rhythm may say otherwise of coach, agenda and
    binding. `slot` counts from 1."""
    anchored = terms.cadence.anchored
    if anchored is None or not 1 <= slot <= len(anchored.offsets):
        return terms
    offset = anchored.offsets[slot - 1]
    if offset.coach is None and offset.agenda is None and offset.binding is None:
        return terms
    coach = replace(terms.coach, eligible=offset.coach.eligible) if offset.coach else terms.coach
    return replace(terms, coach=coach, agenda=offset.agenda or terms.agenda, binding=offset.binding or terms.binding)


def _made(values: dict[str, Any]) -> Terms:
    return Terms(**values)


def missing_for_adoption(terms: Terms, *, adopted_on: date | None = None) -> tuple[Problem, ...]:
    """What must be written before a policy can be adopted: purpose, context, metrics, and a review date, which may
    lie at most 24 months after `adopted_on` where that is given."""
    missing = [Problem(name, "", *texts) for name, texts in _MISSING.items() if not getattr(terms, name)]
    latest = add_months(adopted_on, 24) if adopted_on else None
    if latest and terms.review_on and terms.review_on > latest:
        shown = (("latest", latest.isoformat()),)
        missing.append(Problem("review_on", terms.review_on.isoformat(), *_REVIEW_TOO_FAR, shown))
    return tuple(missing)
