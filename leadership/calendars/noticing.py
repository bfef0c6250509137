"""What its owner did with our talks in a calendar kept elsewhere: seen when the calendar is read, asked about, obeyed
only when they say so.

An event that is missing from what was read, or stands at another time, is looked for once more by its UID before
anybody is asked: the window may have ended before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from leadership.calendars import copying
from leadership.calendars.elsewhere import Reading, Seen
from leadership.calendars.models import Copy, Source

MOST = 40
"""So many talks of one calendar are looked for by themselves in one reading."""


def domain() -> str:
    """The right side of the installation's mailbox, which our UIDs end in."""
    return str(settings.MAIL_FROM).rpartition("@")[2].strip("<> ")


def uid_of(copy: Copy) -> str:
    """The UID of the talk it is a copy of."""
    return f"{copy.conversation_key}@{domain()}"


def known(source: Source, *, now: datetime) -> list[Copy]:
    """The copies in `source` of talks still ahead, as they are before it is read."""
    if not source.can_take_talks:
        return []
    return list(Copy.objects.filter(source=source, start__gt=now).select_related("source__person").order_by("start"))


def altered(source: Source, copies: Sequence[Copy], found: Reading, *, now: datetime) -> list[tuple[Copy, Seen | None]]:
    """Copies that stand otherwise than they were written or last seen, with what stands there. Raises Blocked."""
    if found.ours is None:
        return []
    ours = found.ours
    suspects = [copy for copy in copies if copy.differs or ours.get(uid_of(copy)) != (copy.start, copy.end)][:MOST]
    account = copying.account_of(source, now=now) if suspects else None
    return [(copy, account.find(uid_of(copy), copy.place)) for copy in suspects] if account else []
