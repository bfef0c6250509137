"""A letter with a way to a new password. Its secret is made while it is written and stored nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.people.models import Person

WAITS_FOR = timedelta(hours=2)
"""A letter that could not leave by then is dropped; asking again writes a new one."""


def ask(person: Person, *, now: datetime) -> Delivery:
    """Writes the letter down; it leaves with the next pulse. Several askings within a minute are one letter."""
    key = f"reset:{person.key}:{now:%Y%m%dT%H%MZ}"
    write([Notice(key=key, letter="reset", recipient=person, transactional=True, expires_at=now + WAITS_FOR)], now=now)
    return Delivery.objects.get(unique_key=key)
