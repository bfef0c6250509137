"""What is known of some people's time, gathered in three queries however many they are and however full it is.

Taken are agreed and offered times with the air kept around them, hours a coach keeps open for whoever drops in, and
what calendars kept elsewhere call busy. Closed are absences, pauses, and public holidays on which the person has not
said that they work. `Known.of` turns it into a diary for `slots`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from leadership.calendars.models import STALE_AFTER, BusyTime, Source
from leadership.conversations import dropins, numbers, slots
from leadership.conversations.models import AGREED, Conversation, Occupied
from leadership.conversations.slots import Diary, Room
from leadership.conversations.wallclock import Places, hours_of, places_of, windows_of
from leadership.lib.instants import local_date
from leadership.lib.statements import Question, ids, one
from leadership.people import workcalendar
from leadership.people.models import Absence, DayHours, OfficeHours, Organisation, Pause, Person
from leadership.people.models.door import MOST_BUFFER
from leadership.people.windows import minutes_of

WEEK = timedelta(days=8)
ONE_DAY = timedelta(days=1)
REACH = timedelta(minutes=MOST_BUFFER)
"""What ended so long before may still be too near."""

NO_TEXT, NO_NUMBER = Value("", models.TextField()), Value(0, models.IntegerField())


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person may be booked, with what is usual filled in (minutes; `horizon` in days); `own_notice` and
    `own_horizon` are None where the person has not said so themselves."""

    before: int = numbers.BUFFER_BEFORE
    after: int = numbers.BUFFER_AFTER
    own_notice: int | None = None
    own_horizon: int | None = None
    step: int = numbers.STEP
    lengths: tuple[int, ...] = ()
    opens_on: date | None = None
    per_day: int = numbers.PER_DAY
    per_week: int = numbers.PER_WEEK
    calendar: UUID | None = field(default=None, compare=False)
    has_stale_calendars: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """One stretch (UTC) of somebody's time and what takes it: `talk`, `offer`, `open_door` or `calendar`; `source` is
    the id of the conversation, or of the calendar kept elsewhere."""

    start: datetime
    end: datetime
    of: str
    source: int = 0


OURS = ("talk", "offer")
"""What of that is a conversation's."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of people between two instants, each under the person's id."""

    taken: Mapping[int, Sequence[Taken]]
    away: Mapping[int, Mapping[date, str]]
    """Closed dates and why: `absence`, `pause`, `holiday`."""
    own_days: Mapping[int, Mapping[date, Sequence[Sequence[str]]]]
    given: Mapping[int, Sequence[datetime]]
    """Starts of the talks each one gives as a coach, those of people who dropped in left out."""

    def of(self, person: Person, manner: Manner) -> Diary:
        busy = slots.busy_of((one.start, one.end) for one in self.taken.get(person.pk, ()))
        own = tuple(sorted((day, windows_of(said)) for day, said in self.own_days.get(person.pk, {}).items()))
        closed = frozenset(self.away.get(person.pk, ()))
        return Diary(
            str(person.zone), hours_of(person.work_hours), closed, busy, manner.before, manner.after, own
        )  # fmt: skip

    def without(self, talk: Conversation | None) -> Known:
        """The same, the times that `talk` takes itself being free."""
        if talk is None:
            return self
        taken, given = dict(self.taken), dict(self.given)
        for pk in (talk.member_id, talk.coach_id):
            taken[pk] = [one for one in taken.get(pk, ()) if one.of not in OURS or one.source != talk.pk]
        if talk.start in given.get(talk.coach_id, ()):
            given[talk.coach_id] = [start for start in given[talk.coach_id] if start != talk.start]
        return replace(self, taken=taken, given=given)

    def room_of(self, coach: Person, manner: Manner) -> Room:
        zone = coach.zone_info
        days = tuple(local_date(start, zone) for start in self.given.get(coach.pk, ()))
        return Room(manner.per_day, manner.per_week, days, manner.opens_on)


