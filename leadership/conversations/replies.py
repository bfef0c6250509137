"""What the two answer from their calendars: kept per person, and told to the other; it never moves or cancels a talk.

Accepting, declining and hesitating are shown on the conversation. Someone who declines is asked to choose another time;
someone who asks for another time (COUNTER) thereby offers it to the other one, who takes it or keeps the old one; it is
kept free for a while, as an offer is. The talk stands until one of the two moves or cancels it, so that answers may
come in any order, any number of times, and still come to the same end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from leadership.calendars.deciding import Decision, Invited, Kept
from leadership.calendars.reply import Incoming, Reply
from leadership.conversations import availability, booking, slots, wished_times
from leadership.conversations.attempts import lock
from leadership.conversations.availability import Asked
from leadership.conversations.errors import Changed
from leadership.conversations.models import Answer, Conversation
from leadership.lib.instants import iso
from leadership.lib.tokens import derived_token
from leadership.outbox import facts
from leadership.people.models import Person

AHEAD = ("booked",)


def domain() -> str:
    """The right side of the installation's mailbox, which UIDs and reply addresses end in."""
    return settings.MAIL_FROM.rpartition("@")[2].strip("<> ")


def address_for(conversation: Conversation, person: Person) -> str:
    """The address to which `person` answers about this talk: the mailbox with a token that only they were given."""
    local = settings.MAIL_FROM.rpartition("<")[2].partition("@")[0].strip()
    token = derived_token(secret=settings.SECRET_KEY, purpose="reply", key=f"{conversation.key}:{person.key}")
    return f"{local}+{token}@{domain()}"


def about(incoming: Incoming) -> Conversation | None:
    """The talk whose UID the message names, or None."""
    uid = incoming.reply.uid if incoming.reply else ""
    key, at, where = uid.partition("@")
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    if not at or where.lower() != domain().lower():
        return None
    return Conversation.objects.select_related("member", "coach").filter(key=wanted, start__isnull=False).first()


def invited_to(conversation: Conversation, *, now: datetime) -> Invited:
    """The talk as `deciding` needs it."""
    assert conversation.start is not None
    pair = [person for person in (conversation.member, conversation.coach) if person.email]
    kept = {answer.person_id: answer for answer in conversation.answers.all()}
    return Invited(
        sequence=conversation.sequence,
        start=conversation.start,
        is_ahead=conversation.state in AHEAD and conversation.start > now,
        reply_to={person.email.lower(): address_for(conversation, person) for person in pair},
        kept={
            person.email.lower(): Kept(kept[person.pk].sequence, kept[person.pk].dtstamp, kept[person.pk].partstat)
            for person in pair
            if person.pk in kept
        },
    )


@transaction.atomic
def take(conversation: Conversation, decision: Decision, reply: Reply, *, now: datetime) -> Answer | None:
    """Keeps the answer that was decided on, unless a newer one is kept; whatever else the message says is forgotten."""
    lock([conversation.member, conversation.coach])
    locked = Conversation.objects.select_for_update(of=("self",)).select_related("member", "coach")
    talk = locked.get(pk=conversation.pk)
    person, stamp = _person(talk, decision.attendee), decision.stamp
    if person is None or stamp is None or talk.sequence != stamp.sequence:
        return None
    known = talk.answers.filter(person=person).first()
    if known and (known.sequence, known.dtstamp) >= (stamp.sequence, stamp.dtstamp):
        return None
    said = {"sequence": stamp.sequence, "dtstamp": stamp.dtstamp, "partstat": stamp.partstat, "said_at": now}
    said |= _proposed(decision, reply) | {"comment": reply.comment}
    answer, _ = Answer.objects.update_or_create(conversation=talk, person=person, defaults=said)
    wished_times.keep_free(talk, now=now)
    _tell(talk, person, answer, now=now)
    return answer


