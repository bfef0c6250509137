"""Talks in the calendars of the two: what has changed becomes a delivery, and leaves by a transport of its own.

A delivery says no more than "bring this person's calendar in line with this talk"; what that is, is read when it
leaves. So the newest does the work of all, and one that is sent twice finds its event by the UID and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from leadership.calendars import copying, leaving
from leadership.calendars.elsewhere import Altered, Wanted
from leadership.calendars.guard import Blocked
from leadership.calendars.models import Copy, Source
from leadership.conversations import booking
from leadership.conversations.errors import Changed
from leadership.conversations.models import Conversation
from leadership.outbox import facts
from leadership.outbox.models import Fact
from leadership.outreach.models import Delivery
from leadership.people.models import Person

LETTER = "calendar"
LATER = ("too_slow", "unreachable", "status", "limited")
"""What may be better in a while; anything else needs the owner, who reads it beside the calendar."""
MOST = 200


class Later(Exception):
    """The other server cannot take it now; `wait` is how long it asks us to keep away."""

    def __init__(self, answer: str, *, wait: timedelta = timedelta()) -> None:
        super().__init__(answer)
        self.wait = wait


class Never(Exception):
    """It will not take it until its owner does something."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One talk, and the calendars of one person to bring in line with it: `into` is to show it, `out_of` are not."""

    recipient: str
    wanted: Wanted
    into: Source | None
    out_of: tuple[Source, ...]
    now: datetime
    anew: bool = False


# --- what is to be done -----------------------------------------------------------------------------------------------


def ask(fact: Fact, *, now: datetime) -> int:
    """Writes deliveries for the two of a talk that was booked, moved or cancelled, where a calendar takes their talks;
    once each. Called in the transaction that reads the fact; returns how many there were."""
    if fact.kind not in ("conversation.booked", "conversation.moved", "conversation.cancelled"):
        return 0
    talk = Conversation.objects.filter(key=fact.object.partition(":")[2], start__isnull=False).first()
    if talk is None:
        return 0
    sequence = fact.data.get("sequence", talk.sequence)
    return _write([talk], _with_a_calendar(talk), str(sequence), now)


@transaction.atomic
def choose(source: Source, *, now: datetime) -> int:
    """From now on the owner's talks go into `source`, those ahead at once; out of another calendar they go. Returns
    how many talks that is."""
    mine = Source.objects.visible_to(source.person)
    if not source.can_take_talks or not mine.filter(pk=source.pk, leaving_at__isnull=True).exists():
        raise Changed(source.kind)
    mine.filter(takes_talks=True).exclude(pk=source.pk).update(takes_talks=False)
    mine.filter(pk=source.pk).update(takes_talks=True)
    _tell("calendar.chosen", source, now)
    ahead = Conversation.objects.visible_to(source.person).filter(state="booked", start__gt=now)
    return _write(ahead[:MOST], [source.person], f"since-{now:%Y%m%dT%H%M%SZ}", now)


@transaction.atomic
def stop(source: Source, *, now: datetime) -> int:
    """No more talks go into `source`, and those ahead leave it. Returns how many those are."""
    if not Source.objects.visible_to(source.person).filter(pk=source.pk, takes_talks=True).update(takes_talks=False):
        return 0
    _tell("calendar.let_go", source, now)
    return _take_out(source, now)


@transaction.atomic
def leave(source: Source, *, now: datetime) -> int:
    """`source` is taken away as soon as the talks ahead are out of it. Twice is once. Returns how many those are."""
    if not leaving.begin(source, now=now):
        return 0
    _tell("calendar.leaving", source, now)
    return _take_out(source, now)


def _take_out(source: Source, now: datetime) -> int:
    copied = Copy.objects.filter(source=source, start__gt=now).values("conversation_key")
    ahead = Conversation.objects.filter(key__in=copied)
    return _write(ahead[:MOST], [source.person], f"until-{now:%Y%m%dT%H%M%SZ}", now)


def _with_a_calendar(talk: Conversation) -> list[Person]:
    takes = Q(takes_talks=True) | Q(copies__conversation_key=talk.key)
    owners = Source.objects.filter(takes, person__in=(talk.member_id, talk.coach_id)).values("person")
    return list(Person.objects.filter(pk__in=owners))