def manners(people: Iterable[Person], now: datetime) -> dict[int, Manner]:
    """How each of the people may be booked, and whose calendars were read too long ago, in one query."""
    return {pk: _manner(*said) for pk, *said in MANNERS.ask([person.pk for person in people], now - STALE_AFTER)}


def _manners(people: Any, lately: Any) -> QuerySet[Person, Any]:
    stale = Q(tried_at__isnull=True) | Q(tried_at__lte=lately)
    unasked = Q(asked_at__isnull=True) | Q(asked_at__lte=lately)
    rows: QuerySet[Person, Any] = Person.objects.filter(pk__in=people).values_list(
        "pk", "door__before", "door__after", "door__notice", "door__horizon", "door__step", "door__lengths",
        "door__opens_on", "coach_profile__per_day", "coach_profile__per_week",
        Subquery(Organisation.objects.filter(id=1).values("calendar_version")[:1]),
        Exists(Source.objects.filter(stale, unasked, person=OuterRef("pk"))),
    )  # fmt: skip
    return rows


MANNERS = Question(_manners, ids, one)


def known(
    people: Sequence[Person], manner: Mapping[int, Manner], *, start: datetime, until: datetime,
    ignoring: Conversation | None = None,
) -> Known:  # fmt: skip
    """Everything that takes the people's time between `start` and `until` (UTC), in two queries."""
    first, last = (start - ONE_DAY).date(), (until + ONE_DAY).date()
    dated = DATED.ask([person.pk for person in people], first, last)
    away, own_days = _away(people, manner, dated, first, last)
    taken, given = _taken(people, start, until, ignoring)
    for person in people:
        for low, high in _open_doors(person, dated, first, last):
            taken[person.pk].append(Taken(low, high, "open_door"))
    return Known(taken, away, own_days, given)


def whereabouts(coach: Person, starts: Iterable[datetime]) -> Places:
    """Where the coach is at these instants, as far as their hours say."""
    days = {local_date(start, coach.zone_info) for start in starts}
    own = dict(DayHours.objects.filter(person=coach, day__in=days).values_list("day", "windows"))
    return places_of(coach.work_hours, own, str(coach.zone))


def _manner(*said: Any) -> Manner:
    before, after, notice, horizon, step, lengths, opens_on, per_day, per_week, calendar, stale = said
    usual = Manner()
    return Manner(
        usual.before if before is None else before, usual.after if after is None else after, notice, horizon,
        step or usual.step, tuple(lengths or ()), opens_on, per_day or usual.per_day, per_week or usual.per_week,
        calendar, stale,
    )  # fmt: skip


def _dated(people: Any, first: Any, last: Any) -> QuerySet[Any, Any]:
    """Rows of (kind, person, first day, last day or None, text, from, until, weekday, minutes)."""
    within = Q(start__lte=last) & (Q(end__isnull=True) | Q(end__gte=first))
    theirs = OfficeHours.objects.between(first, last).filter(coach__in=people)
    rests = _shaped(Pause.objects.filter(within), "pause", NO_NUMBER, F("start"), F("end"))
    return rests.union(
        _shaped(Absence.objects.filter(within, person__in=people), "absence", F("person_id"), F("start"), F("end")),
        _shaped(
            DayHours.objects.filter(person__in=people, day__gte=first, day__lte=last), "own", F("person_id"), F("day"),
            F("day"), Cast("windows", models.TextField()),
        ),
        _shaped(
            theirs, "open_door", F("coach_id"), F("first_day"), F("last_day"), NO_TEXT,
            Cast("opens", models.TextField()), Cast("closes", models.TextField()), F("weekday"), F("minutes"),
        ),
        all=True,
    )  # fmt: skip


DATED = Question(_dated, ids, one, one)


def _shaped(rows: QuerySet[Any], kind: str, *columns: Any) -> QuerySet[Any]:
    rest = (NO_TEXT, NO_TEXT, NO_TEXT, NO_NUMBER, NO_NUMBER)
    whole = (Value(kind, models.TextField()), *columns, *rest[len(columns) - 3 :])
    names = ("kind", "whose", "first", "last", "said", "opening", "closing", "nth", "each")
    shaped: QuerySet[Any] = rows.order_by().annotate(**dict(zip(names, whole, strict=True))).values_list(*names)
    return shaped


