"""A message that came back, read: what it answers, who says so, and whether anybody vouches for that.

Real clients leave ORGANIZER out, write several ATTENDEE lines, Windows zones, localised subjects, no `method=`: all of
that is normal. Nothing here is believed yet; `deciding` does that. Pure: bytes in, values out, no Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr
from typing import Any
from zoneinfo import ZoneInfo

import icalendar.timezone
from icalendar import Calendar, Event

from leadership.lib.instants import at_local
from leadership.lib.lines import many_lines, one_line

MOST_BYTES = 2 * 1024 * 1024
MOST_PARTS = 60
LONGEST_COMMENT = 1000
_CALENDARS = ("text/calendar", "application/ics")
_ACTED_BY_ITSELF = re.compile(r"auto-(replied|generated|notified)", re.IGNORECASE)
_DMARC = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """An iTIP REPLY or COUNTER as it is written. `answers` pairs an address in small letters with a PARTSTAT.

    `start` and `dtstamp` are instants (UTC), None where missing; `sequence` None where missing. `comment` is what the
    sender wrote, cleaned, at most 1,000 characters.
    """

    method: str
    uid: str
    answers: tuple[tuple[str, str], ...]
    sequence: int | None = None
    dtstamp: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message: the sender's address, all addresses it was sent to, and what kind of message it is.

    `vouched`: our own mail server recorded a DMARC pass for the sender's domain. `bounced`: the addresses that a
    delivery report says cannot be reached. `by_itself`: an automatic answer.
    """

    message_id: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    vouched: bool = False
    by_itself: bool = False
    bounced: tuple[str, ...] = ()
    about: str = ""
    """The Message-ID of the letter a delivery report is about, without brackets."""
    reply: Reply | None = None


def read(raw: bytes, *, authserv: str = "", zone: str = "UTC") -> Incoming:
    """The message in `raw`. `authserv` names our mail server in Authentication-Results (RFC 8601); empty: nobody
    vouches. `zone` (IANA) is used for times without one. What cannot be understood is left empty; raises nothing."""
    message = message_from_bytes(raw[:MOST_BYTES], policy=policy.default)
    parts = list(_parts(message))
    return Incoming(
        message_id=_header(message, "Message-ID").strip("<> "),
        sender=parseaddr(_header(message, "From"))[1].lower(),
        recipients=_recipients(message),
        vouched=bool(authserv) and _vouched(message, authserv),
        by_itself=_by_itself(message),
        bounced=_bounced(message, parts),
        about=_about(parts),
        reply=_reply(parts, zone),
    )


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, LookupError):
        return ""  # a header that the library itself cannot read says nothing


def _recipients(message: Message) -> tuple[str, ...]:
    written = [_header(message, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    return tuple(dict.fromkeys(address.lower() for _, address in getaddresses(written) if address))


def _vouched(message: Message, authserv: str) -> bool:
    """Only the first header is our server's for certain: others may have come with the message."""
    # As they stand: reading all headers to find these would stumble over any other one that is malformed.
    results = [str(value) for name, value in message.raw_items() if name.lower() == "authentication-results"]
    if not results:
        return False
    server, _, said = results[0].partition(";")
    sender = parseaddr(_header(message, "From"))[1].rpartition("@")[2].lower()
    named = re.search(r"header\.from\s*=\s*([^\s;]+)", said, re.IGNORECASE)
    ours = server.split()[0].lower() == authserv.lower() if server.split() else False
    return ours and bool(_DMARC.search(said)) and (named is None or named.group(1).lower() == sender)


def _by_itself(message: Message) -> bool:
    if _header(message, "X-Autoreply") or _header(message, "X-Autorespond"):
        return True
    if _header(message, "Precedence").lower() in ("auto_reply", "bulk", "junk"):
        return True
    return bool(_ACTED_BY_ITSELF.search(_header(message, "Auto-Submitted")))


def _bounced(message: Message, parts: list[Message]) -> tuple[str, ...]:
    """Addresses a delivery report (RFC 3464) says have failed for good."""
    if message.get_content_type() != "multipart/report":
        return ()
    found: list[str] = []
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        reports: Any = part.get_payload() if part.is_multipart() else []
        for fields in reports:
            failed = str(fields.get("Action", "")).strip().lower() == "failed"
            address = str(fields.get("Final-Recipient") or fields.get("Original-Recipient") or "").rpartition(";")[2]
            if failed and address.strip():
                found.append(address.strip().lower())
    return tuple(dict.fromkeys(found))


def _about(parts: list[Message]) -> str:
    letter: Any
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            letter = part.get_payload(0)
            return str(letter.get("Message-ID", "")).strip("<> ")
        if part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"^message-id:\s*<([^>]+)>", _text(part), re.IGNORECASE | re.MULTILINE)
            return found.group(1) if found else ""
    return ""


def _reply(parts: list[Message], zone: str) -> Reply | None:
    """The first calendar part that answers something; inline or attached, the same."""
    for part in parts:
        named = (part.get_filename() or "").lower().endswith(".ics") if isinstance(part, EmailMessage) else False
        if part.get_content_type() in _CALENDARS or named:
            found = _answer(_text(part), part, zone)
            if found is not None:
                return found
    return None


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    octets = payload if isinstance(payload, bytes) else str(part.get_payload()).encode(errors="replace")
    try:
        return octets.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return octets.decode("utf-8", errors="replace")


def _answer(text: str, part: Message, zone: str) -> Reply | None:
    icalendar.timezone.tzp.use_zoneinfo()
    try:
        calendar = Calendar.from_ical(text.lstrip("\ufeff \r\n"))
        event = next((one for one in calendar.walk("VEVENT")), None)
        return _said(calendar, event, part, zone) if isinstance(event, Event) and event.get("UID") else None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None  # not a calendar after all: nothing is answered


def _said(calendar: Any, event: Event, part: Message, zone: str) -> Reply:
    method = str(calendar.get("METHOD") or part.get_param("method") or "").upper()
    return Reply(
        method=method or ("REPLY" if _answers(event) else ""),
        uid=str(event["UID"]).strip(),
        answers=_answers(event),
        sequence=_number(event.get("SEQUENCE")),
        dtstamp=_instant(event.get("DTSTAMP"), zone),
        start=_instant(event.get("DTSTART"), zone),
        end=_instant(event.get("DTEND"), zone),
        comment=_comment(event),
    )


def _answers(event: Event) -> tuple[tuple[str, str], ...]:
    found = event.get("ATTENDEE", [])
    lines = found if isinstance(found, list) else [found]
    return tuple(
        (_address(line), str(line.params.get("PARTSTAT", "NEEDS-ACTION")).upper())
        for line in lines
        if hasattr(line, "params")
    )


def _address(line: object) -> str:
    return re.sub(r"^mailto:", "", str(line).strip(), flags=re.IGNORECASE).lower()


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _instant(prop: Any, zone: str) -> datetime | None:
    moment = getattr(prop, "dt", None)
    if isinstance(moment, datetime):
        return moment.astimezone(UTC) if moment.tzinfo else at_local(moment.date(), moment.time(), ZoneInfo(zone))
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC) if isinstance(moment, date) else None


def _comment(event: Event) -> str:
    found = event.get("COMMENT", "")
    lines = found if isinstance(found, list) else [found]
    return many_lines("\n".join(str(line) for line in lines if one_line(str(line))))[:LONGEST_COMMENT]
