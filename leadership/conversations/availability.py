"""When two people could meet: gathers both calendars in a constant number of queries and asks `slots`.

Taken are working hours turned inside out, public holidays, absences, pauses, every agreed or offered time of either,
and what their calendars kept elsewhere call busy. What is left follows the numbers of `numbers`: notice, buffers, step,
the coach's talks a day and a week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.calendars.models import BusyTime
from leadership.conversations import numbers, slots
from leadership.conversations.errors import NotFree, SlotTaken
from leadership.conversations.models import Conversation, Occupied
from leadership.conversations.slots import Diary, Reason, Room, Rules, Search
from leadership.conversations.wallclock import hours_of
from leadership.lib.instants import end_of_day, iso, local_date
from leadership.obligations.models import Obligation
from leadership.people import workcalendar
from leadership.people.models import Absence, CoachProfile, Pause, Person

NOTICE = {"member": numbers.NOTICE, "coach": numbers.NOTICE_OF_COACH, "answer": 0}
"""Minutes from now to the first start: a member who books, a coach who offers or books, someone who takes an offer."""

BUSY = (Reason.MEMBER_BUSY, Reason.COACH_BUSY, Reason.BOTH_BUSY)
WEEK = timedelta(days=8)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Starts (UTC, in order) at which both are free; without any, the first rule that leaves none."""

    times: tuple[datetime, ...]
    none_because: Reason | None


def free_times(
    member: Person,
    coach: Person,
    *,
    minutes: int,
    now: datetime,
    start: datetime | None = None,
    until: datetime | None = None,
    by: str = "member",
    ignoring: Conversation | None = None,
) -> FreeTimes:
    """The free starts in `[start, until)` for a talk of `minutes` (instants in UTC).

    `start` is `now` and `until` the horizon when not given; `horizon` gives the end of an obligation's window.
    `by` (`member`, `coach`, `answer`) decides the notice. `ignoring` is a talk about to be moved or accepted: the times
    it takes itself count as free.
    """
    if not numbers.SHORTEST <= minutes <= numbers.LONGEST:
        raise NotFree(minutes, _("A talk does not last that long."), _("Choose one of the lengths offered."))
    asked = Asked(member, coach, minutes, now, start or now, until or horizon(now), by, ignoring)
    search = _search(asked)
    times = slots.free_times(search)
    return FreeTimes(times, None if times else slots.none_because(search))


def require_free(
    member: Person, coach: Person, *, starts: Sequence[datetime], minutes: int, now: datetime, by: str,
    ignoring: Conversation | None = None, obligation: Obligation | None = None,
) -> None:  # fmt: skip
    """Raises unless each of `starts` is a free time of the two: `SlotTaken` when somebody has it, else `NotFree`."""

    def free_within(start: datetime, last: datetime) -> FreeTimes:
        until = last + timedelta(minutes=1)
        return free_times(member, coach, minutes=minutes, now=now, start=start, until=until, by=by, ignoring=ignoring)

    reach = horizon(now, obligation)
    free = set(free_within(min(starts), max(starts)).times)
    for start in starts:
        if start >= reach:
            raise _not_free(start, Reason.OUTSIDE_WINDOW, now)
        if start not in free:
            raise _not_free(start, free_within(start, start).none_because, now)


def _not_free(start: datetime, reason: Reason | None, now: datetime) -> SlotTaken | NotFree:
    if start <= now:
        reason = Reason.NOTICE
    if reason in BUSY:
        return SlotTaken(iso(start))
    return NotFree(iso(start), str(SENTENCES[reason or Reason.OUTSIDE_WINDOW]))


def horizon(now: datetime, obligation: Obligation | None = None) -> datetime:
    """How far the search reaches: 60 days, and always to the end of the day the obligation is due or closes."""
    far = now + timedelta(days=numbers.HORIZON_DAYS)
    if obligation is None:
        return far
    last = max(obligation.due_on, obligation.close_on or obligation.due_on)
    return max(far, end_of_day(last, obligation.person.zone_info))


