"""Every letter is read back by the standard library's parser, with its strict modern policy."""

import email
import re
from datetime import UTC, datetime, timedelta
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.calendars import itip
from leadership.calendars.meeting import Meeting, cancelled
from leadership.lib.lines import one_line
from leadership.outreach.mime import Mail, Mailbox, build
from tests.calendars.meetings import a_meeting

NOW = datetime(2026, 2, 20, 9, 30, tzinfo=UTC)
SENDER = Mailbox("heard@example.org", "Heard")


def a_mail(**changes: Any) -> Mail:
    given: dict[str, Any] = {
        "to": Mailbox("bjorn@example.org", "Björn Dahl"),
        "subject": "En stund som är din det här kvartalet 🙂",
        "text": "Hej Björn!\nDet är din tid.\n",
        "html": "<p>Hej Björn!</p>\n<p>Det är din tid.</p>\n",
        "message_id": "2f8d0b1c-1111-4222-8333-444455556666@heard.example.org",
        "date": NOW,
        "language": "sv",
    }
    return Mail(**(given | changes))


def an_invitation(meeting: Meeting | None = None, **changes: Any) -> Mail:
    return a_mail(calendar=itip.request(meeting or a_meeting(), to="bjorn@example.org"), **changes)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def shown(raw: bytes, header: str) -> tuple[str, str]:
    """The one name and address in `header`, its encoded words read by RFC 2047 section 6.2.

    The modern parser leaves a space between two encoded words of a name, which that section tells it to ignore.
    """
    [(name, bare)] = getaddresses([email.message_from_bytes(raw)[header]])
    return str(make_header(decode_header(name))), bare


def octets(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_letter_is_text_and_the_same_in_html() -> None:
    message = read(build(a_mail(), sender=SENDER))
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), octets(text).decode()) == ("text/plain", "Hej Björn!\r\nDet är din tid.\r\n")
    assert (html.get_content_type(), html.get_content_charset()) == ("text/html", "utf-8")
    assert octets(html).decode() == "<p>Hej Björn!</p>\r\n<p>Det är din tid.</p>\r\n"


def test_the_headers_say_who_writes_to_whom_what_and_that_a_machine_did() -> None:
    message = read(build(a_mail(reply_to="heard+k7@example.org"), sender=SENDER))
    assert message["From"].addresses == (Address("Heard", "heard", "example.org"),)
    assert message["To"].addresses == (Address("Björn Dahl", "bjorn", "example.org"),)
    assert message["Subject"] == "En stund som är din det här kvartalet 🙂"
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["Message-ID"] == "<2f8d0b1c-1111-4222-8333-444455556666@heard.example.org>"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "sv")
    assert message["Reply-To"] == "heard+k7@example.org"


def test_one_click_unsubscribing_is_offered_only_with_an_address_to_do_it() -> None:
    plain = read(build(a_mail(), sender=SENDER))
    assert plain["List-Unsubscribe"] is None and plain["List-Unsubscribe-Post"] is None
    listed = read(build(a_mail(unsubscribe="https://heard.example.org/a/x7/"), sender=SENDER))
    assert listed["List-Unsubscribe"] == "<https://heard.example.org/a/x7/>"
    assert listed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_second_copy_is_the_first_to_the_byte_and_another_letter_is_not() -> None:
    assert build(an_invitation(), sender=SENDER) == build(an_invitation(), sender=SENDER)
    assert build(a_mail(), sender=SENDER) != build(a_mail(message_id="other@example.org"), sender=SENDER)


def test_the_sender_is_read_from_a_setting_with_or_without_a_name() -> None:
    assert Mailbox.parsed("Heard <heard@example.org>") == SENDER
    assert Mailbox.parsed("heard@example.org") == Mailbox("heard@example.org")


# --- invitations ----------------------------------------------------------------------------------------------------


