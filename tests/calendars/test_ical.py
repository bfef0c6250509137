"""Every file is read back by two parsers that know nothing of each other: icalendar and vobject."""

import unicodedata
from datetime import datetime, timedelta, timezone
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.calendars.ical import PRODID, calendar_file
from leadership.calendars.meeting import Attendee, Meeting, Organizer
from tests.calendars.meetings import a_meeting

CLEAN = {"Cc", "Cs", "Zl", "Zp"}
BIDI = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def by_icalendar(octets: bytes) -> dict[str, Any]:
    [event] = icalendar.Calendar.from_ical(octets).walk("VEVENT")
    invited = event["attendee"] if isinstance(event["attendee"], list) else [event["attendee"]]
    return {
        "uid": str(event["uid"]),
        "sequence": int(event["sequence"]),
        "dtstamp": event["dtstamp"].dt,
        "start": event["dtstart"].dt,
        "end": event["dtend"].dt,
        "summary": str(event["summary"]),
        "description": str(event.get("description", "")),
        "location": str(event.get("location", "")),
        "url": str(event.get("url", "")),
        "status": str(event["status"]),
        "organizer": (str(event["organizer"]), str(event["organizer"].params.get("CN", ""))),
        "attendees": [(str(one), str(one.params.get("CN", ""))) for one in invited],
    }


def by_vobject(octets: bytes) -> dict[str, Any]:
    event = vobject.readOne(octets.decode()).vevent
    text = {name: event.getChildValue(name, "") for name in ("summary", "description", "location", "url")}
    return text | {
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "dtstamp": event.dtstamp.value,
        "start": event.dtstart.value,
        "end": event.dtend.value,
        "status": event.status.value,
        "organizer": (event.organizer.value, "".join(event.organizer.params.get("CN", []))),
        "attendees": [(one.value, "".join(one.params.get("CN", []))) for one in event.attendee_list],
    }


def as_said(meeting: Meeting) -> dict[str, Any]:
    people = [(f"mailto:{one.address}", one.name) for one in meeting.attendees]
    named = ("uid", "sequence", "dtstamp", "start", "end", "summary", "description", "location", "url")
    return {name: getattr(meeting, name) for name in named} | {
        "status": meeting.status.value,
        "organizer": (f"mailto:{meeting.organizer.address}", meeting.organizer.name),
        "attendees": people,
    }


PARSERS = pytest.mark.parametrize("read", [by_icalendar, by_vobject])


@PARSERS
def test_what_is_said_is_what_is_read(read: Any) -> None:
    assert read(calendar_file(a_meeting())) == as_said(a_meeting())


hostile = st.text(
    st.one_of(st.sampled_from("\r\n\\;:,\"^n'=\u202e\u2028\x00\x85åÄ🙂\ufeff"), st.characters()), max_size=80
)


@PARSERS
@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile)
def test_no_name_and_no_text_can_break_out_of_its_place(read: Any, name: str, summary: str, text: str) -> None:
    meeting = a_meeting(
        summary=f"Samtal {summary}",
        description=text,
        location=name,
        organizer=Organizer("heard@example.org", name),
        attendees=(Attendee("bjorn@example.org", name), Attendee("astrid@example.org", summary)),
    )
    octets = calendar_file(meeting)
    assert read(octets) == as_said(meeting)
    for word in (meeting.summary, meeting.location, *(one.name for one in meeting.attendees)):
        assert not {unicodedata.category(letter) for letter in word} & CLEAN
        assert not set(word) & BIDI


