"""A coach is away, for whatever reason, on days on which they have talks: the talks are called off, and the members are
told once and kindly, in one letter that already holds new times with the same coach where there are any in time.

Where there are none, the next by the rhythm's own order takes over, and where there is nobody the member chooses anew.
Acts on the facts of days away; each fact in a transaction of its own, so that a kill between two loses nothing.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction

from leadership.conversations import availability, choosing, proposals, reckoning, turns
from leadership.conversations.best import best
from leadership.conversations.models import Conversation
from leadership.conversations.transitions import change
from leadership.lib.instants import end_of_day, local_date
from leadership.lib.refusal import Refused
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.outbox.models import Fact
from leadership.people.models import Absence, Person

log = logging.getLogger(__name__)

READER = "stepping_aside"
TIMES = 3
AWAY = "coach_away"


def act(*, now: datetime) -> int:
    """Acts on every absence that waits; returns how many talks were called off. One that cannot be acted on is named in
    the log, stops no other, and is tried again next time."""
    called_off = 0
    for fact in facts.waiting(READER):
        try:
            called_off += _one(fact, now)
        except Exception:
            log.exception("days away could not be acted on", extra={"fact": fact.pk})
    return called_off


@transaction.atomic
def _one(fact: Fact, now: datetime) -> int:
    person = Person.objects.filter(key=fact.subject_key).first()
    talks = list(_talks_while_away(person, now)) if person else []
    for talk in talks:
        _call_off(talk, now)
    facts.settle(READER, [fact])
    return len(talks)


def _talks_while_away(coach: Person, now: datetime) -> list[Conversation]:
    """Booked talks and offers of the coach that lie, all of them, on days away."""
    today = local_date(now, coach.zone_info)
    away = [(row.start, row.end) for row in Absence.objects.filter(person=coach) if row.end is None or row.end >= today]
    mine = Conversation.objects.filter(coach=coach, state__in=("booked", "proposed"))
    rows = mine.select_related("member__manager", "coach", "type", "asked_for").prefetch_related("offers")
    return [talk for talk in rows if _all_within(_starts(talk, now), away, coach)]


def _starts(talk: Conversation, now: datetime) -> list[datetime]:
    starts = [talk.start] if talk.start else [offer.start for offer in talk.offers.all()]
    return [start for start in starts if start > now]


def _all_within(starts: list[datetime], away: list[tuple[date, date | None]], coach: Person) -> bool:
    days = [local_date(start, coach.zone_info) for start in starts]
    return bool(days) and all(any(low <= day and (high is None or day <= high) for low, high in away) for day in days)


def _call_off(talk: Conversation, now: datetime) -> None:
    was_booked = talk.state == "booked"
    talk.free_offers()
    change(
        talk, "cancelled", to="cancelled", by=None, now=now, data={"by": AWAY}, next_action_at=None,
        sequence=talk.sequence + was_booked, stamped_at=now,
    )  # fmt: skip
    reckoning.settle([talk.member_id], now=now)
    owed = _still_owed(talk)
    turns.passed_to(talk, role="coach", now=now)
    if not _offered_instead(talk, owed, now) and owed is not None:
        _pass_on(owed.pk, now)


def _still_owed(talk: Conversation) -> Obligation | None:
    if talk.asked_for_id is None:
        return None
    rows = Obligation.objects.filter(pk=talk.asked_for_id, state="open", coach=talk.coach)
    return rows.select_related("person__manager", "policy_version").first()


def _offered_instead(talk: Conversation, owed: Obligation | None, now: datetime) -> bool:
    """Three times when the coach is back, before the day to be heard by where there is one."""
    until = end_of_day(owed.due_on, talk.member.zone_info) if owed else None
    free = availability.free_times(
        talk.member, talk.coach, minutes=talk.minutes, now=now, until=until, by="coach", obligation=owed
    )
    starts = best(free.times, TIMES, zones=(talk.member.zone_info, talk.coach.zone_info))
    if not starts:
        return False
    try:
        proposals.offer(
            member=talk.member, coach=talk.coach, starts=starts, minutes=talk.minutes, type=talk.type, by=talk.coach,
            now=now, obligation=owed, mode=talk.mode, instead_of=talk,
        )  # fmt: skip
    except Refused:
        return False
    return True


def _pass_on(pk: int, now: datetime) -> None:
    """The next by the rhythm's own order who is not away; where there is nobody, the member chooses anew."""
    rows = Obligation.objects.select_related("person__manager", "policy_version__policy", "coach")
    obligation = rows.get(pk=pk)
    successor = choosing.default(obligation, now=now)
    if successor is None or successor.pk == obligation.coach_id:
        ledger.let_go(obligation, by=None, now=now, told=True)
    else:
        ledger.choose_coach(obligation, successor, by=None, now=now)
