"""Working days: which days count for a person, and counting them (docs/reference/cadence.md R2, R3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from policies.facts import MONDAY_TO_FRIDAY, Holidays, Pause

Stretch = tuple[date, date]
"""First and last day, both included."""

ONE_DAY = timedelta(days=1)


class WorkCalendar:
    """The working days of one (country, subdivision, weekly pattern, pauses); share it: `calendar_of` memoises.

    `pauses` are merged where they touch or overlap. Answers are remembered, so a calendar gets faster with use.
    """

    def __init__(
        self,
        holidays: Holidays,
        country: str,
        subdiv: str,
        pattern: frozenset[int] = MONDAY_TO_FRIDAY,
        pauses: tuple[Pause, ...] = (),
    ) -> None:
        if not pattern & frozenset(range(7)):
            raise ValueError("a working pattern needs at least one weekday")
        self.country, self.subdiv, self.pattern = country, subdiv, pattern
        self.pauses = merged((pause.start, pause.end) for pause in pauses)
        self._holidays = holidays
        self._given = pauses
        self._years: dict[int, frozenset[date]] = {}
        self._known: dict[date, bool] = {}
        self._sums: dict[tuple[date, int], date] = {}

    def is_workday(self, day: date) -> bool:
        """Whether the day is in the pattern, no public holiday and in no pause."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = not self.is_free(day) and not self.is_paused(day)
        return known

    def is_free(self, day: date) -> bool:
        """Whether the day is outside the pattern or a public holiday, whatever the pauses."""
        return day.weekday() not in self.pattern or day in self._year(day.year)

    def is_paused(self, day: date) -> bool:
        """Whether the organisation rests on the day."""
        return any(start <= day <= end for start, end in self.pauses)

    def pause_end(self, day: date) -> date | None:
        """The last day of the pause the day lies in, None outside pauses."""
        return next((end for start, end in self.pauses if start <= day <= end), None)

    def plus(self, day: date, count: int, away: tuple[Stretch, ...] = ()) -> date:
        """day⊕count: the count-th working day after (negative: before) the day; 0 is the day or the next working day.

        Days in `away` (counted leave) are passed over as well.
        """
        if away:
            return self._walk(day, count, away)
        known = self._sums.get((day, count))
        if known is None:
            known = self._sums[(day, count)] = self._walk(day, count, ())
        return known

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`."""
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def counted_weekdays(self) -> WorkCalendar:
        """The same calendar counted Monday to Friday whatever the pattern (CWD of R2)."""
        return calendar_of(self._holidays, self.country, self.subdiv, MONDAY_TO_FRIDAY, self._given)

    def _walk(self, day: date, count: int, away: tuple[Stretch, ...]) -> date:
        step = ONE_DAY if count >= 0 else -ONE_DAY
        left = abs(count)
        if not left:
            day, left = day - step, 1
        while left:
            day += step
            left -= self.is_workday(day) and not within(day, away)
        return day

    def _year(self, year: int) -> frozenset[date]:
        if year not in self._years:
            self._years[year] = self._holidays(self.country, self.subdiv, year)
        return self._years[year]


@lru_cache(maxsize=4096)
def calendar_of(
    holidays: Holidays,
    country: str,
    subdiv: str,
    pattern: frozenset[int] = MONDAY_TO_FRIDAY,
    pauses: tuple[Pause, ...] = (),
) -> WorkCalendar:
    """The shared, memoised calendar."""
    return WorkCalendar(holidays, country, subdiv, pattern, pauses)


def within(day: date, stretches: Iterable[Stretch]) -> bool:
    """Whether the day lies in one of the stretches."""
    return any(start <= day <= end for start, end in stretches)


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same days as sorted stretches that neither touch nor overlap."""
    out: list[Stretch] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1] + ONE_DAY:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        elif start <= end:
            out.append((start, end))
    return tuple(out)


def clock_end(start: date, days: int, stopped: tuple[Stretch, ...]) -> date:
    """The day on which a clock started after `start` has run so many days, standing still on the stopped ones.

    `stopped` must be sorted and apart, as `merged` returns them.
    """
    end = start + timedelta(days=days)
    for first, last in stopped:
        inside = max(first, start + ONE_DAY)
        if inside <= min(end, last):
            end += last - inside + ONE_DAY
    return end
