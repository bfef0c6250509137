"""How far the cycles of each rhythm have come on the first of a month, in tens of per cent; open to everyone.

Exact figures of one rhythm beside those of all would tell about the few who have the one and not the others; so one
rhythm is spoken of in tens, and looked at on the first of the month; and where its people are almost those of another
figure, nothing is said of it (`beside`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from leadership.insights import beside, gathering, periods
from leadership.insights.crowd import Crowd
from leadership.insights.models import Kind, Snapshot
from leadership.insights.periods import Interval
from leadership.lib.shares import in_tens
from policies.cadence import Fiscal

Progress = dict[str, dict[str, dict[str, int]]]
"""By rhythm and cycle: `about` how many per cent were held, of how many `people`, and whether some of it is still
`ahead` (1; else left out); too few: not in it. Rolling rhythms have no cycles of everybody; theirs go by the quarter in
which talks were due."""
BACK, AHEAD = timedelta(days=730), timedelta(days=370)
ROLLING_QUARTERS = 4


def reckon(on: date, fiscal: Fiscal, n_min: int, crowd: Crowd, beat: Callable[[], None]) -> Progress:
    """As it is on `on`. A query, one for each quarter of the rolling ones, and those of `beside` for each quarter in
    which something is due; `beat` is called before each of these."""

    @cache
    def silent(quarter: Interval) -> frozenset[str]:
        beat()
        return beside.silent(quarter, crowd, n_min)

    found: defaultdict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for cycle in gathering.cycles(on - BACK, on + AHEAD):
        within = {periods.quarter_of(day, fiscal) for day in (cycle.first_due, cycle.last_due)}
        about = _about(cycle.counts, n_min)
        if about and not any(cycle.policy in silent(quarter) for quarter in within):
            found[cycle.policy][cycle.key] = about | ({"ahead": 1} if cycle.last_due >= on else {})
    for quarter in list(periods.quarters_before(on, fiscal))[ROLLING_QUARTERS - 1 :: -1]:
        for policy, counts in gathering.progress_of_rolling(quarter).items():
            if (about := _about(counts, n_min)) and policy not in silent(quarter):
                found[policy][quarter.key] = about
    return dict(found)


def kept(*, on: date) -> tuple[Progress, date | None]:
    """As it was on the first of the latest month that has been rolled up by `on`, and that day. One query."""
    latest = Snapshot.objects.filter(kind=Kind.MONTH, as_of__lte=on).order_by("-end").first()
    return (latest.figures.get("progress", {}), latest.as_of) if latest else ({}, None)


def _about(counts: Counter[str], n_min: int) -> dict[str, int] | None:
    if counts["people"] < n_min:
        return None
    return {"about": in_tens(counts["held"], counts["asked"]), "people": counts["people"]}
