"""A calendar that is being taken away: first our talks ahead go out of it, then the calendar, its password and leave.

Until then its credentials are kept, for that alone: nothing is read from it any more. One that cannot be reached is not
waited for beyond `PATIENCE`; what was written there then stays, as its owner was told beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from leadership.calendars import connecting
from leadership.calendars.models import BusyTime, Copy, Source, SourceQuerySet

PATIENCE = timedelta(hours=48)
"""As long as a letter is tried again."""


def ahead(source: Source, *, now: datetime) -> int:
    """How many talks still to come stand in the calendar because we wrote them there."""
    there: int = _ahead(now).filter(source=source).exclude(differs=Copy.Differs.REMOVED).count()
    return there


def begin(source: Source, *, now: datetime) -> bool:
    """The calendar is neither read nor written to from now on, but for taking talks out; False when it was so already.
    Called in the transaction in which that is asked for."""
    mine = Source.objects.visible_to(source.person).filter(pk=source.pk, leaving_at__isnull=True)
    if not mine.update(leaving_at=now, takes_talks=False):
        return False
    BusyTime.objects.filter(source=source).delete()
    return True


def is_due(now: datetime) -> bool:
    """Whether a calendar can go."""
    return _emptied(now).exists()


def finish(now: datetime, *, beat: Callable[[], Any] | None = None) -> int:
    """Takes away the calendars that are empty of talks ahead, or have been waited for long enough; how many."""
    gone = list(_emptied(now).select_related("person", "grant"))
    for source in gone:
        connecting.disconnect(source, now=now, stayed=ahead(source, now=now))
        if beat:
            beat()
    return len(gone)


def _emptied(now: datetime) -> SourceQuerySet:
    holds = Exists(_ahead(now).filter(source=OuterRef("pk")))
    return Source.objects.filter(~holds | Q(leaving_at__lte=now - PATIENCE), leaving_at__isnull=False)


def _ahead(now: datetime) -> Any:
    return Copy.objects.filter(start__gt=now)
