"""Claiming letters to send: a lease of two minutes with a token, by the database's clock (docs/explanation/worker.md).

A worker that dies keeps nothing: its lease runs out and another takes the letter, alone, so that one letter on which
workers die holds up no others. Whoever finishes must hold the token. The rate limit is counted here, in the claim's own
transaction and by the same clock, so that many workers together keep it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, SmallIntegerField, When
from django.db.models.functions import Now

from leadership.outreach import copies
from leadership.outreach.models import Delivery, DeliveryQuerySet
from leadership.outreach.notices import CALENDAR
from leadership.people.models import Organisation

LEASE = timedelta(seconds=120)
MINUTE = timedelta(seconds=60)
DIGEST = "digest"
IN_ORDER = (*CALENDAR, copies.LETTER)
"""Letters that leave one after the other to one person about one talk, each by its own way."""
TOKEN = Delivery._meta.get_field("lease_token")
SENT = "UPDATE outreach_delivery SET state = 'sent', answer = %s, sent_at = %s, lease_token = NULL, leased_until = NULL"
SENT_AT_ONCE = f"""
    WITH letter AS ({SENT} WHERE id = %s AND lease_token = %s AND state = 'waiting' RETURNING id),
    said AS ({SENT} WHERE letter_of_id IN (SELECT id FROM letter) AND state = 'waiting')
    SELECT count(*) FROM letter
"""


@dataclass(frozen=True)
class Claim:
    """The letters one worker may send now, in the order they were written."""

    token: uuid.UUID
    deliveries: tuple[Delivery, ...]


def take(*, now: datetime, limit: int) -> Claim:
    """Leases up to `limit` letters that are due at `now`, no more than the rate limit leaves. Two claims never hold the
    same letter. A letter whose worker died comes alone."""
    token = uuid.uuid4()
    with transaction.atomic():
        ids = _wanted(now, _within_the_rate(limit))
        _free(Delivery.objects.filter(id__in=ids, state=Delivery.State.WAITING)).update(
            lease_token=token,
            leased_until=Now() + LEASE,
            tried_at=Now(),
            attempts=F("attempts") + 1,
            crashes=Case(
                When(leased_until__isnull=False, then=F("crashes") + 1),
                default=F("crashes"),
                output_field=SmallIntegerField(),
            ),
        )
    if not ids:
        return Claim(token, ())
    return Claim(token, tuple(Delivery.objects.filter(id__in=ids, lease_token=token).order_by("id")))


def give_back(claim: Claim, deliveries: list[Delivery]) -> None:
    """Returns letters that were not tried, as if they had not been claimed."""
    held = Delivery.objects.filter(id__in=[one.pk for one in deliveries], lease_token=claim.token)
    held.update(lease_token=None, leased_until=None, attempts=F("attempts") - 1, tried_at=None)


def sent(claim: Claim, delivery: Delivery, *, answer: str, at: datetime) -> bool:
    """As `finish`, for a letter that was taken: it is done most often, so it is written out."""
    token = TOKEN.get_db_prep_value(claim.token, connection)
    return _run(f"{SENT} WHERE id = %s AND lease_token = %s AND state = 'waiting'", answer, at, delivery.pk, token) == 1


def sent_with_notices(claim: Claim, letter: Delivery, *, answer: str, at: datetime) -> bool:
    """As `sent`, for a letter of the day: the notices it has said are sent with it, or none is."""
    if connection.vendor == "postgresql":
        return _at_once(claim, letter, answer, at)
    with transaction.atomic():
        done = sent(claim, letter, answer=answer, at=at)
        if done:
            _run(f"{SENT} WHERE letter_of_id = %s AND state = 'waiting'", answer, at, letter.pk)
    return done


def _at_once(claim: Claim, letter: Delivery, answer: str, at: datetime) -> bool:
    """Both in one statement, where the database can: a quarter of the journeys to it."""
    with connection.cursor() as cursor:
        cursor.execute(SENT_AT_ONCE, [answer, at, letter.pk, claim.token, answer, at])
        return bool(cursor.fetchone()[0])


def _run(sql: str, answer: str, at: datetime, *more: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [answer, connection.ops.adapt_datetimefield_value(at), *more])
        return int(cursor.rowcount)


def finish(claim: Claim, delivery: Delivery, **fields: object) -> bool:
    """Writes how it ended and gives the lease back; False when the lease has passed to someone else meanwhile."""
    mine = Delivery.objects.filter(id=delivery.pk, lease_token=claim.token, state=Delivery.State.WAITING)
    return mine.update(lease_token=None, leased_until=None, **fields) == 1


def untried(claim: Claim, delivery: Delivery, **fields: object) -> bool:
    """As `finish`, for a letter that no server has seen in this claim: it counts neither as a try nor for the rate."""
    return finish(claim, delivery, attempts=F("attempts") - 1, tried_at=None, **fields)


def tried_within(span: timedelta) -> DeliveryQuerySet:
    """Letters taken to be sent within so much of the database's time."""
    return Delivery.objects.filter(tried_at__gt=Now() - span)


def _wanted(now: datetime, limit: int) -> list[int]:
    if limit < 1:
        return []
    due = locked(_due(now)).order_by("due_at", "id").values_list("id", flat=True)
    left_behind = list(due.filter(leased_until__isnull=False)[:1])
    return left_behind or list(due[:limit])


def _within_the_rate(limit: int) -> int:
    """How many of `limit` may be taken in this minute; who asks at the same time waits for the answer."""
    most = settings.MAIL_RATE_PER_MINUTE
    if not most:
        return limit
    Organisation.current()
    list(Organisation.objects.select_for_update().values_list("id", flat=True))
    return max(0, min(limit, most - tried_within(MINUTE).count()))


def _due(now: datetime) -> DeliveryQuerySet:
    """What can leave on its own: transactional letters and letters of the day, which no other letter carries; never
    two of one attendee at once."""
    earlier = Delivery.objects.filter(
        conversation=OuterRef("conversation"),
        recipient=OuterRef("recipient"),
        id__lt=OuterRef("id"),
        state=Delivery.State.WAITING,
        letter__in=IN_ORDER,
        transport=OuterRef("transport"),
    )
    alone = Q(transactional=True) | Q(letter=DIGEST)
    due = Delivery.objects.filter(alone, state=Delivery.State.WAITING, letter_of__isnull=True, due_at__lte=now)
    return _free(due).exclude(Q(letter__in=IN_ORDER) & Exists(earlier))


def _free(deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
    return deliveries.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=Now()))


def locked(deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
    """PostgreSQL passes over rows another worker is claiming; SQLite has one writer, who holds the lock already."""
    if connection.features.has_select_for_update_skip_locked:
        return deliveries.select_for_update(skip_locked=True, of=("self",))
    return deliveries
