"""A real SMTP server that keeps what it gets, and its letters taken apart as a mail program would."""

import re
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from html import unescape
from typing import Any

import icalendar
import vobject
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 120.0
SUBJECTS = {
    "invitation": ("A time that is yours this quarter", "En stund som är din det här kvartalet"),
    "choose_coach": ("Who would you like to talk to?", "Vem vill du prata med?"),
    "first_step": ("The first step is yours", "Första steget är ditt"),
    "handed_over": ("You can take the next step", "Du kan ta nästa steg"),
    "not_booked": ("Shall we find a time?", "Ska vi hitta en tid?"),
    "late": ("What would help?", "Vad skulle hjälpa?"),
    "pair_overdue": ("What gets in the way?", "Vad står i vägen?"),
    "leader_told": ("Someone remains to be heard", "Någon återstår att höra"),
    "offer": ("Times to choose from", "Tider att välja mellan"),
    "booked": ("Your conversation on", "Ditt samtal"),
    "moved": ("New time: your conversation on", "Ny tid: ditt samtal"),
    "afterwards": ("Did you get your talk?", "Blev samtalet av?"),
}
"""How the subject of each letter begins, in English and in Swedish."""


@dataclass(frozen=True)
class Letter:
    """One letter as it came over the wire."""

    to: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def sent_at(self) -> datetime:
        """The installation's clock when it was written out."""
        return self.message["Date"].datetime

    @property
    def text(self) -> str:
        return self._part("text/plain")

    @property
    def html(self) -> str:
        return self._part("text/html")

    @property
    def ics(self) -> str:
        return self._part("text/calendar")

    @property
    def button(self) -> str:
        """Where the one button leads."""
        return unescape(re.findall(r'class="button-link"[^>]*href="([^"]+)"', self.html)[0])

    @property
    def times(self) -> list[str]:
        """Where the times in the letter lead, in their order."""
        return [unescape(url) for url in re.findall(r'class="time-link"[^>]*href="([^"]+)"', self.html)]

    def is_a(self, kind: str) -> bool:
        return self.subject.startswith(SUBJECTS[kind])

    def _part(self, kind: str) -> str:
        parts = [part for part in self.message.walk() if part.get_content_type() == kind]
        return parts[0].get_content() if parts else ""


class Mailbox:
    """Everyone's letters, in the order in which they came. Start it, read it, stop it."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self._came = threading.Condition()
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        with self._came:
            self.letters += [Letter(to, bytes(envelope.content or b"")) for to in envelope.rcpt_tos]
            self._came.notify_all()
        return "250 taken"

    def to(self, person: str, kind: str | None = None) -> list[Letter]:
        """The letters to `person` (the name before the @), of one kind or of all."""
        mine = [letter for letter in self.letters if letter.to == f"{person}@example.org"]
        return [letter for letter in mine if kind is None or letter.is_a(kind)]

    def wait_for(self, person: str, kind: str, *, count: int = 1) -> Letter:
        """The `count`-th letter of that kind to that person, as soon as it has come."""
        until = time.monotonic() + PATIENCE
        with self._came:
            while len(self.to(person, kind)) < count:
                if not self._came.wait(max(0.0, until - time.monotonic())):
                    known = [letter.subject for letter in self.to(person)]
                    raise AssertionError(f"no {kind} letter came to {person}; there are: {known}")
        return self.to(person, kind)[count - 1]


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def read_by_two(letter: Letter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The invitation in a letter as icalendar and as vobject read it: METHOD, UID, SEQUENCE, ORGANIZER, start."""
    one = icalendar.Calendar.from_ical(letter.ics)
    event = one.walk("VEVENT")[0]
    other = vobject.readOne(letter.ics)
    return (
        {
            "method": str(one["METHOD"]),
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "organizer": str(event["ORGANIZER"]).lower().removeprefix("mailto:"),
            "start": event.decoded("DTSTART"),
        },
        {
            "method": other.method.value,
            "uid": other.vevent.uid.value,
            "sequence": int(other.vevent.sequence.value),
            "organizer": other.vevent.organizer.value.lower().removeprefix("mailto:"),
            "start": other.vevent.dtstart.value,
        },
    )
