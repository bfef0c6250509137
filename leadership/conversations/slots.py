"""The times at which two people could talk: pure, without database and clock.

A time is the start of a talk that lies inside the working hours of both (each in their own zone), on days when neither
is away, clear of what either has in the calendar with each one's own buffers kept, on a day and in a week in which the
coach has room, not before notice has passed and inside the window asked for. Starts lie on the step of the member's
wall clock. Everything is whole minutes since the epoch inside (`lib.intervals`, `wallclock`); each rule is one sweep.
`obstacles` says of a single time what is in its way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from leadership.conversations.wallclock import DaysHours, Hours, midnight, offsets, open_spans
from leadership.lib.intervals import (
    MINUTE,
    Span,
    Spans,
    clip,
    grow,
    intersect,
    merge,
    minute_after,
    moment_of,
    spans_of,
    subtract,
)
from leadership.people.windows import DAY


class Reason(StrEnum):
    """Why there is no time: the first rule, in this order, that leaves nothing over."""

    OUTSIDE_WINDOW = "outside_window"
    NO_WORKING_HOURS = "no_working_hours"
    NO_COMMON_HOURS = "no_common_hours"
    ABSENT_MEMBER = "absent_member"
    ABSENT_COACH = "absent_coach"
    DOOR_CLOSED = "door_closed"
    MEMBER_BUSY = "member_busy"
    COACH_BUSY = "coach_busy"
    BOTH_BUSY = "both_busy"
    COACH_FULL_DAY = "coach_full_day"
    COACH_FULL_WEEK = "coach_full_week"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of one person's time.

    `closed` are dates in `zone` on which the person does not work (holidays, absences, pauses); `own_days` are dates
    with windows of their own in place of the weekday's, and a closed one of them stays closed. `busy` are minutes since
    the epoch in UTC, in any order, overlapping or not; `spans_of` makes them out of instants. `before` and `after` are
    the minutes a new talk keeps clear around itself in this calendar; they need not lie in working hours.
    """

    zone: str
    hours: Hours
    closed: frozenset[date] = frozenset()
    busy: tuple[Span, ...] = ()
    before: int = 5
    after: int = 10
    own_days: DaysHours = ()

    def __post_init__(self) -> None:
        if min(self.before, self.after) < 0:
            raise ValueError(f"{self.before} and {self.after} minutes around a talk: neither is below 0")

    @property
    def has_hours(self) -> bool:
        """Whether the person ever works."""
        return any(self.hours) or any(windows for _day, windows in self.own_days)


