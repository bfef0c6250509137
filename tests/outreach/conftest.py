"""The flagship rhythm for the cast, a moving clock, and a real mail server on this machine."""

from __future__ import annotations

import socket
import threading
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from leadership.consultations import adoption, record
from leadership.conversations import booking, proposals
from leadership.obligations.models import Obligation
from leadership.outreach import deliver
from leadership.outreach.models import DemoMail
from leadership.outreach.tick import tick
from policies import rhythms
from policies.models import ConversationType
from tests.keeping import kept
from tests.obligations.conftest import T1


def adopt(terms: dict[str, Any], *, on: date, now: datetime) -> Any:
    """Creates and adopts a rhythm."""
    made = rhythms.create(terms, by=None, now=now)
    adoption.adopt(made, effective_from=on, by=None, now=now, consultation=record.by_command(on))
    return made


@pytest.fixture
def quarterly(cast, now):
    """The flagship rhythm, in force from 1 April 2026."""
    return kept(("quarterly", now), lambda: adopt(T1, on=date(2026, 4, 1), now=now))


def walk(start: datetime, end: datetime, step: timedelta = timedelta(hours=6), send: bool = True) -> list[Any]:
    """Lets time pass as the worker does: a tick and the letters, every few hours."""
    reports, moment = [], start
    while moment <= end:
        reports.append(tick(moment))
        if send:
            deliver.run(moment)
        moment += step
    return reports


class Sink:
    """What a mail server took, and what it was told to answer."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answers: list[str] = []
        """What to say after the next letters; an empty list: 250."""
        self.lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        with self.lock:
            answer = self.answers.pop(0) if self.answers else "250 taken"
            if answer.startswith(("250", "drop")):
                self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if answer.startswith("drop"):
            server.transport.close()
        return answer

    def to(self, address: str) -> list[Any]:
        return [mail for mail in self.taken if address in mail["To"]]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def smtp(settings):
    """A real SMTP server; the installation sends to it, and keeps nothing in the demo's mail box."""
    sink = Sink()
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.DEMO = False
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield sink
    controller.stop()


def mails_of(person: Any) -> list[Any]:
    """The letters in the demo's mail box for this person, oldest first, parsed."""
    kept = DemoMail.objects.filter(recipient=person.email).order_by("id")
    return [message_from_bytes(bytes(row.raw), policy=policy.default) for row in kept]


def text_of(mail: Any) -> str:
    """The plain text of a letter."""
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")


def agreed(cast: Any, now: datetime, *, member: str = "bjorn", coach: str = "astrid", days: int = 3) -> Any:
    """The two have booked the first time that suits them both, some days ahead."""
    first, second = getattr(cast, member), getattr(cast, coach)
    ahead = now + timedelta(days=days)
    start = proposals.suggest(member=first, coach=second, minutes=30, now=ahead, n=1, by="member")[0]
    owed = Obligation.objects.filter(person=first, state="open").first()
    kind = ConversationType.objects.get(key="one_on_one")
    return booking.book(
        member=first, coach=second, start=start, minutes=30, type=kind, by=first, now=now, obligation=owed
    )
