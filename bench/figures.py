"""What it costs to reckon the figures of everybody when an interval closes.

`roll_up_quarter`: the newest decided quarter reckoned and kept whole (organisation, groups, every leader's line), over
one GROUP BY of the database over the same obligations by what the figures tell them apart by.
`roll_up_month`: the newest month, over one GROUP BY over the same talks: when each member was last heard.

The people are the trial organisation of `demo --people`; what is written is taken back.
"""

import os
import statistics
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import Count, Max

from bench.dashboards import MADE_AT, SIZE
from bench.rows import Row, busy
from leadership.cli import demo_crowd
from leadership.conversations.models import Conversation
from leadership.insights import gathering, rollup
from leadership.insights.models import Snapshot
from leadership.insights.periods import Interval
from leadership.lib.instants import local_date
from leadership.people import clock
from leadership.people.models import Organisation, Person

ROUNDS = int(os.environ.get("ROUNDS", "5"))
GROUPS = ("policy", "state", "person__unit", "person__location", "person__employment_type", "credited_on", "due_on")


def rows() -> Iterator[Row]:
    """Both rows, each as it is measured."""
    connection.close()
    if not Person.objects.exists():
        demo_crowd.make(SIZE, now=MADE_AT, progress=lambda done, of: None)
        clock.set_to(MADE_AT)
    on = local_date(clock.now(), Organisation.current().zone)
    with transaction.atomic():
        Snapshot.objects.all().delete()
        newest = {interval.kind: interval for interval in sorted(rollup._waiting(on), key=lambda one: one.end)}
        yield _row(newest["quarter"], 30, lambda: _grouped(newest["quarter"]))
        yield _row(newest["month"], 22, _last_heard)
        transaction.set_rollback(True)


def _row(interval: Interval, goal: float, floor: Callable[[], int]) -> Row:
    on = local_date(clock.now(), Organisation.current().zone)
    ours, floors, groups = [], [], 0
    for _ in range(ROUNDS):
        ours.append(busy(lambda: _kept(interval, on)))
        floors.append(busy(floor))
        groups = floor()
        Snapshot.objects.all().delete()
    took, reference = statistics.median(ours), statistics.median(floors)
    note = f"{interval.key} of {Person.objects.count()} people in {took:.1f} s, {groups} groups in {reference:.2f} s "
    return Row(f"roll_up_{interval.kind}", took / reference, goal, note=note)


def _kept(interval: Interval, on: object) -> None:
    if not rollup._rolled_up(interval, on, rollup.no_beat):  # type: ignore[arg-type]
        raise AssertionError("the figures were not kept; their speed would say nothing")


def _grouped(interval: Interval) -> int:
    return len(gathering.due_in(interval).order_by().values_list(*GROUPS).annotate(n=Count("pk")))


def _last_heard() -> int:
    held = Conversation.objects.held().order_by()  # type: ignore[attr-defined]
    return len(held.values_list("member").annotate(last=Max("start")))
