""" "Same time next month?": after a talk, one press offers the other one the same hour four weeks later.

It is an offer like any other: held for two working days, and a talk only with the other one's yes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from leadership.conversations import availability, booking, eligibility, proposals
from leadership.conversations.errors import NotFree, TooEarly
from leadership.conversations.fitting import Fit
from leadership.conversations.models import AGREED, Conversation
from leadership.conversations.transitions import side
from leadership.lib.instants import at_local
from leadership.obligations.models import Obligation
from leadership.people.models import Person

LATER = timedelta(weeks=4)
NEAR = timedelta(days=4)
"""Where the very hour is taken, the nearest times within so many days take its place."""
INSTEAD = 3


def same_time(conversation: Conversation) -> datetime:
    """The same weekday and hour, by the clock of the talk, four weeks later (UTC). The conversation has a start."""
    assert conversation.start is not None
    local = conversation.start.astimezone(conversation.zone)
    return at_local((local + LATER).date(), local.time().replace(tzinfo=None), conversation.zone)


def is_arranged(conversation: Conversation, *, now: datetime) -> bool:
    """Whether the two have another talk of this kind before them, set or offered: then nobody need ask."""
    theirs = Conversation.objects.filter(
        member=conversation.member_id, coach=conversation.coach_id, type=conversation.type_id
    )
    return theirs.filter(Q(state="proposed") | Q(state="booked", start__gt=now)).exists()


def offer_again(conversation: Conversation, *, by: Person, now: datetime) -> Conversation:
    """The same hour four weeks later, offered by `by` to the other one; where it is taken, the three nearest times.

    Raises `TooEarly` before the talk has begun, `NotFree` when there is no time near it, else as `proposals.offer`.
    """
    role = side(conversation, by)
    if conversation.state not in AGREED or conversation.start is None or conversation.start > now:
        raise TooEarly(conversation.key)
    member, coach = conversation.member, conversation.coach
    obligation = _next_owed(conversation)
    return proposals.offer(
        member=member, coach=coach, starts=_starts(conversation, role, obligation, now), minutes=conversation.minutes,
        type=conversation.type, by=by, now=now, obligation=obligation, mode=conversation.mode,
        place=conversation.place,
    )  # fmt: skip


def _starts(
    conversation: Conversation, role: str, obligation: Obligation | None, now: datetime
) -> list[datetime]:  # fmt: skip
    wanted = same_time(conversation)
    free = availability.free_times(
        conversation.member, conversation.coach, minutes=conversation.minutes, now=now, start=wanted - NEAR,
        until=wanted + NEAR, by=role, obligation=obligation,
        ignoring=booking.pending_offer(
            conversation.member, conversation.coach, obligation, type=conversation.type
        ),
    )  # fmt: skip
    if wanted in free.times:
        return [wanted]
    near = sorted(free.times, key=lambda start: (abs(start - wanted), start))[:INSTEAD]
    if not near:
        raise NotFree("", str(availability.SENTENCES[free.none_because]) if free.none_because else "")
    return sorted(near)


def _next_owed(conversation: Conversation) -> Obligation | None:
    """What is open of the same rhythm and takes this coach; the rest is reckoned when the talk is booked (R13)."""
    asked = conversation.asked_for
    if asked is None:
        return None
    rows = Obligation.objects.filter(person=conversation.member, policy=asked.policy_id, state="open")
    for row in rows.select_related("person__manager", "policy_version").order_by("due_on"):
        if Fit.of(row).takes(conversation.coach, eligibility.kinds(conversation.member, conversation.coach)):
            return row
    return None
