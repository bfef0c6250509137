"""What a finished forecast says of people and coaches to a reader (docs/decisions/0029). Pure.

HR may read who is concerned, who is away and who listens, and reads each number as it is. Everybody else reads sums in
tens, days and weeks with at least `n_min` people behind them, and nothing where they are fewer: two forecasts, of two
rhythms or of two days, cannot be subtracted until one person is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from leadership.consultations import enough
from leadership.lib.shares import in_tens

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Talks of one cycle (None: too few to show), due between these days."""

    talks: float | None
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week: `size` is its hours, or its share of the busiest week in tens of per cent; `talks` None: not told."""

    monday: date
    size: float
    talks: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one reader is told. `exact`: each number as it is, and weeks in hours. `room`: of all coaches in a week, in
    the unit of the weeks; 0: not told. `breaks`: the first week in which talks do not fit, None: not told. `left`: how
    many would have no coach."""

    exact: bool
    people: float | None
    coaches: float | None
    hours_a_month: float | None
    left: float | None
    cycles: tuple[Cycle, ...]
    weeks: tuple[Week, ...]
    room: float
    breaks: date | None


def of(result: Result, *, exact: bool, n_min: int) -> Told:
    """What is told of a forecast's result."""
    about = partial(enough.about, exact=exact, n_min=n_min)
    people, coaches, breaks = result["people"], result["coach_count"], result["breaks"]
    weeks = [one for one in result["weeks"] if exact or one.get("people", 0) >= n_min]
    busiest = 0.0 if exact else max((one["hours"] for one in weeks), default=0.0)
    are_enough = exact or coaches >= n_min
    return Told(
        exact,
        people=about(people, people),
        coaches=about(coaches, coaches),
        hours_a_month=about(result["hours_a_month"], people),
        left=enough.said(result["without"], exact=exact, n_min=n_min),
        cycles=tuple(_cycle(one, about(one["talks"], one.get("people", 0)), exact) for one in result["cycles"]),
        weeks=tuple(_week(one, busiest) for one in weeks),
        room=_size(weeks[0]["room"], busiest) if weeks and are_enough else 0.0,
        breaks=date.fromisoformat(breaks["week"]) if breaks and are_enough else None,
    )


def _cycle(kept: Result, talks: float | None, exact: bool) -> Cycle:
    """Of a forecast made before people were counted by day, the days are for HR alone."""
    first, last = ("first", "last") if exact else ("first_of_enough", "last_of_enough")
    return Cycle(talks, _day(kept.get(first, "")), _day(kept.get(last, "")))


def _week(kept: Result, busiest: float) -> Week:
    return Week(date.fromisoformat(kept["week"]), _size(kept["hours"], busiest), None if busiest else kept["talks"])


def _size(hours: float, busiest: float) -> float:
    """Hours as they are, or as a share of those of the busiest week."""
    return in_tens(hours, busiest) if busiest else hours


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
