"""Rolling up: the figures of an interval are reckoned once, whole, from the ledger as it stands, and then they stay.

A quarter when all that was due in it is decided (`periods`), a month on its first day. Nothing is ever added to what is
there; what was not kept because a process died is reckoned anew by the next. Whoever is faster wins, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from leadership.insights import chores, gathering, lines, periods, wholes
from leadership.insights.crowd import Crowd
from leadership.insights.models import LineSnapshot, Snapshot
from leadership.insights.periods import Interval
from leadership.lib.instants import local_date
from leadership.people.models import Organisation
from policies.organisation import org_facts

BATCH = 1000
EVERY = timedelta(minutes=10)
Beat = Callable[[], None]


def no_beat() -> None:
    """Nobody needs to know that the work goes on."""


def look(*, now: datetime, beat: Beat = no_beat) -> int:
    """Rolls up the oldest of what waits, if it is long enough since the last look; again at once does nothing. `beat`
    is called between the parts of the work."""
    return roll_up(now=now, most=1, beat=beat) if chores.begin("figures", now=now, every=EVERY) else 0


def roll_up(*, now: datetime, most: int | None = None, beat: Beat = no_beat) -> int:
    """Reckons what is to be reckoned at `now` (UTC), the oldest first, at most so many; returns how many were kept."""
    on = local_date(now, Organisation.current().zone)
    waiting = sorted(_waiting(on), key=lambda interval: interval.end)
    return sum(_rolled_up(interval, on, beat) for interval in waiting[:most])


def _waiting(on: date) -> Iterator[Interval]:
    """Intervals without figures whose time has come, none before anything was due."""
    known = set(Snapshot.objects.values_list("kind", "key"))
    fiscal = org_facts().fiscal_start
    found = [*periods.quarters_before(on, fiscal), *periods.months_until(on)]
    missing = [interval for interval in found if (interval.kind, interval.key) not in known]
    first = gathering.first_due() if missing else None
    for interval in missing:
        if first is None or first > interval.end:
            continue
        if interval.kind == "month" or _is_decided(interval, on):
            yield interval


def _is_decided(interval: Interval, on: date) -> bool:
    """Something was due in the quarter, and all of it has been decided or has waited long enough."""
    if not gathering.due_in(interval).exists():
        return False
    return periods.must_be_rolled_up(interval, on) or not gathering.undecided(interval, on)


def _rolled_up(interval: Interval, on: date, beat: Beat) -> bool:
    n_min = Organisation.current().n_min
    reckon = _quarter if interval.kind == "quarter" else _month
    whole, of_lines = reckon(interval, Crowd(on if interval.kind == "quarter" else interval.end), n_min, beat)
    kept = Snapshot(
        kind=interval.kind, key=interval.key, start=interval.start, end=interval.end, n_min=n_min, figures=whole,
        as_of=on if interval.kind == "quarter" else interval.end,
    )  # fmt: skip
    return _keep(kept, of_lines)


def _keep(kept: Snapshot, of_lines: Mapping[int, Mapping[str, Any]]) -> bool:
    try:
        with transaction.atomic():
            kept.save()
            rows = (LineSnapshot(snapshot=kept, leader_id=leader, figures=one) for leader, one in of_lines.items())
            LineSnapshot.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        if Snapshot.objects.filter(kind=kept.kind, key=kept.key).exists():
            return False  # another process was faster
        raise
    return True


Reckoned = tuple[dict[str, Any], dict[int, dict[str, Any]]]
"""The figures of the whole, and of each leader's line."""


def _quarter(interval: Interval, crowd: Crowd, n_min: int, beat: Beat) -> Reckoned:
    owed, talks = gathering.owed(interval), gathering.talks(interval, crowd)
    beat()
    rests = gathering.rests(interval)
    beat()
    of_lines = lines.quarter(owed, talks, rests, crowd, n_min)
    for leader, units in crowd.led_units().items():
        if leader in of_lines:
            of_lines[leader]["units"] = units
    beat()
    return wholes.quarter(interval, owed, talks, rests, crowd, n_min=n_min), of_lines


def _month(interval: Interval, crowd: Crowd, n_min: int, beat: Beat) -> Reckoned:
    days = gathering.days_since_heard(crowd)
    beat()
    listeners = gathering.listeners(interval.end)
    of_lines = lines.month(days, listeners, crowd)
    beat()
    return wholes.month(days, listeners, crowd, n_min, beat), of_lines
