"""A coach hands somebody back: no reason is asked for, none is passed on, and the member is offered somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leadership.conversations import turns
from leadership.conversations.attempts import attempt
from leadership.conversations.errors import Changed, NotYours
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.outbox.models import LET_GO, Fact
from leadership.people.models import Person


def hand_back(
    obligation: Obligation, *, by: Person, now: datetime, suggested: Person | None = None, told: bool = False
) -> Obligation:
    """`by`, its coach, is its coach no longer; times they have offered for it are free again. Twice is once.
    `suggested` and `told` as in `ledger.let_go`.

    Raises `NotYours` for anybody else, `Changed` when a time has been set or the matter has ended.
    """

    def deed() -> Obligation:
        if obligation.coach_id is None and str(by.key) in handed_back_by(obligation):
            return obligation
        if obligation.coach_id != by.pk:
            raise NotYours(by.key)
        if obligation.state not in (Obligation.State.PLANNED, Obligation.State.OPEN):
            raise Changed(obligation.state)
        turns.close_offers_of(by, obligation.pk, now=now, because="handed_back")
        return ledger.let_go(obligation, by=by, now=now, suggested=suggested, told=told)

    return attempt(deed)


def not_asked_again(coach: Person, obligations: Iterable[Obligation]) -> set[str]:
    """Those of the obligations (their names) that `coach` has handed back; one query."""
    names = [obligation.name for obligation in obligations]
    told = Fact.objects.filter(object__in=names, kind=LET_GO, data__was=str(coach.key))
    return set(told.values_list("object", flat=True))


def handed_back_by(obligation: Obligation) -> set[str]:
    """Keys of the coaches who are not asked again about this obligation, because the pair has parted over it."""
    return parting(obligation)[0]


def parting(obligation: Obligation) -> tuple[set[str], str]:
    """Keys of those who are not asked again, and of the colleague whom the last of them has suggested ("": nobody)."""
    told = Fact.objects.filter(object=obligation.name, kind=LET_GO).order_by("id")
    said = list(told.values_list("data", flat=True))
    gone = {data["was"] for data in said if data.get("was")}
    suggested = (said[-1].get("suggested") or "") if said else ""
    return gone, "" if suggested in gone else suggested
