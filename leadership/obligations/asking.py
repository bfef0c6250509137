"""A leader asks what would help: not a reminder, a question."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.people.models import Person


@transaction.atomic
def ask_what_helps(obligation: Obligation, *, by: Person, now: datetime) -> None:
    """Asks the member what would help. Outreach turns the fact into one letter per obligation, asker and day."""
    facts.write(
        "obligation.help_asked",
        at=now,
        actor=by.key,
        subject=obligation.person.key,
        object=obligation.name,
        signals=("outreach",),
    )