SENTENCES: Mapping[Reason, str | Promise] = {
    Reason.OUTSIDE_WINDOW: gettext_lazy("This time lies outside the days you can choose from."),
    Reason.NO_WORKING_HOURS: gettext_lazy("One of you has no working hours set."),
    Reason.NO_COMMON_HOURS: gettext_lazy("Your working hours do not meet then."),
    Reason.ABSENT_MEMBER: gettext_lazy("The member is away then."),
    Reason.ABSENT_COACH: gettext_lazy("The coach is away then."),
    Reason.DOOR_CLOSED: gettext_lazy("The coach takes no talks before a later day."),
    Reason.MEMBER_BUSY: gettext_lazy("The member has something else then."),
    Reason.COACH_BUSY: gettext_lazy("The coach has something else then."),
    Reason.BOTH_BUSY: gettext_lazy("Your calendars leave no time then."),
    Reason.COACH_FULL_DAY: gettext_lazy("The coach has no more talks to give that day."),
    Reason.COACH_FULL_WEEK: gettext_lazy("The coach has no more talks to give that week."),
    Reason.NOTICE: gettext_lazy("That is too soon."),
}
"""Why there is no time, for the pages; the reader's language."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about two people, as `free_times` got it."""

    member: Person
    coach: Person
    minutes: int
    now: datetime
    start: datetime
    until: datetime
    by: str
    ignoring: Conversation | None

    @property
    def people(self) -> tuple[Person, Person]:
        return self.member, self.coach


def _search(asked: Asked) -> Search:
    closed, busy = _closed(asked), _busy(asked)
    member, coach = (
        Diary(str(person.zone), hours_of(person.work_hours), closed[person.pk], slots.busy_of(busy[person.pk]))
        for person in asked.people
    )
    rules = Rules(asked.minutes, numbers.STEP, NOTICE[asked.by], numbers.BUFFER_BEFORE, numbers.BUFFER_AFTER)
    return Search(member, coach, asked.now, asked.start, asked.until, _room(asked), rules)


def _busy(asked: Asked) -> Mapping[int, Sequence[tuple[datetime, datetime]]]:
    """Stretches taken, without their own buffers grown again: a diary's busy time carries them already."""
    until = asked.until + ONE_DAY
    taken = Occupied.objects.filter(person__in=asked.people, end__gt=asked.start, start__lt=until)
    if asked.ignoring:
        taken = taken.exclude(conversation=asked.ignoring)
    elsewhere = BusyTime.objects.touching(asked.start, until).filter(source__person__in=asked.people)
    busy: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    ours = taken.values_list("person_id", "start", "end")
    for person, start, end in ours.union(elsewhere.values_list("source__person_id", "start", "end"), all=True):
        busy[person].append((start, end))
    return busy


def _room(asked: Asked) -> Room:
    profile = CoachProfile.objects.filter(person=asked.coach).only("per_day", "per_week").first()
    talks = Conversation.objects.filter(
        coach=asked.coach, state__in=("booked", "ended", "held_provisional", "held"),
        start__gt=asked.start - WEEK, start__lt=asked.until + WEEK,
    )  # fmt: skip
    if asked.ignoring:
        talks = talks.exclude(pk=asked.ignoring.pk)
    zone = asked.coach.zone_info
    days = tuple(local_date(start, zone) for start in talks.values_list("start", flat=True) if start)
    if profile is None:
        return Room(numbers.PER_DAY, numbers.PER_WEEK, days)
    return Room(profile.per_day, profile.per_week, days)


def _closed(asked: Asked) -> Mapping[int, frozenset[date]]:
    """Dates, in each one's own zone, on which they do not work."""
    first, last = (asked.start - ONE_DAY).date(), (asked.until + ONE_DAY).date()
    within = Q(start__lte=last) & (Q(end__isnull=True) | Q(end__gte=first))
    rests = _days(Pause.objects.filter(within).values_list("start", "end"), first, last)
    away: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    absences = Absence.objects.filter(within, person__in=asked.people)
    for person, start, end in absences.values_list("person", "start", "end"):
        away[person].append((start, end))
    book = workcalendar.book()
    return {
        person.pk: frozenset([*rests, *_days(away[person.pk], first, last), *_holidays(book, person, first, last)])
        for person in asked.people
    }


def _days(stretches: Iterable[tuple[date, date | None]], first: date, last: date) -> set[date]:
    found: set[date] = set()
    for start, end in stretches:
        begin, stop = max(start, first), min(end or last, last)
        found.update(begin + timedelta(days=n) for n in range((stop - begin).days + 1))
    return found


def _holidays(book: workcalendar.Book, person: Person, first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        yield from book(person.country, person.subdiv, year)
