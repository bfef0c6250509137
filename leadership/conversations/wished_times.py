"""The time somebody asks for instead of the one that stands (COUNTER): kept free for both until it is answered, for two
working days at most, like a time that is offered. The talk keeps its own time all the while.

What is held follows from the answers that stand, in whatever order they came in. A time that is not free any more is
asked for all the same; it is just not held.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadership.conversations import availability, booking, deadlines, guards
from leadership.conversations.availability import Asked
from leadership.conversations.models import Answer, Conversation, OfferedTime


def keep_free(talk: Conversation, *, now: datetime) -> None:
    """Holds what the standing answers of a booked talk ask for, and nothing else. Called in a transaction that holds
    both people."""
    _kept(talk).delete()
    if talk.state != "booked" or talk.start is None or talk.end is None:
        return
    asked = talk.answers.filter(sequence=talk.sequence, proposed_start__gt=now).order_by("person")
    for answer in asked:
        _hold(talk, answer, now)
    first = min(_kept(talk).values_list("held_until", flat=True), default=talk.end)
    Conversation.objects.filter(pk=talk.pk, version=talk.version).update(next_action_at=min(first, talk.end))


def is_free(talk: Conversation, start: datetime, *, by: str, now: datetime) -> bool:
    """Whether `by` (`member` or `coach`) could move the talk to `start` (UTC)."""
    return start in availability.looked(_asked(talk, start, by, now)).free.times


def are_free(wishes: Sequence[tuple[Conversation, datetime, str]], *, now: datetime) -> list[bool]:
    """As `is_free` for many of (talk, start, by), with as many queries as for one."""
    found = availability.free_for_all([_asked(talk, start, by, now) for talk, start, by in wishes])
    return [start in free.times for (_talk, start, _by), free in zip(wishes, found, strict=True)]


def _asked(talk: Conversation, start: datetime, by: str, now: datetime) -> Asked:
    until = start + timedelta(minutes=1)
    return Asked(talk.member, talk.coach, talk.minutes, now, start=start, until=until, by=by, ignoring=talk)


def held_until(talk: Conversation, start: datetime) -> datetime | None:
    """Until when `start` is kept free for the two; None where it is not."""
    return all_held([talk.pk]).get((talk.pk, start))


def all_held(talks: Collection[int]) -> dict[tuple[int, datetime], datetime]:
    """Until when times asked for instead are kept free, by talk (id) and start, in one query."""
    kept = OfferedTime.objects.filter(conversation__in=talks, counter=True, held=True)
    return {(talk, start): until for talk, start, until in kept.values_list("conversation_id", "start", "held_until")}


def _kept(talk: Conversation) -> QuerySet[OfferedTime]:
    return OfferedTime.objects.filter(conversation=talk, counter=True)


def _hold(talk: Conversation, answer: Answer, now: datetime) -> None:
    start, begins = answer.proposed_start, talk.start
    assert start is not None and begins is not None
    until = min(deadlines.hold(talk.member, answer.said_at), start, begins)
    other = "coach" if answer.person_id == talk.member_id else "member"
    stretch = _beside(talk, start)
    if until <= now or not stretch or not is_free(talk, start, by=other, now=now):
        return
    try:
        with transaction.atomic():
            OfferedTime.objects.create(conversation=talk, counter=True, held_until=until, expires_at=until, **stretch)
    except IntegrityError as error:
        if not guards.is_overlap(error):
            raise


def _beside(talk: Conversation, start: datetime) -> dict[str, datetime] | None:
    """The stretch of a talk at `start`, without what the talk takes at its own time; None when nothing is left."""
    fields = booking.times(start, talk.minutes, availability.air(talk.member, talk.coach, now=start))
    own = {name: getattr(talk, name) for name in fields}
    is_later = start >= own["start"]
    stretch = {"start": start, "end": fields["end"]}
    for side in ("", "coach_"):
        low, high = _side_of(fields, side)
        own_low, own_high = _side_of(own, side)
        low, high = (max(low, own_high), high) if is_later else (low, min(high, own_low))
        if low >= high:
            return None
        stretch |= {f"{side}holds_from": low, f"{side}holds_until": high}
    return stretch


def _side_of(fields: Mapping[str, Any], side: str) -> tuple[datetime, datetime]:
    """What is taken of the member's time, or of the coach's: as of the member's where it does not say."""
    low, high = (fields[f"{side}{name}"] or fields[name] for name in ("holds_from", "holds_until"))
    return low, high
