"""What a member says of a rhythm for themselves: a fact about them that the ledger is to follow."""

from __future__ import annotations

from datetime import datetime

from leadership.outbox import facts
from leadership.people.models import Person
from policies.models import Policy


def tell(kind: str, person: Person, policy: Policy, now: datetime, **data: str) -> None:
    """Part of a deed: `kind` is a word of ours (rhythm.joined, …), `data` keys, dates and words of ours."""
    facts.write(
        kind,
        at=now,
        actor=person.key,
        subject=person.key,
        object=f"rhythm:{policy.key}",
        data=data,
        signals=("reconcile",),
    )
