"""Free times of two people over eight weeks with 200 busy stretches each, against two yardsticks of the same run.

`slots_whole`: the plain grid of aware datetimes takes how many times as long as ours with nothing remembered.
`slots_cached`: ours with the working hours remembered takes how many times as long as sorting the two busy lists.
"""

import random
from datetime import UTC, datetime, timedelta

from bench.rows import Row, ratio
from leadership.conversations import slots
from leadership.conversations.wallclock import forget, hours_of
from leadership.lib.intervals import Span, minute_of
from tests.conversations.naive_slots import naive_times

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WEEKS = 8
BUSY = 200
ROUNDS = 7
OFFICE = hours_of({day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})


def rows() -> list[Row]:
    """Both rows, each of the medians of seven alternating runs."""
    return [slots_whole(), slots_cached()]


def slots_whole() -> Row:
    """Naive grid / ours with the caches emptied before every run; the two must agree."""
    search = _search()
    if slots.free_times(search) != naive_times(search):
        raise AssertionError("the grid and the sweep disagree; a race between them would say nothing")
    times = ratio(lambda: naive_times(search), lambda: _from_scratch(search), rounds=ROUNDS)
    return Row("slots_whole", times, 20, at_least=True)


def slots_cached() -> Row:
    """Ours / sorting the two busy lists."""
    search = _search()
    return Row("slots_cached", ratio(lambda: slots.free_times(search), lambda: _sorted_busy(search), rounds=ROUNDS), 15)


def _from_scratch(search: slots.Search) -> None:
    forget()
    slots.free_times(search)


def _sorted_busy(search: slots.Search) -> tuple[list[Span], list[Span]]:
    return sorted(search.member.busy), sorted(search.coach.busy)


def _search() -> slots.Search:
    chance = random.Random(2026)
    return slots.Search(
        member=slots.Diary("Europe/Helsinki", OFFICE, busy=_busy(chance)),
        coach=slots.Diary("Europe/Stockholm", OFFICE, busy=_busy(chance)),
        now=NOW,
        opens=NOW,
        closes=NOW + timedelta(weeks=WEEKS),
    )


def _busy(chance: random.Random) -> tuple[Span, ...]:
    midnight = minute_of(NOW.replace(hour=0))
    workdays = [day for day in range(WEEKS * 7) if day % 7 < 5]
    starts = [midnight + chance.choice(workdays) * 1440 + chance.randrange(6 * 60, 16 * 60, 15) for _ in range(BUSY)]
    return tuple((start, start + chance.choice((15, 30, 30, 60))) for start in starts)
