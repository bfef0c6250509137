"""Sending what is due: claim, ask again whether it is true, write, send, finish; nothing lost, nothing doubled.

A letter is sent outside any transaction. What the server cannot take now is tried again after 1, 5, 15, 60 minutes and
so on for two days; what it will never take, and what cannot be written, fails at once and alone, where HR sees it.
A server that cannot be reached costs the letter that found it out a try, and the others nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from leadership.accounts import links
from leadership.outreach import (
    bounces,
    causes,
    claims,
    days,
    finishing,
    guard,
    letters,
    mailway,
    transports,
    warnings,
)
from leadership.outreach.claims import DIGEST, Claim
from leadership.outreach.days import is_away
from leadership.outreach.models import Delivery
from leadership.outreach.reading import Reading
from leadership.people.models import Organisation

log = logging.getLogger(__name__)

BATCH = 200
FRESH = 1.0
"""Seconds for which what was read of a claim's letters, and asked about them, holds; then it is done anew."""
SPEND = 30.0
"""Seconds of one run. With the longest a letter may take (`smtpline.LETTER`) it stays below half a lease, and below
the minute a task has."""
CRASHES = 5
"""So many workers may die with a letter in their hands; then it is put aside, where HR sees it."""


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


@dataclass(frozen=True, slots=True)
class _Ready:
    """One letter written; `warns`: it names the day from which others can see that the talk remains."""

    delivery: Delivery
    parcel: transports.Sendable
    links: tuple[links.Draft, ...]
    warns: bool


def _keep(ready: _Ready, kept: list[_Ready]) -> None:
    links.keep(ready.links)
    kept.append(ready)


