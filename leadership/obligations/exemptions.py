"""Exemptions: for a while a policy does not apply to a person (docs/reference/cadence.md R15)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.obligations.models import Exemption
from leadership.outbox import facts
from leadership.people.models import Person
from policies.cadence import add_months
from policies.models import Policy

LONGEST_MONTHS = 12


@transaction.atomic
def grant(
    *,
    person: Person,
    policy: Policy,
    start: date,
    end: date,
    reason: str,
    by: Person,
    now: datetime,
    requested_by: Person | None = None,
) -> Exemption:
    """Exempts `person` from `start` to `end`, both included, dates of theirs. `reason` is one of `Exemption.Reason`.

    Raises Refused when the days are the wrong way round, more than twelve months, or touch another exemption.
    """
    _check(person, policy, start, end, reason)
    exemption = Exemption.objects.create(
        person=person, policy=policy, start=start, end=end, reason=reason, requested_by=requested_by, approved_by=by
    )
    _tell("exemption.granted", exemption, by=by, now=now)
    return exemption


@transaction.atomic
def end(exemption: Exemption, *, last_day: date, by: Person, now: datetime) -> Exemption | None:
    """Ends the exemption with `last_day`; before its first day, it is as if it had never been: then None."""
    if last_day >= exemption.end:
        return exemption
    exemption.end = last_day
    _tell("exemption.ended", exemption, by=by, now=now)
    if last_day < exemption.start:
        exemption.delete()
        return None
    exemption.save(update_fields=["end"])
    return exemption


def _check(person: Person, policy: Policy, start: date, end: date, reason: str) -> None:
    if end < start:
        raise refuse("end", end, _("The exemption ends before it starts."), _("Choose a later day."))
    if end >= add_months(start, LONGEST_MONTHS):
        raise refuse("end", end, _("An exemption lasts at most twelve months."), _("Choose an earlier day."))
    if reason not in Exemption.Reason.values:
        remedy = ", ".join(Exemption.Reason.values)
        raise refuse("reason", reason, _("This is not one of the reasons for an exemption."), remedy)
    if Exemption.objects.filter(person=person, policy=policy, start__lte=end, end__gte=start).exists():
        raise refuse(
            "start", start, _("There is an exemption on some of these days already."), _("End that one first.")
        )


def _tell(kind: str, exemption: Exemption, *, by: Person, now: datetime) -> None:
    facts.write(
        kind,
        at=now,
        actor=by.key,
        subject=exemption.person.key,
        object=f"exemption:{exemption.key}",
        data={
            "policy": exemption.policy.key,
            "start": exemption.start.isoformat(),
            "end": exemption.end.isoformat(),
            "reason": exemption.reason,
        },
        signals=("reconcile",),
    )
