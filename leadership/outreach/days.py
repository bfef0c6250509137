"""One letter a day: notices due to one person on one local day leave together (docs/reference/cadence.md B.5).

The letter of the day is a delivery of its own with the key `digest:<person>:<local date>`, so the database itself
holds that there is one. A single notice in it is written as itself, several as the digest.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, Error, IntegrityError, InterfaceError, transaction

from leadership.outreach import allowed, causes, chat, preferences
from leadership.outreach.claims import DIGEST
from leadership.outreach.models import Delivery, Preferences
from leadership.people.models import Person

log = logging.getLogger(__name__)

BATCH = 500
NOT_AWAY = (DataError, IntegrityError)
"""What a database says of the data, not of itself."""


def gather(*, now: datetime, limit: int = BATCH) -> int:
    """Puts the notices that are due into their recipients' letter of the day; returns how many were looked at."""
    loose = Delivery.objects.filter(
        state=Delivery.State.WAITING, transactional=False, letter_of__isnull=True, due_at__lte=now
    ).exclude(letter=DIGEST)
    by_person: dict[Person, list[Delivery]] = defaultdict(list)
    for delivery in loose.select_related("recipient").order_by("due_at", "id")[:limit]:
        by_person[delivery.recipient].append(delivery)
    hours, wishes = _hours(by_person), preferences.of_many([person.pk for person in by_person])
    for person, found in by_person.items():
        _alone(person, found, _Known(hours.get(person.pk), wishes.get(person.pk)), now)
    return sum(map(len, by_person.values()))


def _hours(people: Iterable[Person]) -> dict[int, allowed.Hours]:
    """Everybody's allowed moments; of somebody whose calendar cannot be read, none, and that is seen to alone."""
    try:
        return allowed.hours_of(people)
    except Exception as error:
        if is_away(error):
            raise
        return {}


@dataclass(frozen=True)
class _Known:
    """What was read of somebody together with everybody else; no hours where they could not be read."""

    hours: allowed.Hours | None
    wishes: Preferences | None


def _alone(person: Person, found: Sequence[Delivery], known: _Known, now: datetime) -> None:
    """One person's notices; where something about them cannot be worked out, they fail and stop nobody else's."""
    try:
        hours = known.hours or allowed.hours_of([person])[person.pk]
        _one(person, found, hours, known.wishes, now)
    except Exception as error:
        if is_away(error):
            raise
        if len(found) > 1:
            for delivery in found:
                _alone(person, [delivery], known, now)
            return
        log.exception("notice could not be put in a letter", extra={"delivery": str(found[0].key)})
        spoilt = Delivery.objects.filter(pk=found[0].pk, state=Delivery.State.WAITING)
        spoilt.update(state=Delivery.State.FAILED, answer=f"could not be written: {type(error).__name__}")


def is_away(error: BaseException) -> bool:
    """Whether it is the database that failed, in whatever words: then no letter is to blame, the run ends, its claim
    runs out, and the next run finds everything as it was."""
    return isinstance(error, Error | InterfaceError) and not isinstance(error, NOT_AWAY)


def drop(delivery: Delivery, reason: str) -> None:
    """Not needed any more, unless it is on its way."""
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING).update(
        state=Delivery.State.DROPPED, reason=reason, letter_of=None
    )


def _one(
    person: Person, found: Sequence[Delivery], hours: allowed.Hours, wish: Preferences | None, now: datetime
) -> int:
    with transaction.atomic():
        standing = _with_a_cause(found, now)
        if not standing:
            return 0
        if not hours.allows(now):
            return _put_off(standing, hours.next(now))
        mailed = _wanted(standing, wish)
        letter = _letter_of_the_day(person, hours, now) if mailed else None
        if letter is not None or len(mailed) < len(standing):
            chat.accompany_day(person, hours.day(now).isoformat(), now=now)
        if letter is None:
            return _put_off(mailed, hours.tomorrow(now)) if mailed else 0
        ids = [delivery.pk for delivery in mailed]
        return Delivery.objects.filter(pk__in=ids, state=Delivery.State.WAITING).update(letter_of=letter)


def _with_a_cause(found: Sequence[Delivery], now: datetime) -> list[Delivery]:
    standing = []
    for delivery in found:
        verdict = causes.judge(delivery, now=now)
        if verdict.drops:
            drop(delivery, verdict.reason)
        elif verdict.later is not None:
            _put_off([delivery], verdict.later)
        else:
            standing.append(delivery)
    return standing


def _wanted(standing: Sequence[Delivery], wish: Preferences | None) -> list[Delivery]:
    """Those to be mailed; the others wait in the app from now on."""
    mailed = [one for one in standing if preferences.wants_mail(wish, one.letter)]
    for one in standing:
        if one not in mailed:
            drop(one, preferences.IN_THE_APP)
    return mailed


def _put_off(deliveries: Sequence[Delivery], until: datetime) -> int:
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries], state=Delivery.State.WAITING).update(due_at=until)
    return 0


def _letter_of_the_day(person: Person, hours: allowed.Hours, now: datetime) -> Delivery | None:
    """Today's letter as long as nobody has tried to send it; None when it has left or is leaving."""
    letter, _ = Delivery.objects.get_or_create(
        unique_key=f"digest:{person.key}:{hours.day(now).isoformat()}",
        defaults={"letter": DIGEST, "recipient": person, "made_at": now, "due_at": now},
    )
    untried = Delivery.objects.filter(pk=letter.pk, attempts=0).exclude(state=Delivery.State.SENT)
    return letter if untried.update(state=Delivery.State.WAITING, reason="", due_at=now) else None


def still_said(letter: Delivery, *, now: datetime) -> list[Delivery]:
    """The notices of a letter of the day that still have a cause, oldest first; the others are dropped or put off."""
    said = list(letter.bundled.filter(state=Delivery.State.WAITING).select_related("recipient").order_by("id"))
    standing = _with_a_cause(said, now)
    kept = {delivery.pk for delivery in standing}
    gone = [delivery.pk for delivery in said if delivery.pk not in kept]
    Delivery.objects.filter(pk__in=gone, letter_of=letter).update(letter_of=None)
    return standing


def rest(letter: Delivery, *, now: datetime) -> datetime | None:
    """None when a letter of the day may leave now. Otherwise the next allowed moment: a letter nobody has tried to send
    is taken apart, its notices wait for that day's letter; one that may have left already waits as it is."""
    hours = allowed.hours_of([letter.recipient])[letter.recipient_id]
    if hours.allows(now):
        return None
    later = hours.next(now)
    if letter.attempts <= 1:
        letter.bundled.filter(state=Delivery.State.WAITING).update(letter_of=None, due_at=later)
    return later
