"""Leave as the engine counts it (docs/reference/cadence.md R4): joined where nobody worked between, never its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from policies.facts import Leave
from policies.workdays import ONE_DAY, Stretch

COUNTED_FROM = 14
"""Calendar days from which leave moves dues instead of only muting notices."""


@dataclass(frozen=True, slots=True)
class Away:
    """A continuous absence, both ends included, `end` None while unknown; `key` is that of its earliest leave."""

    key: str
    start: date
    end: date | None

    @property
    def counted(self) -> bool:
        """Whether it is long enough to stop clocks and move dues; without a known end from its first day."""
        return self.end is None or (self.end - self.start).days + 1 >= COUNTED_FROM

    @property
    def back_on(self) -> date | None:
        """The first day back: the day after the last day of leave."""
        return None if self.end is None else self.end + ONE_DAY

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def joined(leaves: Iterable[Leave], is_free: Callable[[date], bool]) -> tuple[Away, ...]:
    """The absences in date order, two joined when only free days (weekends, public holidays) lie between them."""
    out: list[Away] = []
    for leave in sorted(leaves, key=lambda one: (one.start, one.key)):
        if leave.end is not None and leave.end < leave.start:
            continue
        if out and _touches(out[-1], leave.start, is_free):
            out[-1] = Away(out[-1].key, out[-1].start, _later(out[-1].end, leave.end))
        else:
            out.append(Away(leave.key, leave.start, leave.end))
    return tuple(out)


def counted_stretches(away: Iterable[Away]) -> tuple[Stretch, ...]:
    """The counted leaves whose end is known, as stretches."""
    return tuple((one.start, one.end) for one in away if one.counted and one.end is not None)


def counted_on(away: Iterable[Away], day: date) -> Away | None:
    """The counted leave the day lies in."""
    return next((one for one in away if one.counted and one.covers(day)), None)


def _touches(before: Away, start: date, is_free: Callable[[date], bool]) -> bool:
    if before.end is None or start <= before.end + ONE_DAY:
        return True
    gap = (start - before.end).days - 1
    return all(is_free(before.end + timedelta(days=n)) for n in range(1, gap + 1))


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
