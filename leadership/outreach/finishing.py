"""How a letter ended, written by whoever holds its token, for the letter and for every notice said in it.

What the server has taken is noted one letter at a time and at once: whoever is killed in between doubles that letter
and no other. What it cannot take now is tried again after 1, 5, 15, 60 minutes and so on for two days.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction

from leadership.obligations.models import Obligation
from leadership.outreach import claims, warnings
from leadership.outreach.claims import DIGEST, Claim
from leadership.outreach.days import is_away
from leadership.outreach.models import Delivery
from leadership.outreach.noting import until_noted

log = logging.getLogger(__name__)

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
GIVE_UP_AFTER = timedelta(hours=48)


def sent(claim: Claim, delivery: Delivery, *, answer: str, warns: bool, now: datetime) -> bool:
    """The server took it, and said `answer`. `warns`: a warning is said in it, which both may have got by now. What was
    taken is sent, even if the warning cannot be noted, or the database is away for a while. False: the lease has passed
    to somebody else."""
    return until_noted(lambda: _noted(claim, delivery, answer, warns, now))


def _noted(claim: Claim, delivery: Delivery, answer: str, warns: bool, now: datetime) -> bool:
    if not warns:
        return _taken(claim, delivery, answer, now)
    try:
        with transaction.atomic():
            done = _taken(claim, delivery, answer, now)
            for obligation in _warned_about(delivery) if done else ():
                warnings.told(obligation, now=now)
    except Exception as error:
        if is_away(error):
            raise
        log.exception("a warning could not be noted", extra=about(delivery))
        return _taken(claim, delivery, answer, now)
    return done


def dropped(claim: Claim, delivery: Delivery, *, reason: str) -> bool:
    """Not needed any more; with a letter of the day go the notices that were to be said in it."""
    with transaction.atomic():
        done = claims.untried(claim, delivery, state=Delivery.State.DROPPED, reason=reason)
        if done and delivery.letter == DIGEST:
            said = delivery.bundled.filter(state=Delivery.State.WAITING)
            said.update(state=Delivery.State.DROPPED, reason=reason)
    return done


def failed(claim: Claim, delivery: Delivery, *, answer: str) -> bool:
    """It will never be taken, or cannot be written; `answer` says why."""
    done = until_noted(lambda: _ended(claim, delivery, state=Delivery.State.FAILED, answer=answer[:300]))
    log.warning("letter failed", extra=about(delivery) | {"tries": delivery.attempts})
    return done


@transaction.atomic
def _ended(claim: Claim, delivery: Delivery, **fields: str) -> bool:
    done = claims.finish(claim, delivery, **fields)
    if done and delivery.letter == DIGEST:
        delivery.bundled.filter(state=Delivery.State.WAITING).update(**fields)
    return done


def is_given_up(delivery: Delivery, *, now: datetime) -> bool:
    """Whether it has been tried for two days."""
    return now - delivery.made_at >= GIVE_UP_AFTER and delivery.attempts > len(BACK_OFF)


def again(claim: Claim, delivery: Delivery, *, answer: str, now: datetime, wait: timedelta = timedelta()) -> bool:
    """Not taken now: it is tried again later, and not before `wait` has passed, where the other side asks for that."""
    due = now + max(wait, wait_before(delivery.attempts, str(delivery.key)))
    return claims.finish(claim, delivery, due_at=due, answer=answer[:300], crashes=0)


def wait_before(attempts: int, key: str) -> timedelta:
    """How long to wait after so many tries: 1, 5, 15, 60 minutes … 8 hours, up to a fifth longer, always the same."""
    base = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    jitter = hashlib.sha256(f"{key}:{attempts}".encode()).digest()[0] / 255 / 5
    return base * (1 + jitter)


def about(delivery: Delivery) -> dict[str, str]:
    """What a log may say of a letter: its key and its kind."""
    return {"delivery": str(delivery.key), "letter": delivery.letter}


def _taken(claim: Claim, delivery: Delivery, answer: str, now: datetime) -> bool:
    sent = claims.sent_with_notices if delivery.letter == DIGEST else claims.sent
    return sent(claim, delivery, answer=answer[:300], at=now)


def _warned_about(delivery: Delivery) -> list[Obligation]:
    said = delivery.bundled if delivery.letter == DIGEST else Delivery.objects.filter(pk=delivery.pk)
    about = said.filter(letter__in=warnings.WARNING, obligation__isnull=False)
    unwarned = Obligation.objects.filter(warned_at__isnull=True, deliveries__in=about)
    return list(unwarned.select_related("person", "policy_version").distinct())
