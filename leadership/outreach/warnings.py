"""Fair warning: nobody above the pair sees a name before both were told from when (docs/reference/cadence.md B.5).

`Obligation.warned_at` is set when both have been told: their mail server took the letter, or they saw it in the app.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from leadership.lib.instants import at_local
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.outreach import allowed
from leadership.outreach.models import Delivery
from leadership.outreach.notices import speaks_to_leader
from leadership.people.models import Person

WARNING = ("late", "pair_overdue")
"""The letters that name the date from which the leader can see that the talk remains."""
SEEN = "seen in the app"


def told(obligation: Obligation, *, now: datetime) -> bool:
    """Sets `warned_at` when both have been told by now; returns whether the two are warned."""
    if obligation.warned_at is None and _pair(obligation) <= _who_was_told(obligation):
        ledger.warn(obligation, now=now)
        return True
    return obligation.warned_at is not None


def seen(obligation: Obligation, *, by: Person, now: datetime) -> bool:
    """`by`, one of the two, has read in the app what the letter says. Returns whether the two are warned."""
    today = now.astimezone(obligation.person.zone_info).date()
    if obligation.warned_at is not None or today <= obligation.due_on or by.pk not in _pair(obligation):
        return obligation.warned_at is not None
    read = Delivery(
        unique_key=f"seen:{obligation.key}:{by.key}",
        letter="late",
        recipient=by,
        obligation=obligation,
        made_at=now,
        due_at=now,
        sent_at=now,
        state=Delivery.State.SENT,
        answer=SEEN,
    )
    Delivery.objects.bulk_create([read], ignore_conflicts=True)
    return told(obligation, now=now)


def visible_from(obligation: Obligation, calendars: allowed.Calendars | None = None) -> datetime | None:
    """The instant from which those above the pair may know: one working day after the warning, at local midnight."""
    if obligation.warned_at is None:
        return None
    zone = obligation.person.zone_info
    days = (calendars or allowed.Calendars.now()).of(obligation.person).counted_weekdays()
    return at_local(days.plus(obligation.warned_at.astimezone(zone).date(), 1), time(0), zone)


def look_again(obligation: Obligation, now: datetime) -> datetime:
    """When to ask again whether the two have been warned: tomorrow morning where the member is."""
    zone = obligation.person.zone_info
    return at_local(now.astimezone(zone).date() + timedelta(days=1), time(8), zone)


def _pair(obligation: Obligation) -> set[int]:
    """Those who are to know beforehand: the two, or the leader alone where it is the leader who sees to it."""
    if speaks_to_leader(obligation) and obligation.coach_id is not None:
        return {obligation.coach_id}
    return {who for who in (obligation.person_id, obligation.coach_id) if who is not None}


def _who_was_told(obligation: Obligation) -> set[int]:
    sent = Delivery.objects.filter(obligation=obligation, letter__in=WARNING, state=Delivery.State.SENT)
    return set(sent.values_list("recipient_id", flat=True))
