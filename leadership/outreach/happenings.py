"""What has happened becomes what is to be said: facts that wait for "outreach" turn into notices, each once.

The fact and its signal were written with the change, so nothing can be lost; the keys make a second reading harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from leadership.conversations.models import Conversation
from leadership.lib.instants import local_date, parse_instant
from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.outbox.models import Fact, Signal
from leadership.outreach import allowed, copies, notices, recipients, rhythm_news, room_news
from leadership.outreach.days import is_away
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice
from leadership.people.models import Person

log = logging.getLogger(__name__)

READER = "outreach"
BATCH = 500
ASK_AFTER = timedelta(hours=2)
"""After the end of a talk the two are asked whether it took place (docs/reference/cadence.md B.6)."""
ASK_FOR = timedelta(days=14)
REMIND_BEFORE = timedelta(hours=24)
SOONEST = timedelta(hours=30)
"""Whoever books later than this before the start needs no reminder a day ahead."""
STEP_FOR = timedelta(days=30)


@dataclass
class Told:
    """How many letters were written down, and the facts that could not be read."""

    written: int = 0
    errors: list[dict[str, str]] = field(default_factory=list)


def tell(*, now: datetime, limit: int = BATCH) -> Told:
    """Writes the letters that waiting facts ask for, all of them, a batch at a time."""
    told, last = Told(), 0
    while batch := facts.waiting(READER, limit=limit, after=last):
        for fact in batch:
            _one(fact, told, now)
        last = batch[-1].pk
    return told


def untold(*, before: datetime) -> int:
    """How many facts from before that instant still wait to become letters: none, unless something is wrong."""
    return Signal.objects.filter(reader=READER, fact__at__lt=before).count()


def _one(fact: Fact, told: Told, now: datetime) -> None:
    """One fact in one transaction; one that cannot be read is named, stops nothing, and is tried again next time."""
    try:
        with transaction.atomic():
            told.written += notices.write(_notices(fact, now), now=now) + copies.ask(fact, now=now)
            facts.settle(READER, [fact])
    except Exception as error:
        if is_away(error):
            raise
        log.exception("fact could not be told", extra={"fact": fact.pk, "kind": fact.kind})
        told.errors.append({"fact": str(fact.pk), "kind": fact.kind, "error": f"{type(error).__name__}: {error}"})


def _notices(fact: Fact, now: datetime) -> list[Notice]:
    kind, _, key = fact.object.partition(":")
    if kind == "conversation" and fact.kind in CONVERSATIONS:
        known = Conversation.objects.select_related("member", "coach").filter(key=key).first()
        return CONVERSATIONS[fact.kind](fact, known, now) if known else []
    if kind == "obligation" and fact.kind in OBLIGATIONS:
        owed = Obligation.objects.select_related("person", "coach", "policy_version").filter(key=key).first()
        return OBLIGATIONS[fact.kind](fact, owed, now) if owed else []
    if kind == "round" and fact.kind == "round.offered":
        return _round_offered(fact, key, now)
    if kind == "proposal":
        return rhythm_news.of_proposal(fact, now)
    if kind == "person":
        return room_news.of_person(fact, now)
    return rhythm_news.of_policy(fact, now) if kind == "policy" else []


# --- conversations ----------------------------------------------------------------------------------------------------


def _booked(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    letter = "moved" if fact.kind == "conversation.moved" else "booked"
    sequence = fact.data.get("sequence", conversation.sequence)
    told = [_calendar("request", letter, conversation, person, sequence) for person in _pair(conversation)]
    if conversation.start is None or conversation.sequence != sequence:
        return told
    return told + _a_day_before(conversation, sequence, now)


def _a_day_before(conversation: Conversation, sequence: int, now: datetime) -> list[Notice]:
    start = conversation.start
    if start is None or start - now < SOONEST:
        return []
    hours = allowed.hours_of(_pair(conversation))
    return [
        _letter(
            f"tomorrow:{conversation.key}:{sequence}",
            "tomorrow",
            conversation,
            person,
            data={"sequence": sequence},
            not_before=hours[person.pk].last(start - REMIND_BEFORE),
            expires_at=start,
        )
        for person in _pair(conversation)
    ]


def _cancelled(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    if conversation.start is None:
        return _taken_back(fact, conversation)
    sequence = fact.data.get("sequence", conversation.sequence)
    _hurry(conversation, now)
    return [_calendar("cancel", "cancelled", conversation, person, sequence) for person in _pair(conversation)]


def _taken_back(fact: Fact, conversation: Conversation) -> list[Notice]:
    """Whoever offered times does no longer; what ends by itself is told by what ended it."""
    if fact.actor_key is None:
        return []
    return [_letter(f"taken_back:{conversation.key}", "taken_back", conversation, _other_side(fact, conversation))]


def _hurry(conversation: Conversation, now: datetime) -> None:
    """Earlier invitations still waiting are looked at at once, so that they do not hold up the cancellation."""
    waiting = Delivery.objects.filter(conversation=conversation, state=Delivery.State.WAITING, due_at__gt=now)
    waiting.filter(letter__in=notices.CALENDAR).update(due_at=now)


def _offered(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    """The letter that calls off the talk before it holds these times already, where there is one."""
    if fact.data.get("instead_of") and _was_told(fact.data["instead_of"]):
        return []
    version = fact.data.get("version", conversation.version)
    return [_letter(f"offer:{conversation.key}:{version}", "offer", conversation, _other_side(fact, conversation))]


def _was_told(key: str) -> bool:
    """A talk that had a time is called off by letter; an offer that nobody had answered is not."""
    return Conversation.objects.filter(key=key, start__isnull=False).exists()


def _declined(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    recipient = conversation.member if conversation.made_the_offer == "member" else conversation.coach
    deed = fact.kind.partition(".")[2]
    return [_letter(f"{deed}:{conversation.key}", "declined", conversation, recipient)]


def _answered(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    """A calendar said no: whoever did chooses another time, and the other one knows. Or it asked for another time:
    that is offered to the other one."""
    if conversation.state != Conversation.State.BOOKED or conversation.start is None:
        return []
    if fact.data.get("proposed"):
        return [_about_a_wish("counter", fact, conversation, _other_side(fact, conversation))]
    key = f"answered:{conversation.key}:{fact.data.get('sequence', 0)}:{fact.data.get('by', '')}"
    said = {"by": fact.data.get("by", "member"), "sequence": fact.data.get("sequence", conversation.sequence)}
    more = {"data": said, "expires_at": conversation.start}
    return [_letter(key, "answered", conversation, person, **more) for person in _pair(conversation)]


def _time_kept(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    """The other time that somebody asked for was not taken: they know that the old one stands."""
    return [_about_a_wish("time_kept", fact, conversation, _other_side(fact, conversation))]


def _about_a_wish(letter: str, fact: Fact, conversation: Conversation, recipient: Person) -> Notice:
    said = {name: fact.data.get(name) for name in ("sequence", "proposed")}
    key = f"{letter}:{conversation.key}:{said['sequence']}:{said['proposed']}"
    return _letter(key, letter, conversation, recipient, data=said, expires_at=conversation.start)


def _differs(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    """Somebody's own calendar has the talk elsewhere, or no more: they alone are asked what they meant."""
    asked = [person for person in _pair(conversation) if person.key == fact.subject_key]
    sequence = fact.data.get("sequence", 0)
    key = f"differs:{conversation.key}:{sequence}:{fact.data.get('start') or 'removed'}"
    said = {"data": {"sequence": sequence}, "expires_at": conversation.start}
    return [_letter(key, "calendar_differs", conversation, person, **said) for person in asked]


