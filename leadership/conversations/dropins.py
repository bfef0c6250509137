"""Hours a coach keeps open for whoever comes: the times in them at which somebody can drop in. Pure.

Each time takes one person. Nobody needs to be within working hours for it: the coach has opened the door, the member
decides. Days on which the coach is away are left out, and so is whatever is taken already.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from leadership.conversations.wallclock import minute_at
from leadership.lib.intervals import Span, Spans, minute_after, moment_of


def on_days(days: Iterable[date], window: Span, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The window (minutes after midnight by the clock of `zone`) on each of the days, as instants."""
    for day in days:
        low, high = minute_at(zone, day, window[0]), minute_at(zone, day, window[1])
        if low < high:
            yield moment_of(low), moment_of(high)


def starts(open_hours: Sequence[Span], minutes: int, *, taken: Spans, now: datetime) -> list[int]:
    """Where a drop-in of `minutes` can begin: one after the other from the start of each of the open hours, those that
    have begun or meet anything taken left out. Spans and starts are whole minutes (UTC)."""
    return [
        start
        for low, high in open_hours
        for start in range(low, high - minutes + 1, minutes)
        if start >= minute_after(now) and not any(begin < start + minutes and start < end for begin, end in taken)
    ]
