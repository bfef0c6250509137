from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.calendars.meeting import Attendee, Meeting, Status, cancelled, revise
from tests.calendars.meetings import NOW, a_meeting

LATER = NOW + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "change",
    [
        {"start": datetime(2026, 3, 2, 7, 30, tzinfo=UTC)},
        {"end": datetime(2026, 3, 2, 9, 30, tzinfo=UTC)},
        {"location": "Rum Celsius"},
        {"url": "https://video.example.org/r/1"},
        {"status": Status.CANCELLED},
    ],
)
def test_a_change_of_time_place_or_status_is_a_new_sequence_and_stamp(change: dict[str, Any]) -> None:
    moved = revise(a_meeting(), now=LATER, **change)
    assert (moved.sequence, moved.dtstamp, moved.uid) == (1, LATER, a_meeting().uid)


def test_another_text_is_a_new_stamp_and_the_same_sequence() -> None:
    told = revise(a_meeting(), now=LATER, description="En rad till")
    assert (told.sequence, told.dtstamp) == (0, LATER)


def test_no_change_is_the_very_same_meeting() -> None:
    assert revise(a_meeting(), now=LATER, location=a_meeting().location) == a_meeting()
    off = cancelled(a_meeting(), now=LATER)
    assert cancelled(off, now=LATER + HOUR) == off


def test_a_cancelled_meeting_stays_cancelled_and_a_uid_stays() -> None:
    off = cancelled(a_meeting(), now=LATER)
    with pytest.raises(ValueError, match="stays cancelled"):
        revise(off, now=LATER, status=Status.CONFIRMED)
    with pytest.raises(ValueError, match="keeps its UID"):
        revise(a_meeting(), now=LATER, uid="other@example.org")


moves = st.tuples(st.integers(-100, 100), st.sampled_from(("location", "description")), st.text(max_size=4))


@given(st.lists(moves, max_size=8))
def test_sequence_and_stamp_never_go_back_whatever_the_clock_says(changes: list[tuple[int, str, str]]) -> None:
    meeting = a_meeting()
    for seconds, name, text in changes:
        before = meeting
        meeting = revise(before, now=NOW + timedelta(seconds=seconds), **{name: text})
        assert meeting.sequence in (before.sequence, before.sequence + 1)
        assert (meeting.dtstamp > before.dtstamp) == (meeting != before)
    assert cancelled(meeting, now=NOW - HOUR).sequence == meeting.sequence + 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": datetime(2026, 3, 2, 8, 0)}, "time zone"),
        ({"end": datetime(2026, 3, 2, 8, 0, tzinfo=UTC)}, "end after its start"),
        ({"sequence": -1}, "sequence from 0"),
        ({"attendees": ()}, "somebody invited"),
        ({"uid": "\r\n"}, "needs a UID"),
        ({"url": "javascript:alert(1)"}, "https"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_with_its_reason(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        a_meeting(**changes)


@pytest.mark.parametrize(
    "text", ["", "björn@example.org", "a@b@c@", "a b@example.org", "a@example.org,b@example.org", "a@x\r\nBcc: b@x"]
)
def test_an_address_that_is_not_exactly_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not one plain mail address"):
        Attendee(text)


def test_a_domain_with_letters_beyond_ascii_is_written_the_way_servers_read_it() -> None:
    assert Attendee("a@företag.se").address == "a@xn--fretag-wxa.se"


def test_asking_for_somebody_who_is_not_invited_says_so() -> None:
    meeting: Meeting = a_meeting()
    assert meeting.attendee("BJORN@example.org").name == "Björn"
    with pytest.raises(ValueError, match=r"camilla@example.org is not invited"):
        meeting.attendee("camilla@example.org")
