"""The worker's sign of life: one row, in the database's own time, so that every machine reads it alike."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from leadership.outreach.models import Heartbeat


def beat(note: str = "") -> None:
    """The worker is alive."""
    if not Heartbeat.objects.filter(pk=1).update(beat_at=Now(), note=note[:200]):
        Heartbeat.objects.bulk_create([Heartbeat(pk=1, beat_at=Now(), note=note[:200])], ignore_conflicts=True)


def ticked() -> None:
    """The worker has come to the end of a tick."""
    beat()
    Heartbeat.objects.filter(pk=1).update(ticked_at=Now())


def age() -> timedelta | None:
    """How long ago the last sign of life was; None when there has never been one."""
    since = ExpressionWrapper(Now() - F("beat_at"), output_field=DurationField())
    return Heartbeat.objects.filter(pk=1).annotate(since=since).values_list("since", flat=True).first()
