"""Working hours by the wall clock, turned into minutes of the world's time once and remembered.

Wall-clock times follow docs/reference/cadence.md R6: skipped by a clock change, they shift forward; doubled, they mean
the first. Zones are IANA names, instants whole minutes since 1970-01-01T00:00Z as in `lib.intervals`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from leadership.lib.intervals import MINUTE, Span, merge, moment_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
EPOCH_DAY = date(1970, 1, 1).toordinal()

Hours = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first: the windows of each in minutes after that day's midnight by the wall clock, 0 to 1440."""


def hours_of(week: Mapping[str, Iterable[Sequence[str]]]) -> Hours:
    """Working hours written as `{"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}`; `24:00` ends a day.

    Raises ValueError naming the day and the window that ends before it starts or is not a time.
    """
    return tuple(tuple(merge(_window(day, *window) for window in week.get(day) or ())) for day in WEEKDAYS)


@lru_cache(maxsize=4096)
def open_spans(hours: Hours, zone: str, closed: frozenset[date], first: int, end: int) -> tuple[Span, ...]:
    """When somebody with these hours works on the days `[first, end)` (counted from 1970) but the `closed` dates."""
    shut = {day.toordinal() for day in closed}
    days = (day for day in range(EPOCH_DAY + first, EPOCH_DAY + end) if day not in shut)
    return tuple(merge([span for day in days for span in _day(hours[(day - 1) % 7], zone, day)]))


def midnight(zone: str, day: date) -> int:
    """The minute at which `day` begins in `zone`."""
    return _minute(zone, day.toordinal(), 0)


@lru_cache(maxsize=1024)
def offsets(zone: str, first: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """Stretches `(low, high, offset)` of the days `[first, end)` in UTC through which the zone's offset is the same."""
    changes = [(first * DAY, _offset_at(zone, first * DAY))]
    for day in range(first, end):
        if _offset_at(zone, (day + 1) * DAY) != changes[-1][1]:
            changes.append(_change(zone, day * DAY, (day + 1) * DAY))
    ends = [low for low, _ in changes[1:]] + [end * DAY]
    return tuple((low, high, offset) for (low, offset), high in zip(changes, ends, strict=True))


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


def _window(day: str, opens: str, closes: str) -> Span:
    span = _clock(opens), _clock(closes)
    if span[0] >= span[1]:
        raise ValueError(f"{day}: the window {opens}–{closes} ends before it starts; write for example 09:00–17:00")
    return span


def _clock(text: str) -> int:
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(minute) < 60):
        raise ValueError(f"{text!r} is not a time of day; write it as 09:00")
    if int(hour) * 60 + int(minute) > DAY:
        raise ValueError(f"{text!r} lies after the end of the day; 24:00 is the last time")
    return int(hour) * 60 + int(minute)
