"""What waits to be said, as it looks from outside: for the health page and the page of deliveries."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, Q

from leadership.outreach import claims
from leadership.outreach.claims import DIGEST
from leadership.outreach.models import Delivery, DeliveryQuerySet


def oldest_due(now: datetime) -> datetime | None:
    """Since when the oldest letter has been due that nobody has tried to send yet; None when there is none."""
    untried = Delivery.objects.filter(
        Q(transactional=True) | Q(letter=DIGEST) | Q(letter_of__isnull=True),
        state=Delivery.State.WAITING,
        due_at__lte=now,
        attempts=0,
    )
    oldest: datetime | None = untried.aggregate(oldest=Min("due_at"))["oldest"]
    return oldest


LONG = 200
HOUR = timedelta(hours=1)


def is_long(now: datetime) -> bool:
    """Whether more letters are due than one process sends in a moment."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now)
    return len(due.values_list("pk", flat=True)[:LONG]) == LONG


def figures(now: datetime) -> dict[str, int]:
    """How many letters wait, are due, have failed, and left within the last hour of real time."""
    state = Delivery.State
    letters = Delivery.objects.filter(Q(transactional=True) | Q(letter=DIGEST) | Q(letter_of__isnull=True))
    waiting = letters.filter(state=state.WAITING)
    return {
        "waiting": waiting.count(),
        "due": waiting.filter(due_at__lte=now).count(),
        "failed": letters.filter(state=state.FAILED).count(),
        "sent_last_hour": claims.tried_within(HOUR).filter(state=state.SENT).count(),
    }


def said(deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
    """Notices that are sent, each on its own; left out are the letters of the day that carry them, and what was read
    in the app instead (`warnings.seen`)."""
    return deliveries.exclude(letter=DIGEST).exclude(unique_key__startswith="seen:")


def waits_because(delivery: Delivery, now: datetime, *, held: bool) -> str:
    """Why a waiting letter has not left: held, retry, quiet, order or soon (words of ours)."""
    if held:
        return "held"
    if delivery.attempts or (delivery.letter_of and delivery.letter_of.attempts):
        return "retry"
    if delivery.due_at > now:
        return "quiet" if not delivery.transactional else "later"
    return "soon"
