"""A message that came in, from its octets to what it changes: kept, decided, applied; each step may be done again.

The command, the endpoint for mail services and the worker's mailbox all come here. Delivery reports mark the address
that failed; answers from calendars go to `conversations.replies`; everything else is kept and changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from leadership.calendars import mailbox, reply
from leadership.calendars.deciding import Decision, decide
from leadership.calendars.models import Inbound
from leadership.calendars.reply import Incoming
from leadership.conversations import replies
from leadership.conversations.models import Conversation
from leadership.outreach import bounces
from leadership.outreach.days import is_away
from leadership.people.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided about one message, and the talk it is about."""

    decision: str
    reason: str
    conversation: UUID | None
    partstat: str


def take(raw: bytes, *, now: datetime) -> Outcome:
    """Keeps the message and does what it asks. The same message again: ignored as `repeated`. Raises Refused when it
    cannot be kept."""
    inbound = mailbox.keep(raw, now=now)
    if inbound.decided_at is not None:
        return Outcome("ignored", "repeated", inbound.conversation_key, inbound.partstat)
    return settle(inbound, now=now)


def settle(inbound: Inbound, *, now: datetime) -> Outcome:
    """Decides about a message that was kept. One on which we fail is noted as such, stays where it is for whoever reads
    the log, and stops no other."""
    try:
        return _settle(inbound, now=now)
    except Exception as error:
        if is_away(error):
            raise
        log.exception("a message could not be decided", extra={"inbound": str(inbound.key)})
        broken = {"decided_at": now, "decision": "ignored", "reason": "broken"}
        Inbound.objects.filter(pk=inbound.pk).update(**broken)
        return Outcome("ignored", "broken", None, "")


def _settle(inbound: Inbound, *, now: datetime) -> Outcome:
    """Decides about a message that was kept, applies it and notes the decision, in one transaction."""
    authserv = settings.MAIL_AUTHSERV_ID
    incoming = reply.read(mailbox.raw_of(inbound), authserv=authserv)
    with transaction.atomic():
        talk = replies.about(incoming)
        decision = decide(incoming, replies.invited_to(talk, now=now) if talk else None)
        person = _apply(incoming, decision, talk, now)
        outcome = Outcome(decision.decision, decision.reason, talk.key if talk else None, decision.partstat)
        Inbound.objects.filter(pk=inbound.pk).update(
            decided_at=now, decision=decision.decision, reason=decision.reason, partstat=decision.partstat[:20],
            conversation_key=outcome.conversation, person_key=person.key if person else None,
        )  # fmt: skip
    return outcome


def settle_waiting(*, now: datetime, limit: int = 100) -> int:
    """Messages that were kept and not yet decided, as after a crash; returns how many there were."""
    waiting = list(Inbound.objects.filter(decided_at__isnull=True).order_by("received_at")[:limit])
    for inbound in waiting:
        settle(inbound, now=now)
    return len(waiting)


def _apply(incoming: Incoming, decision: Decision, talk: Conversation | None, now: datetime) -> Person | None:
    if decision.decision == "bounce":
        return _bounced(incoming, now)
    if talk is None or not decision.counts or incoming.reply is None:
        return None
    answer = replies.take(talk, decision, incoming.reply, now=now)
    who: Person | None = answer.person if answer else None
    return who


def _bounced(incoming: Incoming, now: datetime) -> Person | None:
    """Marks whoever the report names, when it is about one of our letters to them."""
    person: Person | None = Person.objects.filter(email__iexact=incoming.bounced[0]).first()
    if person is None or not _is_ours(incoming):
        return None
    bounces.note(person, address=incoming.bounced[0], answer="delivery report: failed", now=now)
    return person


def _is_ours(incoming: Incoming) -> bool:
    return incoming.about.rpartition("@")[2].lower() == replies.domain().lower()
