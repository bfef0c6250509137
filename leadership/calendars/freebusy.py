"""When a calendar file says that its owner is busy: start and end alone, no titles, no text.

Recurrences are expanded with their exceptions and moved instances. All-day events take the owner's whole day, floating
times are read by the owner's clock, zone names of Windows are understood. What is transparent, cancelled, marked free
or declined by the owner takes no time; what is tentative does. Rules that recur within a day are refused, and so is a
file with more instances than a person can have. No Django here; untrusted files are read in `limited`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar.timezone
import recurring_ical_events
from icalendar import Calendar, Event, FreeBusy

from leadership.lib.instants import at_local, end_of_day
from leadership.lib.intervals import merge, minute_after, minute_of, moment_of

MOST_INSTANCES = 5000
SUB_DAILY = {"SECONDLY", "MINUTELY", "HOURLY"}
FREE_MARKS = {"FREE", "WORKINGELSEWHERE"}
_OUR_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Stretch = tuple[datetime, datetime]


class Unreadable(Exception):
    """The file tells nothing; `code` says why: not_a_calendar, sub_daily, too_many or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is: home `zone` (IANA), mail addresses, which tell whose refusal counts, and the domain of the
    UIDs that this installation gives its own talks (those are known here already and take no time twice)."""

    zone: str
    addresses: tuple[str, ...] = ()
    ours: str = ""


def busy(source: bytes, *, owner: Owner, first: datetime, until: datetime) -> tuple[Stretch, ...]:
    """The stretches (UTC, whole minutes, sorted, disjoint) inside `[first, until)` in which the owner is busy.

    Raises Unreadable.
    """
    calendars, home = _read(source), ZoneInfo(owner.zone)
    taken = [span for one in calendars for span in _taken(one, home, first, until, owner)]
    return _within(taken, first, until)


def clipped(stretches: Iterable[Stretch], first: datetime, until: datetime) -> tuple[Stretch, ...]:
    """The stretches (UTC) inside `[first, until)`, in whole minutes, sorted and disjoint."""
    return _within([(minute_of(start), minute_after(end)) for start, end in stretches], first, until)


def _within(taken: Iterable[tuple[int, int]], first: datetime, until: datetime) -> tuple[Stretch, ...]:
    low, high = minute_of(first), minute_after(until)
    inside = merge((max(start, low), min(end, high)) for start, end in taken)
    return tuple((moment_of(start), moment_of(end)) for start, end in inside if start < end)


def own_events(source: bytes, *, owner: Owner) -> dict[str, Stretch]:
    """The events of ours in the file, by UID: start and end (UTC). Called off is as good as gone. Raises Unreadable."""
    home, found = ZoneInfo(owner.zone), {}
    for calendar in _read(source):
        for event in calendar.walk("VEVENT"):
            called_off = str(event.get("STATUS", "")).upper() == "CANCELLED"
            if is_ours(event, owner) and isinstance(event, Event) and "DTSTART" in event and not called_off:
                start, end = _span(event, home)
                found[str(event["UID"])] = (moment_of(start), moment_of(end))
    return found


def is_ours(event: Any, owner: Owner) -> bool:
    """Whether its UID is one that this installation gives its talks."""
    return is_our_uid(str(event.get("UID", "")), owner)


def is_our_uid(uid: str, owner: Owner) -> bool:
    """Whether this installation gives such UIDs."""
    return bool(owner.ours and _OUR_UID.fullmatch(uid.removesuffix(f"@{owner.ours}")))


def whole_days(first: date, end: date, home: ZoneInfo) -> Stretch:
    """From the first moment of `first` to the last one before `end` on the owner's clock; at least one day."""
    last = max(first, end - timedelta(days=1))
    return end_of_day(first - timedelta(days=1), home), end_of_day(last, home)


def _read(source: bytes) -> list[Calendar]:
    # Zone definitions stay in a process-wide table by name and would be believed by the next file.
    icalendar.timezone.tzp.use_zoneinfo()
    try:
        calendars = Calendar.from_ical(source, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable("not_a_calendar") from error
    if not calendars or any(one.name != "VCALENDAR" for one in calendars):
        raise Unreadable("not_a_calendar")
    return [one for one in calendars if isinstance(one, Calendar)]


def _taken(
    calendar: Calendar, home: ZoneInfo, first: datetime, until: datetime, owner: Owner
) -> Iterator[tuple[int, int]]:
    for one in calendar.walk("VFREEBUSY"):
        if isinstance(one, FreeBusy):
            yield from _published(one, home)
    for nth, event in enumerate(_instances(calendar, first, until)):
        if nth >= MOST_INSTANCES:
            raise Unreadable("too_many")
        if _takes_time(event, owner):
            yield _span(event, home)


def _instances(calendar: Calendar, first: datetime, until: datetime) -> Iterator[Any]:
    """Every occurrence that touches the window, a day more on each side for all-day ones."""
    for event in calendar.walk("VEVENT"):
        _refuse_rules_within_a_day(event)
    day = timedelta(days=1)
    query = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
    try:
        yield from query.between(first - day, until + day)
    except (ValueError, TypeError, OverflowError, KeyError) as error:
        raise Unreadable("broken") from error


def _refuse_rules_within_a_day(event: Any) -> None:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        often = {str(value).upper() for value in rule.get("FREQ", [])} & SUB_DAILY
        many = any(len(rule.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        if often or many:
            raise Unreadable("sub_daily")


def _takes_time(event: Event, owner: Owner) -> bool:
    if is_ours(event, owner):
        return False
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in FREE_MARKS:
        return False
    return not any(_is_refusal(attendee, owner.addresses) for attendee in _attendees(event))


def _attendees(event: Event) -> list[Any]:
    found = event.get("ATTENDEE", [])
    return found if isinstance(found, list) else [found]


def _is_refusal(attendee: Any, mine: Collection[str]) -> bool:
    address = str(attendee).lower().removeprefix("mailto:")
    return address in mine and str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper() == "DECLINED"


def _span(event: Event, home: ZoneInfo) -> tuple[int, int]:
    start: date = _when(event, "DTSTART")
    end = _when(event, "DTEND") if "DTEND" in event else start + _lasts(event)
    if not isinstance(start, datetime):
        until = start if isinstance(end, datetime) else end
        opens, closes = whole_days(start, until, home)
        return minute_of(opens), minute_of(closes)
    return minute_of(_instant(start, home)), minute_after(_instant(end, home))


def _lasts(event: Event) -> timedelta:
    lasts = _when(event, "DURATION") if "DURATION" in event else None
    return lasts if isinstance(lasts, timedelta) else timedelta()


def _when(event: Event, name: str) -> Any:
    return getattr(event[name], "dt", None)


def _instant(moment: date | datetime, home: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return end_of_day(moment - timedelta(days=1), home)
    if moment.tzinfo is None:
        return at_local(moment.date(), moment.time(), home)
    return moment.astimezone(UTC)


def _published(component: FreeBusy, home: ZoneInfo) -> Iterator[tuple[int, int]]:
    """What a server that tells no more than free and busy says."""
    found = component.get("FREEBUSY", [])
    for entry in found if isinstance(found, list) else [found]:
        if str(entry.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        for period in getattr(entry, "dts", None) or [entry]:
            start, end = (period.dt if hasattr(period, "dt") else period)[:2]
            end = start + end if isinstance(end, timedelta) else end
            yield minute_of(_instant(start, home)), minute_after(_instant(end, home))
