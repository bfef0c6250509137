"""A leader asks what would help: not a reminder, a question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.outbox.models import Fact
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


@transaction.atomic
def ask_once(obligation: Obligation, *, by: Person, now: datetime, lately: timedelta) -> bool:
    """The same, unless the member was asked within `lately` by whomever: the first to ask has asked for all. Whether
    it was asked now. Two at once wait for one another."""
    Obligation.objects.select_for_update().get(pk=obligation.pk)
    asked = Fact.objects.filter(kind="obligation.help_asked", subject_key=obligation.person.key, at__gt=now - lately)
    if asked.exists():
        return False
    ask_what_helps(obligation, by=by, now=now)
    return True
