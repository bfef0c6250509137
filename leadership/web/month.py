"""A month laid out in weeks for the booker: pure, from the days that have free times."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Cell:
    """One day in the grid; `url` is empty where nothing is free, `free` counts the free times."""

    day: date
    url: str
    free: int
    current: bool
    today: bool


@dataclass(frozen=True)
class MonthGrid:
    """The weeks of one month, Monday first; None stands for a day of a neighbouring month."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]

    @property
    def weekdays(self) -> tuple[date, ...]:
        """Seven dates, Monday to Sunday, to name the columns by."""
        return tuple(date(2024, 1, day) for day in range(1, 8))


def month_grid(
    first: date, *, free: Mapping[date, int], url_for: Callable[[date], str], on: date, chosen: date | None = None
) -> MonthGrid:
    """The month that `first` lies in; days in `free` with at least one time get a link from `url_for`.

    All dates are in the reader's zone; `on` is the reader's today.
    """
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)

    def cell(day: date) -> Cell | None:
        if day.month != first.month:
            return None
        count = free.get(day, 0)
        return Cell(day, url_for(day) if count else "", count, day == chosen, day == on)

    return MonthGrid(first.replace(day=1), tuple(tuple(cell(day) for day in week) for week in weeks))
