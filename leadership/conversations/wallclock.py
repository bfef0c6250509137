"""Working hours by the wall clock, turned into minutes of the world's time once and remembered.

Wall-clock times follow docs/reference/cadence.md R6: skipped by a clock change, they shift forward; doubled, they mean
the first. Zones are IANA names, instants whole minutes since 1970-01-01T00:00Z as in `lib.intervals`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from leadership.lib.intervals import MINUTE, Span, merge, moment_of
from leadership.people.windows import DAY, WEEKDAYS, Written, places, span_of

EPOCH_DAY = date(1970, 1, 1).toordinal()

Hours = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first: the windows of each in minutes after that day's midnight by the wall clock, 0 to 1440."""


def hours_of(week: Mapping[str, Written]) -> Hours:
    """Working hours written as `{"mon": [["09:00", "12:00", "Kista"], ["13:00", "17:00"]]}`; `24:00` ends a day.

    Raises ValueError naming the day and the window that ends before it starts or is not a time.
    """
    return tuple(windows_of(week.get(day) or (), day) for day in WEEKDAYS)


def windows_of(written: Written, day: str = "") -> tuple[Span, ...]:
    """The windows of one day. Raises ValueError as `hours_of` does."""
    return tuple(merge(span_of(window, day) for window in written))


DaysHours = tuple[tuple[date, tuple[Span, ...]], ...]
"""Single dates whose windows stand in place of those of the weekday; no windows: no work."""


@lru_cache(maxsize=4096)
def open_spans(
    hours: Hours, zone: str, closed: frozenset[date], first: int, end: int, *, own_days: DaysHours = ()
) -> tuple[Span, ...]:
    """When somebody with these hours works on the days `[first, end)` (counted from 1970) but the `closed` dates."""
    shut = {day.toordinal() for day in closed}
    own = {day.toordinal(): windows for day, windows in own_days}
    days = (day for day in range(EPOCH_DAY + first, EPOCH_DAY + end) if day not in shut)
    return tuple(merge([span for day in days for span in _day(own.get(day, hours[(day - 1) % 7]), zone, day)]))


def midnight(zone: str, day: date) -> int:
    """The minute at which `day` begins in `zone`."""
    return minute_at(zone, day, 0)


def minute_at(zone: str, day: date, minute: int) -> int:
    """The minute (UTC) of a wall-clock minute of `day` in `zone`, by R6."""
    return _minute(zone, day.toordinal(), minute)


@lru_cache(maxsize=1024)
def offsets(zone: str, first: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """Stretches `(low, high, offset)` of the days `[first, end)` in UTC through which the zone's offset is the same."""
    changes = [(first * DAY, _offset_at(zone, first * DAY))]
    for day in range(first, end):
        if _offset_at(zone, (day + 1) * DAY) != changes[-1][1]:
            changes.append(_change(zone, day * DAY, (day + 1) * DAY))
    ends = [low for low, _ in changes[1:]] + [end * DAY]
    return tuple((low, high, offset) for (low, offset), high in zip(changes, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody is when: windows with a place by weekday and by single dates, on the clock of `zone`."""

    zone: str = "UTC"
    by_weekday: tuple[tuple[tuple[int, int, str], ...], ...] = ((),) * 7
    by_date: tuple[tuple[date, tuple[tuple[int, int, str], ...]], ...] = ()

    def at(self, start: datetime) -> str:
        """Where the person is at the instant `start`; empty: they have not said."""
        if not (any(self.by_weekday) or self.by_date):
            return ""
        local = start.astimezone(ZoneInfo(self.zone))
        windows = dict(self.by_date).get(local.date(), self.by_weekday[local.weekday()])
        minute = local.hour * 60 + local.minute
        return next((place for low, high, place in windows if low <= minute < high), "")


def places_of(week: Mapping[str, Written], own_days: Mapping[date, Written], zone: str) -> Places:
    """The places somebody's hours name."""
    by_weekday = tuple(tuple(places(week.get(day) or ())) for day in WEEKDAYS)
    return Places(zone, by_weekday, tuple((day, tuple(places(windows))) for day, windows in own_days.items()))


def forget() -> None:
    """Empty what is remembered of working hours and zones, for benchmarks."""
    for remembered in (open_spans, _day, _minute, offsets):
        remembered.cache_clear()


@lru_cache(maxsize=1 << 16)
def _day(windows: tuple[Span, ...], zone: str, day: int) -> tuple[Span, ...]:
    return tuple((_minute(zone, day, opens), _minute(zone, day, closes)) for opens, closes in windows)


@lru_cache(maxsize=1 << 16)
def _minute(zone: str, day: int, minute: int) -> int:
    """The minute (UTC) of a wall-clock minute of the day with ordinal `day`, by R6."""
    wall = datetime.fromordinal(day) + minute * MINUTE
    # fold=0 reads a skipped time with the offset before the change, which shifts it forward, and a doubled one as its
    # first occurrence: both as R6 says.
    return (day - EPOCH_DAY) * DAY + minute - _offset(ZoneInfo(zone).utcoffset(wall))


def _change(zone: str, low: int, high: int) -> tuple[int, int]:
    """The minute in `(low, high]` at which the offset changes, and what it changes to."""
    before = _offset_at(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset_at(zone, middle) == before else (low, middle)
    return high, _offset_at(zone, high)


def _offset_at(zone: str, minute: int) -> int:
    return _offset(moment_of(minute).astimezone(ZoneInfo(zone)).utcoffset())


def _offset(difference: timedelta | None) -> int:
    return difference // MINUTE if difference else 0
