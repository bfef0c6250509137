"""The usual way to find free times, as a yardstick: a grid of aware datetimes, every rule asked at every point.

Slow, and so plain that it can be believed; `test_slots` holds the real thing against it, the benchmark races them.
It shares the question (`Search`) with the real thing and not one line of the answer.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import gcd
from zoneinfo import ZoneInfo

from leadership.conversations.slots import Diary, Search

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Stretch = tuple[datetime, datetime]


def naive_times(search: Search) -> tuple[datetime, ...]:
    """The same promise as `slots.free_times`."""
    busy = [_instants(search.member.busy), _instants(search.coach.busy)]
    return tuple(start for start in _grid(search) if _suits(search, start, busy))


def _instants(spans: tuple[tuple[int, int], ...]) -> list[Stretch]:
    return [(EPOCH + timedelta(minutes=low), EPOCH + timedelta(minutes=high)) for low, high in spans if low < high]


def _grid(search: Search) -> Iterator[datetime]:
    # Every offset in use is a multiple of a quarter of an hour, so this grid meets every zone's wall-clock steps.
    step = timedelta(minutes=gcd(search.rules.step, 15))
    opens = max(search.opens, search.now)
    point = EPOCH + (opens - EPOCH) // step * step
    closes = search.closes or search.now + timedelta(days=search.rules.horizon)
    while point < closes:
        if point >= opens:
            yield point
        point += step


def _suits(search: Search, start: datetime, busy: list[list[Stretch]]) -> bool:
    rules = search.rules
    end = start + timedelta(minutes=rules.minutes)
    wall = start.astimezone(ZoneInfo(search.member.zone))
    if (wall.hour * 60 + wall.minute) % rules.step or start < search.now + timedelta(minutes=rules.notice):
        return False
    if not _coach_has_room(search, start):
        return False
    if not (_at_work(search.member, start, end) and _at_work(search.coach, start, end)):
        return False
    return all(
        _is_clear(diary, start, end, calendar)
        for diary, calendar in zip((search.member, search.coach), busy, strict=True)
    )


def _is_clear(diary: Diary, start: datetime, end: datetime, calendar: list[Stretch]) -> bool:
    first, last = start - timedelta(minutes=diary.before), end + timedelta(minutes=diary.after)
    return not any(low < last and first < high for low, high in calendar)


def _at_work(diary: Diary, start: datetime, end: datetime) -> bool:
    """Whether the person works all the way from `start` to `end`, going from window to window that adjoin."""
    point = start
    while point < end:
        closes = [close for opening, close in _windows(diary, point) if opening <= point < close]
        if not closes:
            return False
        point = max(closes)
    return True


def _windows(diary: Diary, point: datetime) -> Iterator[Stretch]:
    zone = ZoneInfo(diary.zone)
    today = point.astimezone(zone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        if day not in diary.closed:
            for opens, closes in dict(diary.own_days).get(day, diary.hours[day.weekday()]):
                yield _instant(day, opens, zone), _instant(day, closes, zone)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _coach_has_room(search: Search, start: datetime) -> bool:
    room = search.room
    day = start.astimezone(ZoneInfo(search.coach.zone)).date()
    if room.door_opens_on is not None and day < room.door_opens_on:
        return False
    this_day = sum(talk == day for talk in room.talks)
    this_week = sum(talk.isocalendar()[:2] == day.isocalendar()[:2] for talk in room.talks)
    return (room.per_day is None or this_day < room.per_day) and (room.per_week is None or this_week < room.per_week)
