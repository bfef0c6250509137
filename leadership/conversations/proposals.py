"""Times offered by one of two, for the other to take: held for two working days, open for five.

An offer holds every one of its times for both; taking one frees the rest. Whoever offers first has begun the
conversation for good (`initiated_by`), whoever offers last waits for the answer (`offered_by`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from leadership.conversations import availability, booking, deadlines, numbers, turns
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.availability import Asked
from leadership.conversations.best import best
from leadership.conversations.errors import Changed, NotFree, NotYours, TooLate
from leadership.conversations.models import Conversation, OfferedTime
from leadership.conversations.transitions import change, make, side
from leadership.lib.instants import iso
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import ConversationType

Wish = Literal["another_time", "someone_else", "not_now"]


def offer(
    *,
    member: Person,
    coach: Person,
    starts: Sequence[datetime],
    minutes: int,
    type: ConversationType,
    by: Person,
    now: datetime,
    obligation: Obligation | None = None,
    mode: str = "in_person",
    place: str = "",
    planned_by: Person | None = None,
    instead_of: Conversation | None = None,
) -> Conversation:
    """One to five times (starts in UTC) for the other one to choose from; without `obligation`, for a talk on its own.
    An earlier offer between the two about the same thing is replaced; the same offer again changes nothing. All of
    them are at `place` where it is given, else each where the coach is then. `planned_by` is whoever planned the round
    in which `by` offers them; `instead_of` a talk whose calling off tells of them already.

    Raises `NotFree`, `SlotTaken`, `CoachIsFull`, `NotEligible`, `NotYours`.
    """
    wanted = _one_to_five(starts)
    role = "member" if by == member else "coach"
    where = dict.fromkeys(wanted, place) if place else booking.places_at(coach, mode, wanted)
    said = {"type": type, "minutes": minutes, "mode": mode, "place": place or booking.place_of(coach, mode, *wanted)}

    def deed() -> Conversation:
        lock([member, coach])
        booking.require_fit(member=member, coach=coach, by=by, obligation=obligation)
        pending = booking.pending_offer(member, coach, obligation, type=type)
        if pending and (pending.offered_by, pending.mode, _offered(pending)) == (role, mode, where):
            return pending
        asked = {"minutes": minutes, "now": now, "by": role, "obligation": obligation}
        booking.make_room(member, coach, starts=wanted, pending=pending, **asked)
        talk = pending or _new(member, coach, obligation, role, now)
        told = {"instead_of": str(instead_of.key)} if instead_of else {}
        return _propose(talk, where, told, by=planned_by or by, role=role, now=now, **said)

    return attempt(deed, value=wanted[0])


def accept(conversation: Conversation, *, start: datetime, by: Person, now: datetime) -> Conversation:
    """Takes the offered time `start`; the other times are free again.

    After the two days of holding it is booked only if it is still free. Raises `SlotTaken`, `NotFree`, `CoachIsFull`,
    `TooLate` when the offer has passed, `NotYours` for the side that offered.
    """

    def deed() -> Conversation:
        lock([conversation.member, conversation.coach])
        role = side(conversation, by)
        if conversation.state == "booked" and conversation.start == start:
            return conversation
        _their_turn(conversation, role)
        offered = conversation.offers.filter(start=start).first()
        if offered is None or offered.expires_at <= now or start <= now:
            raise TooLate(iso(start))
        obligation = conversation.asked_for
        booking.require_fit(member=conversation.member, coach=conversation.coach, by=by, obligation=obligation)
        conversation.free_offers()
        availability.require_free(
            conversation.member, conversation.coach, starts=[start], minutes=conversation.minutes, now=now, by="answer",
            ignoring=conversation, obligation=obligation,
        )  # fmt: skip
        place = offered.place or conversation.place
        return booking.agree(conversation, start=start, minutes=conversation.minutes, by=by, now=now, place=place)

    return attempt(deed, value=start)


def decline(conversation: Conversation, *, by: Person, now: datetime, wish: Wish = "another_time") -> Conversation:
    """None of the times suits; all are free again, and whoever declines moves next.

    `wish`: another_time; someone_else (the member chooses another coach, whoever of the two wished it); not_now (no
    reminders for a while, the date stays). Raises `NotYours`, `Changed`.
    """

    def deed() -> Conversation:
        role = side(conversation, by)
        if conversation.state == "declined":
            return conversation
        _their_turn(conversation, role)
        conversation.free_offers()
        change(
            conversation,
            "declined",
            to="declined",
            by=by,
            now=now,
            data={"by": role, "wish": wish},
            next_action_at=None,
        )
        turns.passed_to(conversation, role=role, now=now)
        if wish == "not_now" and role == "member":
            turns.not_now(conversation, by=by, now=now)
        if wish == "someone_else":
            turns.someone_else(conversation, by=by, now=now)
        return conversation

    return attempt(deed)


def suggest(
    *,
    member: Person,
    coach: Person,
    minutes: int,
    now: datetime,
    until: datetime | None = None,
    n: int = 3,
    by: str = "coach",
) -> tuple[datetime, ...]:
    """The `n` kindest of the next times that suit both, on different days: what an offer is filled with (UTC)."""
    free = availability.free_times(member, coach, minutes=minutes, now=now, until=until, by=by)
    return best(free.times, n, zones=(member.zone_info, coach.zone_info))


def suggest_each(questions: Sequence[Asked], n: int = 3) -> list[tuple[datetime, ...]]:
    """As `suggest` for many pairs at one moment, with as many queries as for one."""
    found = availability.free_for_all(questions)
    return [
        best(free.times, n, zones=(asked.member.zone_info, asked.coach.zone_info))
        for asked, free in zip(questions, found, strict=True)
    ]


def _one_to_five(starts: Sequence[datetime]) -> list[datetime]:
    """The starts in order, each once. Raises NotFree for another number than one to five."""
    wanted = sorted(set(starts))
    if not 1 <= len(wanted) <= numbers.MOST_OFFERS:
        raise NotFree(len(wanted), _("Between one and five times are offered at once."), _("Choose some of them."))
    return wanted


def _new(member: Person, coach: Person, obligation: Obligation | None, role: str, now: datetime) -> Conversation:
    """A conversation that begins with an offer; whoever makes it has begun it for good."""
    return Conversation(
        member=member, coach=coach, asked_for=obligation, initiated_by=role, made_at=now, state="proposed"
    )


def _propose(
    talk: Conversation, where: Mapping[datetime, str], told: Mapping[str, str], *, by: Person, role: str,
    now: datetime, **said: Any,
) -> Conversation:  # fmt: skip
    starts = list(where)
    held_until, expires_at = deadlines.hold(talk.member, now), deadlines.expiry(talk.member, now)
    fields = {**said, "offered_by": role, "zone": talk.member.zone, "next_action_at": min(held_until, starts[-1])}
    data = {"times": [iso(start) for start in starts], "by": role, "expires_at": expires_at, **told}
    if talk.pk:
        change(talk, "proposed", to="proposed", by=by, now=now, data=data, **fields)
        talk.offers.all().delete()
    else:
        for name, value in fields.items():
            setattr(talk, name, value)
        make(talk, "proposed", by=by, now=now, data=data)
    _hold(talk, where, held_until, expires_at)
    turns.offered(talk, by_role=role, now=now)
    return talk


def _hold(talk: Conversation, where: Mapping[datetime, str], held_until: datetime, expires_at: datetime) -> None:
    """Buffers of neighbouring offers are shared: the times of one offer are alternatives, not talks in a row."""
    rows: list[OfferedTime] = []
    air = availability.air(talk.member, talk.coach, now=next(iter(where)))
    for start, place in where.items():
        fields = booking.times(start, talk.minutes, air)
        for name, before in (("holds_from", "holds_until"), ("coach_holds_from", "coach_holds_until")):
            if rows and fields[name]:
                fields[name] = max(fields[name], getattr(rows[-1], before))
        until = {"held_until": held_until, "expires_at": min(expires_at, start)}
        rows.append(OfferedTime(conversation=talk, place=place, **until, **fields))
    OfferedTime.objects.bulk_create(rows)


def _their_turn(conversation: Conversation, role: str) -> None:
    if conversation.state != "proposed":
        raise Changed(conversation.state)
    if role == conversation.offered_by:
        raise NotYours(conversation.key)


def _offered(conversation: Conversation) -> dict[datetime, str]:
    return dict(conversation.offers.values_list("start", "place"))
