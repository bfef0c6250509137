"""Held means that a human said so, never that a clock, a calendar or a note did (docs/reference/cadence.md R12).

The member's word decides: it makes a talk held at once, and it unmakes what the coach alone has said, for five working
days. A coach's "it did not happen" waits the same five days for the member. Each deed twice is the deed once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from leadership.conversations import deadlines, eligibility, numbers, reckoning, seconding, turns
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.errors import Changed, NotEligible, NotYours, TooEarly, TooLate
from leadership.conversations.models import Conversation
from leadership.conversations.transitions import change, make, side
from leadership.lib.instants import iso, local_date
from leadership.lib.refusal import refuse
from leadership.people.models import Person
from policies.models import ConversationType


def confirm(conversation: Conversation, *, by: Person, now: datetime, covered: bool = False) -> Conversation:
    """ "We talked." By the member: held. By the coach: held, final when five of the member's working days are over.

    `covered`: a short talk covered what was needed; it counts when both say so. Raises `TooEarly` before the start,
    `Changed` when there is nothing to confirm, `NotYours`.
    """

    def deed() -> Conversation:
        role = side(conversation, by)
        _begun(conversation, now)
        tick = {f"covered_by_{role}": True} if covered else {}
        if role == "member":
            return _held_by_member(conversation, by=by, now=now, **tick)
        return _held_by_coach(conversation, by=by, now=now, **tick)

    return attempt(deed)


def deny(conversation: Conversation, *, by: Person, now: datetime) -> Conversation:
    """ "It did not happen." By the member: so it is, and what it was to be counted for is open again. By the coach: so
    it is unless the member says otherwise within five of the member's working days.

    Raises `TooEarly`, `TooLate` once the talk is held for good, `Changed`, `NotYours`.
    """

    def deed() -> Conversation:
        role = side(conversation, by)
        _begun(conversation, now)
        if conversation.state == "not_held":
            return conversation
        if conversation.state == "held":
            raise TooLate(conversation.key)
        return _denied_by_member(conversation, by, now) if role == "member" else _denied_by_coach(conversation, by, now)

    return attempt(deed)


CORRECTIONS = ("not_held", "wrong_person", "other_day", "noted_twice")
"""Why a talk that was noted as held is taken back: words of ours, never free text."""


def void(conversation: Conversation, *, by: Person, now: datetime, reason: str) -> Conversation:
    """HR corrects a talk that was noted as held by mistake; all credits of the member are reckoned anew. `reason` is
    one of `CORRECTIONS`. What has closed stays as it was published.

    Raises `NotYours` for anyone but HR and for a talk of their own, Refused for another reason, `Changed` for a talk
    that is not held.
    """

    def deed() -> Conversation:
        if not by.is_hr or by.pk in (conversation.member_id, conversation.coach_id):
            raise NotYours(by.key)
        if reason not in CORRECTIONS:
            raise refuse("reason", reason, _("This is not one of the reasons for a correction."), _("Choose one."))
        if conversation.state == "voided":
            return conversation
        change(conversation, "voided", to="voided", by=by, now=now, data={"reason": reason}, next_action_at=None)
        reckoning.settle([conversation.member_id], now=now)
        return conversation

    return attempt(deed)


def log_past(
    *,
    member: Person,
    coach: Person,
    start: datetime,
    minutes: int,
    type: ConversationType,
    by: Person,
    now: datetime,
    mode: str = "in_person",
    covered: bool = False,
) -> Conversation:
    """A talk that took place unplanned, at most 30 days back: held when the member says so, else provisional.

    Raises `TooEarly` when it has not ended, `TooLate` when it is too long ago, `SlotTaken` when one of the two was in
    another talk then, `NotEligible`, `NotYours`.
    """

    def deed() -> Conversation:
        lock([member, coach])
        role = _log_role(member, coach, by)
        _recent(start, start + timedelta(minutes=minutes), now)
        known = Conversation.objects.agreed().filter(member=member, coach=coach, start=start).first()
        if known:
            return confirm(known, by=by, now=now, covered=covered)
        said = {"type": type, "mode": mode, f"covered_by_{role}": covered, **_said(role, member, now)}
        talk = _past(member, coach, start=start, minutes=minutes, initiated_by=role, made_at=now, booked_at=now, **said)
        make(talk, talk.state, by=by, now=now, data={"by": role, "logged": True})
        reckoning.settle([member.pk], now=now)
        return talk

    return attempt(deed, value=start)


def _past(member: Person, coach: Person, *, start: datetime, minutes: int, **said: Any) -> Conversation:
    """The talk as it was; not yet written."""
    end = start + timedelta(minutes=minutes)
    when = {"start": start, "end": end, "holds_from": start, "holds_until": end, "zone": member.zone}
    kinds = sorted(eligibility.kinds(member, coach))
    return Conversation(member=member, coach=coach, minutes=minutes, coach_kinds=kinds, **when, **said)


def not_contradicted(conversation: Conversation, *, now: datetime) -> Conversation:
    """The member has not contradicted the coach in time: what the coach said stands. Called by the worker."""
    if conversation.state == "held_provisional":
        change(conversation, "held", to="held", by=None, now=now, data={"by": "coach"}, next_action_at=None)
        reckoning.settle([conversation.member_id], now=now)
        return conversation
    return _not_held(conversation, by=None, role="coach", now=now)


def _held_by_member(conversation: Conversation, *, by: Person, now: datetime, **tick: bool) -> Conversation:
    said_already = conversation.state == "held" and conversation.confirmed_by == "member"
    if said_already and all(getattr(conversation, name) for name in tick):
        return conversation
    fields = {**_said("member", conversation.member, now), **tick}
    change(conversation, "held", to=fields.pop("state"), by=by, now=now, data={"by": "member", **tick}, **fields)
    _settled(conversation, said="member", now=now)
    return conversation


def _held_by_coach(conversation: Conversation, *, by: Person, now: datetime, **tick: bool) -> Conversation:
    if conversation.state in ("held", "held_provisional"):
        return _ticked(conversation, by=by, now=now, **tick)
    fields = {**_said("coach", conversation.member, now), **tick}
    change(
        conversation, "held_provisional", to=fields.pop("state"), by=by, now=now, data={"by": "coach", **tick}, **fields
    )
    _settled(conversation, said="coach", now=now)
    return conversation


def _settled(conversation: Conversation, *, said: str, now: datetime) -> None:
    """What the talk counts for; where it counts for nothing yet because both are asked, the other moves next."""
    mended = reckoning.settle([conversation.member_id], now=now)
    if any(cover.kind == "booked" and cover.talk_key == str(conversation.key) for cover in mended.covers):
        seconding.ask_the_other(conversation, said=said, now=now)


def _ticked(conversation: Conversation, *, by: Person, now: datetime, **tick: bool) -> Conversation:
    """What the coach may add to a held talk: that they say so too, and that it covered what was needed."""
    if conversation.coach_said_on and all(getattr(conversation, name) for name in tick):
        return conversation
    said = conversation.coach_said_on or local_date(now, conversation.member.zone_info)
    change(
        conversation, "covered" if tick else "seconded", to=conversation.state, by=by, now=now, data={"by": "coach"},
        signals=(), coach_said_on=said, **tick,
    )  # fmt: skip
    reckoning.settle([conversation.member_id], now=now)
    return conversation


def _said(role: str, member: Person, now: datetime) -> dict[str, Any]:
    """The fields of a talk that `role` has just called held."""
    today = local_date(now, member.zone_info)
    held = role == "member"
    return {
        "state": "held" if held else "held_provisional",
        "confirmed_by": role,
        "confirmed_on": today,
        f"{role}_said_on": today,
        "not_held_by": "",
        "not_held_on": None,
        "next_action_at": None if held else deadlines.objection(member, today),
    }


def _denied_by_member(conversation: Conversation, by: Person, now: datetime) -> Conversation:
    if conversation.state == "held_provisional":
        if conversation.next_action_at and conversation.next_action_at <= now:
            raise TooLate(conversation.key)
        today = local_date(now, conversation.member.zone_info)
        return _not_held(conversation, by=by, role="member", now=now, contested_on=today)
    return _not_held(conversation, by=by, role="member", now=now)


def _denied_by_coach(conversation: Conversation, by: Person, now: datetime) -> Conversation:
    if conversation.state == "held_provisional":
        raise NotYours(conversation.key)
    if conversation.not_held_by == "coach":
        return conversation
    today = local_date(now, conversation.member.zone_info)
    until = deadlines.objection(conversation.member, today)
    return change(
        conversation, "doubted", to="ended", by=by, now=now, data={"by": "coach"}, not_held_by="coach",
        not_held_on=today, next_action_at=until,
    )  # fmt: skip


def _not_held(
    conversation: Conversation, *, by: Person | None, role: str, now: datetime, **fields: Any
) -> Conversation:  # fmt: skip
    today = local_date(now, conversation.member.zone_info)
    change(
        conversation, "not_held", to="not_held", by=by, now=now, data={"by": role}, not_held_by=role,
        not_held_on=conversation.not_held_on or today, next_action_at=None, **fields,
    )  # fmt: skip
    reckoning.settle([conversation.member_id], now=now)
    turns.passed_to(conversation, role="member" if role == "member" else "coach", now=now)
    return conversation


def _begun(conversation: Conversation, now: datetime) -> None:
    if conversation.state in ("proposed", "declined", "expired", "cancelled", "voided"):
        raise Changed(conversation.state)
    if conversation.start is None or conversation.start > now:
        raise TooEarly(conversation.key)


def _log_role(member: Person, coach: Person, by: Person) -> str:
    if by not in (member, coach):
        raise NotYours(by.key)
    if member == coach:
        raise NotEligible(coach.key)
    return "member" if by == member else "coach"


def _recent(start: datetime, end: datetime, now: datetime) -> None:
    if end > now:
        raise TooEarly(iso(start))
    if start < now - timedelta(days=numbers.LOGGED_BACK_DAYS):
        raise TooLate(iso(start))
