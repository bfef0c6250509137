from datetime import timedelta

import icalendar
import pytest
import vobject

from leadership.calendars import itip
from leadership.calendars.meeting import cancelled, revise
from tests.calendars.meetings import NOW, a_meeting

LATER = NOW + timedelta(days=1)


def read(message: itip.Message) -> tuple[icalendar.Calendar, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(message.body)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_request_asks_everyone_invited_for_an_answer_to_the_organizer() -> None:
    message = itip.request(a_meeting(), to="bjorn@example.org")
    calendar, event = read(message)
    assert (calendar["method"], message.method, message.to.address) == ("REQUEST", "REQUEST", "bjorn@example.org")
    assert (event["organizer"], event["status"], event["sequence"]) == ("mailto:heard@example.org", "CONFIRMED", 0)
    answers = {str(one): (one.params["PARTSTAT"], one.params["RSVP"]) for one in event["attendee"]}
    assert answers == {
        "mailto:bjorn@example.org": ("ACCEPTED", "TRUE"),
        "mailto:astrid@example.org": ("NEEDS-ACTION", "TRUE"),
    }


def test_a_move_is_a_request_for_the_same_uid_with_the_next_sequence() -> None:
    first = a_meeting()
    moved = revise(first, now=LATER, start=first.start + timedelta(hours=1), end=first.end + timedelta(hours=1))
    calendar, event = read(itip.request(moved, to="astrid@example.org"))
    assert (calendar["method"], event["uid"], event["sequence"]) == ("REQUEST", first.uid, 1)
    assert event["dtstamp"].dt > read(itip.request(first, to="astrid@example.org"))[1]["dtstamp"].dt


def test_a_cancel_holds_all_that_a_calendar_needs_to_find_and_strike_the_event() -> None:
    off = cancelled(a_meeting(), now=LATER)
    message = itip.cancel(off, to="astrid@example.org")
    calendar, event = read(message)
    assert (calendar["method"], event["uid"], event["sequence"]) == ("CANCEL", a_meeting().uid, 1)
    assert (event["status"], event["dtstamp"].dt, event["dtstart"].dt) == ("CANCELLED", LATER, off.start)
    assert [str(one) for one in event["attendee"]] == ["mailto:bjorn@example.org", "mailto:astrid@example.org"]
    assert event["organizer"] == "mailto:heard@example.org" and event["summary"] == off.summary
    assert b"RSVP" not in message.body and b"PARTSTAT" not in message.body


def test_a_refused_counter_proposal_names_the_meeting_and_nothing_that_could_change_it() -> None:
    message = itip.decline_counter(a_meeting(), to="bjorn@example.org", at=LATER)
    calendar, event = read(message)
    second = vobject.readOne(message.body.decode())
    assert (calendar["method"], message.method, second.method.value) == ("DECLINECOUNTER",) * 3
    assert (event["uid"], event["sequence"], event["dtstamp"].dt) == (a_meeting().uid, 0, LATER)
    assert (second.vevent.uid.value, second.vevent.sequence.value) == (a_meeting().uid, "0")
    assert [str(one) for one in event["attendee"]] == ["mailto:bjorn@example.org", "mailto:astrid@example.org"]
    assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", "ATTENDEE"}
    assert b"RSVP" not in message.body and b"PARTSTAT" not in message.body


def test_both_messages_are_read_by_the_second_parser_too() -> None:
    asked = vobject.readOne(itip.request(a_meeting(), to="bjorn@example.org").body.decode())
    off = vobject.readOne(itip.cancel(cancelled(a_meeting(), now=LATER), to="bjorn@example.org").body.decode())
    assert (asked.method.value, asked.vevent.sequence.value) == ("REQUEST", "0")
    assert (off.method.value, off.vevent.sequence.value, off.vevent.status.value) == ("CANCEL", "1", "CANCELLED")


def test_both_people_get_the_same_calendar_and_a_second_copy_is_the_same_copy() -> None:
    bodies = {itip.request(a_meeting(), to=who).body for who in ("bjorn@example.org", "astrid@example.org") * 2}
    assert len(bodies) == 1


def test_a_meeting_that_stands_is_not_cancelled_and_one_called_off_not_asked_for() -> None:
    with pytest.raises(ValueError, match="call it off first"):
        itip.cancel(a_meeting(), to="bjorn@example.org")
    with pytest.raises(ValueError, match="send a CANCEL"):
        itip.request(cancelled(a_meeting(), now=LATER), to="bjorn@example.org")


def test_nobody_is_written_to_who_is_not_invited() -> None:
    with pytest.raises(ValueError, match=r"camilla@example.org is not invited"):
        itip.request(a_meeting(), to="camilla@example.org")
