"""Adoption: a draft becomes a promise, once everything that makes it one is there.

Refuses with the whole list of what is missing. A first version may take effect at once, prorated (R8); a later one
from the next cycle of the cadence it replaces, so that nobody's running cycle changes under them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadership.consultations import floors, record
from leadership.consultations.models import Proposal
from leadership.consultations.record import Record
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused
from leadership.outbox import facts
from leadership.people import workcalendar
from leadership.people.models import Organisation, Person
from policies import rhythms
from policies.cadence import period_at
from policies.facts import OrgFacts
from policies.models import Policy, PolicyVersion
from policies.organisation import org_facts
from policies.refusals import said
from policies.terms import missing_for_adoption
from policies.workdays import WorkCalendar, calendar_of


@transaction.atomic
def adopt(
    policy: Policy, *, effective_from: date | None, by: Person | None, now: datetime, consultation: Record | None
) -> PolicyVersion:
    """Adopts the newest draft of `policy` with the record of a consultation held outside; it governs the cycles that
    begin on `effective_from` or later.

    Without a date: today for a first version, the next cycle for a later one. Raises Refused with one refusal for each
    thing that is missing: purpose, context, metric, review date, a complete record of the consultation, a fitting date.
    """
    organisation = Organisation.current()
    today = local_date(now, organisation.zone)
    version = policy.latest()
    wrong = [
        *_wrong_state(policy, version),
        *_talked_over_here(version),
        *said(missing_for_adoption(version.read(), adopted_on=today)),
        *rhythms.against_others(version.read()),
        *floors.weakened(version.read(), except_for=policy),
        *record.missing(consultation, on=today, days=_days(organisation, org_facts())),
        *_wrong_date(policy, effective_from, on=today),
    ]
    if wrong or consultation is None:
        raise Refused(*wrong)
    keep(consultation, version, by=by, now=now)
    return enact(policy, effective_from=effective_from, by=by, now=now)


def enact(
    policy: Policy, *, effective_from: date | None, by: Person | None, now: datetime, apply_now: bool = False
) -> PolicyVersion:
    """The newest draft becomes the promise; called by whoever has seen to it that those concerned were heard. With
    `apply_now` a changed one holds from `effective_from` though a cycle is running. Raises Refused for a wrong state,
    a wrong date, or a unit's rhythm that would weaken the floor."""
    today = local_date(now, Organisation.current().zone)
    version = policy.latest()
    wrong = [*_wrong_state(policy, version), *floors.weakened(version.read(), except_for=policy)]
    wrong += [] if apply_now else _wrong_date(policy, effective_from, on=today)
    if wrong:
        raise Refused(*wrong)
    effective = effective_from or first_possible(policy, on=today, org=org_facts())
    return _adopted(policy, version, effective=effective, by=by, now=now, at_once=apply_now)


def keep(consultation: Record, version: PolicyVersion, *, by: Person | None, now: datetime) -> None:
    """The record stays beside the version it is about."""
    record.write(consultation, version, by=by, now=now)


def first_possible(policy: Policy, *, on: date, org: OrgFacts) -> date:
    """The earliest day that respects running cycles: `on` for a first version, else the next cycle's first day."""
    running = policy.in_force(date.max)
    if running is None or running.effective_from is None:
        return on
    cadence = running.read().cadence
    if cadence.per_period is None:
        return max(on, running.effective_from) + timedelta(days=1)
    period = period_at(cadence.per_period.period, max(on, running.effective_from), org.fiscal_start)
    return period.end + timedelta(days=1)


def _wrong_state(policy: Policy, version: PolicyVersion) -> Iterator[Refusal]:
    if policy.state == Policy.State.RETIRED:
        yield Refusal("policy", policy.key, _("This rhythm has been retired."), _("Create a new one."))
    elif version.adopted_at is not None:
        yield Refusal("policy", policy.key, _("This rhythm is adopted as it stands."), _("Edit it first."))


def _talked_over_here(version: PolicyVersion) -> Iterator[Refusal]:
    """Two roads, never both: what is being talked over in the app is decided there."""
    if Proposal.objects.live().filter(version=version).exists():
        message = _("Those concerned are being asked about this draft in the app.")
        yield Refusal("consultation", "", message, _("Decide on the proposal, or take it back first."))


def _wrong_date(policy: Policy, effective: date | None, *, on: date) -> Iterator[Refusal]:
    first = first_possible(policy, on=on, org=org_facts())
    if policy.in_force(date.max) is not None and effective is not None and effective < first:
        message = _("A new version begins with the next cycle of the one it replaces.")
        yield Refusal(
            "effective_from", effective.isoformat(), message, _("Choose %(day)s or later.") % {"day": first.isoformat()}
        )


def _adopted(
    policy: Policy, version: PolicyVersion, *, effective: date, by: Person | None, now: datetime, at_once: bool
) -> PolicyVersion:
    untouched = PolicyVersion.objects.filter(pk=version.pk, adopted_at=None)
    if not untouched.update(adopted_at=now, adopted_by=by, effective_from=effective, apply_now=at_once):
        raise Refused(Refusal("policy", policy.key, _("Someone else adopted it just now."), _("Look at it again.")))
    Policy.objects.filter(pk=policy.pk).update(
        state=Policy.State.ADOPTED, suspended_on=None, suspended_because="", version=F("version") + 1
    )
    facts.write(
        "policy.adopted",
        at=now,
        actor=by.key if by else None,
        object=f"policy:{policy.key}",
        data={"version": version.number, "effective_from": effective.isoformat()}
        | ({"apply_now": True} if at_once else {}),
        signals=("reconcile",),
    )
    policy.refresh_from_db()
    version.refresh_from_db()
    return version


def _days(organisation: Organisation, org: OrgFacts) -> WorkCalendar:
    return calendar_of(workcalendar.book(), organisation.country, organisation.subdiv, pauses=org.pauses)
