"""When a person may be written to: not in quiet hours, not on a day off, not on leave, not in a pause (B.5, I3).

Transactional letters (booked, moved, cancelled, a question about a talk) do not ask here; everything else does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leadership.lib.instants import at_local
from leadership.people import workcalendar
from leadership.people.models import Absence, Organisation, Pause, Person
from policies.facts import MONDAY_TO_FRIDAY
from policies.facts import Pause as PauseFacts
from policies.workdays import WorkCalendar, calendar_of

HORIZON = 400
"""Days looked ahead; whoever is away for longer, or nobody knows until when, is looked at again after `LOOK_AGAIN`."""
LOOK_AGAIN = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """One recipient's allowed moments. `away` holds first and last day of leaves, an unknown end as None."""

    zone: ZoneInfo
    calendar: WorkCalendar
    quiet_from: time = time(18)
    quiet_until: time = time(8)
    away: tuple[tuple[date, date | None], ...] = ()

    def next(self, at: datetime) -> datetime:
        """The first allowed instant at or after `at` (UTC). With no day in sight: `at` and a week, to look again."""
        local = at.astimezone(self.zone)
        today = local.date()
        if self._is_open(today) and not self._is_quiet(local.time()):
            return at
        for ahead in range(HORIZON):
            day = today + ahead * ONE_DAY
            morning = at_local(day, self.quiet_until, self.zone)
            if morning > at and self._is_open(day):
                return morning
        return at + LOOK_AGAIN

    def last(self, at: datetime) -> datetime:
        """The latest allowed instant at or before `at` by whole days back, a fortnight at most; else `at` itself."""
        for back in range(15):
            earlier = at - back * ONE_DAY
            for moment in (earlier, at_local(self.day(earlier), self.quiet_until, self.zone)):
                if moment <= at and self.allows(moment):
                    return moment
        return at

    def allows(self, at: datetime) -> bool:
        """Whether a letter may leave at `at` (UTC)."""
        return self.next(at) == at

    def day(self, at: datetime) -> date:
        """The recipient's date at `at`."""
        return at.astimezone(self.zone).date()

    def tomorrow(self, at: datetime) -> datetime:
        """The first allowed instant after the recipient's present day."""
        return self.next(at_local(self.day(at) + ONE_DAY, time(0), self.zone))

    def _is_open(self, day: date) -> bool:
        return self.calendar.is_workday(day) and not any(
            start <= day and (end is None or day <= end) for start, end in self.away
        )

    def _is_quiet(self, clock: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until


@dataclass(frozen=True)
class Calendars:
    """Everybody's working days, from one reading of holidays and pauses."""

    book: workcalendar.Book
    pauses: tuple[PauseFacts, ...]

    @classmethod
    def now(cls) -> Calendars:
        """As they stand in the database."""
        days = Pause.objects.order_by("start", "end").values_list("start", "end")
        return cls(workcalendar.book(), tuple(PauseFacts(start, end) for start, end in days))

    def of(self, person: Person) -> WorkCalendar:
        """The working days of the person's own pattern and calendar."""
        pattern = person.work_days or MONDAY_TO_FRIDAY
        return calendar_of(self.book, person.country, person.subdiv, pattern, self.pauses)


def hours_of(people: Iterable[Person]) -> dict[int, Hours]:
    """The allowed moments of each person, by id, in a few queries whatever the number of people."""
    people = list(people)
    if not people:
        return {}
    organisation, calendars = Organisation.current(), Calendars.now()
    away = _leaves([person.pk for person in people])
    quiet = organisation.quiet_from, organisation.quiet_until
    return {
        person.pk: Hours(person.zone_info, calendars.of(person), *quiet, away.get(person.pk, ())) for person in people
    }


def _leaves(ids: list[int]) -> dict[int, tuple[tuple[date, date | None], ...]]:
    found: dict[int, tuple[tuple[date, date | None], ...]] = {}
    for who, start, end in Absence.objects.filter(person__in=ids).values_list("person_id", "start", "end"):
        found[who] = (*found.get(who, ()), (start, end))
    return found
