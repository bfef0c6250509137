"""Until when: promises counted in the member's working days, each ending at 24:00 in the member's zone."""

from __future__ import annotations

from datetime import date, datetime

from leadership.conversations import numbers
from leadership.lib.instants import end_of_day, local_date
from leadership.people import workcalendar
from leadership.people.models import Pause, Person
from policies.facts import MONDAY_TO_FRIDAY
from policies.facts import Pause as Rest
from policies.workdays import WorkCalendar, calendar_of


def objection(member: Person, said_on: date) -> datetime:
    """When a coach's word of `said_on` (member's date) becomes final (docs/reference/cadence.md R12)."""
    return _end(member, said_on, numbers.OBJECTION_WD)


def silence(member: Person, ended: datetime) -> datetime:
    """When a talk that ended at that instant, without a word since, counts as not confirmed."""
    return _end(member, local_date(ended, member.zone_info), numbers.SILENCE_WD)


def hold(member: Person, now: datetime) -> datetime:
    """Until when times offered at `now` are kept free."""
    return _end(member, local_date(now, member.zone_info), numbers.OFFER_HELD_WD)


def expiry(member: Person, now: datetime) -> datetime:
    """Until when times offered at `now` may be accepted."""
    return _end(member, local_date(now, member.zone_info), numbers.OFFER_EXPIRES_WD)


def _end(member: Person, day: date, count: int) -> datetime:
    return end_of_day(_calendar(member).plus(day, count), member.zone_info)


def _calendar(person: Person) -> WorkCalendar:
    pauses = tuple(Rest(*days) for days in Pause.objects.order_by("start", "end").values_list("start", "end"))
    pattern = person.work_days or MONDAY_TO_FRIDAY
    return calendar_of(workcalendar.book(), person.country, person.subdiv, pattern, pauses)