def test_an_invitation_is_mixed_of_the_alternatives_and_the_same_file_attached() -> None:
    message = read(build(an_invitation(), sender=SENDER))
    assert message.get_content_type() == "multipart/mixed"
    alternative, attached = message.iter_parts()
    parts = list(alternative.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert attached.get_content_disposition() == "attachment" and attached.get_filename() == "invite.ics"
    assert octets(parts[-1]) == octets(attached) == itip.request(a_meeting(), to="bjorn@example.org").body


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_method_outside_equals_the_method_inside(method: str) -> None:
    off = cancelled(a_meeting(), now=NOW + timedelta(days=1))
    message = an_invitation() if method == "REQUEST" else a_mail(calendar=itip.cancel(off, to="bjorn@example.org"))
    raw = build(message, sender=SENDER)
    [part] = [p for p in read(raw).walk() if p.get_content_type() == "text/calendar"]
    assert f"\r\nContent-Type: text/calendar; charset=UTF-8; method={method}\r\n".encode() in raw
    inside = icalendar.Calendar.from_ical(octets(part))
    assert (inside["method"], part.get_param("method"), part.get_content_charset()) == (method, method, "utf-8")


def test_the_organizer_is_the_mailbox_that_writes_and_the_addressee_is_invited() -> None:
    with pytest.raises(ValueError, match=r"the organizer is heard@example.org"):
        build(an_invitation(), sender=Mailbox("other@example.org"))
    with pytest.raises(ValueError, match=r"is for bjorn@example.org"):
        build(an_invitation(to=Mailbox("astrid@example.org")), sender=SENDER)


# --- hostile words --------------------------------------------------------------------------------------------------

HEADERS = {
    "from", "to", "subject", "date", "message-id", "mime-version", "auto-submitted", "content-language", "content-type",
}  # fmt: skip
hostile = st.text(st.one_of(st.sampled_from('\r\n\\"<>,;:=?@()åÄ🙂\u202e\u2028\x00 '), st.characters()), max_size=200)


@settings(max_examples=80, deadline=None)
@given(hostile, hostile, hostile)
def test_no_name_and_no_subject_becomes_a_header_or_is_lost(name: str, subject: str, sender: str) -> None:
    mail = a_mail(to=Mailbox("bjorn@example.org", name), subject=subject)
    raw = build(mail, sender=Mailbox("heard@example.org", sender))
    message = read(raw)
    assert {header.lower() for header in message.keys()} == HEADERS  # noqa: SIM118
    assert [one.addr_spec for one in message["To"].addresses] == ["bjorn@example.org"]
    assert shown(raw, "To") == (one_line(name), "bjorn@example.org")
    assert shown(raw, "From") == (one_line(sender), "heard@example.org")
    assert str(message["Subject"]) == one_line(subject)


@settings(max_examples=50, deadline=None)
@given(st.text("åäö🙂李 x", min_size=100, max_size=200))
def test_long_names_and_subjects_are_folded_into_short_ascii_lines(words: str) -> None:
    raw = build(
        an_invitation(to=Mailbox("bjorn@example.org", words), subject=words), sender=Mailbox(SENDER.address, words)
    )
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_a_letter_cannot_end_its_own_part_early() -> None:
    first = build(a_mail(), sender=SENDER).decode()
    [boundary] = re.findall(r'boundary="([^"]+)"', first)
    message = read(build(a_mail(text=f"--{boundary}--\n.\n\nBcc: x@example.org\n"), sender=SENDER))
    text, html = message.iter_parts()
    assert octets(text).startswith(f"--{boundary}--".encode()) and html.get_content_type() == "text/html"


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "a b@example.org"},
        {"message_id": "x@example.org>\r\nBcc: <y@example.org"},
        {"message_id": "x"},
        {"reply_to": "a@example.org\r\nBcc: b@example.org"},
        {"unsubscribe": "https://x.example/>\r\nBcc: b@example.org"},
        {"date": datetime(2026, 2, 20, 9, 30)},
    ],
)
def test_what_cannot_stand_in_a_header_stops_that_letter_alone(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not|no time zone"):
        build(a_mail(**changes), sender=SENDER)
