"""A folder on an IMAP server, looked at message by message: its size first, its octets as they are, then put away.

Nothing is deleted: what has been taken in is moved to a folder of its own, what cannot be is flagged for a human there.
Raises `Closed` alone, with a plain word for what stands in the way.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError, MailboxStarttlsError

from leadership.lib.env import Mailbox

SECONDS = 15.0
"""To connect, and to wait for each answer."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Closed(Exception):
    """The folder cannot be looked at; `trouble` is unknown_host, unreachable, silent, tls, sign_in, no_folder or
    refused, the rest the server's words."""

    def __init__(self, trouble: str, answer: str = "") -> None:
        super().__init__(answer)
        self.trouble = trouble


class Folder:
    """The folder while it is open. `done` is where messages go that have been taken in."""

    def __init__(self, box: BaseMailBox, done: str) -> None:
        self._box, self._done = box, done

    def waiting(self) -> list[str]:
        """The UIDs of all messages in it, the oldest first."""
        return list(self._box.uids())

    def size(self, uid: str) -> int:
        """Octets of the message; 0 when it is not there any more."""
        answer = self._ask("FETCH", uid, "(RFC822.SIZE)")
        found = _SIZE.search(b" ".join(part for part in answer or [] if isinstance(part, bytes)))
        return int(found.group(1)) if found else 0

    def raw(self, uid: str) -> bytes:
        """The message as it came; it stays unread."""
        answer = self._ask("FETCH", uid, "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in answer or [] if isinstance(part, tuple)), b"")

    def put_away(self, uid: str, *, flagged: bool = False) -> None:
        """Moves the message to the folder for what is done; `flagged` when a human had better look at it."""
        if not self._box.folder.exists(self._done):
            self._box.folder.create(self._done)
        if flagged:
            self._box.flag([uid], ["\\Flagged"], True)
        self._box.move([uid], self._done)

    def _ask(self, *words: str) -> Any:
        return self._box.client.uid(*words)[1]


@contextmanager
def opened(where: Mailbox, *, done: str) -> Iterator[Folder]:
    """Connects, signs in and opens the folder; whatever goes wrong, then or later, is `Closed`."""
    box: BaseMailBox | None = None
    try:
        box = _connected(where)
        sign_in = box.login if f"{where.user}{where.password}".isascii() else box.login_utf8
        sign_in(where.user, where.password, initial_folder=where.folder)
        yield Folder(box, done)
    except (OSError, ImapToolsError, imaplib.IMAP4.error) as error:
        raise Closed(_trouble(error), _words(error)) from error
    finally:
        if box is not None:
            box.client.shutdown()


def _connected(where: Mailbox) -> BaseMailBox:
    if where.secured == "none":
        return MailBoxUnencrypted(where.host, where.port, timeout=SECONDS)
    make = MailBox if where.secured == "ssl" else MailBoxStartTls
    return make(where.host, where.port, timeout=SECONDS, ssl_context=ssl.create_default_context())


TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "unknown_host"),
    (ssl.SSLError, "tls"),
    (MailboxStarttlsError, "tls"),
    (TimeoutError, "silent"),
    (MailboxLoginError, "sign_in"),
    (MailboxFolderSelectError, "no_folder"),
    (imaplib.IMAP4.error, "refused"),
    (ImapToolsError, "refused"),
)


def _trouble(error: Exception) -> str:
    return next((word for kind, word in TROUBLES if isinstance(error, kind)), "unreachable")


def _words(error: Exception) -> str:
    """What the server said, never what was asked of it: a password may be in that."""
    said = getattr(error, "command_result", None)
    return f"{type(error).__name__}: {said if said else error}"[:300]