def _write(talks: Iterable[Conversation], people: Sequence[Person], word: str, now: datetime, **data: object) -> int:
    rows = [
        Delivery(
            unique_key=f"{LETTER}:{talk.key}:{word}:{person.key}", letter=LETTER, recipient=person, conversation=talk,
            data={"sequence": talk.sequence, **data}, transactional=True, transport=Delivery.Transport.CALENDAR,
            made_at=now, due_at=now, expires_at=talk.end,
        )
        for talk in talks
        for person in people
    ]  # fmt: skip
    waiting = Delivery.objects.filter(letter=LETTER, conversation__in=[row.conversation_id for row in rows])
    # What waits for a silent server is looked at at once, so that it does not hold up what has made it pointless.
    waiting.filter(state=Delivery.State.WAITING, recipient__in=people, due_at__gt=now).update(due_at=now)
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _tell(kind: str, source: Source, now: datetime) -> None:
    person = source.person.key
    facts.write(kind, at=now, actor=person, subject=person, object=f"calendar:{source.key}", data={"kind": source.kind})


# --- whether it is still to be done, and doing it ---------------------------------------------------------------------


def lost(delivery: Delivery, talk: Conversation) -> str:
    """Why nothing is to be written about the talk any more; empty when there is. A word of `causes`."""
    if talk.sequence != delivery.data.get("sequence", talk.sequence):
        return "moved_since"
    if talk.state not in (Conversation.State.BOOKED, Conversation.State.CANCELLED):
        return "over"
    return "" if _calendars(delivery) else "no_calendar"


def errand(delivery: Delivery, wanted: Wanted, *, now: datetime) -> Errand:
    """What is to be done about the talk, of which `wanted` is how its owner's calendar is to show it."""
    calendars, talk = _calendars(delivery), delivery.conversation
    stands = talk is not None and talk.state == Conversation.State.BOOKED
    into = next((one for one in calendars if one.takes_talks), None) if stands else None
    rest = tuple(one for one in calendars if one != into)
    return Errand(delivery.recipient.email, wanted, into, rest, now, anew=bool(delivery.data.get("anew")))


def run(errand: Errand) -> str:
    """Does it and says what was done, in words of ours and never in the other side's. Raises Later and Never."""
    done = [_on(source, errand) for source in (*errand.out_of, *([errand.into] if errand.into else []))]
    return f"calendar: {', '.join(done)}"


def _on(source: Source, errand: Errand) -> str:
    try:
        if source == errand.into:
            return copying.bring(source, errand.wanted, now=errand.now, anew=errand.anew)
        return copying.take_away(source, key=errand.wanted.key, uid=errand.wanted.uid, now=errand.now)
    except Altered as altered:
        raise Later("calendar: altered meanwhile") from altered
    except Blocked as blocked:
        said = f"calendar: {blocked.code}"
        if blocked.code in LATER:
            raise Later(said, wait=blocked.wait) from blocked
        Source.objects.filter(pk=source.pk).update(state=Source.State.FAILING, problem=blocked.code)
        raise Never(said) from blocked


def _calendars(delivery: Delivery) -> list[Source]:
    """The recipient's calendar that takes talks, and any that holds this one."""
    talk = delivery.conversation
    holds = Q(takes_talks=True) | Q(copies__conversation_key=talk.key if talk else None)
    return list(Source.objects.filter(holds, person=delivery.recipient_id).select_related("person", "grant").distinct())


# --- the question when somebody altered it over there -----------------------------------------------------------------


def question(talk: Conversation, person: Person, *, now: datetime) -> Copy | None:
    """What the person's calendar says otherwise about the booked talk, while they have not answered; else None."""
    if talk.state != Conversation.State.BOOKED:
        return None
    asking = Copy.objects.visible_to(person).asking(now).filter(conversation_key=talk.key, sequence=talk.sequence)
    return asking.select_related("source").first()


def cancel(talk: Conversation, *, by: Person, now: datetime) -> Conversation:
    """They meant it so: the talk is cancelled, as anywhere else. Raises as `booking.cancel` does."""
    return booking.cancel(talk, by=by, now=now)


def move(talk: Conversation, *, by: Person, now: datetime) -> Conversation:
    """They meant it so: the talk moves to where their calendar has it. Raises Changed, or as `booking.move` does."""
    asked = question(talk, by, now=now)
    if asked is None or asked.seen_start is None:
        raise Changed(talk.state)
    return booking.move(talk, start=asked.seen_start, by=by, now=now)


@transaction.atomic
def keep(talk: Conversation, *, by: Person, now: datetime) -> None:
    """The talk stays as it is, and their calendar is set right again. Said twice it is done once."""
    asked = question(talk, by, now=now)
    if asked is None or not Copy.objects.filter(pk=asked.pk, answered_at__isnull=True).update(answered_at=now):
        return
    facts.write("calendar.kept", at=now, actor=by.key, subject=by.key, object=talk.name)
    _write([talk], [by], f"{talk.sequence}:anew-{now:%Y%m%dT%H%M%SZ}", now, anew=True)
