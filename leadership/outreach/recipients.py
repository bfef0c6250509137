"""Who is told besides the pair: the leader, and above them HR or the rhythm steward (docs/reference/cadence.md B.5)."""

from __future__ import annotations

from datetime import date

from leadership.obligations.models import Obligation
from leadership.people import managers
from leadership.people.models import Organisation, Person


def leader_of(obligation: Obligation, *, on: date) -> Person | None:
    """The nearest leader above the member who is here on `on` and is not the coach; None when there is nobody."""
    above = managers.leaders_of(obligation.person, on)
    return next((leader for leader in above if leader.pk != obligation.coach_id), None)


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
