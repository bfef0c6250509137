"""A coach hands somebody on, and may name a colleague who could listen instead. The member decides: whom they talk with
is for them to say, and the colleague hears of it when they are chosen.

A talk that was booked is called off with it; both the calling off and the suggestion are told in one letter.
"""

from __future__ import annotations

from datetime import datetime

from leadership.conversations import booking, choosing, handing_back, places
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.errors import NotEligible, NotYours
from leadership.conversations.models import Conversation
from leadership.lib.instants import local_date
from leadership.obligations.models import Obligation
from leadership.people.models import Person


def hand_on(obligation: Obligation, *, by: Person, now: datetime, to: Person | None = None) -> Obligation:
    """`by`, its coach, is its coach no longer; `to` is suggested to the member. Twice is once.

    Raises `NotYours`, `NotEligible` and `CoachIsFull` for a colleague who could not be chosen, `Changed`, and `TooLate`
    when the talk has begun.
    """

    def deed() -> Obligation:
        if obligation.coach_id not in (None, by.pk):
            raise NotYours(by.key)
        if to is not None:
            _require_able(obligation, to, now)
        talk = _booked(obligation)
        if talk is not None and obligation.coach_id == by.pk:
            booking.cancel(talk, by=by, now=now)
            obligation.refresh_from_db()
        return handing_back.hand_back(obligation, by=by, now=now, suggested=to, told=talk is not None)

    return attempt(deed)


def _require_able(obligation: Obligation, to: Person, now: datetime) -> None:
    if not choosing.eligible(obligation, to, local_date(now, obligation.person.zone_info)):
        raise NotEligible(to.key)
    lock([to])
    places.require(to, obligation.person, most=obligation.terms.coach.max_open)


def _booked(obligation: Obligation) -> Conversation | None:
    booked = Conversation.objects.filter(commitments__obligation=obligation, state="booked")
    return booked.select_related("member", "coach").first()
