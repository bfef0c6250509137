"""Which of many free times are offered first: the kindest ones for both, on different days. Pure.

Kind is a time inside the middle of the day of both, each by their own clock. Among days the soonest come first, unless
one of the next days is kinder; of one day the kindest time, then the earliest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = time(9), time(16)
"""Starts from nine to four are easy for everyone; lunch and the edges of a day are not."""
LUNCH = time(12), time(13)
LUNCH_COSTS, EDGE_COSTS = 1, 4
AMONG = 2
"""Of twice as many days as are needed, the kindest are taken."""
APART = timedelta(hours=4)


def unkindness(start: datetime, zones: Sequence[ZoneInfo]) -> int:
    """0 for a time that is easy for everybody; grows with each of `zones` in which it is lunch, or early, or late."""
    return sum(_unkind(start.astimezone(zone).time()) for zone in zones)


def best(
    times: Sequence[datetime], n: int, *, zones: Sequence[ZoneInfo], besides: Collection[date] = ()
) -> tuple[datetime, ...]:
    """`n` of sorted `times` (UTC), in order: on different days of `zones[0]` while there are that many, then apart.

    Days in `besides` are taken only when the others do not suffice.
    """
    days = _by_day(times, zones[0])
    kindest = {day: min(found, key=lambda start: (unkindness(start, zones), start)) for day, found in days.items()}
    soonest = sorted(kindest, key=lambda day: (day in besides, day))[: n * AMONG]
    kind = sorted(soonest, key=lambda day: (day in besides, unkindness(kindest[day], zones), day))
    chosen = [kindest[day] for day in kind[:n]]
    return tuple(sorted([*chosen, *_more(times, chosen, n - len(chosen))]))


def _more(times: Sequence[datetime], chosen: Sequence[datetime], wanted: int) -> list[datetime]:
    """Further times where there are fewer days than times wanted: apart from the others first, then any."""
    found: list[datetime] = []
    for gap in (APART, timedelta(minutes=1)):
        for start in times:
            if len(found) < wanted and all(abs(start - other) >= gap for other in (*chosen, *found)):
                found.append(start)
    return found


def _by_day(times: Sequence[datetime], zone: ZoneInfo) -> dict[date, list[datetime]]:
    days: dict[date, list[datetime]] = {}
    for start in times:
        days.setdefault(start.astimezone(zone).date(), []).append(start)
    return days


def _unkind(clock: time) -> int:
    if not FROM <= clock <= UNTIL:
        return EDGE_COSTS
    return LUNCH_COSTS if LUNCH[0] <= clock < LUNCH[1] else 0
