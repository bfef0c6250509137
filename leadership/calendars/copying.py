"""Bringing one calendar kept elsewhere in line with one talk: written, moved or taken away, and safe to do again.

What its owner altered over there is not written over: it becomes a question to them (`Copy.differs`), unless the talk
has changed since or they have answered. No transaction is open while the other server is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from leadership.calendars.caldav_copies import CalDavCopies
from leadership.calendars.connecting import WRITE_SECONDS, our_guard
from leadership.calendars.elsewhere import Account, Seen, Wanted
from leadership.calendars.google import GoogleCalendar
from leadership.calendars.graph import GraphCalendar
from leadership.calendars.guard import Blocked
from leadership.calendars.models import Copy, Grant, Source
from leadership.calendars.rest import Api
from leadership.lib.instants import iso
from leadership.outbox import facts

KEPT = timedelta(days=90)


def account_of(source: Source, *, now: datetime) -> Account:
    """The calendar as something to write to. Raises Blocked when its password is not for its address any more."""
    if source.grant is not None:
        return granted(source, source.grant, now=now, seconds=WRITE_SECONDS)
    if source.credentials is None:
        raise Blocked("moved")
    return CalDavCopies(source.url, credentials=source.credentials, guard=our_guard(WRITE_SECONDS))


def granted(source: Source, grant: Grant, *, now: datetime, seconds: float) -> GoogleCalendar | GraphCalendar:
    """The calendar at Google or Microsoft, with the leave its owner gave. Raises Blocked."""
    api = Api(grant, guard=our_guard(seconds), now=now)
    return (GoogleCalendar if grant.provider == "google" else GraphCalendar)(api, source.url)


def bring(source: Source, wanted: Wanted, *, now: datetime, anew: bool = False) -> str:
    """Sees to it that `source` shows the talk as `wanted`; returns what was done: written, kept, or differs.

    `anew`: its owner wants it so, whatever was altered over there. Raises Blocked, and Altered when somebody else was
    faster. Called again after a crash it finds what it wrote by its UID.
    """
    account, copy = account_of(source, now=now), Copy.objects.filter(source=source, conversation_key=wanted.key).first()
    seen = account.find(wanted.uid, copy.place if copy else "")
    if copy is not None and copy.sequence == wanted.sequence and not anew:
        return _again(copy, wanted, seen, now)
    if seen is None or _time(seen) != _time(wanted) or copy is not None:
        seen, done = account.put(wanted, seen), "written"
    else:
        done = "kept"  # the invitation that came by letter has been taken into this very calendar
    _keep(source, wanted, seen, now)
    return done


def take_away(source: Source, *, key: UUID, uid: str, now: datetime) -> str:
    """The event of the talk goes; returns removed or absent. Raises Blocked and Altered."""
    account, copies = account_of(source, now=now), Copy.objects.filter(source=source, conversation_key=key)
    copy = copies.first()
    seen = account.find(uid, copy.place if copy else "")
    if seen is not None:
        account.remove(seen)
    copies.delete()
    return "removed" if seen else "absent"


def forget_old(*, now: datetime) -> int:
    """Forgets where talks stood that are over long ago; in the calendars of their owners they stay."""
    return Copy.objects.filter(end__lt=now - KEPT).delete()[0]


def note(copy: Copy, seen: Seen | None, *, now: datetime) -> bool:
    """Keeps what stands in the other calendar now, and asks its owner when that is news; returns whether it was.

    Nothing is noted about a copy that was written, answered or let go since it was read.
    """
    differs = _difference(copy, seen)
    same = Copy.objects.select_for_update().filter(pk=copy.pk, etag=copy.etag, written_at=copy.written_at)
    with transaction.atomic():
        current = same.first()
        if current is None:
            return False
        start = seen.start if seen and differs else None
        if (current.differs, current.seen_start) == (differs, start):
            return False
        Copy.objects.filter(pk=copy.pk).update(differs=differs, seen_start=start, seen_at=now, answered_at=None)
        if differs:
            _tell(copy, differs, start, now)
    return bool(differs)


def _again(copy: Copy, wanted: Wanted, seen: Seen | None, now: datetime) -> str:
    """The same wording of the talk once more, as after a crash: whatever differs now is its owner's doing."""
    if _difference(copy, seen):
        note(copy, seen, now=now)
        return "differs"
    return "kept"


def _difference(copy: Copy, seen: Seen | None) -> str:
    if seen is None:
        return Copy.Differs.REMOVED
    return Copy.Differs.MOVED if _time(seen) != _time(copy) else ""


def _time(one: Any) -> tuple[datetime, datetime]:
    """Start and end to the minute: some calendars know no seconds."""
    return one.start.replace(second=0, microsecond=0), one.end.replace(second=0, microsecond=0)


def _keep(source: Source, wanted: Wanted, seen: Seen, now: datetime) -> None:
    said = {
        "place": seen.place, "etag": seen.etag[:300], "sequence": wanted.sequence, "start": wanted.start,
        "end": wanted.end, "written_at": now, "differs": "", "seen_start": None, "seen_at": None,
        "answered_at": None,
    }  # fmt: skip
    with transaction.atomic():
        if Source.objects.select_for_update().filter(pk=source.pk).exists():
            Copy.objects.update_or_create(source=source, conversation_key=wanted.key, defaults=said)


def _tell(copy: Copy, differs: str, start: datetime | None, now: datetime) -> None:
    facts.write(
        "calendar.differs",
        at=now,
        subject=copy.source.person.key,
        object=f"conversation:{copy.conversation_key}",
        data={"how": differs, "sequence": copy.sequence, "start": iso(start) if start else None},
        signals=("outreach",),
    )