@dataclass
class _Run:
    """One run: the open way out, what is counted, the moment it is about (UTC), and when its time is up."""

    wire: transports.BothWires
    counts: Counts
    now: datetime
    until: float
    bounced: frozenset[int] = frozenset()
    """Those whose address did not work before."""
    mailed: bool = False
    pace: int = BATCH
    """How many are written at once: as many as leave while what was read is fresh."""

    def send(self, claim: Claim) -> None:
        """Each of the claim's letters in turn; what time or the server leaves over is given back."""
        left = list(claim.deliveries)
        while left and not self._is_over():
            left = self._some(claim, left)
        if left:
            claims.give_back(claim, left)

    def _is_over(self) -> bool:
        return self.counts.unreachable or time.monotonic() >= self.until

    def _some(self, claim: Claim, left: Sequence[Delivery]) -> list[Delivery]:
        """Writes them all from one reading and sends them as long as that is fresh; returns those left over, which are
        read, and asked about, anew."""
        read_at, now_written = time.monotonic(), left[: self.pace]
        ready = self._ready(claim, now_written)
        for place, one in enumerate(ready):
            if place and (time.monotonic() - read_at > FRESH or self._is_over()):
                self.pace = place
                return [*(other.delivery for other in ready[place:]), *left[len(now_written) :]]
            self._alone(claim, one.delivery, partial(self._hand_over, claim, one))
        self.pace = min(BATCH, 2 * self.pace)
        return list(left[len(now_written) :])

    def _ready(self, claim: Claim, left: Sequence[Delivery]) -> list[_Ready]:
        """Those that are to leave now, written, their links kept. Read at once; where that goes wrong, each alone."""
        try:
            known = Reading(left, now=self.now)
        except Exception as error:
            if is_away(error):
                raise
            known = None
        written = [one for one in (self._written(claim, delivery, known) for delivery in left) if one is not None]
        return self._with_links(claim, written)

    def _written(self, claim: Claim, delivery: Delivery, known: Reading | None) -> _Ready | None:
        """The letter, if it is to leave; what was read with others and fails it is read once more for it alone."""
        ready: list[_Ready | None] = []
        if known is not None and len(known.letters) > 1:
            try:
                return self._one(claim, delivery, known)
            except Exception as error:
                if is_away(error):
                    raise
        self._alone(
            claim, delivery, lambda: ready.append(self._one(claim, delivery, Reading([delivery], now=self.now)))
        )
        return ready[0] if ready else None

    def _alone(self, claim: Claim, delivery: Delivery, work: Callable[[], object]) -> None:
        """Whatever is wrong with this letter is wrong with this letter alone."""
        try:
            work()
        except Exception as error:
            if is_away(error):
                raise
            log.exception("letter could not be written", extra=finishing.about(delivery))
            self._fail(claim, delivery, f"could not be written: {type(error).__name__}")

    def _one(self, claim: Claim, delivery: Delivery, known: Reading) -> _Ready | None:
        if delivery.crashes >= CRASHES:
            self._fail(claim, delivery, f"could not be written: workers died with it {delivery.crashes} times")
            return None
        verdict = causes.judge(delivery, now=self.now, known=known)
        if verdict.drops:
            self._drop(claim, delivery, verdict.reason)
            return None
        later = verdict.later or (days.rest(delivery, known) if delivery.letter == DIGEST else None)
        if later is not None:
            claims.untried(claim, delivery, due_at=later)
            return None
        return self._in_words(claim, delivery, known)

    def _in_words(self, claim: Claim, delivery: Delivery, known: Reading) -> _Ready | None:
        before = len(known.links)
        try:
            parcel = letters.parcel(delivery, now=self.now, known=known)
        except letters.NothingToSay as nothing:
            self._drop(claim, delivery, nothing.reason)
            return None
        warns = any(one.letter in warnings.WARNING for one in (delivery, *known.said(delivery)))
        return _Ready(delivery, parcel, tuple(known.links[before:]), warns)

    def _with_links(self, claim: Claim, written: list[_Ready]) -> list[_Ready]:
        """Links work before their letters leave: those of all in one statement, or, where one is wrong, each alone."""
        try:
            links.keep(link for one in written for link in one.links)
        except Exception as error:
            if is_away(error):
                raise
        else:
            return written
        kept: list[_Ready] = []
        for one in written:
            self._alone(claim, one.delivery, partial(_keep, one, kept))
        return kept

    def _hand_over(self, claim: Claim, ready: _Ready) -> None:
        delivery, parcel = ready.delivery, ready.parcel
        try:
            answer = self.wire.send(parcel, now=self.now)
        except transports.Unreachable as closed:
            self.counts.unreachable = True
            mailway.closed(closed.trouble, str(closed))
            self._put_off(claim, delivery, str(closed))
        except transports.Again as later:
            self._put_off(claim, delivery, str(later), later.wait)
        except transports.NotTaken as never:
            self._fail(claim, delivery, str(never))
            if never.no_such_address:
                bounces.note(delivery.recipient, address=parcel.recipient, answer=str(never), now=self.now)
        else:
            self._sent(claim, ready, answer)

    def _sent(self, claim: Claim, ready: _Ready, answer: str) -> None:
        delivery = ready.delivery
        self.counts.sent += finishing.sent(claim, delivery, answer=answer, warns=ready.warns, now=self.now)
        mailed = delivery.transport == Delivery.Transport.MAIL
        if mailed and not self.mailed:
            self.mailed = True
            mailway.opened()
        if mailed and delivery.recipient_id in self.bounced:
            bounces.forget(delivery.recipient)
        log.info("letter sent", extra=finishing.about(delivery) | {"tries": delivery.attempts})

    def _put_off(self, claim: Claim, delivery: Delivery, answer: str, wait: timedelta = timedelta()) -> None:
        if finishing.is_given_up(delivery, now=self.now):
            self._fail(claim, delivery, answer)
        else:
            self.counts.again += finishing.again(claim, delivery, answer=answer, now=self.now, wait=wait)

    def _drop(self, claim: Claim, delivery: Delivery, reason: str) -> None:
        self.counts.dropped += finishing.dropped(claim, delivery, reason=reason)

    def _fail(self, claim: Claim, delivery: Delivery, answer: str) -> None:
        self.counts.failed += finishing.failed(claim, delivery, answer=answer)
