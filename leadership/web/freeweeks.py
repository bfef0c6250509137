"""The next two weeks of one person as others meet them: when a talk could be, day by day, and why a day has nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from leadership.conversations import diaries
from leadership.conversations.slots import Diary
from leadership.conversations.wallclock import Places, minute_at, open_spans, places_of
from leadership.lib.instants import local_date
from leadership.lib.intervals import Span, clip, merge, minute_after, moment_of, subtract
from leadership.people.models import Person
from leadership.people.windows import DAY
from leadership.web import spoken

DAYS = 14
SHORTEST = 15
"""A stretch shorter than this fits no talk."""


@dataclass(frozen=True)
class FreeDay:
    """One day by the person's clock: the stretches in which nothing is, and a word where there is none."""

    label: str
    stretches: tuple[str, ...]
    note: str


def of(person: Person, *, now: datetime) -> list[FreeDay]:
    """Two weeks from today; three statements. The person may carry hours that are not kept yet."""
    manner = diaries.manners([person], now)
    until = now + timedelta(days=DAYS + 1)
    known = diaries.known([person], manner, start=now, until=until)
    diary = known.of(person, manner[person.pk])
    where = places_of(person.work_hours, known.own_days[person.pk], str(person.zone))
    today = local_date(now, person.zone_info)
    days = [today + timedelta(days=nth) for nth in range(DAYS)]
    return [_day(day, today, diary, where, known.away[person.pk].get(day, ""), minute_after(now)) for day in days]


def _day(day: date, today: date, diary: Diary, where: Places, because: str, now: int) -> FreeDay:  # noqa: PLR0917
    low, high = minute_at(diary.zone, day, 0), minute_at(diary.zone, day, DAY)
    hours = open_spans(diary.hours, diary.zone, diary.closed, low // DAY - 1, high // DAY + 2, own_days=diary.own_days)
    at_work = clip(hours, low, high)
    free = clip(subtract(at_work, merge(diary.busy)), now, high)
    told = tuple(_told(free, diary.zone, where))
    return FreeDay(spoken.weekday(day, today), told, "" if told else _note(because, bool(at_work)))


def _told(free: list[Span], zone: str, where: Places) -> Iterator[str]:
    from_zone = ZoneInfo(zone)
    for low, high in free:
        if high - low >= SHORTEST:
            start = moment_of(low)
            place = where.at(start)
            said = f"{spoken.clock_time(start, from_zone)}–{spoken.clock_time(moment_of(high), from_zone)}"
            yield f"{said} · {place}" if place else said


def _note(because: str, works: bool) -> str:
    known = {"holiday": _("public holiday"), "absence": _("away"), "pause": _("the organisation rests")}
    return known.get(because) or (_("nothing left") if works else _("not at work"))
