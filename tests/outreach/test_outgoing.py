"""The bytes of REQUEST, changed REQUEST, CANCEL and DECLINECOUNTER as they leave, kept as samples and read by two other
parsers.

`python -m tests.outreach.test_outgoing` writes the samples anew after a wanted change; look at what changed.
"""

import email
from datetime import UTC, datetime, timedelta
from email import policy
from functools import partial

import icalendar
import pytest
import vobject

from leadership.calendars import itip
from leadership.calendars.meeting import Attendee, Organizer, cancelled, revise
from leadership.outreach.mime import Mail, Mailbox, build
from tests.calendars.meetings import NOW, a_meeting
from tests.outreach.test_mime import shown
from tests.samples import FOLDER

LONG = f"Åsa-Märta {'Ö' * 178} von Älvsjö 🌷"
TEXT = "Tillit → En stund i kvartalet → det här samtalet 🙂\nTid: måndag 10.00; ta med te, kaffe\\bulle\n\nFlytta: https://"
FIRST = a_meeting(
    summary="Samtal: Åsa-Märta, Björn & 🌷",
    organizer=Organizer("heard@example.org", f"{LONG} och Björn"),
    attendees=(Attendee("bjorn@example.org", "Björn Dahl"), Attendee("asa@example.org", LONG)),
    description=TEXT,
    location="Rum Linné; plan 3, ring på\r\nBCC: eve@example.org",
)
MOVED = revise(FIRST, now=NOW + timedelta(days=1), start=datetime(2026, 3, 3, 8, tzinfo=UTC),
               end=datetime(2026, 3, 3, 8, 45, tzinfo=UTC))  # fmt: skip
REFUSED = NOW + timedelta(days=1, hours=1)
MESSAGES = {
    "request": (FIRST, itip.request),
    "changed_request": (MOVED, itip.request),
    "cancel": (cancelled(MOVED, now=NOW + timedelta(days=2)), itip.cancel),
    "decline_counter": (MOVED, partial(itip.decline_counter, at=REFUSED)),
}
METHODS = {"cancel": "CANCEL", "decline_counter": "DECLINECOUNTER"}


def letter(name):
    """The letter to the one with the long name, as the mail server gets it."""
    meeting, make = MESSAGES[name]
    mail = Mail(
        to=Mailbox("asa@example.org", LONG), subject=f"Ert samtal 🙂 {LONG}", text=f"Hej {LONG}!\n{TEXT}\n",
        html=f"<p>Hej {LONG}!</p>\n", message_id=f"{name}@example.org", language="sv",
        date=REFUSED if name == "decline_counter" else meeting.dtstamp,
        reply_to="heard+token@example.org", calendar=make(meeting, to="asa@example.org"),
    )  # fmt: skip
    return build(mail, sender=Mailbox("heard@example.org", "Heard"))


def kept(name):
    return FOLDER / "outgoing" / f"{name}.eml"


@pytest.fixture(params=MESSAGES)
def name(request):
    return request.param


@pytest.fixture
def message(name):
    return email.message_from_bytes(kept(name).read_bytes(), policy=policy.SMTP)


def files(message):
    """The calendar as it stands among the alternatives, and as an attachment."""
    return [
        part.get_payload(decode=True)
        for part in message.walk()
        if part.get_filename() or "calendar" in part.get_content_type()
    ]


def test_what_leaves_is_what_is_kept_here_to_the_byte(name):
    assert letter(name) == kept(name).read_bytes()


def test_the_frame_is_that_of_rfc_6047(name, message):
    method = METHODS.get(name, "REQUEST")
    alternatives, attached = message.iter_parts()

    assert message.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    invitation = list(alternatives.iter_parts())[-1]
    assert (invitation.get_param("method"), invitation.get_param("charset").lower()) == (method, "utf-8")
    assert len(set(files(message))) == 1
    assert attached.get_filename().endswith(".ics")
    assert (message["Auto-Submitted"], message["Reply-To"]) == ("auto-generated", "heard+token@example.org")
    assert "bcc" not in {header.lower() for header in message.keys()}  # noqa: SIM118 - headers, not a mapping
    assert max(map(len, kept(name).read_bytes().split(b"\r\n"))) <= 998


@pytest.mark.parametrize("name", ["request", "changed_request", "cancel"])
def test_two_other_parsers_read_the_same_meeting(name, message):
    meeting, _ = MESSAGES[name]
    file = files(message)[0]
    first = icalendar.Calendar.from_ical(file)
    second = vobject.readOne(file.decode())
    event = first.walk("VEVENT")[0]
    vevent = second.vevent

    assert (str(first["METHOD"]), str(event["UID"])) == (second.method.value, vevent.uid.value)
    assert (
        (event["DTSTART"].dt, event["DTEND"].dt)
        == (vevent.dtstart.value, vevent.dtend.value)
        == (meeting.start, meeting.end)
    )
    assert (int(event["SEQUENCE"]), int(vevent.sequence.value)) == (meeting.sequence, meeting.sequence)
    assert str(event["SUMMARY"]) == vevent.summary.value == "Samtal: Åsa-Märta, Björn & 🌷"
    assert str(event["DESCRIPTION"]) == vevent.description.value == TEXT
    assert str(event["LOCATION"]) == vevent.location.value == "Rum Linné; plan 3, ring på BCC: eve@example.org"
    assert {str(one.params["CN"]) for one in event["ATTENDEE"]} == {"Björn Dahl", LONG}
    assert {one.params["CN"][0] for one in vevent.attendee_list} == {"Björn Dahl", LONG}
    assert second.validate(raiseException=True)
    assert max(map(len, file.split(b"\r\n"))) <= 75


def test_two_other_parsers_read_which_meeting_a_refusal_is_about(name="decline_counter"):
    file = files(email.message_from_bytes(kept(name).read_bytes(), policy=policy.SMTP))[0]
    [event] = icalendar.Calendar.from_ical(file).walk("VEVENT")
    second = vobject.readOne(file.decode())

    assert second.method.value == "DECLINECOUNTER"
    assert str(event["UID"]) == second.vevent.uid.value == MOVED.uid
    assert (int(event["SEQUENCE"]), int(second.vevent.sequence.value)) == (MOVED.sequence, MOVED.sequence)
    assert event["DTSTAMP"].dt == second.vevent.dtstamp.value == REFUSED
    assert str(event["ORGANIZER"]) == second.vevent.organizer.value == "mailto:heard@example.org"
    assert {one.params["CN"][0] for one in second.vevent.attendee_list} == {"Björn Dahl", LONG}
    assert max(map(len, file.split(b"\r\n"))) <= 75


def test_names_and_subject_survive_in_the_headers(name, message):
    assert shown(kept(name).read_bytes(), "To") == (LONG, "asa@example.org")
    assert str(message["Subject"]) == f"Ert samtal 🙂 {LONG}"
    assert LONG in message.get_body(("plain",)).get_content()


def test_uid_stays_and_sequence_and_stamp_grow():
    meetings = [MESSAGES[name][0] for name in ("request", "changed_request", "cancel")]

    assert len({one.uid for one in meetings}) == 1
    assert [one.sequence for one in meetings] == [0, 1, 2]
    assert sorted({one.dtstamp for one in meetings}) == [one.dtstamp for one in meetings]


if __name__ == "__main__":
    for name in MESSAGES:
        kept(name).parent.mkdir(exist_ok=True)
        kept(name).write_bytes(letter(name))
