"""Reading who may be the coach and how one is found (docs/reference/cadence.md B.2, coach.*)."""

from __future__ import annotations

from policies.partreading import read_kinds
from policies.reading import Reader
from policies.talktypes import TALK_TYPES
from policies.termparts import Cadence, CoachRules, Mix

FALLBACKS = ("keep_last", "own_manager", "least_loaded", "hr")


def read_coach(reader: Reader, types: tuple[str, ...], cadence: Cadence, *, subject: str) -> CoachRules:
    """The rules; what is not written follows from the only type, the cadence, and whose rhythm it is."""
    inner = reader.inner("coach")
    eligible, exclude = _kinds(inner, types, subject)
    quick = cadence.rolling or cadence.anchored or cadence.is_frequent
    choose_by = inner.whole("choose_by", 0, 60)
    rules = CoachRules(
        eligible,
        exclude,
        inner.choice("choice", ("member", "assigned", "coach_claims"), "assigned" if subject == "leader" else "member"),
        (3 if quick else 15) if choose_by is None else choose_by,
        inner.words("default", _is_fallback, (*FALLBACKS, "least_loaded(pool)")) or FALLBACKS,
        inner.whole("max_open", 1, 1000),
        _mix(inner),
    )
    inner.finish()
    return rules


def _kinds(inner: Reader, types: tuple[str, ...], subject: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    only = TALK_TYPES.get(types[0]) if len(types) == 1 else None
    eligible, exclude = read_kinds(inner, "eligible"), read_kinds(inner, "exclude")
    if not eligible:
        eligible = only.eligible if only else ("certified", "own_manager")
        exclude = exclude or (only.exclude if only else ())
        eligible = tuple(kind for kind in eligible if subject == "member" or kind.endswith("_manager"))
        eligible = eligible or ("own_manager",)
    return eligible, exclude


def _is_fallback(word: str) -> bool:
    return word in FALLBACKS or (word.startswith("least_loaded(") and word.endswith(")"))


def _mix(inner: Reader) -> Mix | None:
    if not inner.has("mix"):
        inner.take("mix")
        return None
    one = inner.inner("mix")
    mix = Mix(one.whole("outside_own_line", 1, 60), one.flag("differ_from_last"))
    one.finish()
    return mix if mix != Mix() else None