@dataclass(frozen=True, slots=True)
class Room:
    """How many talks the coach has room for. Dates are in the coach's zone, weeks are ISO weeks.

    `talks` holds the date of every talk agreed, one entry each; None as a limit is no limit. Before `door_opens_on`
    (the first open date) the coach takes no talks.
    """

    per_day: int | None = 2
    per_week: int | None = 6
    talks: tuple[date, ...] = ()
    door_opens_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a talk is laid, in minutes. The step divides a day; `horizon` (days) bounds a search without an end."""

    minutes: int = 30
    step: int = 15
    notice: int = DAY
    horizon: int = 60

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= DAY or min(self.notice, self.horizon) < 0:
            raise ValueError(f"{self}: a talk takes 1 to {DAY} minutes, and nothing else is below 0")
        if not 0 < self.step <= DAY or DAY % self.step:
            raise ValueError(f"step {self.step} does not divide a day; choose 5, 10, 15, 20, 30 or 60 minutes")


@dataclass(frozen=True, slots=True)
class Search:
    """One question: starts in `[opens, closes)` as seen at `now`, all aware instants; without `closes`, the horizon.

    Whoever asks for the whole window of an obligation gives its end as `closes`, however far away it is.
    """

    member: Diary
    coach: Diary
    now: datetime
    opens: datetime
    closes: datetime | None = None
    room: Room = field(default_factory=Room)
    rules: Rules = field(default_factory=Rules)


def free_times(search: Search) -> tuple[datetime, ...]:
    """Every start that suits both, as UTC instants in order. Empty: ask `none_because`."""
    low, high = _bounds(search)
    hours = _common_hours(search, low, high)
    free = subtract(subtract(hours, _taken(search.member)), _taken(search.coach))
    low = max(low, _noticed(search))
    starts = subtract(_starts(free, search.rules, low, high), _full(search, low, high))
    return tuple(map(moment_of, _on_the_step(starts, search)))


def none_because(search: Search) -> Reason | None:
    """The first rule that leaves no time over, or None when there are times."""
    return next((reason for reason, starts in _narrowing(search) if not _on_the_step(starts, search)), None)


def suggest(times: Sequence[datetime], n: int = 5, *, apart: timedelta = timedelta(hours=4)) -> tuple[datetime, ...]:
    """The next `n` of sorted `times`, at least `apart` from one another while that gives enough; always the first."""
    chosen: list[datetime] = []
    for moment in times:
        if len(chosen) < n and (not chosen or moment - chosen[-1] >= apart):
            chosen.append(moment)
    picked = set(chosen)
    rest = (moment for moment in times if moment not in picked)
    return tuple(sorted([*chosen, *(moment for moment, _ in zip(rest, range(n - len(chosen)), strict=False))]))


def days_with_times(times: Iterable[datetime], zone: ZoneInfo) -> dict[date, tuple[datetime, ...]]:
    """Sorted `times` by the date they fall on in `zone`; only days that have any, in order."""
    days: dict[date, list[datetime]] = {}
    for moment in times:
        days.setdefault(moment.astimezone(zone).date(), []).append(moment)
    return {day: tuple(found) for day, found in days.items()}


def busy_of(stretches: Iterable[tuple[datetime, datetime]]) -> tuple[Span, ...]:
    """Stretches between aware instants, padded already where they carry buffers, as a diary holds them."""
    return tuple(spans_of(stretches))


def _narrowing(search: Search) -> Iterator[tuple[Reason, list[Span]]]:
    member, coach, rules = search.member, search.coach, search.rules
    low, high = _bounds(search)
    yield Reason.OUTSIDE_WINDOW, clip([(low, high)], low, high)
    if not (member.has_hours and coach.has_hours):
        yield Reason.NO_WORKING_HOURS, []
    for diary in (member, coach):
        yield Reason.OUTSIDE_WINDOW, _starts(_wanted_hours(diary, low, high), rules, low, high)
    wanted = intersect(_wanted_hours(member, low, high), _wanted_hours(coach, low, high))
    yield Reason.NO_COMMON_HOURS, _starts(wanted, rules, low, high)
    present = intersect(wanted, _open(member, low, high))
    yield Reason.ABSENT_MEMBER, _starts(present, rules, low, high)
    hours = intersect(present, _open(coach, low, high))
    yield Reason.ABSENT_COACH, _starts(hours, rules, low, high)
    closed = _before_the_door(search, low)
    yield Reason.DOOR_CLOSED, subtract(_starts(hours, rules, low, high), closed)
    for reason, taken in _takings(member, coach):
        yield reason, subtract(_starts(subtract(hours, taken), rules, low, high), closed)
    hours = subtract(subtract(hours, _taken(member)), _taken(coach))
    starts = subtract(_starts(hours, rules, low, high), closed)
    full_days, full_weeks = _full_days(search.room, coach.zone), _full_weeks(search.room, coach.zone)
    yield Reason.COACH_FULL_DAY, subtract(starts, full_days)
    yield Reason.COACH_FULL_WEEK, subtract(subtract(starts, full_days), full_weeks)
    yield Reason.NOTICE, clip(subtract(subtract(starts, full_days), full_weeks), _noticed(search), high)


def _takings(member: Diary, coach: Diary) -> Iterator[tuple[Reason, list[Span]]]:
    ours, theirs = _taken(member), _taken(coach)
    yield Reason.MEMBER_BUSY, ours
    yield Reason.COACH_BUSY, theirs
    yield Reason.BOTH_BUSY, merge([*ours, *theirs])


def _bounds(search: Search) -> Span:
    closes = search.closes or search.now + timedelta(days=search.rules.horizon)
    return minute_after(max(search.opens, search.now)), minute_after(closes)


def _noticed(search: Search) -> int:
    return minute_after(search.now + search.rules.notice * MINUTE)


def _common_hours(search: Search, low: int, high: int) -> list[Span]:
    return intersect(_open(search.member, low, high), _open(search.coach, low, high)) if low < high else []


def _taken(diary: Diary) -> list[Span]:
    return grow([span for span in diary.busy if span[0] < span[1]], before=diary.after, after=diary.before)


def _starts(free: Spans, rules: Rules, low: int, high: int) -> list[Span]:
    """Where a talk may start so that all of it lies in `free`."""
    last = rules.minutes - 1
    return clip([(start, end - last) for start, end in free if end - start > last], low, high)


def _on_the_step(starts: Spans, search: Search) -> list[int]:
    step = search.rules.step
    found: list[int] = []
    if starts:
        for low, high, offset in offsets(search.member.zone, starts[0][0] // DAY, starts[-1][1] // DAY + 1):
            for start, end in clip(starts, low, high):
                found.extend(range(start + -(start + offset) % step, end, step))
    return found


def _full(search: Search, low: int, high: int) -> list[Span]:
    room, zone = search.room, search.coach.zone
    return merge([*_full_days(room, zone), *_full_weeks(room, zone), *_before_the_door(search, low)])


def _full_days(room: Room, zone: str) -> list[Span]:
    if room.per_day is None:
        return []
    full = [day for day, talks in Counter(room.talks).items() if talks >= room.per_day]
    return merge([(midnight(zone, day), midnight(zone, day + timedelta(days=1))) for day in full])


def _full_weeks(room: Room, zone: str) -> list[Span]:
    if room.per_week is None:
        return []
    mondays = Counter(day - timedelta(days=day.weekday()) for day in room.talks)
    full = [monday for monday, talks in mondays.items() if talks >= room.per_week]
    return merge([(midnight(zone, monday), midnight(zone, monday + timedelta(days=7))) for monday in full])


def _before_the_door(search: Search, low: int) -> list[Span]:
    if search.room.door_opens_on is None:
        return []
    opens = midnight(search.coach.zone, search.room.door_opens_on)
    return [(low, opens)] if low < opens else []


def _open(diary: Diary, low: int, high: int) -> tuple[Span, ...]:
    """Working hours of the days around `[low, high)`, two days more at the end for a talk that runs over."""
    return open_spans(diary.hours, diary.zone, diary.closed, low // DAY - 1, high // DAY + 3, own_days=diary.own_days)


def _wanted_hours(diary: Diary, low: int, high: int) -> tuple[Span, ...]:
    """The same as if nobody ever were away."""
    return open_spans(diary.hours, diary.zone, frozenset(), low // DAY - 1, high // DAY + 3, own_days=diary.own_days)
