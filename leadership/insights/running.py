"""How far the cycles of each rhythm have come on the first of a month, in tens of per cent; open to everyone.

Exact figures of one rhythm beside those of all would tell about the few who have the one and not the others; so one
rhythm is spoken of in tens, and looked at on the first of the month.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from leadership.insights import gathering, periods
from leadership.insights.models import Kind, Snapshot
from leadership.lib.shares import in_tens
from policies.cadence import Fiscal

Progress = dict[str, dict[str, dict[str, int]]]
"""By rhythm and cycle: `about` how many per cent were held, and of how many `people`; too few: not in it. Rolling
rhythms have no cycles of everybody; theirs go by the quarter in which talks were due."""
BACK, AHEAD = timedelta(days=730), timedelta(days=370)
ROLLING_QUARTERS = 4


def reckon(on: date, fiscal: Fiscal, n_min: int) -> Progress:
    """As it is on `on`. A query, and one for each quarter of the rolling ones."""
    found = {
        policy: {cycle: one for cycle, counts in cycles.items() if (one := _about(counts, n_min))}
        for policy, cycles in gathering.progress(on - BACK, on + AHEAD).items()
    }
    quarters = list(periods.quarters_before(on, fiscal))[:ROLLING_QUARTERS]
    for quarter in reversed(quarters):
        for policy, counts in gathering.progress_of_rolling(quarter).items():
            if one := _about(counts, n_min):
                found.setdefault(policy, {})[quarter.key] = one
    return found


def kept(*, on: date) -> tuple[Progress, date | None]:
    """As it was on the first of the latest month that has been rolled up by `on`, and that day. One query."""
    latest = Snapshot.objects.filter(kind=Kind.MONTH, as_of__lte=on).order_by("-end").first()
    return (latest.figures.get("progress", {}), latest.as_of) if latest else ({}, None)


def _about(counts: Counter[str], n_min: int) -> dict[str, int] | None:
    if counts["people"] < n_min:
        return None
    return {"about": in_tens(counts["held"], counts["asked"]), "people": counts["people"]}
