"""Messages that came to the installation's mailbox, fetched over IMAP: stored first, then decided, and only then moved.

Killed at any line it may run again: what was stored and not moved is the same message and is ignored as repeated. A
message too large to be an answer is not fetched, and one that cannot be taken is flagged, both for a human to see.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from leadership.calendars import imap, mailbox
from leadership.lib.env import Mailbox
from leadership.lib.refusal import Refused
from leadership.outreach import incoming
from leadership.outreach.models import WayIn

BATCH = 100
SPEND = 30.0
"""Seconds of one run; the rest is the next run's."""
SELDOM = timedelta(seconds=30)
"""The worker looks no more often than that, by the database's clock."""
OPEN = ""


@dataclass
class Fetched:
    """What one run came to: decisions by name, what was too large or could not be taken, and how many are left."""

    decided: Counter[str] = field(default_factory=Counter)
    too_large: int = 0
    refused: int = 0
    left: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {"decided": dict(self.decided), "too_large": self.too_large, "refused": self.refused, "left": self.left}


def is_due() -> bool:
    """Whether there is a mailbox that nobody has looked into lately."""
    if settings.IMAP is None:
        return False
    return not WayIn.objects.filter(pk=1, looked_at__gt=Now() - SELDOM).exists()


def run(now: datetime, *, beat: Callable[[], Any] = lambda: None) -> Fetched:
    """Takes in what waits; `beat` is called after each message. Raises `imap.Closed`, having noted why."""
    fetched, until = Fetched(), time.monotonic() + SPEND
    try:
        with imap.opened(_where(), done=settings.IMAP_DONE) as folder:
            waiting = folder.waiting()
            for number, uid in enumerate(waiting[:BATCH]):
                if time.monotonic() >= until:
                    break
                _one(folder, uid, fetched, now)
                fetched.left = len(waiting) - number - 1
                beat()
    except imap.Closed as closed:
        _note(closed.trouble, str(closed))
        raise
    _note(OPEN, "")
    return fetched


def look() -> tuple[str, str]:
    """Opens the mailbox and closes it again; the trouble (empty when all is well) and the server's words."""
    try:
        with imap.opened(_where(), done=settings.IMAP_DONE) as folder:
            waiting = len(folder.waiting())
    except imap.Closed as closed:
        _note(closed.trouble, str(closed))
        return closed.trouble, str(closed)
    _note(OPEN, "")
    return OPEN, f"{_where().host}:{_where().port}, {_where().folder}: {waiting}"


def seen() -> WayIn | None:
    """As it was seen last; None when nobody has looked, or there is no mailbox to look into."""
    return WayIn.objects.filter(pk=1).first() if settings.IMAP is not None else None


def _one(folder: imap.Folder, uid: str, fetched: Fetched, now: datetime) -> None:
    if folder.size(uid) > mailbox.MOST_BYTES:
        fetched.too_large += 1
        folder.put_away(uid, flagged=True)
        return
    try:
        fetched.decided[incoming.take(folder.raw(uid), now=now).decision] += 1
    except Refused:
        fetched.refused += 1
        folder.put_away(uid, flagged=True)
    else:
        folder.put_away(uid)


def _where() -> Mailbox:
    where: Mailbox | None = settings.IMAP
    if where is None:
        raise imap.Closed("not_set")
    return where


def _note(trouble: str, answer: str) -> None:
    said = {"trouble": trouble, "answer": answer[:300], "looked_at": Now()}
    since = Case(When(trouble=Value(trouble), then=F("since")), default=Now())
    if not WayIn.objects.filter(pk=1).update(since=since, **said):
        WayIn.objects.bulk_create([WayIn(pk=1, since=Now(), **said)], ignore_conflicts=True)


# --- in words ---------------------------------------------------------------------------------------------------------


def sentence(trouble: str) -> str:
    """What stands in the way, in the active language."""
    where: Mailbox | None = settings.IMAP
    at = {"host": where.host, "port": where.port, "user": where.user, "folder": where.folder} if where else {}
    return _SENTENCES()[trouble] % at


def remedy(trouble: str) -> str:
    """What to do about it, in the active language."""
    return _REMEDIES()[trouble]


def _SENTENCES() -> dict[str, str]:  # noqa: N802 - a table, made anew for each language
    return {
        "not_set": _("No mailbox is set from which answers are fetched."),
        "unknown_host": _("There is no mail server called %(host)s, where answers are to be fetched."),
        "unreachable": _("The mailbox server %(host)s does not answer on port %(port)s."),
        "silent": _("The mailbox server %(host)s took the connection on port %(port)s and then said nothing in time."),
        "tls": _("No encrypted connection to the mailbox server %(host)s on port %(port)s could be made."),
        "sign_in": _("The mailbox server %(host)s does not accept the user %(user)s and the password."),
        "no_folder": _("The mailbox of %(user)s has no folder %(folder)s."),
        "refused": _("The mailbox server %(host)s turns us away."),
    }


def _REMEDIES() -> dict[str, str]:  # noqa: N802
    return {
        "not_set": _("Set IMAP_URL to imap+ssl://USER:PASSWORD@HOST:993/INBOX."),
        "unknown_host": _("Correct the host in IMAP_URL, and check that this machine can look names up."),
        "unreachable": _("Check host and port in IMAP_URL, that the server runs, and that no firewall is between."),
        "silent": _("Check the port in IMAP_URL: imap+ssl:// belongs to 993, imap+tls:// to 143."),
        "tls": _("Use imap+ssl:// on 993 or imap+tls:// on 143, with the name that is in the server's certificate."),
        "sign_in": _("Correct user and password in IMAP_URL; signs such as @ or / in them are written %%40, %%2F.")
        % {},
        "no_folder": _("Write a folder that exists at the end of IMAP_URL, such as INBOX."),
        "refused": _("Read its answer; often there are too many connections, or IMAP is switched off for this user."),
    }
