"""What one attendee is told about a meeting: RFC 5546 REQUEST, CANCEL and DECLINECOUNTER, one message to one person
each.

A move is a REQUEST with a higher SEQUENCE, never a CANCEL and something new. The messages name everyone invited
(RFC 5546 sections 3.2.2, 3.2.5 and 3.2.8); the same meeting gives the same bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadership.calendars.ical import calendar_file, refusal_file
from leadership.calendars.meeting import Attendee, Meeting, Status


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    DECLINECOUNTER = "DECLINECOUNTER"


@dataclass(frozen=True, slots=True)
class Message:
    """`body` (a calendar file, METHOD inside) is meant for `to` and comes from the address `organizer`."""

    method: Method
    to: Attendee
    organizer: str
    body: bytes


def request(meeting: Meeting, *, to: str) -> Message:
    """The invitation, or the news of a change, for the attendee at the address `to`.

    Raises ValueError when nobody at `to` is invited, or the meeting is called off (then it is a `cancel`).
    """
    if meeting.status is Status.CANCELLED:
        raise ValueError(f"{meeting.uid} is called off; send a CANCEL")
    body = calendar_file(meeting, method=Method.REQUEST)
    return Message(Method.REQUEST, meeting.attendee(to), meeting.organizer.address, body)


def cancel(meeting: Meeting, *, to: str) -> Message:
    """The news that a meeting is called off, for the attendee at the address `to`.

    Raises ValueError when nobody at `to` is invited, or the meeting still stands: `meeting.cancelled` calls it off
    and raises its SEQUENCE, without which calendars do not believe it.
    """
    if meeting.status is not Status.CANCELLED:
        raise ValueError(f"{meeting.uid} is not called off; call it off first")
    body = calendar_file(meeting, method=Method.CANCEL, replies=False)
    return Message(Method.CANCEL, meeting.attendee(to), meeting.organizer.address, body)


def decline_counter(meeting: Meeting, *, to: str, at: datetime) -> Message:
    """The news that the other time which the attendee at `to` asked for (a COUNTER) was refused at the instant `at`:
    the meeting stands as it is.

    Raises ValueError when nobody at `to` is invited, or the meeting is called off.
    """
    if meeting.status is Status.CANCELLED:
        raise ValueError(f"{meeting.uid} is called off; send a CANCEL")
    body = refusal_file(meeting, method=Method.DECLINECOUNTER, at=at)
    return Message(Method.DECLINECOUNTER, meeting.attendee(to), meeting.organizer.address, body)
