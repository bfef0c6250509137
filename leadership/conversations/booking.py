"""A time for two people: booked, moved, cancelled. Each is one transaction, and the same deed twice is done once.

Who is faster wins; the other gets `SlotTaken` (docs/reference/cadence.md B.6, Conversation). What a booking covers is
reckoned at once, so a home page never shows a card that is out of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from leadership.conversations import availability, diaries, eligibility, numbers, places, reckoning, turns
from leadership.conversations.apart import apart_from
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.availability import NO_AIR, USUAL_AIR, Air
from leadership.conversations.errors import Changed, NotEligible, NotYours, TooLate
from leadership.conversations.fitting import Fit
from leadership.conversations.models import Conversation
from leadership.conversations.transitions import change, make, side
from leadership.obligations.models import Obligation
from leadership.people.models import DayHours, Person
from leadership.people.windows import WEEKDAYS
from leadership.people.windows import place_of as place_of_window
from policies.models import ConversationType


def book(
    *,
    member: Person,
    coach: Person,
    start: datetime,
    minutes: int,
    type: ConversationType,
    by: Person,
    now: datetime,
    obligation: Obligation | None = None,
    topic: str = "",
    mode: str = "in_person",
    place: str = "",
) -> Conversation:
    """A talk at `start` (UTC) in both calendars. `by` is one of the two; without `obligation` it is a talk on its own.

    Raises `NotFree`, `SlotTaken`, `CoachIsFull`, `NotEligible`, `NotYours`. An offer that waits for an answer on the
    same obligation is taken over: its times are freed, and who began stays who began.
    """

    def deed() -> Conversation:
        lock([member, coach])
        known = _already(member, coach, start, minutes, type)
        if known:
            return known
        require_fit(member=member, coach=coach, by=by, obligation=obligation)
        pending = pending_offer(member, coach, obligation, type=type)
        role = "member" if by == member else "coach"
        asked = {"minutes": minutes, "now": now, "by": role, "obligation": obligation}
        make_room(member, coach, starts=[start], pending=pending, **asked)
        begun = {"asked_for": obligation, "initiated_by": role, "made_at": now}
        talk = pending or Conversation(member=member, coach=coach, type=type, **begun)
        said = {"topic": topic, "mode": mode, "place": place or place_of(coach, mode, start), "type": type}
        return agree(talk, start=start, minutes=minutes, by=by, now=now, **said)

    return attempt(deed, value=start)


def make_room(
    member: Person, coach: Person, *, starts: Sequence[datetime], pending: Conversation | None, **asked: Any
) -> None:
    """Frees the times of the offer that is taken over, and finds `starts` free; `asked` as in `require_free`, whose
    errors it raises."""
    if pending:
        pending.free_offers()
    availability.require_free(member, coach, starts=starts, ignoring=pending, **asked)


def move(
    conversation: Conversation, *, start: datetime, by: Person, now: datetime, why: str = "", words: str = ""
) -> Conversation:
    """The same talk at another time: SEQUENCE grows by one, UID stays. `why` (a word of `Conversation.Why`) and `words`
    are for the two alone.

    A move less than a day before is shown to the two as short notice. Raises `TooLate` once the talk has begun, else
    as `book` does.
    """

    def deed() -> Conversation:
        lock([conversation.member, conversation.coach])
        role = side(conversation, by)
        if conversation.state == "booked" and conversation.start == start:
            return conversation
        old = _still_ahead(conversation, now)
        availability.require_free(
            conversation.member, conversation.coach, starts=[start], minutes=conversation.minutes, now=now, by=role,
            ignoring=conversation, obligation=conversation.asked_for,
        )  # fmt: skip
        told = {"why": why, "why_words": words, "stamped_at": now, **_noticed(old, start, now)}
        change(conversation, "moved", to="booked", by=by, now=now, **told, **_moved_to(conversation, start))
        reckoning.settle([conversation.member_id], now=now)
        return conversation

    return attempt(deed, value=start)


def _noticed(old: datetime, start: datetime, now: datetime) -> dict[str, Any]:
    """How long before the old time it is said: shown to the two as short notice, and told at once where it presses."""
    left = old - now
    data = {"was": old, "to_start": start, "at_once": left < timedelta(minutes=numbers.MOVE_CUT_OFF)}
    return {"data": data, "moved_late": left < timedelta(minutes=numbers.LATE_MOVE)}


def cancel(
    conversation: Conversation, *, by: Person, now: datetime, why: str = "", words: str = ""
) -> Conversation:  # fmt: skip
    """The talk will not be. What it covered is open again, and whoever cancels moves next (R16). `why` and `words` as
    in `move`.

    An offer is taken back by the side that made it. Raises `TooLate` once the talk has begun, `Changed`, `NotYours`.
    """

    def deed() -> Conversation:
        role = side(conversation, by)
        if conversation.state == "cancelled":
            return conversation
        if conversation.state == "proposed":
            return _withdraw(conversation, by=by, role=role, now=now)
        _still_ahead(conversation, now)
        change(
            conversation, "cancelled", to="cancelled", by=by, now=now, data={"by": role}, cancelled_by=role,
            sequence=conversation.sequence + 1, stamped_at=now, next_action_at=None, why=why, why_words=words,
        )  # fmt: skip
        reckoning.settle([conversation.member_id], now=now)
        turns.passed_to(conversation, role=role, now=now)
        return conversation

    return attempt(deed)


def agree(
    talk: Conversation, *, start: datetime, minutes: int, by: Person, now: datetime, **said: Any
) -> Conversation:  # fmt: skip
    """Books `talk`, new or offered, at a time found free. Called in a transaction that holds both people."""
    talk.minutes = minutes
    fields = {
        **said,
        **_times_of(talk, start),
        "minutes": minutes,
        "zone": talk.member.zone,
        "booked_at": now,
        "stamped_at": now,
        "offered_by": "",
        "next_action_at": start + timedelta(minutes=minutes),
        "coach_kinds": sorted(eligibility.kinds(talk.member, talk.coach)),
    }
    if talk.pk:
        change(talk, "booked", to="booked", by=by, now=now, **fields)
    else:
        for name, value in {**fields, "state": "booked"}.items():
            setattr(talk, name, value)
        make(talk, "booked", by=by, now=now)
    turns.close_others(talk.asked_for_id, besides=talk.coach, now=now, because="booked")
    turns.coach_is(talk, by=by, now=now)
    reckoning.settle([talk.member_id], now=now)
    return talk


def require_fit(*, member: Person, coach: Person, by: Person, obligation: Obligation | None) -> None:
    """Raises `NotYours`, `NotEligible` or `CoachIsFull` unless the two may meet for this."""
    if by not in (member, coach) or (obligation and obligation.person_id != member.pk):
        raise NotYours(by.key)
    if member == coach or not (member.is_active and coach.is_active):
        raise NotEligible(coach.key)
    most = None
    if not obligation and coach.pk in apart_from(member.pk):
        raise NotEligible(coach.key)
    if obligation:
        fit = Fit.of(obligation)
        if not fit.takes(coach, eligibility.kinds(member, coach)):
            raise NotEligible(coach.key)
        most = fit.terms.coach.max_open
    places.require(coach, member, most=most)


def times(start: datetime, minutes: int, air: Air = USUAL_AIR) -> dict[str, Any]:
    """Start and end, and the time taken around them in either calendar, as fields of a conversation or an offer."""
    end = start + timedelta(minutes=minutes)
    same = air.coach == air.member
    return {
        "start": start,
        "end": end,
        "holds_from": start - air.member[0],
        "holds_until": end + air.member[1],
        "coach_holds_from": None if same else start - air.coach[0],
        "coach_holds_until": None if same else end + air.coach[1],
    }


def pending_offer(
    member: Person, coach: Person, obligation: Obligation | None, *, type: ConversationType
) -> Conversation | None:
    """The offer between the two about the same thing that still waits for an answer: what is owed, or, for a talk on
    its own, the kind of talk."""
    offers = Conversation.objects.filter(member=member, coach=coach, state="proposed", asked_for=obligation)
    same = offers if obligation else offers.filter(type=type)
    return same.select_related("member", "coach").first()


def usual_mode(member: Person, coach: Person) -> str:
    """In person for two at the same place, else remote."""
    return "in_person" if member.location and member.location == coach.location else "remote"


def place_of(coach: Person, mode: str = "remote", *starts: datetime) -> str:
    """Where the coach meets people at `starts`, where that is one place; else what their profile says."""
    found = set(places_at(coach, mode, starts).values())
    return found.pop() if len(found) == 1 else usual_place(coach)


def places_at(coach: Person, mode: str, starts: Sequence[datetime]) -> dict[datetime, str]:
    """Where the coach meets people at each of `starts`: in person where their hours say they are then, else what their
    profile says."""
    usual = usual_place(coach)
    if mode != "in_person" or not starts:
        return dict.fromkeys(starts, usual)
    where = diaries.whereabouts(coach, starts)
    return {start: where.at(start) or usual for start in starts}


def usual_place(coach: Person) -> str:
    """What the coach's profile says."""
    profile = eligibility.profile_of(coach)
    return profile.place if profile else ""


