"""The catalogue of conversation types (docs/reference/cadence.md B.3): minutes, whose talk it is, what it excludes."""

from __future__ import annotations

from dataclasses import dataclass

from policies.words import Plural, ngettext_lazy

COACH_KINDS = (
    "own_manager",
    "skip_manager",
    "outside_own_line",
    "same_unit",
    "other_unit",
    "certified",
    "peer",
    "anyone",
    "hr",
)
"""How a policy may say who can be the coach; beside these `pool:<name>`."""


@dataclass(frozen=True, slots=True)
class TalkType:
    """`minutes`: how long it lasts at least; `group`: a talk credits at most one obligation in it; `notes`: how much is
    kept of it, none, pair or record."""

    key: str
    minutes: int
    name: Plural
    eligible: tuple[str, ...] = ("certified", "own_manager")
    exclude: tuple[str, ...] = ()
    group: str | None = None
    notes: str = "pair"


TALK_TYPES = {
    one.key: one
    for one in (
        TalkType("one_on_one", 20, ngettext_lazy("one-on-one", "one-on-ones")),
        TalkType(
            "development",
            60,
            ngettext_lazy("development talk", "development talks"),
            ("own_manager",),
            (),
            "annual",
            "record",
        ),
        TalkType(
            "performance",
            60,
            ngettext_lazy("performance review", "performance reviews"),
            ("own_manager",),
            (),
            "annual",
            "record",
        ),
        TalkType("pay", 30, ngettext_lazy("pay talk", "pay talks"), ("own_manager",), (), "annual", "none"),
        TalkType("onboarding", 30, ngettext_lazy("onboarding talk", "onboarding talks"), ("own_manager", "pool:buddy")),
        TalkType("return", 30, ngettext_lazy("welcome-back talk", "welcome-back talks"), ("own_manager",)),
        TalkType(
            "exit", 30, ngettext_lazy("exit talk", "exit talks"), ("hr", "certified"), ("own_manager",), None, "none"
        ),
        TalkType("stay", 30, ngettext_lazy("stay interview", "stay interviews"), ("skip_manager", "certified")),
        TalkType("skip_level", 30, ngettext_lazy("skip-level talk", "skip-level talks"), ("skip_manager",)),
        TalkType("peer", 20, ngettext_lazy("peer sparring", "peer sparrings"), ("peer", "other_unit")),
    )
}


def minutes_of(kind: str) -> int:
    """How long a talk of that type lasts at least; 0 for a type the catalogue does not know."""
    known = TALK_TYPES.get(kind)
    return known.minutes if known else 0


def notes_of(types: tuple[str, ...]) -> str:
    """The level of notes of the only type, else pair."""
    only = TALK_TYPES.get(types[0]) if len(types) == 1 else None
    return only.notes if only else "pair"


def is_coach_kind(word: str) -> bool:
    """Whether the word may stand in coach.eligible or coach.exclude."""
    return word in COACH_KINDS or (word.startswith("pool:") and len(word) > len("pool:"))
