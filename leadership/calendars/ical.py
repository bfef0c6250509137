"""A meeting as an RFC 5545 file: UTC times, CRLF, lines folded at 75 octets, the same bytes for the same meeting."""

from functools import lru_cache
from urllib.parse import quote

from icalendar import Calendar, Event, vCalAddress, vUri

from leadership.calendars.elsewhere import Wanted
from leadership.calendars.meeting import Attendee, Meeting, Organizer, Status
from leadership.lib.lines import many_lines, one_line

PRODID = "-//Heard//Conversations//EN"


@lru_cache(maxsize=256)
def calendar_file(meeting: Meeting, *, method: str = "", replies: bool = True) -> bytes:
    """`meeting` as a calendar with one event. `method` is the iTIP method, empty for a plain file.

    Without `replies`, attendees are named but not asked for an answer. The last files are remembered: all who are
    invited get the same one.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    calendar.add_component(_event(meeting, replies=replies))
    return bytes(calendar.to_ical())


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


def _event(meeting: Meeting, *, replies: bool) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", meeting.dtstamp)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.start)
    event.add("dtend", meeting.end)
    event.add("summary", meeting.summary)
    for name in ("description", "location"):
        if getattr(meeting, name):
            event.add(name, getattr(meeting, name))
    if meeting.url:
        event.add("url", vUri(meeting.url))
    event.add("status", meeting.status.value)
    event.add("organizer", _organizer(meeting.organizer))
    for attendee in meeting.attendees:
        event.add("attendee", _attendee(attendee, replies=replies))
    # Whom one talks with is between the two, also from those who share a calendar.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if meeting.status is Status.CANCELLED else "OPAQUE")
    return event


def _organizer(organizer: Organizer) -> vCalAddress:
    return _person(organizer.address, organizer.name)


def _attendee(attendee: Attendee, *, replies: bool) -> vCalAddress:
    person = _person(attendee.address, attendee.name)
    person.params["CUTYPE"] = "INDIVIDUAL"
    person.params["ROLE"] = "REQ-PARTICIPANT"
    if replies:
        person.params["PARTSTAT"] = attendee.partstat.value
        person.params["RSVP"] = "TRUE" if attendee.rsvp else "FALSE"
    return person


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress("mailto:" + quote(address, safe="@!$&'*+/=_~.-"))
    if name:
        person.params["CN"] = name
    return person
