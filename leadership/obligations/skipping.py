""" "Not this time": the member waives one talk, without a reason, as often a year as the rhythm allows (R15)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.obligations import ledger
from leadership.obligations.models import Obligation, Skip
from leadership.people.models import Person
from policies.cadence import period_at
from policies.organisation import org_facts


def left(obligation: Obligation, *, on: date) -> int:
    """How many more times in the fiscal year of `on` the member may say so in this rhythm (decision 0010)."""
    allowed = obligation.terms.allow_skip
    if not allowed:
        return 0
    year = period_at("year", on, org_facts().fiscal_start)
    said = Skip.objects.filter(obligation__person=obligation.person_id, obligation__policy=obligation.policy_id)
    return max(allowed - said.filter(on__range=(year.start, year.end)).count(), 0)


def can_skip(obligation: Obligation, *, on: date) -> bool:
    """Whether "not this time" can be said of it now: open or planned, and something is left of the year's number."""
    return obligation.state in ("planned", "open") and left(obligation, on=on) > 0


@transaction.atomic
def skip(obligation: Obligation, *, by: Person, now: datetime) -> Obligation:
    """The member waives it: excused, counted as exempt. Twice is once.

    Raises Refused for anybody else, when a time has been set, or when the year's number is used up; `Overtaken`.
    """
    if by.pk != obligation.person_id:
        raise refuse("by", "", _("Only the member can say that."), _("Ask them."))
    if Skip.objects.filter(obligation=obligation).exists():
        return obligation
    today = local_date(now, obligation.person.zone_info)
    if obligation.state not in ("planned", "open"):
        raise refuse("obligation", obligation.key, _("It is too late for this."), _("Look at it again."))
    if not left(obligation, on=today):
        message = _("This rhythm does not let you pass over another talk this year.")
        raise refuse("obligation", obligation.key, message, _("Ask for an exemption, or pick a time."))
    Skip.objects.create(obligation=obligation, on=today)
    return ledger.skip(obligation, by=by, now=now)
