"""Exact counts of lines that are too large to be counted while somebody waits: taken every ten minutes, said with
their time.

They are counted by the same conditions as the page's own, only without a cap, and always from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from leadership.insights import chores
from leadership.insights.asked import asked_for
from leadership.insights.linepages import CAP, exact
from leadership.insights.models import LineCount
from leadership.lib.instants import local_date
from leadership.people.models import Person
from leadership.people.persons import Line

EVERY = timedelta(minutes=10)


def of(line: Line) -> LineCount | None:
    """The newest counts of a line that is one leader's own and nothing else, if it is large enough to have some."""
    if len(line.spans) != 1 or line.units:
        return None
    return LineCount.objects.filter(leader__lft=line.spans[0][0]).first()


def refresh(*, now: datetime, beat: Callable[[], None] = lambda: None) -> int:
    """Counts every large line anew if the last time is long enough ago; how many. Again at once: does nothing."""
    if not chores.begin("line counts", now=now, every=EVERY):
        return 0
    kept = []
    for leader in large():
        kept.append(_count(leader, now).leader_id)
        beat()
    LineCount.objects.exclude(leader__in=kept).delete()
    Person.objects.filter(has_large_line=True).exclude(pk__in=kept).update(has_large_line=None)
    Person.objects.filter(pk__in=kept).update(has_large_line=True)
    return len(kept)


def large() -> Iterator[Person]:
    """Leaders with more people below them than are counted live, from the top down."""
    waiting = list(Person.objects.filter(manager=None, rgt__gt=0))
    while waiting:
        leader = waiting.pop()
        below = Person.objects.filter(lft__gt=leader.lft, lft__lt=leader.rgt)
        if below.order_by()[CAP : CAP + 1].exists():
            yield leader
            waiting += Person.objects.filter(manager=leader)


def _count(leader: Person, now: datetime) -> LineCount:
    on = local_date(now, leader.zone_info)
    own = Line(((leader.lft, leader.rgt),), ())
    values = {"counts": exact(asked_for(leader, own, on=on)), "taken_at": now}
    return LineCount.objects.update_or_create(leader=leader, defaults=values)[0]
