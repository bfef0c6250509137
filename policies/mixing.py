"""The cross-silo rule (docs/reference/cadence.md B.2, coach.mix): what it can ask for, and whom it leaves to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policies.cadence import NOMINAL_DAYS
from policies.problems import Problem
from policies.termparts import Cadence, CoachRules
from policies.words import gettext_noop

INSIDE = ("own_manager", "skip_manager")
"""Kinds of coach that are always in somebody's own line."""

_NOBODY_OUTSIDE = gettext_noop("%(path)s asks for %(value)s talks, but coach.eligible allows nobody outside the line.")
_ALLOW_OUTSIDE = gettext_noop("Add outside_own_line or certified to coach.eligible, or leave the mix out.")
_TOO_MANY = gettext_noop("%(path)s asks for %(value)s talks a year, but the cadence gives only %(most)s.")
_FEWER = gettext_noop("Write at most %(most)s, or a more frequent cadence.")
_ONE_COACH = gettext_noop("%(path)s is true, but coach.eligible allows one person only: %(kinds)s.")
_MORE_COACHES = gettext_noop("Add another kind to coach.eligible, or leave differ_from_last out.")


def mix_contradictions(values: Mapping[str, Any]) -> Iterator[Problem]:
    """A mix that the eligible coaches or the cadence make impossible."""
    coach: CoachRules = values["coach"]
    if coach.mix is None:
        return
    kinds = [kind for kind in coach.eligible if kind not in coach.exclude]
    asked, most = coach.mix.outside_own_line, talks_a_year(values["cadence"])
    path = "coach.mix.outside_own_line"
    if asked and (set(kinds) <= set(INSIDE) or "outside_own_line" in coach.exclude):
        yield Problem(path, str(asked), _NOBODY_OUTSIDE, _ALLOW_OUTSIDE)
    elif asked and asked > most:
        yield Problem(path, str(asked), _TOO_MANY, _FEWER, (("most", str(most)),))
    if coach.mix.differ_from_last and len(kinds) == 1 and kinds[0] in INSIDE:
        yield Problem("coach.mix.differ_from_last", "true", _ONE_COACH, _MORE_COACHES, (("kinds", kinds[0]),))


def talks_a_year(cadence: Cadence) -> int:
    """How many talks a year of the rhythm holds, at least one."""
    return max(1, round(NOMINAL_DAYS["year"] / cadence.interval_days))


def refused_by_mix(
    coach: CoachRules, *, last: str | None, chosen: str, outside: bool, outside_before: int, left: int
) -> str:
    """Why the mix refuses a choice: "differ_from_last", "outside_own_line", or "" when it does not.

    `last`: the coach of the talk before; `outside`: whether the one chosen is outside the member's own line;
    `outside_before`: talks with such a coach in the year so far; `left`: talks still to come in the year, this one
    among them. A choice is refused only when what is left could not make up for it.
    """
    mix = coach.mix
    if mix is None:
        return ""
    if mix.differ_from_last and last is not None and chosen == last:
        return "differ_from_last"
    missing = (mix.outside_own_line or 0) - outside_before
    return "outside_own_line" if not outside and missing >= left and missing > 0 else ""
