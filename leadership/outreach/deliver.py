"""Sending what is due: claim, ask again whether it is true, write, send, finish; nothing lost, nothing doubled.

A letter is sent outside any transaction. What the server cannot take now is tried again after 1, 5, 15, 60 minutes and
so on for two days; what it will never take, and what cannot be written, fails at once and alone, where HR sees it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from leadership.obligations.models import Obligation
from leadership.outreach import causes, claims, days, letters, transports, warnings
from leadership.outreach.claims import DIGEST, Claim
from leadership.outreach.models import Delivery
from leadership.people.models import Organisation

log = logging.getLogger(__name__)

BATCH = 50
SPEND = 45.0
"""Seconds of one claim, well below half a lease; what is left then is given back."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
GIVE_UP_AFTER = timedelta(hours=48)


@dataclass
class Counts:
    """What became of the letters looked at."""

    sent: int = 0
    dropped: int = 0
    again: int = 0
    failed: int = 0
    held: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(now: datetime, *, seconds: float = SPEND) -> Counts:
    """Sends what is due at `now` (UTC) for at most `seconds` of real time; the rest is the next run's."""
    counts = Counts(held=not may_send())
    if counts.held:
        return counts
    until = time.monotonic() + seconds
    while days.gather(now=now) == days.BATCH:
        pass
    while time.monotonic() < until:
        claim = claims.take(now=now, limit=min(BATCH, _allowance(now)))
        if not claim.deliveries:
            break
        _send_all(claim, counts, now, until)
    return counts


def may_send() -> bool:
    """Whether letters may leave this installation: sending is on, and no restored backup is being held back."""
    return settings.MAIL_SENDING and not Organisation.current().mail_held


def send_again(delivery: Delivery, *, now: datetime) -> bool:
    """HR asks for another try of a letter that could not be delivered; False when it is not in that state any more."""
    letter = delivery.letter_of or delivery
    with transaction.atomic():
        again = {"state": Delivery.State.WAITING, "due_at": now, "made_at": now, "attempts": 0, "answer": ""}
        failed = Delivery.objects.filter(state=Delivery.State.FAILED)
        if not failed.filter(pk=letter.pk).update(**again):
            return False
        failed.filter(letter_of=letter).update(**again)
    return True


def _allowance(now: datetime) -> int:
    """How many letters may still leave in this minute."""
    if not settings.MAIL_RATE_PER_MINUTE:
        return BATCH
    minute = Delivery.objects.filter(sent_at__gt=now - timedelta(minutes=1), letter_of__isnull=True)
    return max(0, settings.MAIL_RATE_PER_MINUTE - minute.count())


def _send_all(claim: Claim, counts: Counts, now: datetime, until: float) -> None:
    with transports.connected() as wire:
        for place, delivery in enumerate(claim.deliveries):
            if time.monotonic() >= until:
                claims.give_back(claim, list(claim.deliveries[place:]))
                return
            _one(claim, delivery, wire, counts, now)


def _one(claim: Claim, delivery: Delivery, wire: transports.Wire, counts: Counts, now: datetime) -> None:
    verdict = causes.judge(delivery, now=now)
    if verdict.drops:
        counts.dropped += _drop(claim, delivery, verdict.reason)
        return
    later = days.rest(delivery, now=now) if delivery.letter == DIGEST else None
    if later is not None:
        claims.finish(claim, delivery, due_at=later, attempts=F("attempts") - 1)
        return
    parcel = _written(claim, delivery, counts, now)
    if parcel is None:
        return
    try:
        answer = wire.send(parcel, now=now)
    except transports.Again as later:
        _put_off(claim, delivery, str(later), counts, now)
    except transports.NotTaken as never:
        counts.failed += _finish(claim, delivery, now, state=Delivery.State.FAILED, answer=str(never))
    else:
        counts.sent += _finish(claim, delivery, now, state=Delivery.State.SENT, answer=answer, sent_at=now)


def _written(claim: Claim, delivery: Delivery, counts: Counts, now: datetime) -> transports.Parcel | None:
    """The letter in bytes; None when there is nothing left to say or it cannot be written, which is then noted."""
    try:
        return letters.parcel(delivery, now=now)
    except letters.NothingToSay as nothing:
        counts.dropped += _drop(claim, delivery, nothing.reason)
    except Exception as error:
        log.exception("letter could not be written", extra={"delivery": str(delivery.key), "letter": delivery.letter})
        answer = f"could not be written: {type(error).__name__}"
        counts.failed += _finish(claim, delivery, now, state=Delivery.State.FAILED, answer=answer)
    return None


def _drop(claim: Claim, delivery: Delivery, reason: str) -> bool:
    """Not needed any more; this claim was no try, so what counts as tried is what a server may have seen."""
    return claims.finish(claim, delivery, state=Delivery.State.DROPPED, reason=reason, attempts=F("attempts") - 1)


def _put_off(claim: Claim, delivery: Delivery, answer: str, counts: Counts, now: datetime) -> None:
    if now - delivery.made_at >= GIVE_UP_AFTER and delivery.attempts > len(BACK_OFF):
        counts.failed += _finish(claim, delivery, now, state=Delivery.State.FAILED, answer=answer)
        return
    due = now + wait_before(delivery.attempts, str(delivery.key))
    counts.again += claims.finish(claim, delivery, due_at=due, answer=answer[:300])


def wait_before(attempts: int, key: str) -> timedelta:
    """How long to wait after so many tries: 1, 5, 15, 60 minutes … 8 hours, up to a fifth longer, always the same."""
    base = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    jitter = hashlib.sha256(f"{key}:{attempts}".encode()).digest()[0] / 255 / 5
    return base * (1 + jitter)


def _finish(claim: Claim, delivery: Delivery, now: datetime, **fields: Any) -> bool:
    """How it ended, for the letter and for every notice said in it, in one transaction; a warning that both have got
    by now is noted with it."""
    fields["answer"] = fields["answer"][:300]
    with transaction.atomic():
        if not claims.finish(claim, delivery, **fields):
            return False
        if delivery.letter == DIGEST:
            delivery.bundled.filter(state=Delivery.State.WAITING).update(**fields)
        if fields["state"] == Delivery.State.SENT:
            for obligation in _warned_about(delivery):
                warnings.told(obligation, now=now)
    return True


def _warned_about(delivery: Delivery) -> list[Obligation]:
    said = delivery.bundled if delivery.letter == DIGEST else Delivery.objects.filter(pk=delivery.pk)
    about = said.filter(letter__in=warnings.WARNING, obligation__isnull=False)
    unwarned = Obligation.objects.filter(warned_at__isnull=True, deliveries__in=about)
    return list(unwarned.select_related("person").distinct())
