"""Dropping in: one press takes a time in the hours a coach keeps open, and it is agreed.

Each time takes one person: the database refuses the second (`guards`). No notice, no offer, no place among the coach's
people is needed, and it does not count against the talks a coach gives a day and a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leadership.conversations import booking, diaries, dropins
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.diaries import Known
from leadership.conversations.errors import NotEligible, NotFree, SlotTaken
from leadership.conversations.models import Conversation, NotWith
from leadership.conversations.slots import busy_of
from leadership.lib.instants import iso, local_date
from leadership.lib.intervals import Spans, moment_of
from leadership.people.models import OfficeHours, Person
from leadership.people.models.door import OfficeHoursQuerySet
from policies.models import ConversationType

DAYS_AHEAD = 14
"""How far ahead one can drop in."""


@dataclass(frozen=True, slots=True)
class Open:
    """One stretch of open hours on one day: the times (UTC) still to be had."""

    hours: OfficeHours
    starts: tuple[datetime, ...]


def open_to(reader: Person) -> OfficeHoursQuerySet:
    """The doors `reader` may walk through: not the own one, and none between two of whom one would rather not."""
    rather_not = NotWith.objects.filter(person=reader).values("other")
    nor_they = NotWith.objects.filter(other=reader).values("person")
    rows = OfficeHours.objects.visible_to(reader).exclude(coach=reader)  # type: ignore[attr-defined]
    found: OfficeHoursQuerySet = rows.exclude(coach__in=rather_not).exclude(coach__in=nor_they)
    return found.select_related("coach__coach_profile", "coach__unit")


def coming(reader: Person, *, now: datetime, hours: Sequence[OfficeHours] | None = None) -> list[Open]:
    """What `reader` can drop in to in the next two weeks, in order of time; in five queries however many there are.

    Times at which the reader has agreed to something else are left out; what a calendar kept elsewhere says is not
    looked at, since whoever drops in decides for themselves.
    """
    first = local_date(now, reader.zone_info) - timedelta(days=1)
    last = first + timedelta(days=DAYS_AHEAD + 1)
    rows = hours if hours is not None else list(open_to(reader).between(first, last))
    coaches = list({row.coach_id: row.coach for row in rows}.values())
    if not coaches:
        return []
    people = [reader, *coaches]
    until = now + timedelta(days=DAYS_AHEAD)
    known = diaries.known(people, diaries.manners(people, now), start=now, until=until)
    found = [_on(row, first + timedelta(days=nth), reader, known, now) for row in rows for nth in range(DAYS_AHEAD + 2)]
    return sorted((one for one in found if one.starts), key=lambda one: one.starts[0])


def drop_in(hours: OfficeHours, *, start: datetime, by: Person, now: datetime) -> Conversation:
    """`by` comes at `start` (UTC) and it is agreed; twice is once.

    Raises `SlotTaken` when somebody else has the time, `NotFree` when it is none of the times, `NotEligible` for the
    coach's own door.
    """

    def deed() -> Conversation:
        lock([by, hours.coach])
        known = Conversation.objects.filter(member=by, coach=hours.coach, start=start, state="booked").first()
        if known:
            return known
        _require(hours, start, by, now)
        talk = Conversation(
            member=by, coach=hours.coach, drop_in=True, initiated_by="member", made_at=now, mode="in_person"
        )
        kind = ConversationType.objects.get(key="one_on_one")
        place = hours.place or booking.place_of(hours.coach, "in_person", start)
        return booking.agree(talk, start=start, minutes=hours.minutes, by=by, now=now, type=kind, place=place)

    return attempt(deed, value=start)


def _require(hours: OfficeHours, start: datetime, by: Person, now: datetime) -> None:
    if by.pk == hours.coach_id or not (by.is_active and hours.coach.is_active):
        raise NotEligible(hours.coach.key)
    day = local_date(start, hours.coach.zone_info)
    if start not in _times(hours, day, (), now):
        raise NotFree(iso(start))
    if not any(start in one.starts for one in coming(by, now=now, hours=[hours])):
        is_free_for_others = any(start in one.starts for one in coming(hours.coach, now=now, hours=[hours]))
        raise NotFree(iso(start)) if is_free_for_others else SlotTaken(iso(start))


def _on(row: OfficeHours, day: date, reader: Person, known: Known, now: datetime) -> Open:
    """What is still to be had of these hours on `day`, the coach's date."""
    if day in known.away[row.coach_id] or known.own_days[row.coach_id].get(day) == []:
        return Open(row, ())
    theirs = (one for one in known.taken.get(row.coach_id, ()) if one.of != "open_door")
    own = (one for one in known.taken.get(reader.pk, ()) if one.of in ("talk", "offer"))
    taken = busy_of((one.start, one.end) for one in (*theirs, *own))
    until = now + timedelta(days=DAYS_AHEAD)
    return Open(row, tuple(start for start in _times(row, day, taken, now) if start < until))


def _times(row: OfficeHours, day: date, taken: Spans, now: datetime) -> list[datetime]:
    if day.weekday() != row.weekday or day < row.first_day or (row.last_day and day > row.last_day):
        return []
    span = row.opens.hour * 60 + row.opens.minute, row.closes.hour * 60 + row.closes.minute
    stretches = busy_of(dropins.on_days([day], span, str(row.coach.zone)))
    return [moment_of(start) for start in dropins.starts(stretches, row.minutes, taken=taken, now=now)]
