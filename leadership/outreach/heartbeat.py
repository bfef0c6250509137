"""The workers' signs of life: a row for each, in the database's own time, so that every machine reads it alike.

A worker is named after its machine and its guardian, so one that has gone deaf shows beside one that is well. Rows of
those who ended politely go at once, of others after a day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from leadership.outreach.models import Heartbeat

DEAF_AFTER = timedelta(minutes=4)
"""A worker that is well beats every minute; its watchdog has put a deaf one right long before."""
GONE_AFTER = timedelta(days=1)
_SINCE = ExpressionWrapper(Now() - F("beat_at"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Sign:
    """One worker, and how long ago it last showed a sign of life."""

    worker: str
    age: timedelta

    @property
    def is_well(self) -> bool:
        return self.age < DEAF_AFTER


def beat(note: str = "", *, worker: str = "") -> None:
    """`worker` is alive."""
    seen = {"beat_at": Now(), "note": note[:200]}
    if not Heartbeat.objects.filter(worker=worker).update(**seen):
        Heartbeat.objects.bulk_create([Heartbeat(worker=worker, **seen)], ignore_conflicts=True)


def ticked(*, worker: str = "") -> None:
    """`worker` has come to the end of a tick."""
    beat(worker=worker)
    Heartbeat.objects.filter(worker=worker).update(ticked_at=Now())


def age(worker: str | None = None) -> timedelta | None:
    """How long ago `worker` (None: any of them) last showed a sign of life; None when there has never been one."""
    rows = Heartbeat.objects.all() if worker is None else Heartbeat.objects.filter(worker=worker)
    return rows.annotate(since=_SINCE).order_by("since").values_list("since", flat=True).first()


def signs() -> list[Sign]:
    """Every worker that is known, the liveliest first."""
    rows = Heartbeat.objects.annotate(since=_SINCE).order_by("since", "worker")
    return [Sign(worker, since) for worker, since in rows.values_list("worker", "since")]


def forget(workers: Collection[str] = ()) -> int:
    """These workers have ended, and whoever has been silent for a day is gone as well; how many rows that were."""
    ended = Heartbeat.objects.filter(worker__in=workers) | Heartbeat.objects.filter(beat_at__lt=Now() - GONE_AFTER)
    return ended.delete()[0]