def wish(talk: Conversation, reader: Person, *, now: datetime) -> Answer | None:
    """The other one's answer that asks `reader` for another time, while the talk stands and that time is ahead."""
    if talk.state not in AHEAD:
        return None
    asked = talk.answers.filter(sequence=talk.sequence, proposed_start__gt=now).exclude(person=reader)
    return asked.select_related("person").first()


def grant(talk: Conversation, *, start: datetime, by: Person, now: datetime) -> Conversation:
    """The talk moves to `start`, which the other one asked for. Pressed twice it moves once.

    Raises `Changed` when nobody asks for that time any more, else as `booking.move` does.
    """
    if talk.state in AHEAD and talk.start == start:
        return talk
    asked = wish(talk, by, now=now)
    if asked is None or asked.proposed_start != start:
        raise Changed(talk.state)
    return booking.move(talk, start=start, by=by, now=now)


@transaction.atomic
def keep_time(talk: Conversation, *, by: Person, now: datetime) -> None:
    """The time stands, and whoever asked for another one is told. Said twice it is told once."""
    lock([talk.member, talk.coach])
    talk = Conversation.objects.select_related("member", "coach").get(pk=talk.pk)
    asked = wish(talk, by, now=now)
    if asked is None or asked.proposed_start is None:
        return
    still = Answer.objects.filter(pk=asked.pk, proposed_start=asked.proposed_start, sequence=talk.sequence)
    if still.update(proposed_start=None):
        wished_times.keep_free(talk, now=now)
        said = {"by": talk.side_of(by), "sequence": talk.sequence, "proposed": iso(asked.proposed_start)}
        facts.write(
            "conversation.time_kept", at=now, actor=by.key, subject=talk.member.key, object=talk.name, data=said,
            signals=("outreach",),
        )  # fmt: skip


def suits(talk: Conversation, start: datetime, *, by: Person, now: datetime) -> bool:
    """Whether `by` could move the talk to `start` (UTC)."""
    return wished_times.is_free(talk, start, by=talk.side_of(by), now=now)


def other_times(talk: Conversation, *, by: Person, now: datetime, n: int = 3) -> tuple[datetime, ...]:
    """Up to `n` times to which `by` could move the talk, spread out a little (starts in UTC)."""
    return other_times_of([(talk, by)], now=now, n=n)[talk.pk, by.pk]


def other_times_of(
    asked: Sequence[tuple[Conversation, Person]], *, now: datetime, n: int = 3
) -> dict[tuple[int, int], tuple[datetime, ...]]:
    """As `other_times` for many of (talk, by), by their ids, with as many queries as for one."""
    questions = [
        Asked(talk.member, talk.coach, talk.minutes, now, until=availability.horizon(now, talk.asked_for),
              by=talk.side_of(by), ignoring=talk)
        for talk, by in asked
    ]  # fmt: skip
    return {
        (talk.pk, by.pk): slots.suggest(tuple(start for start in free.times if start != talk.start), n)
        for (talk, by), free in zip(asked, availability.free_for_all(questions), strict=True)
    }


def _proposed(decision: Decision, reply: Reply) -> dict[str, datetime | None]:
    """The time a COUNTER asks for, as a question to a human."""
    return {"proposed_start": reply.start if decision.decision == "counter" else None}


def _person(talk: Conversation, address: str) -> Person | None:
    return next((person for person in (talk.member, talk.coach) if person.email.lower() == address), None)


def _tell(talk: Conversation, person: Person, answer: Answer, *, now: datetime) -> None:
    facts.write(
        "conversation.answered",
        at=now,
        actor=person.key,
        subject=talk.member.key,
        object=talk.name,
        data={
            "by": talk.side_of(person),
            "partstat": answer.partstat,
            "sequence": answer.sequence,
            "proposed": iso(answer.proposed_start) if answer.proposed_start else None,
        },
        signals=("outreach",) if answer.partstat == "DECLINED" or answer.proposed_start else (),
    )
