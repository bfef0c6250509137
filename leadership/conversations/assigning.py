"""Where the member does not choose: somebody assigns a coach, or a coach comes forward (coach.choice, R16).

Those who assign are HR and the owners of the pools that the rhythm names; they do so as well where nobody has chosen in
time and none of the rhythm's fallbacks was free.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from leadership.conversations import choosing, eligibility
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.errors import AlreadyFound, NotYours
from leadership.conversations.handing_back import handed_back_by, not_asked_again
from leadership.obligations import standing
from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing
from leadership.people.models import Person
from policies.models import PolicyVersion

MOST = 200


def waiting_for(reader: Person, *, on: date) -> list[Standing]:
    """Those who wait for `reader`, as HR or as owner of a pool, to find them a coach; the nearest date first."""
    if not reader.is_active or not (reader.is_hr or reader.owned_pools.exists()):
        return []
    return [stand for stand in standing.of_many(_without_coach(), on) if _is_turn_of(stand, reader)]


def assign(obligation: Obligation, *, coach: Person, by: Person, now: datetime) -> Obligation:
    """`by`, who finds coaches for this rhythm, names one. The same again changes nothing.

    Raises `NotYours`, `AlreadyFound`, `NotEligible`, `CoachIsFull`.
    """

    def deed() -> Obligation:
        if not may_assign(obligation, by):
            raise NotYours(by.key)
        if obligation.coach_id == coach.pk:
            return obligation
        _still_without(obligation)
        return choosing.make_pair(obligation, coach, by=by, now=now)

    return attempt(deed)


def may_assign(obligation: Obligation, by: Person) -> bool:
    """HR, and whoever owns a pool that the rhythm names; nobody for themselves."""
    if not by.is_active or by.pk == obligation.person_id:
        return False
    return by.is_hr or by.owned_pools.filter(name__in=standing.pools_of(obligation.terms)).exists()


def claimable(coach: Person, *, on: date) -> Sequence[Obligation]:
    """Open talks of rhythms in which a coach comes forward, that this one may take on; the nearest date first."""
    versions = list(PolicyVersion.objects.filter(terms__coach__choice="coach_claims").values_list("pk", flat=True))
    claims = _without_coach(policy_version__in=versions, opens_on__lte=on) if versions else []
    others = [row for row in claims if row.person_id != coach.pk]
    if not others:
        return []
    open_to, parted = eligibility.open_to(coach, others), not_asked_again(coach, others)
    return [row for row in others if row.pk in open_to and row.name not in parted]


def is_claimable(obligation: Obligation, coach: Person) -> bool:
    """Whether its rhythm asks coaches to come forward and takes this one, whoever else was faster."""
    fits = obligation.terms.coach.choice == "coach_claims" and obligation.person_id != coach.pk
    return fits and bool(eligibility.open_to(coach, [obligation]))


def claim(obligation: Obligation, *, by: Person, now: datetime) -> Obligation:
    """The coach `by` takes the member on. Twice is once; of two coaches the faster one does.

    Raises `NotYours` where the rhythm does not ask coaches to come forward, `AlreadyFound`, `NotEligible`,
    `CoachIsFull`.
    """

    def deed() -> Obligation:
        if obligation.coach_id == by.pk:
            return obligation
        if obligation.terms.coach.choice != "coach_claims" or str(by.key) in handed_back_by(obligation):
            raise NotYours(by.key)
        lock([obligation.person])
        _still_without(obligation)
        return choosing.make_pair(obligation, by, by=by, now=now)

    return attempt(deed)


def _still_without(obligation: Obligation) -> None:
    obligation.refresh_from_db(fields=["coach", "state", "version"])
    if obligation.coach_id is not None or obligation.state not in ("planned", "open"):
        raise AlreadyFound(obligation.key)


def _without_coach(**besides: Any) -> list[Obligation]:
    rows = Obligation.objects.filter(state="open", coach=None, person__is_active=True, **besides)
    found = rows.select_related("person__manager", "policy", "policy_version__policy", "person__unit")
    return list(found.order_by("due_on", "lft", "pk")[:MOST])


def _is_turn_of(stand: Standing, reader: Person) -> bool:
    turn = stand.next_mover
    if stand.obligation.person_id == reader.pk:
        return False
    return (turn.role == "hr" and reader.is_hr) or (turn.role == "owner" and turn.person == reader)
