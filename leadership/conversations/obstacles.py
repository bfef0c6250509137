"""Why one time is not free: every rule that is in the way of a talk at that start, not only the first. Pure.

`slots` finds the times, this names what keeps a single one from being among them; the two agree on every start (a
property test holds them to it).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from leadership.conversations.slots import Diary, Search
from leadership.conversations.wallclock import offsets, open_spans
from leadership.lib.instants import local_date
from leadership.lib.intervals import MINUTE, Span, minute_after, minute_of
from leadership.people.windows import DAY

Side = Literal["member", "coach", "both"]


class Rule(StrEnum):
    """What can be in the way of one time."""

    NOTICE = "notice"
    WINDOW = "window"
    STEP = "step"
    HOURS = "hours"
    DAY_HOURS = "day_hours"
    CLOSED = "closed"
    BUSY = "busy"
    BUFFER = "buffer"
    DOOR = "door"
    FULL_DAY = "full_day"
    FULL_WEEK = "full_week"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One rule in the way: whose it is, and the stretch (minutes since the epoch) where something is in a calendar."""

    side: Side
    rule: Rule
    span: Span | None = None


def obstacles(search: Search, start: datetime) -> tuple[Obstacle, ...]:
    """Everything that keeps `start` (aware, a whole minute) from being free; nothing: it is free."""
    return (*_of_the_talk(search, start), *_of(search.member, "member", search, start), *_of_the_coach(search, start))


def _of_the_talk(search: Search, start: datetime) -> Iterator[Obstacle]:
    minute, rules = minute_of(start), search.rules
    closes = search.closes or search.now + timedelta(days=rules.horizon)
    if minute < minute_after(search.now + rules.notice * MINUTE):
        yield Obstacle("both", Rule.NOTICE)
    if not minute_after(search.opens) <= minute < minute_after(closes):
        yield Obstacle("both", Rule.WINDOW)
    if (minute + _offset(search.member.zone, minute)) % rules.step:
        yield Obstacle("both", Rule.STEP)


def _of_the_coach(search: Search, start: datetime) -> Iterator[Obstacle]:
    yield from _of(search.coach, "coach", search, start)
    room, day = search.room, _date(search.coach.zone, start)
    if room.door_opens_on and day < room.door_opens_on:
        yield Obstacle("coach", Rule.DOOR)
    if room.per_day is not None and sum(talk == day for talk in room.talks) >= room.per_day:
        yield Obstacle("coach", Rule.FULL_DAY)
    week = day.isocalendar()[:2]
    if room.per_week is not None and sum(talk.isocalendar()[:2] == week for talk in room.talks) >= room.per_week:
        yield Obstacle("coach", Rule.FULL_WEEK)


def _of(diary: Diary, side: Side, search: Search, start: datetime) -> Iterator[Obstacle]:
    talk = minute_of(start), minute_of(start) + search.rules.minutes
    if not _covers(diary, frozenset(), talk):
        has_own = _date(diary.zone, start) in dict(diary.own_days)
        yield Obstacle(side, Rule.DAY_HOURS if has_own else Rule.HOURS)
    elif not _covers(diary, diary.closed, talk):
        yield Obstacle(side, Rule.CLOSED)
    for span in sorted(diary.busy):
        if _overlap(span, talk):
            yield Obstacle(side, Rule.BUSY, span)
        elif _overlap(span, (talk[0] - diary.before, talk[1] + diary.after)):
            yield Obstacle(side, Rule.BUFFER, span)


def _covers(diary: Diary, closed: frozenset[date], talk: Span) -> bool:
    """Whether all of the talk lies in the person's hours."""
    first, end = talk[0] // DAY - 2, talk[1] // DAY + 3
    hours = open_spans(diary.hours, diary.zone, closed, first, end, own_days=diary.own_days)
    return any(low <= talk[0] and talk[1] <= high for low, high in hours)


def _overlap(span: Span, talk: Span) -> bool:
    return span[0] < span[1] and span[0] < talk[1] and talk[0] < span[1]


def _offset(zone: str, minute: int) -> int:
    day = minute // DAY
    return next(offset for low, high, offset in offsets(zone, day, day + 1) if low <= minute < high)


def _date(zone: str, start: datetime) -> date:
    return local_date(start, ZoneInfo(zone))
