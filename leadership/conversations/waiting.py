"""Waiting for a coach who is full: a place that becomes free is kept for the first who asked, with a day to answer by.

Nobody is passed over and nobody is chosen without their yes: whoever does not answer in time makes way for the next,
and may ask again. Who waits for whom is known to the one who waits; the coach reads a number.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from leadership.conversations import choosing, deadlines, eligibility, places
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.errors import Changed, CoachIsFound, NotEligible, NotYours
from leadership.conversations.models import WaitingForCoach
from leadership.lib.instants import iso, local_date
from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.people.models import Person


def ask(obligation: Obligation, *, coach: Person, by: Person, now: datetime) -> WaitingForCoach:
    """The member waits for a place with `coach`. Twice is once.

    Raises `NotYours`, `CoachIsFound` where the rhythm finds the coach, `NotEligible`, `Changed` once a time is set.
    """

    def deed() -> WaitingForCoach:
        if by.pk != obligation.person_id:
            raise NotYours(by.key)
        if obligation.terms.coach.choice != "member":
            raise CoachIsFound(coach.key)
        if obligation.state not in ("planned", "open"):
            raise Changed(obligation.state)
        if not choosing.eligible(obligation, coach, local_date(now, by.zone_info)):
            raise NotEligible(coach.key)
        lock([coach])
        known = mine(obligation).filter(coach=coach).first()
        return known or WaitingForCoach.objects.create(obligation=obligation, coach=coach, asked_at=now)

    return attempt(deed)


def leave(wait: WaitingForCoach, *, by: Person, now: datetime) -> None:
    """The member waits no longer, or does not want the place that is kept; the next one gets it. Twice is once."""
    if by.pk != wait.obligation.person_id:
        raise NotYours(by.key)
    WaitingForCoach.objects.filter(pk=wait.pk, state__in=("waiting", "offered")).update(state="left")
    advance_for([wait.coach_id], now=now)


def mine(obligation: Obligation) -> QuerySet[WaitingForCoach]:
    """For whom the member waits, and which place is kept."""
    waits: QuerySet[WaitingForCoach] = WaitingForCoach.objects.filter(
        obligation=obligation, state__in=("waiting", "offered")
    )
    return waits.select_related("coach").order_by("asked_at", "pk")


def advance(*, now: datetime) -> int:
    """What the clock and others have changed: kept places pass on, free places are kept for the first who asked, and
    whoever has a time, or another coach's rhythm, waits no longer. Returns how many places were offered."""
    live = WaitingForCoach.objects.filter(state__in=("waiting", "offered"))
    live.filter(state="offered", answer_by__lte=now).update(state="passed")
    live.exclude(Exists(Obligation.objects.filter(pk=OuterRef("obligation"), state__in=("planned", "open")))).update(
        state="left"
    )
    coaches = live.filter(state="waiting").values_list("coach", flat=True).distinct()
    return advance_for(list(coaches), now=now)


def advance_for(coaches: list[int], *, now: datetime) -> int:
    """Keeps the free places of these coaches for those who wait; each coach in a transaction of their own."""
    return sum(_of(coach, now) for coach in coaches)


@transaction.atomic
def _of(pk: int, now: datetime) -> int:
    coach = eligibility.coaches().filter(pk=pk).first()
    if coach is None:
        return 0
    lock([coach])
    waiting = WaitingForCoach.objects.filter(coach=coach, state="waiting").order_by("asked_at", "pk")
    rows = waiting.select_related("obligation__person", "obligation__policy_version")
    return sum(_offered(wait, coach, now) for wait in rows)


def _offered(wait: WaitingForCoach, coach: Person, now: datetime) -> bool:
    """Keeps a place for this one, when there is one and nobody who asked before is still without."""
    profile, claims = eligibility.profile_of(coach), places.claims_on([coach.pk])
    member, most = wait.obligation.person, wait.obligation.terms.coach.max_open
    if profile and not profile.accepting:
        return False
    if claims.ahead_of(member.pk, coach.pk) >= places.capacity(coach, most=most, profile=profile):
        return False
    answer_by = deadlines.hold(member, now)
    WaitingForCoach.objects.filter(pk=wait.pk, state="waiting").update(state="offered", answer_by=answer_by)
    facts.write(
        "wait.offered", at=now, subject=member.key, object=wait.obligation.name,
        data={"wait": str(wait.key), "coach": str(coach.key), "answer_by": iso(answer_by)}, signals=("outreach",),
    )  # fmt: skip
    return True
