"""Sending what is due: claim, ask again whether it is true, write, send, finish; nothing lost, nothing doubled.

A letter is sent outside any transaction. What the server cannot take now is tried again after 1, 5, 15, 60 minutes and
so on for two days; what it will never take, and what cannot be written, fails at once and alone, where HR sees it.
A server that cannot be reached costs the letter that found it out a try, and the others nothing.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from leadership.obligations.models import Obligation
from leadership.outreach import bounces, causes, claims, days, guard, letters, mailway, transports, warnings
from leadership.outreach.claims import DIGEST, Claim
from leadership.outreach.days import is_away
from leadership.outreach.models import Delivery
from leadership.outreach.noting import until_noted
from leadership.people.models import Organisation

log = logging.getLogger(__name__)

BATCH = 50
SPEND = 30.0
"""Seconds of one run. With the longest a letter may take (`smtpline.LETTER`) it stays below half a lease, and below
the minute a task has."""
CRASHES = 5
"""So many workers may die with a letter in their hands; then it is put aside, where HR sees it."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
GIVE_UP_AFTER = timedelta(hours=48)


@dataclass
class Counts:
    """What became of the letters looked at. `unreachable`: no connection to the mail server could be had; `more`: time
    was up before the letters were."""

    sent: int = 0
    dropped: int = 0
    again: int = 0
    failed: int = 0
    held: bool = False
    unreachable: bool = False
    more: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(now: datetime, *, seconds: float = SPEND, beat: Callable[[], None] = lambda: None) -> Counts:
    """Sends what is due at `now` (UTC) for at most `seconds` of real time; the rest is the next run's. `beat` is called
    between claims."""
    guard.look()
    counts = Counts(held=not may_send())
    if counts.held:
        return counts
    until = time.monotonic() + seconds
    with transports.connected() as wire:
        run = _Run(wire, counts, now, until, bounces.known())
        while not counts.unreachable:
            beat()
            gathered = days.gather(now=now)
            claim = claims.take(now=now, limit=BATCH)
            if claim.deliveries:
                run.send(claim)
            elif not gathered:
                break
            if time.monotonic() >= until:
                counts.more = True
                break
    if counts.sent:
        guard.counted()
    return counts


def may_send() -> bool:
    """Whether letters may leave this installation: sending is on, and no restored backup is being held back."""
    return settings.MAIL_SENDING and not Organisation.current().mail_held


def send_again(delivery: Delivery, *, now: datetime) -> bool:
    """HR asks for another try of a letter that could not be delivered; False when it is not in that state any more."""
    letter = delivery.letter_of or delivery
    with transaction.atomic():
        again = {
            "state": Delivery.State.WAITING,
            "due_at": now,
            "made_at": now,
            "attempts": 0,
            "crashes": 0,
            "answer": "",
        }
        failed = Delivery.objects.filter(state=Delivery.State.FAILED)
        if not failed.filter(pk=letter.pk).update(**again):
            return False
        failed.filter(letter_of=letter).update(**again)
    return True


