"""The kindest of the next times, on different days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from leadership.conversations.best import best, unkindness

STOCKHOLM, NEW_YORK = ZoneInfo("Europe/Stockholm"), ZoneInfo("America/New_York")
MONDAY = datetime(2026, 4, 13, 6, 0, tzinfo=UTC)
"""08:00 in Stockholm."""


def _days(times):
    return {time.astimezone(STOCKHOLM).date() for time in times}


def _quarters(*hours, days=range(5)):
    return [MONDAY + timedelta(days=day, hours=hour) for day in days for hour in hours]


def test_three_days_are_better_than_three_times_on_one():
    assert best(_quarters(1, 2, 3), 3, zones=[STOCKHOLM]) == tuple(_quarters(1, days=range(3)))


def test_the_middle_of_both_peoples_days_is_better_than_the_edge_of_one():
    """15:00 in Stockholm is 9:00 in New York, 13:00 would be seven in the morning."""
    times = _quarters(5, 7, days=range(3))
    assert best(times, 2, zones=[STOCKHOLM, NEW_YORK]) == tuple(_quarters(7, days=range(2)))
    assert unkindness(times[0], [STOCKHOLM, NEW_YORK]) > unkindness(times[1], [STOCKHOLM, NEW_YORK]) == 0


def test_a_day_of_lunch_hours_waits_behind_a_kinder_day_that_is_near():
    lunch, morning = _quarters(4, days=[0]), _quarters(2, days=[1, 2])
    assert best([*lunch, *morning], 2, zones=[STOCKHOLM]) == tuple(morning)
    assert best([*lunch, *morning], 3, zones=[STOCKHOLM]) == (*lunch, *morning)


def test_days_that_are_full_by_now_are_taken_last():
    monday = date(2026, 4, 13)
    assert monday not in _days(best(_quarters(2), 3, zones=[STOCKHOLM], besides={monday}))
    assert monday in _days(best(_quarters(2, days=range(3)), 3, zones=[STOCKHOLM], besides={monday}))


@given(st.sets(st.integers(0, 4 * 24 * 14), max_size=30), st.integers(1, 5))
def test_it_gives_as_many_as_there_are_in_order_and_on_as_many_days_as_it_can(quarters, n):
    times = sorted(MONDAY + timedelta(minutes=15 * quarter) for quarter in quarters)
    chosen = best(times, n, zones=[STOCKHOLM, NEW_YORK])
    assert list(chosen) == sorted(set(chosen).intersection(times))
    assert len(chosen) == min(n, len(times))
    assert len(_days(chosen)) == min(n, len(_days(times)))
