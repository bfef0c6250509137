"""Where a rhythm speaks to leaders, the pair follows the line: the new leader is the coach of what has no time yet.

A talk that is set is kept; it counts by what its coach was when it was booked (docs/reference/cadence.md R13). Reads
the facts of people who moved before the ledger settles them.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from leadership.conversations import choosing, eligibility, turns
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.outbox import facts


def act_on_signals(*, now: datetime) -> None:
    """Gives those whose leader, or leader's leader, has changed their new one as coach. Twice is once."""
    moved = facts.unsettled("reconcile").filter(kind__startswith="person.", data__has_key="manager")
    keys = list(moved.values_list("subject_key", flat=True))
    if not keys:
        return
    whose = Q(person__key__in=keys) | Q(person__manager__key__in=keys)
    rows = Obligation.objects.filter(whose, state__in=("planned", "open"), coach__isnull=False)
    rows = rows.filter(policy_version__terms__subject="leader").order_by("pk")
    for obligation in rows.select_related("person__manager", "person__unit", "policy_version__policy", "coach"):
        if not _still_leads(obligation):
            _pass_on(obligation, now=now)


def _still_leads(obligation: Obligation) -> bool:
    assert obligation.coach is not None
    return eligibility.accepts(obligation.terms, eligibility.kinds(obligation.person, obligation.coach))


def _pass_on(obligation: Obligation, *, now: datetime) -> None:
    """The new leader, as far as they have room; else HR finds somebody (R16). Times the old one offered are free."""
    leader = choosing.default(obligation, now=now)
    turns.close_all(obligation.pk, now=now, because="another_coach")
    if leader is None:
        ledger.let_go(obligation, by=None, now=now)
    else:
        ledger.choose_coach(obligation, leader, by=None, now=now)
