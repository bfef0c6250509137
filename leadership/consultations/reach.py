"""Whom a proposal reaches: exactly those it would concern, the coaches it would ask, and representatives (A42).

Coaches: whoever listens to somebody concerned today, and whoever the rhythm names as listeners (the manager, the
manager's manager, certified coaches, a pool, HR). Kinds that mean nearly everybody (a colleague, anyone) name nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from leadership.consultations.models import Invitation, Proposal
from leadership.obligations.audience import people_of
from leadership.obligations.models import LIVE, Obligation
from leadership.obligations.sets import among
from leadership.people.models import Person
from policies.terms import Terms


@dataclass(frozen=True, slots=True)
class Reach:
    """Database ids, by why somebody is asked; one person may be in all three."""

    concerned: frozenset[int]
    coaches: frozenset[int]
    reps: frozenset[int]

    @property
    def everyone(self) -> frozenset[int]:
        return self.concerned | self.coaches | self.reps


def of(terms: Terms, *, on: date) -> Reach:
    """Whom these terms would reach on `on`."""
    concerned = frozenset(people_of(terms, on=on).values_list("pk", flat=True))
    coaches = _now_listening(concerned) | _to_be_asked(terms, concerned)
    here = Person.objects.employed(on)
    employed = frozenset(here.filter(pk__in=among(coaches)).values_list("pk", flat=True))
    return Reach(concerned, employed, frozenset(reps(on).values_list("pk", flat=True)))


def reps(on: date) -> QuerySet[Person]:
    """Union representatives who are here on `on`."""
    found: QuerySet[Person] = Person.objects.employed(on).filter(is_rep=True)
    return found


def write(proposal: Proposal, reach: Reach) -> int:
    """Invites whoever is reached and not invited yet; returns how many those are."""
    known = set(proposal.invitations.values_list("person", flat=True))
    rows = [
        Invitation(
            proposal=proposal,
            person_id=person,
            concerned=person in reach.concerned,
            coach=person in reach.coaches,
            rep=person in reach.reps,
        )
        for person in sorted(reach.everyone - known)
    ]
    Invitation.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    proposal.invitations.filter(person__in=reach.reps, rep=False).update(rep=True)
    return len(rows)


def _now_listening(concerned: frozenset[int]) -> frozenset[int]:
    owed = Obligation.objects.filter(person__in=among(concerned), state__in=LIVE, coach__isnull=False)
    return frozenset(pk for pk in owed.values_list("coach", flat=True).distinct() if pk)


def _to_be_asked(terms: Terms, concerned: frozenset[int]) -> frozenset[int]:
    found: set[int | None] = set()
    for kind in set(terms.coach.eligible) - set(terms.coach.exclude):
        found.update(_of_kind(kind, concerned))
    return frozenset(pk for pk in found if pk)


def _of_kind(kind: str, concerned: frozenset[int]) -> set[int | None]:
    members = Person.objects.filter(pk__in=among(concerned))
    active = Person.objects.filter(is_active=True)
    if kind == "own_manager":
        return set(members.values_list("manager", flat=True))
    if kind == "skip_manager":
        return set(members.values_list("manager__manager", flat=True))
    if kind == "certified":
        return set(active.filter(coach_profile__certified=True).values_list("pk", flat=True))
    if kind == "hr":
        return set(active.filter(is_hr=True).values_list("pk", flat=True))
    if kind.startswith("pool:"):
        return set(active.filter(coach_profile__pools__name=kind[5:]).values_list("pk", flat=True))
    return set()