def _moved_to(talk: Conversation, start: datetime) -> dict[str, Any]:
    """What follows for the talk from its new start."""
    return {
        "zone": talk.member.zone,
        "sequence": talk.sequence + 1,
        "moved_count": talk.moved_count + 1,
        "next_action_at": start + timedelta(minutes=talk.minutes),
        "place": place_after(talk, start),
        **_times_of(talk, start),
    }


def places_to_choose(coach: Person, *, on: date) -> list[str]:
    """Every place the coach has named: in their week, on single dates from `on` (coach's date), in their profile."""
    weeks = [coach.work_hours.get(day) or () for day in WEEKDAYS]
    dated = DayHours.objects.filter(person=coach, day__gte=on).order_by("day").values_list("windows", flat=True)
    named = [place_of_window(window) for windows in (*weeks, *dated) for window in windows]
    return [place for place in dict.fromkeys((*named, usual_place(coach))) if place]


def _times_of(talk: Conversation, start: datetime) -> dict[str, Any]:
    """Whoever drops in takes just the minutes of it, so that the next one may follow at once."""
    air = NO_AIR if talk.drop_in else availability.air(talk.member, talk.coach, now=start)
    return times(start, talk.minutes, air)


def place_after(talk: Conversation, start: datetime) -> str:
    """Where a talk moved to `start` is: a place that came from the coach's hours moves along, one that was named
    stays."""
    if talk.start is None or talk.place != place_of(talk.coach, talk.mode, talk.start):
        return talk.place
    return place_of(talk.coach, talk.mode, start)


def _already(
    member: Person, coach: Person, start: datetime, minutes: int, type: ConversationType
) -> Conversation | None:  # fmt: skip
    """The same talk, booked before: a form posted twice books once."""
    same = Conversation.objects.filter(member=member, coach=coach, start=start, minutes=minutes, type=type)
    return same.filter(state="booked").first()


def _still_ahead(conversation: Conversation, now: datetime) -> datetime:
    """The start of a booked talk that has not begun. Raises `Changed` or `TooLate`."""
    if conversation.state not in ("booked", "ended"):
        raise Changed(conversation.state)
    if conversation.start is None or conversation.start <= now:
        raise TooLate(conversation.key)
    return conversation.start


def _withdraw(conversation: Conversation, *, by: Person, role: str, now: datetime) -> Conversation:
    if role != conversation.offered_by:
        raise NotYours(conversation.key)
    conversation.free_offers()
    change(conversation, "cancelled", to="cancelled", by=by, now=now, cancelled_by=role, next_action_at=None)
    turns.passed_to(conversation, role=role, now=now)
    return conversation
