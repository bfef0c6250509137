"""What a policy may say but should be thought over first (docs/reference/cadence.md B.2): warnings, never refusals."""

from __future__ import annotations

from collections.abc import Iterator

from policies.audience import Audience, Clause
from policies.problems import Problem
from policies.terms import Terms
from policies.words import gettext_noop

LESSER = ("part_time", "part-time", "fixed_term", "fixed-term", "temporary", "deltid", "visstid", "tidsbegränsad")

_NO_THEME = gettext_noop("The rhythm names no theme, so nobody sees what it serves.")
_NAME_THEME = gettext_noop("Choose the goal or value it comes from.")
_WORSE_TERMS = gettext_noop(
    "%(path)s leaves out %(value)s: part-time and fixed-term staff may not have worse terms without an objective "
    "reason (SFS 2002:293)."
)
_TAKE_IN = gettext_noop("Take them in, or write down the objective reason in context.")
_NO_LEADERS = gettext_noop("%(path)s leaves out those who lead: they are to be heard like everybody else.")
_LEADERS_TOO = gettext_noop("Take them in, or give them a rhythm of their own.")


def cautions(terms: Terms) -> tuple[Problem, ...]:
    """Everything worth a second thought before the policy is adopted."""
    return tuple(_found(terms))


def _found(terms: Terms) -> Iterator[Problem]:
    if terms.theme is None:
        yield Problem("theme", "", _NO_THEME, _NAME_THEME)
    yield from _left_out(terms.audience)


def _left_out(audience: Audience) -> Iterator[Problem]:
    for n, clause in enumerate(audience.exclude):
        lesser = [kind for kind in clause.employment_types if _is_lesser(kind)]
        if lesser:
            path = f"audience.exclude[{n}].employment_types"
            yield Problem(path, ", ".join(lesser), _WORSE_TERMS, _TAKE_IN)
        if clause.is_leader:
            yield Problem(f"audience.exclude[{n}].is_leader", "true", _NO_LEADERS, _LEADERS_TOO)
    if audience.include and all(_only_the_rest(clause) for clause in audience.include):
        yield Problem("audience.include", "is_leader: false", _NO_LEADERS, _LEADERS_TOO)


def _is_lesser(kind: str) -> bool:
    return kind.strip().lower() in LESSER


def _only_the_rest(clause: Clause) -> bool:
    return clause.is_leader is False
