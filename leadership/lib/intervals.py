"""Arithmetic on stretches of time: sorted, half-open spans `[start, end)` of whole minutes since 1970-01-01T00:00Z.

`Spans` are always sorted, disjoint, not touching and not empty; `merge` makes them out of anything, and every function
here takes such spans and returns such spans, in one sweep over its arguments. Raises nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

Span = tuple[int, int]
Spans = Sequence[Span]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> int:
    """The minute that the aware `moment` lies in; seconds are dropped."""
    return (moment - EPOCH) // MINUTE


def minute_after(moment: datetime) -> int:
    """The first whole minute that is not before the aware `moment`."""
    return -((EPOCH - moment) // MINUTE)


def moment_of(minute: int) -> datetime:
    """The instant (UTC) at which `minute` begins."""
    return EPOCH + minute * MINUTE


def spans_of(stretches: Iterable[tuple[datetime, datetime]]) -> list[Span]:
    """Stretches between two aware instants as spans; a minute touched is a minute taken."""
    return merge([(minute_of(start), minute_after(end)) for start, end in stretches])


def merge(spans: Iterable[Span]) -> list[Span]:
    """Any spans, in any order, as `Spans`: overlapping and touching ones become one, empty ones vanish."""
    merged: list[Span] = []
    start = end = 0
    for low, high in sorted(spans):
        if high <= low:
            continue
        if low > end or not merged:
            start, end = low, high
            merged.append((start, end))
        elif high > end:
            end = high
            merged[-1] = (start, end)
    return merged


def intersect(ours: Spans, theirs: Spans) -> list[Span]:
    """What lies in both."""
    shared: list[Span] = []
    left = right = 0
    while left < len(ours) and right < len(theirs):
        start, end = ours[left]
        low, high = theirs[right]
        low = low if low > start else start
        if low < (high if high < end else end):
            shared.append((low, high if high < end else end))
        if high < end:
            right += 1
        else:
            left += 1
    return shared


def subtract(spans: Spans, taken: Spans) -> list[Span]:
    """What lies in `spans` and not in `taken`."""
    left: list[Span] = []
    index, count = 0, len(taken)
    for start, end in spans:
        while index < count and taken[index][1] <= start:
            index += 1
        free_from = start
        while index < count and taken[index][0] < end:
            low, high = taken[index]
            if free_from < low:
                left.append((free_from, low))
            free_from = high
            index += 1
        if free_from < end:
            left.append((free_from, end))
        elif free_from > end:
            index -= 1  # the last one taken reaches into what follows
    return left


def clip(spans: Spans, low: int, high: int) -> list[Span]:
    """What lies in `[low, high)`."""
    return intersect(spans, [(low, high)]) if low < high else []


def gaps(spans: Spans, low: int, high: int) -> list[Span]:
    """What lies in `[low, high)` and in none of `spans`."""
    return subtract([(low, high)], spans) if low < high else []


def grow(spans: Spans, *, before: int, after: int) -> list[Span]:
    """Every span longer by `before` minutes at its start and `after` at its end, both 0 or more."""
    return merge([(start - before, end + after) for start, end in spans])
