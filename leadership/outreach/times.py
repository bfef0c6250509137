"""The times that letters offer, found for all letters of a claim at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from leadership.conversations import lengths, proposals
from leadership.conversations.availability import Asked
from leadership.obligations.models import Obligation

TIMES = 3
LOOK_AHEAD = timedelta(days=21)

Common = tuple[int, tuple[datetime, ...]]
"""Minutes, and starts in UTC."""


def common(owed: Sequence[Obligation], *, now: datetime) -> dict[int, Common]:
    """Up to three times in the coming weeks at which member and coach of each, both read with it, are free; under its
    id. Four queries for any number."""
    pairs = [(one, one.coach) for one in owed if one.coach is not None]
    prefetch_related_objects([coach for _one, coach in pairs], "door")
    asked = [
        Asked(one.person, coach, lengths.usual(one.terms, coach), now, until=now + LOOK_AHEAD) for one, coach in pairs
    ]
    found = proposals.suggest_each(asked, TIMES)
    return {
        one.pk: (question.minutes, starts) for (one, _coach), question, starts in zip(pairs, asked, found, strict=True)
    }
