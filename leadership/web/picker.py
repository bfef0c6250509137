"""The booker in three panels: who, what, how long, in which zone; a month with its free days; the times of a day.

Three pages use it: booking for an obligation, moving a talk, and a talk asked for. Each gives a `Meeting` and gets the
context of `templates/booking/index.html`. `?view=weeks` draws both calendars instead (`timeline`), `?at=` asks why one
time is not free, and where there is none at all `instead` says what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from leadership.calendars import refreshing
from leadership.conversations.availability import Asked
from leadership.conversations.models import Conversation
from leadership.conversations.why_not import why_not
from leadership.lib.instants import at_local, parse_instant
from leadership.lib.refusal import refuse
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import freetimes, instead, spoken, zones
from leadership.web.freetimes import Found
from leadership.web.month import MonthGrid, month_grid

AT_ONCE = 5
NOON = time(12)


@dataclass(frozen=True)
class Meeting:
    """What is about to get a time. `url` is the page that picks it; `keep` is said again on each of its links."""

    reader: Person
    member: Person
    coach: Person
    title: str
    minutes: int
    url: str
    lengths: Sequence[int] = ()
    keep: Mapping[str, str] = field(default_factory=dict)
    obligation: Obligation | None = None
    moving: Conversation | None = None
    offer_url: str = ""
    """Where the reader may rather offer a few times; empty: nowhere."""
    zone: ZoneInfo | None = None
    """The clock the reader wants to see the times by, where it is not their own."""

    @property
    def clock(self) -> ZoneInfo:
        return self.zone or self.reader.zone_info

    def by_the_clock_of(self, typed: str) -> Meeting:
        """The same, its times read in that zone; in the reader's own for a zone that is none."""
        zone = zones.named(typed)
        if zone is None or zone.key == self.reader.zone_info.key:
            return self
        return replace(self, zone=zone, keep={**self.keep, "zone": zone.key})

    @property
    def other(self) -> Person:
        return self.coach if self.reader.pk == self.member.pk else self.member

    @property
    def by(self) -> str:
        """Which of the two looks for a time."""
        return "member" if self.reader.pk == self.member.pk else "coach"

    @property
    def owed(self) -> Obligation | None:
        """What the talk is for, when it is for something owed."""
        return self.obligation or (self.moving.asked_for if self.moving else None)

    def find(self, now: datetime) -> Found:
        return freetimes.find(
            self.reader,
            self.member,
            self.coach,
            minutes=self.minutes,
            now=now,
            obligation=self.owed,
            moving=self.moving,
            zone=self.zone,
        )

    def asked(self, now: datetime) -> Asked:
        """The same as a question to `availability`."""
        return Asked(self.member, self.coach, self.minutes, now, by=self.by, ignoring=self.moving, obligation=self.owed)

    @property
    def said(self) -> Mapping[str, str]:
        """What every form of the page says again."""
        return {**self.keep, **({"minutes": str(self.minutes)} if self.lengths else {})}

    def link(self, **said: object) -> str:
        """The page with these words added to what it keeps."""
        query = {**self.keep, **{name: str(value) for name, value in said.items() if value}}
        return f"{self.url}?{urlencode(query)}" if query else self.url


def context(meeting: Meeting, asked: QueryDict, *, now: datetime) -> dict[str, Any]:
    """What the booker shows; `asked` may name a `day` (reader's date) or the first of a `month`."""
    found = meeting.find(now)
    if found.has_stale_calendars:
        refreshing.ask([meeting.member, meeting.coach], now=now)
    days = found.by_day()
    chosen = _chosen_day(asked, days)
    first = _month(asked, chosen, days, meeting, now)
    today = now.astimezone(meeting.clock).date()
    keep_length = {"minutes": meeting.minutes} if meeting.lengths else {}
    return {
        "meeting": meeting,
        "found": found,
        "soonest": found.options(found.times[:AT_ONCE]),
        "grid": _grid(meeting, first, days, keep_length, on=today, chosen=chosen),
        **_turns(meeting, first, days, keep_length),
        "chosen": chosen,
        "chosen_label": spoken.weekday(chosen, today) if chosen else "",
        "day_times": found.options(days.get(chosen, ()), whole=False) if chosen else [],
        "zone_label": spoken.zone_name(meeting.clock),
        "other_zone_label": _other_zone(meeting),
        **_zones(meeting, asked, keep_length),
        "length_links": [
            (minutes, meeting.link(minutes=minutes), minutes == meeting.minutes) for minutes in meeting.lengths
        ],
        "weeks_url": meeting.link(view="weeks", **keep_length),
        **_why(meeting, asked, chosen or today, now),
        **({} if found.times else {"instead": instead.of(meeting, now=now)}),
    }


