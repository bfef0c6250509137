"""A mail server as the world has them: it drops answers, is busy, says no, dawdles, and sometimes hangs.

What it does comes from a seed. Every letter it took is kept with the connection it came over, so that a second copy can
be told from a letter said twice: only where the answer was lost, the last letter of its connection, may come again.
"""

import asyncio
import random
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.journeys.mailbox import free_port


@dataclass(frozen=True)
class Faults:
    """Shares of letters, from 0 to 1, that meet each fate; `slow` is the longest a letter is dawdled over (seconds)."""

    drop: float = 0.0
    """Taken, and the line cut before the answer."""
    busy: float = 0.0
    never: float = 0.0
    hang: float = 0.0
    """Taken into the hand, and never a word again."""
    slow: float = 0.0


@dataclass
class Call:
    """One connection: the Message-IDs taken over it, in order, and whether it ended as it should."""

    taken: list[str] = field(default_factory=list)
    cut: bool = False
    goodbye: bool = False


@dataclass(frozen=True)
class Copy:
    """One letter that was taken."""

    message_id: str
    to: str
    call: Call
    place: int
    """Which of its call it was, from 0."""
    event: tuple[str, ...] = ()
    """METHOD, UID, SEQUENCE and DTSTAMP of the invitation in it; empty without one."""

    @property
    def answer_was_lost(self) -> bool:
        """Whether its sender can have missed that it was taken: the last of a call that ended without goodbye."""
        return self.place == len(self.call.taken) - 1 and (self.call.cut or not self.call.goodbye)


class FaultyServer:
    """Start it, set `faults`, look at `copies`. `busy` and `never` count what it refused."""

    def __init__(self, seed=0, faults=None):
        self.chance, self.faults = random.Random(seed), faults or Faults()
        self.copies, self.refused, self.wrong = [], {"busy": 0, "never": 0}, set()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *error):
        self._controller.stop()

    def by_message(self):
        """The copies of each letter, in the order they came."""
        found = {}
        for copy in list(self.copies):
            found.setdefault(copy.message_id, []).append(copy)
        return found

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's names
        session.call, session.host_name = Call(), hostname
        return responses

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        session.call.goodbye = True
        return "221 bye"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.wrong:
            self.refused["never"] += 1
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session, envelope):  # noqa: N802
        fate = self._fate()
        if self.faults.slow:
            await asyncio.sleep(self.chance.random() * self.faults.slow)
        if fate in self.refused:
            self.refused[fate] += 1
            return {"busy": "451 4.3.2 busy, come back later", "never": "554 5.7.1 not from you"}[fate]
        if fate == "hang":
            session.call.taken.append("")  # the one before it was answered: it has no excuse
            session.call.cut = True
            await asyncio.Event().wait()
        self._keep(session.call, envelope)
        if fate == "drop":
            session.call.cut = True
            server.transport.abort()
        return "250 taken"

    def _fate(self):
        roll, faults = self.chance.random(), self.faults
        for name in ("drop", "busy", "never", "hang"):
            roll -= getattr(faults, name)
            if roll < 0:
                return name
        return "taken"

    def _keep(self, call, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        message_id = str(mail["Message-ID"]).strip("<> ")
        call.taken.append(message_id)
        place = len(call.taken) - 1
        self.copies.append(Copy(message_id, envelope.rcpt_tos[0], call, place, _event(mail)))


def _event(mail):
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            text = part.get_content().replace("\r\n ", "").replace("\n ", "")
            found = dict(re.findall(r"^(METHOD|UID|SEQUENCE|DTSTAMP)[^:\n]*:(.*?)\r?$", text, re.MULTILINE))
            return tuple(found.get(name, "") for name in ("METHOD", "UID", "SEQUENCE", "DTSTAMP"))
    return ()
