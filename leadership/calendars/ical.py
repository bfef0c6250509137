"""A meeting as an RFC 5545 file: UTC times, CRLF, lines folded at 75 octets, the same bytes for the same meeting.

A meeting's file is written line by line, in the order the icalendar library writes in: that library builds an object
for each value, which costs as much as the rest of the letter (tests/calendars/test_ical.py holds the two together).
"""

from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from icalendar import Calendar, Event, vUri

from leadership.calendars.elsewhere import Wanted
from leadership.calendars.meeting import Attendee, Meeting, Status
from leadership.lib.lines import many_lines, one_line

PRODID = "-//Heard//Conversations//EN"
FOLD = 74
"""Octets in a line before its CRLF and after the blank that a continued line begins with (RFC 5545 section 3.1)."""
BACKSLASH = ord("\\")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_QUOTED = frozenset(",;:’ '")


@lru_cache(maxsize=256)
def calendar_file(meeting: Meeting, *, method: str = "", replies: bool = True) -> bytes:
    """`meeting` as a calendar with one event. `method` is the iTIP method, empty for a plain file.

    Without `replies`, attendees are named but not asked for an answer. The last files are remembered: all who are
    invited get the same one.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    if method:
        lines.append(f"METHOD:{method}")
    lines += ["BEGIN:VEVENT", *_event(meeting, replies=replies), "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(map(_folded, lines)).encode()


def refusal_file(meeting: Meeting, *, method: str, at: datetime) -> bytes:
    """What an answer to a counter-proposal may say (RFC 5546 section 3.2.8): which meeting, in which SEQUENCE, by whom
    and to whom, stamped `at`; neither time nor text, which stay as they are."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", f"METHOD:{method}", "BEGIN:VEVENT",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"UID:{meeting.uid.translate(_ESCAPES)}",
        f"SEQUENCE:{meeting.sequence}",
        *(_attendee(one, replies=False) for one in meeting.attendees),
        f"ORGANIZER{_named(meeting.organizer.name)}:{_mailto(meeting.organizer.address)}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(map(_folded, lines)).encode()


def plain_file(wanted: Wanted) -> bytes:
    """A talk as an appointment of its owner's own: nobody is invited, and nobody is asked to answer."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    for name, value in (("uid", wanted.uid), ("dtstamp", wanted.stamped_at), ("sequence", wanted.sequence)):
        event.add(name, value)
    for name, moment in (("dtstart", wanted.start), ("dtend", wanted.end)):
        event.add(name, moment)
    texts = {"summary": one_line(wanted.summary), "location": one_line(wanted.location)}
    texts["description"] = many_lines(wanted.description)
    for name, text in texts.items():
        if text:
            event.add(name, text)
    if wanted.url:
        event.add("url", vUri(wanted.url))
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, *, replies: bool) -> list[str]:
    """Whom one talks with is between the two, also from those who share a calendar: CLASS says so."""
    texts = {"DESCRIPTION": meeting.description, "LOCATION": meeting.location}
    lines = [
        f"SUMMARY:{meeting.summary.translate(_ESCAPES)}",
        f"DTSTART:{meeting.start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{meeting.end:%Y%m%dT%H%M%SZ}",
        f"DTSTAMP:{meeting.dtstamp:%Y%m%dT%H%M%SZ}",
        f"UID:{meeting.uid.translate(_ESCAPES)}",
        f"SEQUENCE:{meeting.sequence}",
        *(_attendee(one, replies=replies) for one in meeting.attendees),
        "CLASS:PRIVATE",
        *(f"{name}:{text.translate(_ESCAPES)}" for name, text in texts.items() if text),
        f"ORGANIZER{_named(meeting.organizer.name)}:{_mailto(meeting.organizer.address)}",
        f"STATUS:{meeting.status.value}",
        f"TRANSP:{'TRANSPARENT' if meeting.status is Status.CANCELLED else 'OPAQUE'}",
    ]
    return [*lines, f"URL:{meeting.url}"] if meeting.url else lines


def _attendee(attendee: Attendee, *, replies: bool) -> str:
    asked, wanted = "", ""
    if replies:
        asked = f";PARTSTAT={attendee.partstat.value}"
        wanted = f";RSVP={'TRUE' if attendee.rsvp else 'FALSE'}"
    named = f"ATTENDEE{_named(attendee.name)};CUTYPE=INDIVIDUAL{asked};ROLE=REQ-PARTICIPANT{wanted}"
    return f"{named}:{_mailto(attendee.address)}"


def _named(name: str) -> str:
    """The name as a parameter. `meeting` leaves no quote, caret or line break in a name."""
    if not name:
        return ""
    return f';CN="{name}"' if _QUOTED.intersection(name) else f";CN={name}"


@lru_cache(maxsize=4096)
def _mailto(address: str) -> str:
    return "mailto:" + quote(address, safe="@!$&'*+/=_~.-")


def _folded(line: str) -> str:
    """No line is longer than 75 octets, no character and no escape is cut in two."""
    if len(line) <= FOLD and line.isascii():
        return line
    octets, at, parts = line.encode(), 0, []
    while len(octets) - at > FOLD:
        cut = at + FOLD
        while octets[cut] & 0xC0 == 0x80:  # in the middle of a character
            cut -= 1
        cut -= octets[cut - 1] == BACKSLASH
        parts.append(octets[at:cut])
        at = cut
    return b"\r\n ".join([*parts, octets[at:]]).decode()
