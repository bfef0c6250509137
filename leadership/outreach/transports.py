"""How a finished letter leaves the house: over SMTP, or, in the demo, into the browser's mail box.

One connection serves a run. `Wire.send` returns the server's answer, or raises `Again` (try later; `Unreachable` when
no connection could be had at all) or `NotTaken` (the server will never take it); nothing else.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings

from leadership.outreach import chat, copies, smtpline
from leadership.outreach.models import DemoMail
from leadership.outreach.noting import until_noted
from leadership.outreach.smtpline import Line

NO_SUCH_ADDRESS = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
"""Enhanced status codes (RFC 3463) that say that the address itself is wrong."""


class Again(Exception):
    """Not taken now; the answer says why, `wait` how long at least the other side asks us to keep away."""

    def __init__(self, answer: str, *, wait: timedelta = timedelta()) -> None:
        super().__init__(answer)
        self.wait = wait


class Unreachable(Again):
    """No connection could be had; `trouble` says why (one of `smtpline.TROUBLES`)."""

    def __init__(self, trouble: str, answer: str) -> None:
        super().__init__(answer)
        self.trouble = trouble


class NotTaken(Exception):
    """Not taken, and asking again will not help; the answer says why."""

    @property
    def no_such_address(self) -> bool:
        """Whether it is the address that is wrong."""
        return any(code in str(self).split() for code in NO_SUCH_ADDRESS)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter ready to leave: envelope and bytes."""

    sender: str
    recipient: str
    raw: bytes


Sendable = Parcel | chat.Note | copies.Errand


class Wire(Protocol):
    """Something letters can be handed to."""

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        """Hands it over and returns the answer."""
        ...


@contextmanager
def connected() -> Iterator[BothWires]:
    """The installation's ways out, open for a batch: mail, and chat beside it. Raises Again when mail cannot open."""
    with _mail() as mail:
        yield BothWires(mail)


@contextmanager
def _mail() -> Iterator[Wire]:
    if settings.EMAIL_URL == "demo://":
        yield DemoWire()
        return
    wire = SmtpWire()
    try:
        yield KeepingWire(wire) if settings.DEMO else wire
    finally:
        wire.close()


class BothWires:
    """Letters leave by mail, messages by chat, talks into calendars; to whoever sends them it is one wire."""

    def __init__(self, mail: Wire) -> None:
        self.mail = mail

    def send(self, parcel: Sendable, *, now: datetime) -> str:
        if isinstance(parcel, Parcel):
            return self.mail.send(parcel, now=now)
        try:
            return chat.post(parcel) if isinstance(parcel, chat.Note) else copies.run(parcel)
        except copies.Later as later:
            raise Again(str(later), wait=later.wait) from later
        except chat.Later as later:
            raise Again(str(later)) from later
        except (chat.Never, copies.Never) as never:
            raise NotTaken(str(never)) from never


class DemoWire:
    """Keeps the bytes a mail server would have got, for the demo's mail box."""

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        DemoMail.objects.create(sent_at=now, recipient=parcel.recipient, raw=parcel.raw)
        return "250 kept in the demo's mail box"


class KeepingWire:
    """The demo with a real mail server: sent, and kept as well. What the server has taken stays taken, so a database
    that is away just then is waited for, as with every note (`noting`)."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        answer = self.wire.send(parcel, now=now)
        until_noted(lambda: DemoWire().send(parcel, now=now))
        return answer


class SmtpWire:
    """One SMTP connection, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self._line: Line | None = None

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        line = self._open()
        try:
            with line.limited():
                line.hand_over(parcel.sender, parcel.recipient, parcel.raw)
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            self._reset(line)
            raise _verdict(code, answer) from refused
        except smtplib.SMTPResponseException as refused:
            self._reset(line)
            raise _verdict(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPNotSupportedError, UnicodeEncodeError) as unable:
            self._reset(line)
            raise NotTaken("553 5.6.7 the mail server takes no address with such letters") from unable
        except (OSError, smtplib.SMTPException) as broken:
            self.close()
            raise Again(_words(broken)) from broken
        return "250 taken"

    def close(self) -> None:
        """Ends the connection politely, or at all."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open(self) -> Line:
        if self._line is None:
            try:
                self._line = Line.open()
            except smtpline.Closed as closed:
                raise Unreachable(closed.trouble, str(closed)) from closed
        return self._line

    def _reset(self, line: Line) -> None:
        """A refused letter leaves the connection usable for the next one, where the server is still there."""
        try:
            with line.limited():
                line.server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def _verdict(code: int, answer: bytes | str) -> Again | NotTaken:
    said = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"[:300]
    return NotTaken(said) if 500 <= code < 600 else Again(said)


def _words(broken: Exception) -> str:
    return f"{type(broken).__name__}: {broken}"[:300]
