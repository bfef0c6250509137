"""The days of a working life that talks are anchored to (docs/reference/cadence.md R7, R10), named for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policies.cadence import add_months
from policies.facts import PersonFacts
from policies.leaves import Away
from policies.termparts import Anchored
from policies.workdays import ONE_DAY

BEHIND, AHEAD = timedelta(days=3 * 365), timedelta(days=500)
"""How far from today anniversaries matter."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One day to count from; `key` is the cycle key of its talks, `leave` the absence it belongs to."""

    kind: str
    key: str
    day: date
    leave: Away | None = None


def anchors_of(anchored: Anchored, person: PersonFacts, away: Sequence[Away], on: date) -> tuple[Anchor, ...]:
    """The person's anchors of that kind, in date order; anniversaries only near `on`."""
    kind = anchored.anchor
    if kind in ("leave_start", "leave_end"):
        return tuple(_of_leaves(kind, anchored.min_days or 0, away))
    if kind == "anniversary":
        return tuple(_anniversaries(person.hire, on))
    if kind == "hire":
        return (Anchor(kind, "hire", person.hire),)
    if kind == "contract_end":
        return (Anchor(kind, "contract_end", person.last_day),) if person.last_day else ()
    if kind == "custom" and anchored.on:
        return (Anchor(kind, f"custom-{anchored.on}", anchored.on),)
    days = sorted(dict(person.events).get(kind, ()))
    return tuple(Anchor(kind, f"{kind}-{n}", day) for n, day in enumerate(days, 1))


def _of_leaves(kind: str, least: int, away: Sequence[Away]) -> Iterator[Anchor]:
    """Leave without a known end has begun, but nobody knows when it is over."""
    for leave in away:
        if leave.end is not None and (leave.end - leave.start).days + 1 < least:
            continue
        day = leave.start if kind == "leave_start" else leave.back_on
        if day is not None:
            yield Anchor(kind, f"{kind}-{leave.key}", day, leave)


def _anniversaries(hire: date, on: date) -> Iterator[Anchor]:
    for years in range(1, max(1, (on + AHEAD).year - hire.year + 1)):
        day = add_months(hire, 12 * years)
        if on - BEHIND <= day <= on + AHEAD - ONE_DAY:
            yield Anchor("anniversary", f"anniversary-{day.year}", day)