def _why(meeting: Meeting, asked: QueryDict, day: date, now: datetime) -> dict[str, Any]:
    """What is in the way of `?at=` on the day, where that is asked."""
    clock = parse_clock(asked.get("at", ""))
    said: dict[str, Any] = {"why_day": day, "why_at": asked.get("at", "")[:5] if clock else ""}
    if clock is None:
        return said
    start = at_local(day, clock, meeting.clock)
    found = why_not(meeting.asked(now), start=start, reader=meeting.reader)
    return {**said, "why": found, "why_start": spoken.option(start, meeting.clock)}


def parse_clock(text: str) -> time | None:
    """The wall-clock time a field carries; None when it is none."""
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def read_start(text: str) -> datetime:
    """The instant a time control carries. Raises Refused, naming it, when it is none."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise refuse("start", text, _("No time was chosen."), _("Choose one of the times below.")) from error


def read_day(text: str) -> date:
    """The date a day field carries. Raises Refused, naming it, when it is none."""
    day = _date(text)
    if day is None:
        raise refuse("day", text, _("No day was chosen."), _("Say on which day you talked."))
    return day


def read_minutes(text: str, lengths: Sequence[int], usual: int) -> int:
    """The length asked for, when it is one of `lengths`; else the usual one."""
    return int(text) if text.isdecimal() and int(text) in lengths else usual


def _chosen_day(asked: QueryDict, days: Mapping[date, object]) -> date | None:
    day = _date(asked.get("day", ""))
    if day is not None:
        return day
    return None if asked.get("month") else next(iter(days), None)


def _month(asked: QueryDict, chosen: date | None, days: Mapping[date, object], meeting: Meeting, now: datetime) -> date:
    today = now.astimezone(meeting.clock).date()
    return (_date(asked.get("month", "")) or chosen or next(iter(days), today)).replace(day=1)


def _grid(
    meeting: Meeting, first: date, days: Mapping[date, Sized], keep: Mapping[str, Any], *, on: date, chosen: date | None
) -> MonthGrid:
    """The month of `first`; each free day leads to its times."""
    return month_grid(
        first,
        free={day: len(times) for day, times in days.items()},
        url_for=lambda day: meeting.link(day=day.isoformat(), **keep) + "#day",
        on=on,
        chosen=chosen,
    )


def _turns(meeting: Meeting, first: date, days: Mapping[date, object], keep: Mapping[str, Any]) -> dict[str, str]:
    """Links to the nearest earlier and later month that have a free day."""
    months = sorted({day.replace(day=1) for day in days})
    earlier = [month for month in months if month < first]
    later = [month for month in months if month > first]
    return {
        "previous_url": meeting.link(month=earlier[-1].isoformat(), **keep) if earlier else "",
        "next_url": meeting.link(month=later[0].isoformat(), **keep) if later else "",
    }


def _zones(meeting: Meeting, asked: QueryDict, keep: Mapping[str, Any]) -> dict[str, Any]:
    """The way to another clock: the reader's own, the other one's, or any by its name."""
    own, other, typed = meeting.reader.zone_info, meeting.other.zone_info, asked.get("zone", "")[:60]
    at_hand = {zone.key: zone for zone in (own, other) if zone.key != meeting.clock.key}
    return {
        "zone_links": [(spoken.zone_name(zone), meeting.link(**keep, zone=key)) for key, zone in at_hand.items()],
        "zone_problem": zones.unknown(typed) if typed and zones.named(typed) is None else "",
        "zone_typed": typed,
        "zone_is_other": bool(typed),
        "zones": zones.NEARBY,
    }


def _other_zone(meeting: Meeting) -> str:
    mine, theirs = meeting.clock, meeting.other.zone_info
    return spoken.zone_name(theirs) if theirs.key != mine.key else ""


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
