"""Summaries for those above the pairs: the leader's week and HR's month, only when there is something in them (B.5).

The first word about somebody comes on the day of its step. After it, at most one letter about the line a week and one
to HR a month: what is told meanwhile waits for the next summary and is said in it. Nothing open, no summary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from leadership.lib.instants import at_local
from leadership.obligations.models import Obligation
from leadership.outreach import notices, preferences
from leadership.outreach.models import Delivery, Preferences
from leadership.outreach.notices import Notice
from leadership.people.models import Person

ONE_DAY = timedelta(days=1)
A_YEAR = timedelta(days=366)
OPEN = ("open", "unconfirmed")


@dataclass(frozen=True)
class Summary:
    """Which summary gathers which letters, and how long a reader is left in peace between two of them."""

    letter: str
    gathers: str
    apart: timedelta

    def period(self, on: date) -> str:
        """The week or month of `on`, as the key says it."""
        year, week, _ = on.isocalendar()
        return f"{year}-W{week:02}" if self.letter == "line_week" else f"{on:%Y-%m}"

    def begins(self, on: date, day: int) -> date:
        """The day the summary of that period comes: `day` of the week (Monday is 0), or the first of the month."""
        return on - (on.weekday() - day) * ONE_DAY if self.letter == "line_week" else on.replace(day=1)

    def next(self, on: date, day: int) -> date:
        """The first such day after `on`."""
        ahead = on + ONE_DAY
        while self.begins(ahead, day) != ahead:
            ahead += ONE_DAY
        return ahead


WEEK = Summary("line_week", "leader_told", timedelta(days=6))
MONTH = Summary("hr_month", "hr_told", timedelta(days=27))
SUMMARIES = {summary.gathers: summary for summary in (WEEK, MONTH)}
LETTERS = tuple(summary.letter for summary in SUMMARIES.values())


def write(*, now: datetime) -> int:
    """Writes the summaries whose day has come, each once in its period; returns how many were written."""
    return sum(_write(summary, now) for summary in SUMMARIES.values())


def open_for(person: Person, gathers: str) -> QuerySet[Delivery]:
    """What `person` has been told, or waits to be told, about talks that still remain to be held."""
    return open_for_each([person.pk], gathers)


def open_for_each(people: Collection[int], gathers: str) -> QuerySet[Delivery]:
    """The same of many people, by id."""
    told = Delivery.objects.filter(recipient__in=people, letter=gathers, obligation__state__in=OPEN)
    return told.exclude(state=Delivery.State.FAILED).exclude(reason__in=("not_late_any_more", "over", "held", "booked"))


def told_lately(summary: Summary, people: Collection[int], now: datetime) -> QuerySet[Delivery]:
    """What people (ids) were told, in a summary or for itself, so short a time before `now` that they are left in
    peace."""
    said = Delivery.objects.filter(recipient__in=people, letter__in=(summary.letter, summary.gathers))
    return said.filter(state=Delivery.State.SENT, sent_at__gt=now - summary.apart)


def is_leaving(summary: Summary, people: Collection[int]) -> QuerySet[Delivery]:
    """Summaries that are written and have not left yet: they take along what has become due meanwhile."""
    return Delivery.objects.filter(recipient__in=people, letter=summary.letter, state=Delivery.State.WAITING)


def next_one(summary: Summary, person: Person, wish: Preferences | None, now: datetime) -> datetime:
    """When the person's next summary comes."""
    ahead = summary.next(now.astimezone(person.zone_info).date(), wish.summary_day if wish else 0)
    return at_local(ahead, time(0), person.zone_info)


def said_in(said: Iterable[Delivery]) -> list[Delivery]:
    """Of notices that leave together, those that are said for themselves: a summary says what it gathers."""
    said = list(said)
    gathered = {summary.gathers for summary in SUMMARIES.values() if summary.letter in {one.letter for one in said}}
    return [one for one in said if one.letter not in gathered]


def _write(summary: Summary, now: datetime) -> int:
    readers = Person.objects.filter(is_active=True, pk__in=_told(summary, now))
    wishes = preferences.of_many([person.pk for person in readers])
    found = [_notice(summary, person, now) for person in readers if _is_due(summary, person, wishes, now)]
    return notices.write(found, now=now) if found else 0


def _told(summary: Summary, now: datetime) -> QuerySet[Delivery, int]:
    """Whoever was told, or waits to be told, of somebody who remains to be heard. Few letters are of this kind, and
    they are asked first: so a tick that finds nothing does not walk through all that is open."""
    recent = Delivery.objects.filter(letter=summary.gathers, made_at__gt=now - A_YEAR)
    open_still = Exists(Obligation.objects.filter(pk=OuterRef("obligation"), state__in=OPEN))
    return recent.exclude(state=Delivery.State.FAILED).filter(open_still).values_list("recipient_id", flat=True)


def _is_due(summary: Summary, person: Person, wishes: dict[int, Preferences], now: datetime) -> bool:
    """Its day has come, it is not written yet, and something waits or the last letter lies long enough back."""
    on = now.astimezone(person.zone_info).date()
    day = wishes[person.pk].summary_day if person.pk in wishes else 0
    begins = summary.begins(on, day)
    if not begins <= on or Delivery.objects.filter(unique_key=_key(summary, person, on)).exists():
        return False
    since = at_local(begins, time(0), person.zone_info)
    told = open_for(person, summary.gathers).filter(made_at__lt=since + ONE_DAY)
    if told.filter(state=Delivery.State.WAITING, made_at__lt=since).exists():
        return True
    return told.exists() and not told_lately(summary, [person.pk], since).exists()


def _notice(summary: Summary, person: Person, now: datetime) -> Notice:
    on = now.astimezone(person.zone_info).date()
    key = _key(summary, person, on)
    return Notice(key=key, letter=summary.letter, recipient=person, expires_at=now + 2 * summary.apart)


def _key(summary: Summary, person: Person, on: date) -> str:
    return f"{summary.letter}:{person.key}:{summary.period(on)}"
