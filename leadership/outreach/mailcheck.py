"""Whether letters can leave and answers can come: looked at when the worker starts, now and then, and on demand.

Each thing that can stand in the way is told in one sentence with its remedy, in the reader's language.
"""

from __future__ import annotations

import smtplib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from leadership.lib.lines import address as clean_address
from leadership.outreach import fetching, mailway, smtpline
from leadership.outreach.letters import invites
from leadership.outreach.mime import Mail, Mailbox, build
from leadership.outreach.smtpline import Line

STEPS = ("connection", "sender", "recipient", "way_back", "letter")


@dataclass(frozen=True)
class Step:
    """One thing that was tried; `said` is the server's answer, `trouble` empty when it went well."""

    step: str
    trouble: str = ""
    said: str = ""

    def as_dict(self) -> dict[str, Any]:
        told = asdict(self) | {"ok": not self.trouble}
        return told | ({"message": sentence(self.trouble), "remedy": remedy(self.trouble)} if self.trouble else {})


def look() -> str:
    """Dials and signs in, notes what was seen, and returns the trouble; empty when letters can leave."""
    if settings.EMAIL_URL == "demo://":
        return mailway.OPEN
    try:
        Line.open().close()
    except smtpline.Closed as closed:
        mailway.closed(closed.trouble, str(closed))
        return closed.trouble
    mailway.opened()
    return mailway.OPEN


def prove(recipient: str, *, key: str, now: datetime) -> list[Step]:
    """Sends a letter to `recipient` step by step, and asks whether answers to it would be taken; ends at the first
    trouble but that of the way back. `key` goes into the Message-ID. Raises ValueError for an address that is none."""
    recipient = clean_address(recipient)
    try:
        line = Line.open()
    except smtpline.Closed as closed:
        mailway.closed(closed.trouble, str(closed))
        return [Step("connection", closed.trouble, str(closed))]
    mailway.opened()
    try:
        with line.limited():
            return [Step("connection", said=_greeting(line)), *_said(line, recipient, key, now), *_way_in()]
    except (OSError, smtplib.SMTPException) as broken:
        return [Step("letter", "silent", f"{type(broken).__name__}: {broken}"[:300])]
    finally:
        line.close()


def _said(line: Line, recipient: str, key: str, now: datetime) -> list[Step]:
    sender = invites.sender()
    steps = [_way_back(line, sender.address)]
    for step, trouble, ask in (
        ("sender", "sender_refused", lambda: line.server.mail(sender.address)),
        ("recipient", "recipient_refused", lambda: line.server.rcpt(recipient)),
        ("letter", "letter_refused", lambda: line.server.data(_letter(sender, recipient, key, now))),
    ):
        tried = _asked(step, trouble, ask)
        steps.append(tried)
        if tried.trouble:
            break
    return sorted(steps, key=lambda one: STEPS.index(one.step))


def _way_back(line: Line, mailbox: str) -> Step:
    """Whether the server would take a letter to the mailbox that answers come to; nothing is sent."""
    line.server.mail(mailbox)
    tried = _asked("way_back", "no_way_back", lambda: line.server.rcpt(mailbox))
    line.server.rset()
    return tried


def _way_in() -> list[Step]:
    """Whether answers can be fetched, where a mailbox is set."""
    if settings.IMAP is None:
        return []
    trouble, said = fetching.look()
    return [Step("mailbox", f"mailbox_{trouble}" if trouble else "", said)]


def _asked(step: str, trouble: str, ask: Any) -> Step:
    try:
        code, answer = ask()
    except smtplib.SMTPResponseException as refused:
        code, answer = refused.smtp_code, refused.smtp_error
    said = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"[:300]
    return Step(step, "" if code in (250, 251) else trouble, said)


def _greeting(line: Line) -> str:
    secured = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}, {'TLS' if secured else 'not encrypted'}"


def _letter(sender: Mailbox, recipient: str, key: str, now: datetime) -> bytes:
    text = _("This letter shows that Heard can reach you. Answers to it go to %(mailbox)s.")
    said = text % {"mailbox": sender.address}
    mail = Mail(
        to=Mailbox(recipient), subject=_("A trial letter from Heard"), text=f"{said}\n", html=f"<p>{said}</p>",
        message_id=f"check-{key}@{invites.domain()}", date=now, reply_to=sender.address,
    )  # fmt: skip
    return build(mail, sender=sender)


def sentence(trouble: str) -> str:
    """What stands in the way, in the active language."""
    if trouble.startswith("mailbox_"):
        return fetching.sentence(trouble.removeprefix("mailbox_"))
    at = {"host": getattr(settings, "EMAIL_HOST", ""), "port": getattr(settings, "EMAIL_PORT", "")}
    at["mailbox"] = invites.sender().address
    return _SENTENCES()[trouble] % at


def remedy(trouble: str) -> str:
    """What to do about it, in the active language."""
    if trouble.startswith("mailbox_"):
        return fetching.remedy(trouble.removeprefix("mailbox_"))
    return _REMEDIES()[trouble]


def _SENTENCES() -> dict[str, str]:  # noqa: N802 - a table, made anew for each language
    return {
        "unknown_host": _("There is no mail server called %(host)s."),
        "unreachable": _("The mail server %(host)s does not answer on port %(port)s."),
        "silent": _("The mail server %(host)s took the call on port %(port)s and then said nothing in time."),
        "tls": _("No encrypted connection to the mail server %(host)s on port %(port)s could be made."),
        "sign_in": _("The mail server %(host)s does not accept the user name and password."),
        "refused": _("The mail server %(host)s turns us away."),
        "sender_refused": _("The mail server does not let us send from %(mailbox)s."),
        "recipient_refused": _("The mail server does not take letters to this address."),
        "letter_refused": _("The mail server did not take the letter."),
        "no_way_back": _("The mail server knows no mailbox %(mailbox)s, so answers and returned letters are lost."),
    }


def _REMEDIES() -> dict[str, str]:  # noqa: N802
    return {
        "unknown_host": _("Correct the host in EMAIL_URL, and check that this machine can look names up."),
        "unreachable": _("Check host and port in EMAIL_URL, that the server runs, and that no firewall is between."),
        "silent": _("Check the port in EMAIL_URL: smtp+ssl:// belongs to 465, smtp+tls:// to 587."),
        "tls": _("Use smtp+tls:// on 587 or smtp+ssl:// on 465, with the name that is in the server's certificate."),
        "sign_in": _("Correct user and password in EMAIL_URL; signs such as @ or / in them are written %%40, %%2F.")
        % {},
        "refused": _("Read its answer; often this machine's address has to be allowed there."),
        "sender_refused": _("Set MAIL_FROM to a mailbox that this user of the mail server may send from."),
        "recipient_refused": _("Check the spelling; for an address outside, the server must be allowed to relay."),
        "letter_refused": _("Read its answer; often a filter or a size limit is behind it."),
        "no_way_back": _("Make the mailbox, or set MAIL_FROM to one that exists."),
    }