def written_by_icalendar(meeting: Meeting, replies: bool) -> bytes:
    """The same file, made of that library's own objects."""
    event = icalendar.Event()
    for name in ("uid", "dtstamp", "sequence", "summary"):
        event.add(name, getattr(meeting, name))
    event.add("dtstart", meeting.start)
    event.add("dtend", meeting.end)
    for name in ("description", "location"):
        if getattr(meeting, name):
            event.add(name, getattr(meeting, name))
    if meeting.url:
        event.add("url", icalendar.vUri(meeting.url))
    event.add("status", meeting.status.value)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    for one in (meeting.organizer, *meeting.attendees):
        person = icalendar.vCalAddress(f"mailto:{one.address}")
        person.params |= {"CN": one.name} if one.name else {}
        if isinstance(one, Attendee):
            asked = {"PARTSTAT": one.partstat.value, "RSVP": "TRUE"} if replies else {}
            person.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", **asked}
        event.add("attendee" if isinstance(one, Attendee) else "organizer", person)
    calendar = icalendar.Calendar()
    for name, value in (("prodid", PRODID), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "REQUEST")):
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile, st.booleans())
def test_it_is_byte_for_byte_what_the_icalendar_library_writes(
    name: str, summary: str, text: str, replies: bool
) -> None:
    """But for a backslash and a capital N, which that library takes for a line break."""
    meeting = a_meeting(
        summary=summary.replace("N", "n"),
        description=text.replace("N", "n") * 2,
        location=name.replace("N", "n"),
        organizer=Organizer("heard@example.org", name),
        attendees=(Attendee("bjorn.o'dahl+x@example.org", name), Attendee("astrid@example.org", summary)),
    )
    assert calendar_file(meeting, method="REQUEST", replies=replies) == written_by_icalendar(meeting, replies)


@settings(max_examples=60, deadline=None)
@given(hostile, st.text("åäö🙂x", min_size=70, max_size=200))
def test_lines_end_with_crlf_and_hold_at_most_75_octets_of_whole_characters(text: str, name: str) -> None:
    octets = calendar_file(a_meeting(description=text, attendees=(Attendee("bjorn@example.org", name),)))
    lines = octets.split(b"\r\n")
    assert lines[-1] == b"" and max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert all(line.decode() for line in lines[:-1])


def test_times_are_written_in_utc_whatever_zone_they_came_in() -> None:
    helsinki = timezone(timedelta(hours=2))
    lines = calendar_file(a_meeting(start=datetime(2026, 3, 2, 10, 0, tzinfo=helsinki))).split(b"\r\n")
    assert b"DTSTART:20260302T080000Z" in lines and b"DTEND:20260302T084500Z" in lines
    assert b"DTSTAMP:20260220T093000Z" in lines


def test_the_properties_that_rfc_5545_wants_once_are_there_once() -> None:
    lines = calendar_file(a_meeting(), method="REQUEST").decode().replace("\r\n ", "").split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in lines]
    once = {"VERSION", "PRODID", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "ORGANIZER"}
    assert {name for name in once if names.count(name) == 1} == once
    assert names[0] == "BEGIN" and names[-2:] == ["END", ""]


def test_the_same_meeting_is_the_same_file_and_a_plain_file_has_no_method() -> None:
    first = calendar_file(a_meeting())
    calendar_file.cache_clear()
    assert calendar_file(a_meeting()) == first
    assert b"METHOD" not in first


def test_a_quote_and_a_caret_in_a_name_do_not_become_carets_or_a_line_break() -> None:
    meeting = a_meeting(attendees=(Attendee("bjorn@example.org", 'Björn "Bj^nne" Dahl'),))
    assert b"^" not in calendar_file(meeting)
    assert meeting.attendees[0].name == "Björn 'Bj nne' Dahl"


def test_what_has_a_meaning_in_a_uri_is_encoded_in_an_address() -> None:
    octets = calendar_file(a_meeting(attendees=(Attendee("a+b%c?d@example.org"),)))
    assert b"mailto:a+b%25c%3Fd@example.org" in octets.replace(b"\r\n ", b"")


def test_the_calendar_keeps_the_talk_between_the_two() -> None:
    assert b"\r\nCLASS:PRIVATE\r\n" in calendar_file(a_meeting())
