"""Letters as the bytes a mail server takes: plain ones, and those that carry a calendar message.

The same letter gives the same bytes, down to the boundaries, so a second copy is a copy (RFC 5322; MIME by RFC 2045 to
2047; calendar mail by RFC 6047 section 2.4; one-click unsubscribing by RFC 8058). What is the same in every letter of a
sender is made once, and texts travel in base64: building is string work, a small part of what the sending costs.
No word of a name or a subject can become a header.
"""

import hashlib
import re
from base64 import b64encode
from binascii import b2a_base64
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from leadership.calendars.itip import Message
from leadership.lib.lines import address, link, one_line

PLAIN_LONGEST = 60
LINE = 76
"""Characters in a line of base64 (RFC 2045 section 6.8)."""
NO_OCTETS = "Content-Transfer-Encoding: base64\r\n\r\n"
WORD_OCTETS = 39
"""Octets in an encoded word: with its frame and the longest header name in front, a line stays below 76."""
_MESSAGE_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name shown for it. Raises ValueError when the address is none."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", address(self.address))
        object.__setattr__(self, "name", one_line(self.name))

    @classmethod
    def parsed(cls, text: str) -> "Mailbox":
        """A setting such as `heard@example.org` or `Heard <heard@example.org>`."""
        name, bare = parseaddr(text)
        return cls(bare, name)


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter to one person, rendered. `message_id` without brackets, the same for every copy; `date` is aware.

    `unsubscribe` is the https address of one-click unsubscribing, empty for letters about a booked talk. `calendar` is
    the iTIP message it carries, addressed to `to`.
    """

    to: Mailbox
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    language: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    calendar: Message | None = None


def build(mail: Mail, *, sender: Mailbox) -> bytes:
    """`mail` as it goes over the wire, CRLF throughout, 7 bits.

    Raises ValueError for a Message-ID, an address, a date or a link that cannot stand in a header, and for a calendar
    message that is for somebody else than `to` or from somebody else than `sender`: answers would go astray.
    """
    if mail.calendar is not None:
        _answers_find_home(mail.calendar, mail, sender)
    return (_headers(mail, sender) + _body(mail)).encode("ascii")


def _answers_find_home(calendar: Message, mail: Mail, sender: Mailbox) -> None:
    if calendar.to.address.lower() != mail.to.address.lower():
        raise ValueError(f"the calendar message is for {calendar.to.address}, the mail for {mail.to.address}")
    if calendar.organizer.lower() != sender.address.lower():
        raise ValueError(f"the organizer is {calendar.organizer}, the mail comes from {sender.address}")


def _headers(mail: Mail, sender: Mailbox) -> str:
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        raise ValueError(f"{mail.message_id!r} is not a Message-ID; write it as key@example.org, without brackets")
    if mail.date.tzinfo is None:
        raise ValueError(f"date {mail.date} has no time zone; give an aware instant")
    lines = [
        _from(sender),
        f"To: {_mailbox(mail.to)}",
        f"Subject: {_words(one_line(mail.subject))}",
        f"Date: {_date(mail.date)}",
        f"Message-ID: <{mail.message_id}>",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
    ]
    if mail.reply_to:
        lines.append(f"Reply-To: {address(mail.reply_to)}")
    if mail.language:
        lines.append(f"Content-Language: {one_line(mail.language)}")
    if mail.unsubscribe:
        lines.append(f"List-Unsubscribe: <{link(mail.unsubscribe)}>")
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return "\r\n".join(lines) + "\r\n"


@lru_cache(maxsize=256)
def _date(moment: datetime) -> str:
    """All letters of a run are written at one moment."""
    return format_datetime(moment.astimezone(UTC))


@lru_cache(maxsize=256)
def _from(sender: Mailbox) -> str:
    return f"From: {_mailbox(sender)}"


def _mailbox(box: Mailbox) -> str:
    if not box.name:
        return box.address
    name = _words(box.name)
    if _is_plain(box.name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    fold = " " if len(name) + len(box.address) <= PLAIN_LONGEST else "\r\n "
    return f"{name}{fold}<{box.address}>"


def _words(text: str) -> str:
    """`text` as it stands, or as encoded words of whole characters, one a line (RFC 2047)."""
    if _is_plain(text):
        return text
    words, octets = [], b""
    for character in text:
        more = character.encode()
        if len(octets) + len(more) > WORD_OCTETS:
            words.append(octets)
            octets = b""
        octets += more
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, octets])


def _is_plain(text: str) -> bool:
    return len(text) <= PLAIN_LONGEST and text.isascii() and "=?" not in text


def _body(mail: Mail) -> str:
    mark = hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]
    parts = [_text("plain", mail.text), _text("html", mail.html)]
    if mail.calendar is None:
        return _multipart("alternative", f"=_a{mark}", parts)
    encoded = _file(mail.calendar.body)
    parts.append(f"Content-Type: text/calendar; charset=UTF-8; method={mail.calendar.method}\r\n{encoded}")
    both = _multipart("alternative", f"=_a{mark}", parts)
    return _multipart("mixed", f"=_m{mark}", [both, _attachment(encoded)])


def _attachment(encoded: str) -> str:
    kind = 'Content-Type: application/ics; name="invite.ics"'
    return f'{kind}\r\nContent-Disposition: attachment; filename="invite.ics"\r\n{encoded}'


def _text(kind: str, text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    lines = plain.replace("\n", "\r\n")
    return f"Content-Type: text/{kind}; charset=UTF-8\r\n{_base64(lines.encode())}"


@lru_cache(maxsize=64)
def _file(body: bytes) -> str:
    """Both of a pair get the same file, one after the other."""
    return _base64(body)


def _base64(octets: bytes) -> str:
    whole = b2a_base64(octets, newline=False).decode("ascii")
    lines = "\r\n".join([whole[at : at + LINE] for at in range(0, len(whole), LINE)])
    return f"Content-Transfer-Encoding: base64\r\n\r\n{lines}\r\n" if lines else NO_OCTETS


def _multipart(kind: str, boundary: str, parts: list[str]) -> str:
    # Base64 holds no underscore, so no part can contain the boundary.
    inside = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{inside}--{boundary}--\r\n'
