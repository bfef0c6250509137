"""Why an obligation has its dates: the engine's own trace, for pages and letters alike (cadence.md B.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from leadership.conversations import talks
from leadership.obligations import facts_for
from leadership.obligations.models import Obligation
from policies.cadence import Fiscal, period_at
from policies.facts import TraceItem

Trace = tuple[TraceItem, ...]
Reasons = Mapping[int, TraceItem]
"""By id of an obligation, the step that made its day."""


def traces_of(obligations: Iterable[Obligation], *, now: datetime) -> Mapping[int, Trace]:
    """By id, the reasons as the engine sees them at `now` (UTC), with a constant number of queries; empty for a cycle
    too long ago to be reckoned again."""
    owed = list(obligations)
    people = {one.person_id for one in owed}
    known, spoken = facts_for.organisation(), talks.of(people)
    rows = {
        (sheet.id, row.policy, row.cycle_key, row.slot): row.trace
        for sheet in facts_for.sheets_of(sorted(people), now=now, known=known)
        for row in known.assess(sheet, spoken.get(sheet.id, ()))
    }
    return {one.pk: rows.get((one.person_id, one.policy.key, one.cycle_key, one.slot), ()) for one in owed}


def reasons(obligations: Iterable[Obligation], *, now: datetime) -> Reasons:
    """What made the day of each, where that is not said by the rhythm's own sentence already; no query where it is."""
    unusual = [one for one in obligations if not speaks_for_itself(one)]
    if unusual:
        fiscal = facts_for.organisation().org.fiscal_start
        unusual = [one for one in unusual if not speaks_for_itself(one, fiscal)]
    traces = traces_of(unusual, now=now) if unusual else {}
    found = ((one.pk, deciding(traces[one.pk], one)) for one in unusual)
    return {pk: item for pk, item in found if item is not None}


def deciding(trace: Trace, obligation: Obligation) -> TraceItem | None:
    """The last step that made the day by which it is to be held; None where the ledger keeps another day (R17)."""
    due = obligation.due_on.isoformat()
    made = (item for item in reversed(trace) if "due_on" in dict(item.result))
    return next((item for item in made if dict(item.result)["due_on"] == due), None)


def speaks_for_itself(obligation: Obligation, fiscal: Fiscal = (1, 1)) -> bool:
    """The day is simply the last of its period or campaign, which the rhythm's own sentence says already. `fiscal`:
    when the year of the periods starts."""
    cadence = obligation.terms.cadence
    if cadence.campaign:
        return cadence.campaign.end == obligation.due_on
    if cadence.per_period is None:
        return False
    period = period_at(cadence.per_period.period, obligation.due_on, fiscal)
    return (period.key, period.end) == (obligation.cycle_key.removeprefix("own-"), obligation.due_on)
