"""When somebody leaves: their talks after the last day are called off, and whom they coached is given somebody else.

Reads the facts of people leaving before the ledger acts on them, so that the next reckoning sees the talks gone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from leadership.conversations import choosing
from leadership.conversations.models import Conversation
from leadership.conversations.transitions import change
from leadership.lib.instants import local_date
from leadership.obligations import ledger
from leadership.obligations.models import LIVE, Obligation
from leadership.outbox import facts
from leadership.people.models import Person


def act_on_signals(*, now: datetime) -> set[int]:
    """Acts on everyone whose leaving waits for `reconcile`. Returns the members (ids) to be reckoned anew."""
    told = facts.unsettled("reconcile").filter(kind="person.left").values_list("subject_key", flat=True)
    gone = Person.objects.filter(key__in=list(told), last_day__isnull=False)
    return {member for person in gone for member in release(person, now=now)}


def release(person: Person, *, now: datetime) -> set[int]:
    """Calls off what `person` cannot keep, and passes on those they coached. Returns the members concerned."""
    concerned: set[int] = set()
    told: set[int | None] = set()
    for talk in _beyond(person, now):
        talk.free_offers()
        change(
            talk, "cancelled", to="cancelled", by=None, now=now, data={"by": "left"}, next_action_at=None,
            sequence=talk.sequence + (talk.state == "booked"), stamped_at=now,
        )  # fmt: skip
        concerned.add(talk.member_id)
        told.update({talk.asked_for_id} if talk.start else ())
    for obligation in _coached_beyond(person):
        _pass_on(obligation, now=now, told=obligation.pk in told)
    return concerned


def _beyond(person: Person, now: datetime) -> list[Conversation]:
    """Talks and offers of the person that lie after the last day."""
    assert person.last_day is not None
    mine = Conversation.objects.filter(Q(member=person) | Q(coach=person), state__in=("booked", "proposed"))
    last, zone = person.last_day, person.zone_info
    return [
        talk
        for talk in mine.select_related("member", "coach").prefetch_related("offers")
        if any(local_date(start, zone) > last for start in _starts(talk))
        and all(start > now for start in _starts(talk))
    ]


def _starts(talk: Conversation) -> Collection[datetime]:
    return [talk.start] if talk.start else [offer.start for offer in talk.offers.all()]


def _coached_beyond(person: Person) -> QuerySet[Obligation]:
    owed = Obligation.objects.filter(coach=person, state__in=LIVE, due_on__gt=person.last_day)
    return owed.select_related("person__manager", "policy_version", "coach").order_by("pk")


def _pass_on(obligation: Obligation, *, now: datetime, told: bool) -> None:
    """The next by the rhythm's own order; where there is nobody, the member chooses anew. `told`: the letter that calls
    the talk off has said so."""
    successor = choosing.default(obligation, now=now)
    if successor is None:
        ledger.let_go(obligation, by=None, now=now, told=told)
    elif successor.pk != obligation.coach_id:
        ledger.choose_coach(obligation, successor, by=None, now=now)
