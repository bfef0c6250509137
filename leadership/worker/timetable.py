"""The one timetable: what recurs, and how it is set going. The queue carries the pulse; the data is the memory."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

TICK = "leadership.worker.tasks.tick"
DELIVER = "leadership.worker.tasks.deliver"
REFRESH = "leadership.worker.tasks.refresh"
FETCH = "leadership.worker.tasks.fetch"
COUNT = "leadership.worker.tasks.count"
NAME = "pulse"
SECONDS = {COUNT: 540}
"""How long a task may take that may take longer than the others (Q_CLUSTER's timeout). The queue gives it out again
meanwhile (its retry); whoever takes it then finds that all of it has been begun."""


@transaction.atomic
def ensure() -> Schedule:
    """Makes the one schedule: a tick every minute, or as seldom as PULSE_SECONDS says. Again: changes nothing."""
    wanted = {
        "func": TICK,
        "schedule_type": Schedule.MINUTES,
        "minutes": max(1, settings.PULSE_SECONDS // 60),
        "repeats": -1,
    }
    first = Schedule.objects.filter(name=NAME).order_by("id").first()
    if first is None:
        return Schedule.objects.create(name=NAME, **wanted)
    Schedule.objects.filter(name=NAME).exclude(pk=first.pk).delete()
    Schedule.objects.filter(pk=first.pk).update(**wanted)
    return first


def nudge(task: str, *, queue: str | None = None) -> bool:
    """Asks for `task` soon, unless it is waiting already. Nothing relies on it. Each worker has a queue of its own, so
    that its pulse is answered by nobody else; `queue` is this process's own unless given."""
    own = queue or Conf.CLUSTER_NAME
    if task in (row.func() for row in OrmQ.objects.filter(key=own, lock__lte=timezone.now())):
        return False
    limit = {"timeout": SECONDS[task]} if task in SECONDS else {}
    async_task(task, save=False, cluster=own, **limit)
    return True


def is_busy(queue: str) -> bool:
    """Whether a task of that queue has been taken up and has not come to its end."""
    return bool(OrmQ.objects.filter(key=queue, lock__gt=timezone.now()).exists())


def take_over(queue: str, *, alive: Collection[str]) -> None:
    """What belonged to workers that are gone: the schedule is this one's, and their tasks, which mean nothing, go."""
    alive = {*alive, queue}
    Schedule.objects.filter(name=NAME).exclude(cluster__in=alive, cluster__isnull=False).update(cluster=queue)
    OrmQ.objects.exclude(key__in=alive).delete()