@dataclass
class _Run:
    """One run: the open way out, what is counted, the moment it is about (UTC), and when its time is up."""

    wire: transports.BothWires
    counts: Counts
    now: datetime
    until: float
    bounced: frozenset[int] = frozenset()
    """Those whose address did not work before."""

    def send(self, claim: Claim) -> None:
        """Each of the claim's letters in turn; what time or the server leaves over is given back."""
        for place, delivery in enumerate(claim.deliveries):
            if self.counts.unreachable or time.monotonic() >= self.until:
                claims.give_back(claim, list(claim.deliveries[place:]))
                return
            self._alone(claim, delivery)

    def _alone(self, claim: Claim, delivery: Delivery) -> None:
        """Whatever is wrong with this letter is wrong with this letter alone."""
        try:
            self._one(claim, delivery)
        except Exception as error:
            if is_away(error):
                raise
            about = {"delivery": str(delivery.key), "letter": delivery.letter}
            log.exception("letter could not be written", extra=about)
            self._fail(claim, delivery, f"could not be written: {type(error).__name__}")

    def _one(self, claim: Claim, delivery: Delivery) -> None:
        if delivery.crashes >= CRASHES:
            self._fail(claim, delivery, f"could not be written: workers died with it {delivery.crashes} times")
            return
        verdict = causes.judge(delivery, now=self.now)
        if verdict.drops:
            self._drop(claim, delivery, verdict.reason)
            return
        rest = days.rest(delivery, now=self.now) if delivery.letter == DIGEST else None
        later = verdict.later or rest
        if later is not None:
            claims.untried(claim, delivery, due_at=later)
            return
        try:
            parcel = letters.parcel(delivery, now=self.now)
        except letters.NothingToSay as nothing:
            self._drop(claim, delivery, nothing.reason)
        else:
            self._hand_over(claim, delivery, parcel)

    def _hand_over(self, claim: Claim, delivery: Delivery, parcel: transports.Sendable) -> None:
        try:
            answer = self.wire.send(parcel, now=self.now)
        except transports.Unreachable as closed:
            self.counts.unreachable = True
            mailway.closed(closed.trouble, str(closed))
            self._put_off(claim, delivery, str(closed))
        except transports.Again as later:
            self._put_off(claim, delivery, str(later))
        except transports.NotTaken as never:
            self._fail(claim, delivery, str(never))
            if never.no_such_address:
                bounces.note(delivery.recipient, address=parcel.recipient, answer=str(never), now=self.now)
        else:
            self._sent(claim, delivery, answer)

    def _sent(self, claim: Claim, delivery: Delivery, answer: str) -> None:
        done = _finish(claim, delivery, self.now, state=Delivery.State.SENT, answer=answer, sent_at=self.now)
        mailed = delivery.transport == Delivery.Transport.MAIL
        if mailed and not self.counts.sent:
            mailway.opened()
        if mailed and delivery.recipient_id in self.bounced:
            bounces.forget(delivery.recipient)
        self.counts.sent += done
        log.info("letter sent", extra=_about(delivery) | {"tries": delivery.attempts})

    def _drop(self, claim: Claim, delivery: Delivery, reason: str) -> None:
        """Not needed any more; with a letter of the day go the notices that were to be said in it."""
        with transaction.atomic():
            dropped = claims.untried(claim, delivery, state=Delivery.State.DROPPED, reason=reason)
            if dropped and delivery.letter == DIGEST:
                said = delivery.bundled.filter(state=Delivery.State.WAITING)
                said.update(state=Delivery.State.DROPPED, reason=reason)
        self.counts.dropped += dropped

    def _fail(self, claim: Claim, delivery: Delivery, answer: str) -> None:
        self.counts.failed += _finish(claim, delivery, self.now, state=Delivery.State.FAILED, answer=answer)
        log.warning("letter failed", extra=_about(delivery) | {"tries": delivery.attempts})

    def _put_off(self, claim: Claim, delivery: Delivery, answer: str) -> None:
        if self.now - delivery.made_at >= GIVE_UP_AFTER and delivery.attempts > len(BACK_OFF):
            self._fail(claim, delivery, answer)
            return
        due = self.now + wait_before(delivery.attempts, str(delivery.key))
        self.counts.again += claims.finish(claim, delivery, due_at=due, answer=answer[:300], crashes=0)


def _about(delivery: Delivery) -> dict[str, str]:
    """What a log may say of a letter: its key and its kind."""
    return {"delivery": str(delivery.key), "letter": delivery.letter}


def wait_before(attempts: int, key: str) -> timedelta:
    """How long to wait after so many tries: 1, 5, 15, 60 minutes … 8 hours, up to a fifth longer, always the same."""
    base = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    jitter = hashlib.sha256(f"{key}:{attempts}".encode()).digest()[0] / 255 / 5
    return base * (1 + jitter)


def _finish(claim: Claim, delivery: Delivery, now: datetime, **fields: Any) -> bool:
    """How it ended. What the server has taken is sent, even if a warning in it cannot be noted."""
    fields["answer"] = fields["answer"][:300]
    return until_noted(lambda: _noted(claim, delivery, now, fields))


def _noted(claim: Claim, delivery: Delivery, now: datetime, fields: dict[str, Any]) -> bool:
    warned = _warned_about(delivery) if fields["state"] == Delivery.State.SENT else []
    try:
        return _finished(claim, delivery, fields, warned, now)
    except Exception as error:
        if is_away(error):
            raise
        log.exception("a warning could not be noted", extra=_about(delivery))
        return _finished(claim, delivery, fields, [], now)


def _finished(
    claim: Claim, delivery: Delivery, fields: dict[str, Any], warned: list[Obligation], now: datetime
) -> bool:
    """For the letter and every notice said in it, in one transaction; a warning that both have got by now with it."""
    with transaction.atomic():
        if not claims.finish(claim, delivery, **fields):
            return False
        if delivery.letter == DIGEST:
            delivery.bundled.filter(state=Delivery.State.WAITING).update(**fields)
        for obligation in warned:
            warnings.told(obligation, now=now)
    return True


def _warned_about(delivery: Delivery) -> list[Obligation]:
    if delivery.letter != DIGEST and delivery.letter not in warnings.WARNING:
        return []
    said = delivery.bundled if delivery.letter == DIGEST else Delivery.objects.filter(pk=delivery.pk)
    about = said.filter(letter__in=warnings.WARNING, obligation__isnull=False)
    unwarned = Obligation.objects.filter(warned_at__isnull=True, deliveries__in=about)
    return list(unwarned.select_related("person").distinct())
