"""When an obligation next needs a look: the first local midnight at which one of its dates begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db.models import Max

from leadership.lib.instants import at_local, local_date
from leadership.obligations.around import Around, terms_of
from leadership.obligations.models import Obligation
from leadership.obligations.standing import mover_of
from policies.dating import LONGEST_WAIT
from policies.ladder import Step, steps
from policies.workdays import ONE_DAY

_walked = lru_cache(maxsize=4096)(steps)
"""People with the same dates and the same calendar share one ladder."""


def next_for(obligation: Obligation, *, after: datetime) -> datetime | None:
    """The next instant (UTC) after `after` at which a day that matters begins where the member is; None when ended."""
    return Moments.of([obligation]).next_for(obligation, after=after)


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments of many obligations, with a constant number of queries."""

    around: Around
    heard: dict[tuple[int, int], date]

    @classmethod
    def of(cls, obligations: Iterable[Obligation]) -> Moments:
        rows = list(obligations)
        credited = Obligation.objects.filter(person__in={row.person_id for row in rows}, credited_on__isnull=False)
        latest = credited.values_list("person_id", "policy_id").annotate(last=Max("credited_on"))
        return cls(Around.of(rows), {(person, policy): day for person, policy, day in latest})

    def next_for(self, obligation: Obligation, *, after: datetime) -> datetime | None:
        """See `next_for`."""
        if not obligation.is_live:
            return None
        zone = obligation.person.zone_info
        today = local_date(after, zone)
        coming = min((day for day in self._days(obligation, today) if day > today), default=None)
        return None if coming is None else at_local(coming, time(0), zone)

    def _days(self, row: Obligation, today: date) -> Iterator[date]:
        """Every day on which something about the row may change or be said."""
        yield row.opens_on
        yield from (row.due_on, row.due_on + ONE_DAY, row.due_on + timedelta(days=LONGEST_WAIT + 1))
        for day in (row.choose_by, row.overdue_from, row.quiet_until):
            if day is not None:
                yield day
        for day in (row.choose_by, row.close_on):
            if day is not None:
                yield day + ONE_DAY
        if _waits_for_its_leader(row, today):
            yield today + ONE_DAY
        if row.state != Obligation.State.PLANNED:
            yield from (step.on for step in self.steps(row))
            yield from self._flips(row, today)

    def steps(self, row: Obligation) -> tuple[Step, ...]:
        """The whole ladder of one obligation, in date order (docs/reference/cadence.md B.5)."""
        days = self.around.days(row.person)
        return _walked(
            terms_of(row),
            opens_on=row.opens_on,
            choose_by=row.choose_by or row.due_on,
            due_on=row.due_on,
            overdue_from=row.overdue_from,
            days=days,
            cwd=days.counted_weekdays(),
            heard=self.heard.get((row.person_id, row.policy_id)),
            away=self.around.counted(row.person),
        )

    def _flips(self, row: Obligation, today: date) -> Iterator[date]:
        """The day on which silence passes the move on."""
        after = terms_of(row).handover_after
        mover = mover_of(row, today, self.around)
        if after is not None and mover.role in ("member", "coach"):
            yield self.around.days(row.person).plus(mover.since, after) + ONE_DAY


def _waits_for_its_leader(row: Obligation, today: date) -> bool:
    """The leader who alone may listen was away or had no room: looked for again every day until choose_by."""
    if row.state != Obligation.State.OPEN or row.coach_id is not None or row.person.manager_id is None:
        return False
    return terms_of(row).names_its_coach and row.choose_by is not None and today <= row.choose_by
