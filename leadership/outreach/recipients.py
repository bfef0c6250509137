"""Who is told besides the pair: the leader, and above them HR or the rhythm steward (docs/reference/cadence.md B.5)."""

from __future__ import annotations

from datetime import date

from leadership.obligations.models import Obligation
from leadership.outreach.notices import speaks_to_leader
from leadership.people import managers
from leadership.people.models import Organisation, Person


def leader_of(obligation: Obligation, *, on: date) -> Person | None:
    """The nearest leader above whoever sees to it who is here on `on` and is not the coach; None: there is nobody."""
    above = managers.leaders_of(answers_for(obligation), on)
    return next((leader for leader in above if leader.pk != obligation.coach_id), None)


def answers_for(obligation: Obligation) -> Person:
    """Whose leader is told: the member's, or, where it is a leader who sees to it, that leader's."""
    coach = obligation.coach
    return coach if coach is not None and speaks_to_leader(obligation) else obligation.person


def stewards(obligation: Obligation, *, on: date) -> list[Person]:
    """The rhythm steward of the organisation, else HR; never one of the pair."""
    pair = (obligation.person_id, obligation.coach_id)
    steward = Organisation.current().rhythm_steward
    if steward is not None and steward.is_employed(on) and steward.pk not in pair:
        return [steward]
    return [person for person in Person.objects.employed(on).filter(is_hr=True) if person.pk not in pair]


def told_above(obligation: Obligation, *, on: date) -> list[Person]:
    """Who a letter to the leader goes to: the leader, else the stewards."""
    leader = leader_of(obligation, on=on)
    return [leader] if leader else stewards(obligation, on=on)
