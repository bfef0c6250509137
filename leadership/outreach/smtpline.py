"""A line to the mail server: dialled, greeted, encrypted and signed in on, each within its time.

However slowly a server drips, no step outlasts `STEP` and no letter `LETTER`: then the line is cut from outside. What
stands in the way is told as one of `TROUBLES`, so that pages and commands can say what to do about it.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from leadership.lib.lines import address

STEP = 10.0
"""Seconds for one answer of the server."""
LETTER = 25.0
"""Seconds for a whole letter, or for dialling: a run and one letter more stay below half a lease."""
TROUBLES = ("unknown_host", "unreachable", "silent", "tls", "sign_in", "refused")


class Closed(Exception):
    """The line could not be had, because of `trouble` (one of TROUBLES); the text is what was said."""

    def __init__(self, trouble: str, answer: str) -> None:
        super().__init__(answer[:300])
        self.trouble = trouble


class Line:
    """An open, greeted, signed-in connection. `server` speaks SMTP; `limited()` bounds what is said on it."""

    def __init__(self) -> None:
        self.server = _server()
        self._until = 0.0
        self._done = threading.Event()

    @classmethod
    def open(cls) -> Line:
        """Dials and signs in as the settings say. Raises Closed."""
        line = cls()
        threading.Thread(target=line._watch, name="fuse", daemon=True).start()
        try:
            with line.limited():
                line._begin()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            line.close()
            raise Closed(_trouble(error), f"{type(error).__name__}: {error}") from error
        return line

    @contextmanager
    def limited(self, seconds: float | None = None) -> Iterator[None]:
        """What is said inside has so many seconds (`LETTER` unless said otherwise); then the line is cut, which the
        speaker sees as an error."""
        self._until = time.monotonic() + (LETTER if seconds is None else seconds)
        try:
            yield
        finally:
            self._until = 0.0

    def hand_over(self, sender: str, recipient: str, raw: bytes) -> None:
        """One letter (CRLF throughout) from one address to another. Raises as `smtplib.SMTP.sendmail` does.

        Where the server takes commands together (RFC 2920) two answers are waited for instead of four; whether it
        takes the letter it says after the last dot, as always.
        """
        if self.server.has_extn("pipelining"):
            self._together(address(sender), address(recipient), raw)
        else:
            self.server.sendmail(sender, [recipient], raw)

    def _together(self, sender: str, recipient: str, raw: bytes) -> None:
        size = f" SIZE={len(raw)}" if self.server.has_extn("size") else ""
        self.server.send(f"MAIL FROM:<{sender}>{size}\r\nRCPT TO:<{recipient}>\r\nDATA\r\n")
        from_whom, to_whom, data = self._answer(), self._answer(), self._answer()
        if from_whom[0] != 250:
            raise self._refused(data, smtplib.SMTPSenderRefused(*from_whom, sender))
        if to_whom[0] not in (250, 251):
            raise self._refused(data, smtplib.SMTPRecipientsRefused({recipient: to_whom}))
        if data[0] != 354:
            raise smtplib.SMTPDataError(*data)
        self.server.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        taken = self._answer()
        if taken[0] != 250:
            raise smtplib.SMTPDataError(*taken)

    def _refused(self, data: tuple[int, bytes], error: smtplib.SMTPException) -> smtplib.SMTPException:
        """The error; where the server waits for the letter all the same, the line is cut, so that nothing arrives."""
        if data[0] == 354:
            self.server.close()
        return error

    def _answer(self) -> tuple[int, bytes]:
        """The server's next answer; with 421 it has hung up, and says no more."""
        code, said = self.server.getreply()
        if code == 421:
            self.server.close()
            raise smtplib.SMTPResponseException(code, said)
        return code, said

    def close(self) -> None:
        """A polite end where the server listens; in any case an end."""
        with suppress(OSError, smtplib.SMTPException), self.limited(STEP):
            if self.server.sock is not None:
                self.server.quit()
        self.server.close()
        self._done.set()

    def _begin(self) -> None:
        code, said = self.server.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        self.server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            self.server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
            self.server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)

    def _watch(self) -> None:
        """Cuts the line when what is being said on it has had its time."""
        while not self._done.wait(0.5):
            if self._until and time.monotonic() > self._until and self.server.sock is not None:
                with suppress(OSError):
                    self.server.sock.shutdown(socket.SHUT_RDWR)


def _server() -> smtplib.SMTP:
    """A server not dialled yet. TLS checks the name in `_host`, which smtplib forgets when it dials later."""
    if settings.EMAIL_USE_SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(timeout=STEP, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(timeout=STEP)
    server._host = settings.EMAIL_HOST  # type: ignore[attr-defined]
    return server


def _trouble(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "tls" if "STARTTLS" in str(error) else "sign_in"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "silent" if "timed out" in str(error) else "refused"
    return next((name for name, kinds in KINDS.items() if isinstance(error, kinds)), "unreachable")


KINDS: dict[str, tuple[type[BaseException], ...]] = {
    "unknown_host": (socket.gaierror, UnicodeError),
    "tls": (ssl.SSLError,),
    "sign_in": (smtplib.SMTPAuthenticationError,),
    "silent": (TimeoutError,),
    "refused": (smtplib.SMTPResponseException,),
}
