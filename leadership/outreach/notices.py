"""Writing down that something is to be said: a `Notice` becomes a `Delivery`, once, in the transaction of its cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadership.obligations.models import Obligation
from leadership.outreach import allowed, chat
from leadership.outreach.models import Delivery
from leadership.people.models import Person

CALENDAR = ("booked", "moved", "cancelled")
"""Letters that carry a calendar object; to one attendee they leave in the order they were written."""
REMINDERS = ("invitation", "choose_coach", "not_booked", "late", "pair_overdue", "leader_told", "hr_told")
"""Letters of the ladder (docs/reference/cadence.md B.5)."""


def speaks_to_leader(owed: Obligation) -> bool:
    """Whether it is the leader who sees to the talk, and gets the letters about it (docs/reference/cadence.md B.2)."""
    return owed.terms.subject == "leader"


@dataclass(frozen=True)
class Notice:
    """One letter to one person. `key` makes it once; `not_before` and `expires_at` are instants in UTC.

    A transactional letter leaves at once; any other waits for the recipient's next allowed moment.
    """

    key: str
    letter: str
    recipient: Person
    obligation_id: int | None = None
    conversation_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    transactional: bool = False
    not_before: datetime | None = None
    expires_at: datetime | None = None


def write(notices: Iterable[Notice], *, now: datetime) -> int:
    """Stores those that are not stored yet and returns how many there were. Called in the transaction of the cause."""
    notices = list({notice.key: notice for notice in notices}.values())
    stored = Delivery.objects.filter(unique_key__in=[one.key for one in notices])
    known = set(stored.values_list("unique_key", flat=True))
    fresh = [notice for notice in notices if notice.key not in known]
    hours = allowed.hours_of({one.recipient for one in fresh if not one.transactional})
    rows = [_delivery(notice, hours.get(notice.recipient.pk), now) for notice in fresh]
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    chat.accompany([row for row in rows if row.transactional], now=now)
    return len(rows)


def withdraw(about: Collection[tuple[int, int]], *, reason: str) -> list[str]:
    """Drops the reminders about these obligations to these recipients (ids, in pairs) that have not left and are not on
    their way; returns their keys."""
    waiting = Delivery.objects.filter(
        obligation__in={owed for owed, _to in about},
        letter__in=REMINDERS,
        state=Delivery.State.WAITING,
        letter_of__isnull=True,
    )
    rows = waiting.values_list("pk", "unique_key", "obligation_id", "recipient_id")
    found = {pk: key for pk, key, owed, to in rows if (owed, to) in about}
    if found:
        waiting.filter(pk__in=found).update(state=Delivery.State.DROPPED, reason=reason)
    return list(found.values())


def _delivery(notice: Notice, hours: allowed.Hours | None, now: datetime) -> Delivery:
    earliest = max(now, notice.not_before or now)
    return Delivery(
        unique_key=notice.key,
        letter=notice.letter,
        recipient=notice.recipient,
        obligation_id=notice.obligation_id,
        conversation_id=notice.conversation_id,
        data=notice.data,
        transactional=notice.transactional,
        made_at=now,
        due_at=hours.next(earliest) if hours else earliest,
        expires_at=notice.expires_at,
    )
