"""Exemptions: for a while a policy does not apply to a person (docs/reference/cadence.md R15).

A member asks, or HR enters; HR says yes. Only what has been agreed to counts for what is owed.
"""

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
        person=person, policy=policy, start=start, end=end, reason=reason, requested_by=requested_by or by,
        requested_at=now, approved_by=by, approved_at=now,
    )  # fmt: skip
    _tell("exemption.granted", exemption, by=by, now=now, signals=("reconcile",))
    return exemption


@transaction.atomic
def ask(*, person: Person, policy: Policy, start: date, end: date, reason: str, now: datetime) -> Exemption:
    """`person` asks not to be asked for a while; nothing changes until HR has said yes. Raises Refused as `grant`."""
    _check(person, policy, start, end, reason)
    exemption = Exemption.objects.create(
        person=person, policy=policy, start=start, end=end, reason=reason, requested_by=person, requested_at=now
    )
    _tell("exemption.asked", exemption, by=person, now=now)
    return exemption


@transaction.atomic
def approve(exemption: Exemption, *, by: Person, now: datetime) -> Exemption:
    """HR agrees. Twice is once. Raises Refused when it was declined meanwhile, or is HR's own."""
    _not_ones_own(exemption, by)
    if exemption.is_granted:
        return exemption
    waiting = Exemption.objects.waiting().filter(pk=exemption.pk)  # type: ignore[attr-defined]
    if not waiting.update(approved_by=by, approved_at=now):
        raise _answered(exemption)
    exemption.refresh_from_db()
    _tell("exemption.granted", exemption, by=by, now=now, signals=("reconcile",))
    return exemption


@transaction.atomic
def decline(exemption: Exemption, *, by: Person, now: datetime) -> Exemption:
    """HR says no: the talk stays the member's. Twice is once. Raises Refused when it was approved meanwhile."""
    _not_ones_own(exemption, by)
    if exemption.declined_at is not None:
        return exemption
    waiting = Exemption.objects.waiting().filter(pk=exemption.pk)  # type: ignore[attr-defined]
    if not waiting.update(declined_at=now):
        raise _answered(exemption)
    exemption.refresh_from_db()
    _tell("exemption.declined", exemption, by=by, now=now)
    return exemption


@transaction.atomic
def withdraw(exemption: Exemption, *, by: Person, now: datetime) -> None:
    """The member takes the question back. Raises Refused when it has been answered."""
    if exemption.is_granted or exemption.declined_at is not None:
        raise _answered(exemption)
    _tell("exemption.withdrawn", exemption, by=by, now=now)
    exemption.delete()


@transaction.atomic
def end(exemption: Exemption, *, last_day: date, by: Person, now: datetime) -> Exemption | None:
    """Ends the exemption with `last_day`; before its first day, it is as if it had never been: then None."""
    if last_day >= exemption.end:
        return exemption
    exemption.end = last_day
    _tell("exemption.ended", exemption, by=by, now=now, signals=("reconcile",))
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
    living = Exemption.objects.filter(person=person, policy=policy, declined_at=None)
    if living.filter(start__lte=end, end__gte=start).exists():
        raise refuse(
            "start", start, _("There is an exemption on some of these days already."), _("End that one first.")
        )


def _not_ones_own(exemption: Exemption, by: Person) -> None:
    if exemption.person_id == by.pk:
        raise refuse("by", "", _("Nobody answers their own question."), _("Ask another HR administrator."))


def _answered(exemption: Exemption) -> Exception:
    return refuse("exemption", exemption.key, _("Someone else has answered this meanwhile."), _("Look at it again."))


def _tell(kind: str, exemption: Exemption, *, by: Person, now: datetime, signals: tuple[str, ...] = ()) -> None:
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
        signals=signals,
    )
