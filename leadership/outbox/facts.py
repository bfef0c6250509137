"""Writing facts: the one road by which a change becomes history. Always called in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from leadership.outbox.models import Fact, Signal


def write(
    kind: str,
    *,
    at: datetime,
    actor: UUID | None = None,
    subject: UUID | None = None,
    object: str = "",
    data: Mapping[str, Any] | None = None,
    signals: Iterable[str] = (),
) -> Fact:
    """Records that `kind` happened at `at` (UTC), and wakes the readers in `signals` (`reconcile`, `outreach`)."""
    with transaction.atomic():
        fact = Fact.objects.create(
            kind=kind, at=at, actor_key=actor, subject_key=subject, object=object, data=dict(data or {})
        )
        Signal.objects.bulk_create([Signal(fact=fact, reader=reader) for reader in signals])
    return fact


def write_many(facts: Iterable[Fact], *, batch: int = 2000, signals: Iterable[str] = ()) -> None:
    """Records many facts at once, in their order, and wakes the readers named in `signals`."""
    with transaction.atomic():
        written = Fact.objects.bulk_create(list(facts), batch_size=batch)
        Signal.objects.bulk_create(
            [Signal(fact=fact, reader=reader) for reader in signals for fact in written], batch_size=batch
        )


def waiting(reader: str, *, limit: int = 5000, after: int = 0) -> list[Fact]:
    """The oldest facts that `reader` has not acted on yet, oldest first; with `after`, those behind that one."""
    return list(unsettled(reader).filter(pk__gt=after).order_by("id")[:limit])


def unsettled(reader: str) -> QuerySet[Fact]:
    """The facts that `reader` has not acted on yet. Found by their signals, which are few, never by walking through
    all that ever happened."""
    return Fact.objects.filter(pk__in=Signal.objects.filter(reader=reader).values("fact"))


def settle(reader: str, facts: Iterable[Fact]) -> None:
    """`reader` has acted on these facts. Called in the transaction of what was done about them."""
    Signal.objects.filter(reader=reader, fact__in=[fact.pk for fact in facts]).delete()
