"""A meeting as the calendar world knows it: one frozen value, from which every file and mail is made.

The UID is the same for life; `revise` and `cancelled` are the only ways on, and they never let SEQUENCE or DTSTAMP
go back (RFC 5546 section 2.1.4).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from leadership.lib.lines import address, link, many_lines, one_line

WEIGHTY = ("start", "end", "location", "url", "status")
"""A change of any of these is a new SEQUENCE; everything else is only a new DTSTAMP."""


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Partstat(StrEnum):
    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Organizer:
    """The mailbox that answers go to, and the name shown for it, such as "Astrid Ek and Björn Dahl"."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", address(self.address))
        object.__setattr__(self, "name", _name(self.name))


@dataclass(frozen=True, slots=True)
class Attendee:
    """One of those invited. `rsvp` asks the calendar for an answer."""

    address: str
    name: str = ""
    partstat: Partstat = Partstat.NEEDS_ACTION
    rsvp: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", address(self.address))
        object.__setattr__(self, "name", _name(self.name))


@dataclass(frozen=True, slots=True)
class Meeting:
    """`start`, `end` and `dtstamp` are aware instants, kept in UTC to the second; `zone` (IANA) is for showing them.

    Texts are cleaned as they come in: the summary, the place and the names are one line each. `url` is where the
    meeting is looked after, or empty. Raises ValueError for a meeting that cannot be: naive or reversed times, a
    negative sequence, nobody invited, an address or a link that is none.
    """

    uid: str
    sequence: int
    dtstamp: datetime
    start: datetime
    end: datetime
    zone: str
    summary: str
    organizer: Organizer
    attendees: tuple[Attendee, ...]
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED

    def __post_init__(self) -> None:
        for name in ("dtstamp", "start", "end"):
            object.__setattr__(self, name, _instant(name, getattr(self, name)))
        for name in ("uid", "summary", "location"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "description", many_lines(self.description))
        if self.url:
            link(self.url)
        if not (self.uid and self.attendees and self.sequence >= 0 and self.start < self.end):
            raise ValueError(
                f"meeting {self.uid!r} needs a UID, somebody invited, a sequence from 0, an end after its start"
            )

    def attendee(self, who: str) -> Attendee:
        """The one invited at the address `who`, in any case of letters. Raises ValueError when nobody is."""
        found = next((one for one in self.attendees if one.address.lower() == who.lower()), None)
        if found is None:
            raise ValueError(f"{who} is not invited to {self.uid}; invite them before writing to them")
        return found


def revise(meeting: Meeting, *, now: datetime, **changes: Any) -> Meeting:
    """`meeting` with `changes`, stamped `now` (aware); a change of time, place or status raises SEQUENCE by one.

    Nothing changed: the same meeting, so that a second copy is the same copy. Times of one meeting never go back:
    a clock behind the last stamp yields a stamp one second after it. Raises ValueError for a change of UID, and for
    any change of a cancelled meeting.
    """
    changed = replace(meeting, **changes)
    if changed == meeting:
        return meeting
    if changed.uid != meeting.uid or meeting.status is Status.CANCELLED:
        raise ValueError(f"{meeting.uid} keeps its UID for life and stays cancelled once it is; make a new meeting")
    weighty = any(getattr(changed, name) != getattr(meeting, name) for name in WEIGHTY)
    stamp = max(_instant("now", now), meeting.dtstamp + timedelta(seconds=1))
    return replace(changed, sequence=meeting.sequence + weighty, dtstamp=stamp)


def cancelled(meeting: Meeting, *, now: datetime) -> Meeting:
    """`meeting` called off at `now`, one SEQUENCE later; called off already: the same meeting."""
    return revise(meeting, now=now, status=Status.CANCELLED)


def _instant(name: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{name} {moment} has no time zone; give an aware instant")
    return moment.astimezone(UTC).replace(microsecond=0)


def _name(text: str) -> str:
    # Quotes and carets are written with carets in a parameter (RFC 6868); half of the clients show the carets, and
    # some read ^n as a line break.
    return one_line(text.replace('"', "'").replace("^", " ").replace("\\", " "))
