"""A copy of an installation's database writes to nobody until an administrator says so.

The database remembers for which site it last wrote letters, and where it lay: on PostgreSQL which table it is (a
restored dump makes a new one), on SQLite which file, and how many runs of letters there were, which is kept beside the
file as well. What does not fit any more is a restored backup or a copy, and letters are held back. A demonstration is
left alone: its letters stay in the house.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from leadership.outreach.models import Delivery, MailGuard
from leadership.people.models import Organisation

log = logging.getLogger(__name__)

RESTORED, MOVED, ASKED = "restored", "moved", "asked"


def look() -> str:
    """Holds letters back when this database is not where it was; returns why they are held, empty when they are not."""
    if not settings.DEMO:
        known = MailGuard.objects.filter(pk=1).first()
        if known is None:
            remember()
        elif not known.because and (strange := _strange(known)):
            hold(strange)
    return because()


def because() -> str:
    """Why letters are held back; empty when they are not."""
    if not Organisation.current().mail_held:
        return ""
    return MailGuard.objects.filter(pk=1).values_list("because", flat=True).first() or ASKED


def hold(why: str = ASKED) -> None:
    """From now on nothing leaves."""
    with transaction.atomic():
        Organisation.current()
        Organisation.objects.update(mail_held=True)
        MailGuard.objects.update_or_create(pk=1, defaults={"because": why})
    log.warning("letters are held back", extra={"because": why})


def release() -> None:
    """An administrator has looked: letters leave from here, and those that have become pointless are dropped."""
    with transaction.atomic():
        Organisation.objects.update(mail_held=False)
        remember()


def remember() -> None:
    """This is the place, and this the site, that letters are written for."""
    seen = {"site_url": settings.SITE_URL, "place": place(), "because": ""}
    kept, _ = MailGuard.objects.update_or_create(pk=1, defaults=seen)
    _write_beside(max(kept.count, _beside()))
    MailGuard.objects.filter(pk=1).update(count=max(kept.count, _beside()))


def counted() -> None:
    """One more run of letters has left."""
    if settings.DEMO:
        return
    MailGuard.objects.filter(pk=1).update(count=F("count") + 1)
    kept = MailGuard.objects.filter(pk=1).values_list("count", flat=True).first()
    _write_beside(kept or 0)


def place() -> str:
    """Where this database lies, as long as it is the same one; empty where that cannot be told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::regclass::oid", [Delivery._meta.db_table])
            return f"table {cursor.fetchone()[0]}"
    path = file()
    return f"file {path.stat().st_ino}" if path is not None else ""


def file() -> Path | None:
    """The embedded database's file; None for a server, or a database in memory."""
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    return path if connection.vendor == "sqlite" and path.is_file() else None


def _strange(known: MailGuard) -> str:
    if known.site_url and known.site_url != settings.SITE_URL:
        return MOVED
    if known.place and known.place != place():
        return RESTORED
    return RESTORED if known.count < _beside() else ""


def _beside() -> int:
    """The number kept beside the file; 0 where there is none."""
    path = file()
    with suppress(OSError, ValueError):
        return int(_mark(path).read_text()) if path is not None else 0
    return 0


def _write_beside(count: int) -> None:
    path = file()
    if path is None:
        return
    try:
        _mark(path).write_text(f"{count}\n")
    except OSError as error:
        log.warning("the mark beside the database cannot be written", extra={"error": type(error).__name__})


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}-letters")