def _asked(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    """Did you get your talk? Two hours after its end; at once when the coach has said so about an earlier one."""
    end = conversation.end or now
    when = {"not_before": end + ASK_AFTER, "expires_at": max(end, now) + ASK_FOR}
    return [
        _letter(f"ask:{conversation.key}", "afterwards", conversation, person, **when)
        for person in _pair(conversation)
        if fact.kind == "conversation.ended" or person.pk == conversation.member_id
    ]


def _corrected(fact: Fact, conversation: Conversation, now: datetime) -> list[Notice]:
    """HR has taken back what was noted: both are told and asked, in their own working hours (B.6)."""
    hours, said = allowed.hours_of(_pair(conversation)), {"reason": fact.data.get("reason", "not_held")}
    return [
        _letter(
            f"corrected:{conversation.key}", "corrected", conversation, person, data=said,
            not_before=hours[person.pk].next(now),
        )
        for person in _pair(conversation)
    ]  # fmt: skip


def _pair(conversation: Conversation) -> list[Person]:
    return [conversation.member, conversation.coach]


def _other_side(fact: Fact, conversation: Conversation) -> Person:
    """Whoever did not do it; where nobody is named, the side that did not begin."""
    if fact.actor_key == conversation.member.key:
        return conversation.coach
    if fact.actor_key == conversation.coach.key:
        return conversation.member
    return conversation.coach if conversation.initiated_by == "member" else conversation.member


def _calendar(word: str, letter: str, conversation: Conversation, person: Person, sequence: int) -> Notice:
    return _letter(f"{word}:{conversation.key}:{sequence}", letter, conversation, person, data={"sequence": sequence})


def _letter(key: str, letter: str, conversation: Conversation, person: Person, **more: Any) -> Notice:
    """A letter about a conversation to one of the two; it leaves at once, or from `not_before` on."""
    return Notice(
        key=f"{key}:{person.key}",
        letter=letter,
        recipient=person,
        conversation_id=conversation.pk,
        transactional=True,
        **more,
    )


# --- obligations ------------------------------------------------------------------------------------------------------


def first_step(obligation: Obligation, *, now: datetime) -> list[Notice]:
    """M3 to the coach, where the coach moves first; once per pair."""
    coach = obligation.coach
    if coach is None or obligation.terms.initiative == "inbound":
        return []
    return [
        Notice(
            key=f"first_step:{obligation.key}:{coach.key}",
            letter="first_step",
            recipient=coach,
            obligation_id=obligation.pk,
            data={"to": "coach"},
            expires_at=now + STEP_FOR,
        )
    ]


def _coach_chosen(fact: Fact, obligation: Obligation, now: datetime) -> list[Notice]:
    return first_step(obligation, now=now) if obligation.state == Obligation.State.OPEN else []


def _let_go(fact: Fact, obligation: Obligation, now: datetime) -> list[Notice]:
    """The coach has handed it back: the member, who is not told why, chooses anew. Who asked for it knows already, and
    nobody chooses where it is a leader who sees to it."""
    if fact.actor_key == obligation.person.key or notices.speaks_to_leader(obligation):
        return []
    return [
        Notice(
            key=f"let_go:{obligation.key}:{fact.data.get('version', obligation.version)}",
            letter="choose_coach",
            recipient=obligation.person,
            obligation_id=obligation.pk,
            data={"suggested": fact.data.get("suggested"), "was": fact.data.get("was")},
            expires_at=now + STEP_FOR,
        )
    ]


def _place_kept(fact: Fact, obligation: Obligation, now: datetime) -> list[Notice]:
    """A place with the coach one waits for is kept until a day; it is the member's to take."""
    return [
        Notice(
            key=f"place_kept:{fact.data['wait']}",
            letter="place_kept",
            recipient=obligation.person,
            obligation_id=obligation.pk,
            data={"wait": fact.data["wait"]},
            transactional=True,
            expires_at=parse_instant(fact.data["answer_by"]),
        )
    ]


def _help_asked(fact: Fact, obligation: Obligation, now: datetime) -> list[Notice]:
    day = local_date(fact.at, obligation.person.zone_info).isoformat()
    return [
        Notice(
            key=f"help_asked:{obligation.key}:{fact.actor_key}:{day}",
            letter="help_asked",
            recipient=recipients.answers_for(obligation),
            obligation_id=obligation.pk,
            data={"by": str(fact.actor_key)},
            expires_at=now + STEP_FOR,
        )
    ]


# --- rounds -----------------------------------------------------------------------------------------------------------


def _round_offered(fact: Fact, key: str, now: datetime) -> list[Notice]:
    """HR's round has made offers in the name of a coach: one letter with all of them."""
    coach = Person.objects.filter(key=fact.subject_key).first()
    if coach is None:
        return []
    known = f"round_offers:{key}:{coach.key}"
    return [Notice(known, "round_offers", coach, data={"round": key}, expires_at=now + ASK_FOR)]


CONVERSATIONS: dict[str, Callable[[Fact, Conversation, datetime], list[Notice]]] = {
    "conversation.proposed": _offered,
    "conversation.booked": _booked,
    "conversation.moved": _booked,
    "conversation.cancelled": _cancelled,
    "conversation.answered": _answered,
    "conversation.time_kept": _time_kept,
    "calendar.differs": _differs,
    "conversation.declined": _declined,
    "conversation.expired": _declined,
    "conversation.ended": _asked,
    "conversation.held_provisional": _asked,
    "conversation.voided": _corrected,
}
OBLIGATIONS: dict[str, Callable[[Fact, Obligation, datetime], list[Notice]]] = {
    "obligation.coach_chosen": _coach_chosen,
    "obligation.help_asked": _help_asked,
    "obligation.let_go": _let_go,
    "wait.offered": _place_kept,
}
