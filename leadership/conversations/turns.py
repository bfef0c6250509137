"""Whose move it is after an offer, an answer, a cancelling: told to the ledger for the obligation a talk is about."""

from __future__ import annotations

from datetime import datetime

from leadership.conversations.models import Conversation, ConversationQuerySet
from leadership.conversations.transitions import change
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.people.models import Person


def offered(conversation: Conversation, *, by_role: str, now: datetime) -> None:
    """Times have been offered: the other side moves next."""
    for obligation in _asked(conversation):
        ledger.offered(obligation, by_role=by_role, now=now)


def passed_to(conversation: Conversation, *, role: str, now: datetime) -> None:
    """The offer or the booking is gone: `role` (`member`, `coach`) moves next."""
    for obligation in _asked(conversation):
        ledger.answered(obligation, role=role, now=now)


def not_now(conversation: Conversation, *, by: Person, now: datetime) -> None:
    """The member asks for quiet; the date to be heard by stays."""
    for obligation in _asked(conversation):
        ledger.not_now(obligation, by=by, now=now)


def someone_else(conversation: Conversation, *, by: Person, now: datetime) -> None:
    """One of the two would rather not: if this was the chosen coach, the member chooses anew."""
    for obligation in _asked(conversation):
        if obligation.coach_id == conversation.coach_id:
            ledger.let_go(obligation, by=by, now=now)


def coach_is(conversation: Conversation, *, by: Person, now: datetime) -> None:
    """The two have agreed, so this is the coach of what the talk is about."""
    for obligation in _asked(conversation):
        if obligation.coach_id != conversation.coach_id:
            ledger.choose_coach(obligation, conversation.coach, by=by, now=now)


def close_others(obligation: int | None, *, besides: Person, now: datetime, because: str) -> None:
    """Offers by anybody besides that coach for the same obligation (its id) are of no use any more: their times are
    free again. `because` is a word of ours: booked, another_coach."""
    if obligation is None:
        return
    _close(Conversation.objects.filter(asked_for=obligation).exclude(coach=besides), now, because)


def close_all(obligation: int, *, now: datetime, because: str) -> None:
    """Nobody's offers for the obligation (its id) are of use any more."""
    _close(Conversation.objects.filter(asked_for=obligation), now, because)


def close_offers_of(coach: Person, obligation: int, *, now: datetime, because: str) -> None:
    """Offers of that coach for the obligation (its id) are of no use any more: their times are free again."""
    _close(Conversation.objects.filter(asked_for=obligation, coach=coach), now, because)


def _close(talks: ConversationQuerySet, now: datetime, because: str) -> None:
    for talk in talks.filter(state="proposed").select_related("member", "coach"):
        talk.free_offers()
        change(talk, "expired", to="expired", by=None, now=now, data={"because": because}, next_action_at=None)


def _asked(conversation: Conversation) -> list[Obligation]:
    """The open obligation the talk was started for, as it is now; none for a talk on nobody's behalf."""
    if conversation.asked_for_id is None:
        return []
    return list(Obligation.objects.open().filter(pk=conversation.asked_for_id).select_related("person", "coach"))
