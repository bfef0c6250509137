"""How a finished letter leaves the house: over SMTP, or, in the demo, into the browser's mail box.

One connection serves a batch. `Wire.send` returns the server's answer, or raises `Again` (try later) or `Refused`
(the server will never take it); nothing else.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from leadership.outreach.models import DemoMail

TIMEOUT = 15
"""Seconds for one step of the conversation with the server: a whole letter stays below half a lease."""


class Again(Exception):
    """Not taken now; the answer says why."""


class NotTaken(Exception):
    """Not taken, and asking again will not help; the answer says why."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter ready to leave: envelope and bytes."""

    sender: str
    recipient: str
    raw: bytes


class Wire(Protocol):
    """Something letters can be handed to."""

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        """Hands it over and returns the answer."""
        ...


@contextmanager
def connected() -> Iterator[Wire]:
    """The installation's way out, open for a batch. Raises Again when it cannot be opened."""
    if settings.EMAIL_URL == "demo://":
        yield DemoWire()
        return
    wire = SmtpWire()
    try:
        yield KeepingWire(wire) if settings.DEMO else wire
    finally:
        wire.close()


class DemoWire:
    """Keeps the bytes a mail server would have got, for the demo's mail box."""

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        DemoMail.objects.create(sent_at=now, recipient=parcel.recipient, raw=parcel.raw)
        return "250 kept in the demo's mail box"


class KeepingWire:
    """The demo with a real mail server: sent, and kept as well."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        answer = self.wire.send(parcel, now=now)
        DemoWire().send(parcel, now=now)
        return answer


class SmtpWire:
    """One SMTP connection, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self._backend = EmailBackend(timeout=TIMEOUT)

    def send(self, parcel: Parcel, *, now: datetime) -> str:
        server = self._open()
        try:
            server.sendmail(parcel.sender, [parcel.recipient], parcel.raw)
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            self._reset()
            raise _verdict(code, answer) from refused
        except smtplib.SMTPResponseException as refused:
            self._reset()
            raise _verdict(refused.smtp_code, refused.smtp_error) from refused
        except (OSError, smtplib.SMTPException) as broken:
            self.close()
            raise Again(_said(broken)) from broken
        return "250 taken"

    def close(self) -> None:
        """Ends the connection politely, or at all."""
        self._backend.close()

    def _open(self) -> smtplib.SMTP:
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as broken:
            self.close()
            raise Again(_said(broken)) from broken
        server: smtplib.SMTP = self._backend.connection  # type: ignore[assignment]
        return server

    def _reset(self) -> None:
        """A refused letter leaves the connection usable for the next one, where the server is still there."""
        try:
            server = self._backend.connection
            if server is not None:
                server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def _verdict(code: int, answer: bytes | str) -> Again | NotTaken:
    said = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"[:300]
    return NotTaken(said) if 500 <= code < 600 else Again(said)


def _said(broken: Exception) -> str:
    return f"{type(broken).__name__}: {broken}"[:300]
