"""What people say of their talks when they are asked (C11, C12), so told that nobody's answer can be read back.

An answer lies in one cell: it is of one unit, or about one rhythm, in one quarter. In a cell each answer is another
person, and nobody knows which. So cells can only be added up, and two rules are enough:

- What is shown, and what is left when it is taken from the whole, has enough people behind it. Which cells are shown
  follows from how many answered and never from what they said.
- All alike tells what each one said. So all, and all but one, are counted as all but half a one, and one and none as
  half a one (`told`); the whole is the sum of what is told of its cells, and nothing else leaves this module. Whatever
  is reckoned from whatever, of each cell in which all answered alike it stays open whether one of them did not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from leadership.consultations import costing
from leadership.conversations.models import Asked
from leadership.conversations.models.pulse import LESS, YES
from leadership.insights import gathering
from leadership.insights.cells import DIGITS, HIDDEN, Cell
from leadership.insights.crowd import Crowd
from leadership.insights.models import Kind, Snapshot
from leadership.insights.periods import Interval
from leadership.insights.rows import Answers
from leadership.insights.suppression import among
from leadership.lib.shares import in_tens
from policies.models import Policy

SUPPORTED = (4, 5)
"""Of five, what counts as support felt."""
KEPT = "worth_by_rhythm"
Told = dict[str, dict[str, float]]
"""By rhythm: `n` answers, and how many of these, as `told`, say that a talk was worth the time."""


def reckon(interval: Interval, crowd: Crowd, n_min: int) -> dict[str, Any]:
    """What was said in a quarter that is over, by the name of the figure; and of each rhythm by itself. Three
    queries."""
    support = _by_unit_shown(gathering.answers(interval, Asked.SUPPORT, SUPPORTED, "unit__path"), crowd)
    change = gathering.answers(interval, Asked.CHANGE, (LESS,), "unit__path")
    worth = gathering.answers(interval, Asked.WORTH, (YES,), "policy__key")
    felt, groups = of_units(support, n_min)
    useful, rhythms = of_rhythms(worth, n_min)
    hidden: dict[str, Cell] = dict.fromkeys(crowd.units.values(), HIDDEN)
    return {
        "support": {"whole": felt, "groups": {"unit": hidden | groups} if groups else {}},
        "less_support": {"whole": _cell([together(change.values())], n_min)},
        "worth": {"whole": useful},
        KEPT: rhythms,
    }


def useful(policy: Policy, *, on: date) -> int | None:
    """How many of those who answered say that a talk of the rhythm was worth the time, in tens of per cent, in the
    quarters of the twelve months before `on` that are rolled up; None: in none of them enough did. One query."""
    quarters = Snapshot.objects.filter(kind=Kind.QUARTER, as_of__lte=on, end__gt=on - costing.YEAR)
    kept = [one.figures.get(KEPT, {}).get(policy.key) for one in quarters]
    known = [one for one in kept if one]
    return in_tens(sum(one["told"] for one in known), sum(one["n"] for one in known)) if known else None


def told(of: Answers) -> float:
    """How many of at least three answers are told to say it: to half an answer where all, or all but one, agree."""
    if of.part <= 1:
        return 0.5
    return of.n - 0.5 if of.part >= of.n - 1 else float(of.part)


def together(cells: Iterable[Answers]) -> Answers:
    """As one cell."""
    every = list(cells)
    return Answers(sum(one.n for one in every), sum(one.part for one in every))


def of_units(answers: Mapping[str, Answers], n_min: int) -> tuple[Cell, dict[str, Cell]]:
    """The whole, and the units that may be shown beside it; those without a unit are in the rest."""
    [shown] = among({(unit,): of.n for unit, of in answers.items()}, 1, n_min)
    return _cell(_parts(answers, shown), n_min), {unit: _cell([answers[unit]], n_min) for unit in sorted(shown)}


def of_rhythms(answers: Mapping[str, Answers], n_min: int) -> tuple[Cell, Told]:
    """The whole, and the rhythms that may be spoken of beside it. Somebody may have answered about several, so of
    several it is only known that they are as many people as the largest has answers."""
    shown = {rhythm for rhythm, of in answers.items() if of.n >= n_min}
    while shown and 0 < _people(answers, answers.keys() - shown) < n_min:
        shown.remove(min(shown, key=lambda rhythm: (answers[rhythm].n, rhythm)))
    people = _people(answers, answers)
    whole = _cell(_parts(answers, shown), n_min) if people >= n_min else HIDDEN
    at_least = {"people": people, "at_least": True} if len(answers) > 1 and whole is not HIDDEN else {}
    return {**whole, **at_least}, {
        rhythm: {"told": told(answers[rhythm]), "n": answers[rhythm].n} for rhythm in sorted(shown)
    }


def _by_unit_shown(answers: Mapping[str, Answers], crowd: Crowd) -> dict[str, Answers]:
    """Of each unit people are grouped by."""
    found: defaultdict[str, list[Answers]] = defaultdict(list)
    for path, of in answers.items():
        found[crowd.unit_shown(path)].append(of)
    return {unit: together(cells) for unit, cells in found.items()}


def _parts(answers: Mapping[str, Answers], shown: Collection[str]) -> list[Answers]:
    """The cells that can be told apart: those shown, and the rest."""
    rest = together(of for group, of in answers.items() if group not in shown)
    return [answers[group] for group in shown] + ([rest] if rest.n else [])


def _people(answers: Mapping[str, Answers], of: Collection[str]) -> int:
    return max((answers[rhythm].n for rhythm in of), default=0)


def _cell(parts: list[Answers], n_min: int) -> Cell:
    n = sum(one.n for one in parts)
    if n < n_min:
        return HIDDEN
    return {"value": round(sum(map(told, parts)) / n, DIGITS), "n": n, "people": n}