def _away(
    people: Sequence[Person], manner: Mapping[int, Manner], dated: Sequence[tuple[Any, ...]], first: date, last: date
) -> tuple[dict[int, dict[date, str]], dict[int, dict[date, Any]]]:
    own: dict[int, dict[date, Any]] = {person.pk: {} for person in people}
    away: dict[int, dict[date, str]] = {person.pk: {} for person in people}
    for kind, whose, start, _end, said, *_rest in dated:
        if kind == "own":
            own[whose][start] = json.loads(said)
    for person in people:
        works = {day for day, windows in own[person.pk].items() if windows}
        holidays = _holidays(workcalendar.book_of(manner[person.pk].calendar), person, first, last)
        away[person.pk] = dict.fromkeys((day for day in holidays if day not in works), "holiday")
        for kind, whose, start, end, *_rest in dated:
            if kind == "pause" or (kind == "absence" and whose == person.pk):
                away[person.pk] |= dict.fromkeys(_days(start, end, first, last), kind)
    return away, own


def _taken(
    people: Sequence[Person], start: datetime, until: datetime, ignoring: Conversation | None
) -> tuple[dict[int, list[Taken]], dict[int, list[datetime]]]:
    taken: dict[int, list[Taken]] = defaultdict(list)
    given: dict[int, list[datetime]] = defaultdict(list)
    of, last = [person.pk for person in people], until + ONE_DAY
    around = start - REACH, last, start - WEEK, until + WEEK
    for kind, whose, low, high, source in STRETCHES.ask(of, ignoring.pk if ignoring else NO_TALK, *around):
        if kind == "given":
            given[whose].append(low)
        else:
            taken[whose].append(Taken(low, high, kind, source))
    return taken, given


def _stretches(people: Any, ignored: Any, *around: Any) -> QuerySet[Any]:
    start, until, week_before, week_after = around
    held = Case(When(offer__isnull=True, then=Value("talk")), default=Value("offer"), output_field=models.TextField())
    ours = Occupied.objects.filter(person__in=people, end__gt=start, start__lt=until).exclude(conversation=ignored)
    given = Conversation.objects.filter(
        coach__in=people, state__in=AGREED, drop_in=False, start__gt=week_before, start__lt=week_after
    ).exclude(pk=ignored)
    elsewhere = BusyTime.objects.touching(start, until).filter(source__person__in=people)
    columns = ("kind", "whose", "start", "end", "from_id")
    return (
        ours.annotate(kind=held, whose=F("person_id"), from_id=F("conversation_id"))
        .values_list(*columns)
        .union(
            elsewhere.annotate(kind=Value("calendar", models.TextField()), whose=F("source__person_id"),
                               from_id=F("source_id")).values_list(*columns),
            given.annotate(kind=Value("given", models.TextField()), whose=F("coach_id"),
                           from_id=F("pk")).values_list(*columns),
            all=True,
        )
    )  # fmt: skip


NO_TALK = 0
"""The id of none."""
STRETCHES = Question(_stretches, ids, one, one, one, one, one)


def _open_doors(
    person: Person, dated: Sequence[tuple[Any, ...]], first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    """The hours the person keeps open for whoever drops in, in UTC."""
    for kind, whose, start, end, _said, opening, closing, weekday, _each in dated:
        if kind == "open_door" and whose == person.pk:
            span = minutes_of(opening[:5]), minutes_of(closing[:5])
            days = (day for day in _days(start, end, first, last) if day.weekday() == weekday)
            yield from dropins.on_days(days, span, str(person.zone))


def _days(start: date, end: date | None, first: date, last: date) -> Iterator[date]:
    begin, stop = max(start, first), min(end or last, last)
    return (begin + timedelta(days=n) for n in range((stop - begin).days + 1))


def _holidays(book: workcalendar.Book, person: Person, first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        yield from book(person.country, person.subdiv, year)
