from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leadership.lib import intervals
from leadership.lib.intervals import Span

LOW, HIGH = -30, 60
loose = st.lists(st.tuples(st.integers(LOW, HIGH), st.integers(LOW, HIGH)), max_size=12)
spans = loose.map(intervals.merge)


def minutes(some: list[Span]) -> set[int]:
    return {minute for start, end in some for minute in range(start, end)}


def is_tidy(some: list[Span]) -> bool:
    grows = all(start < end for start, end in some)
    return grows and all(left[1] < right[0] for left, right in pairwise(some))


@given(loose)
def test_merging_keeps_every_minute_and_leaves_no_overlap_no_seam_and_no_empty_span(some: list[Span]) -> None:
    merged = intervals.merge(some)
    assert minutes(merged) == minutes(some)
    assert is_tidy(merged)


@given(spans, spans)
def test_intersecting_is_what_lies_in_both(ours: list[Span], theirs: list[Span]) -> None:
    shared = intervals.intersect(ours, theirs)
    assert minutes(shared) == minutes(ours) & minutes(theirs)
    assert is_tidy(shared)


@given(spans, spans)
def test_subtracting_is_what_lies_in_the_first_alone(ours: list[Span], taken: list[Span]) -> None:
    left = intervals.subtract(ours, taken)
    assert minutes(left) == minutes(ours) - minutes(taken)
    assert is_tidy(left)


@given(spans, st.integers(LOW, HIGH), st.integers(LOW, HIGH))
def test_clipping_and_gaps_share_out_the_stretch_asked_for(some: list[Span], low: int, high: int) -> None:
    inside, outside = intervals.clip(some, low, high), intervals.gaps(some, low, high)
    assert minutes(inside) == minutes(some) & set(range(low, high))
    assert minutes(outside) == set(range(low, high)) - minutes(some)
    assert is_tidy(inside) and is_tidy(outside)


@given(spans, st.integers(0, 9), st.integers(0, 9))
def test_growing_takes_the_minutes_around_every_span(some: list[Span], before: int, after: int) -> None:
    grown = intervals.grow(some, before=before, after=after)
    assert minutes(grown) == {m for start, end in some for m in range(start - before, end + after)}
    assert is_tidy(grown)


@given(st.integers(-(10**7), 10**8))
def test_a_minute_goes_to_an_instant_and_back(minute: int) -> None:
    moment = intervals.moment_of(minute)
    assert moment.tzinfo is UTC
    assert intervals.minute_of(moment) == intervals.minute_after(moment) == minute


def test_a_minute_that_is_touched_is_taken() -> None:
    start = datetime(2026, 3, 29, 3, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    [(low, high)] = intervals.spans_of([(start, start + timedelta(seconds=31))])
    assert intervals.moment_of(low) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert intervals.moment_of(high) == datetime(2026, 3, 29, 1, 2, tzinfo=UTC)
