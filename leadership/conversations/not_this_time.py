""" "Not this time": the member passes over one talk (R15, allow_skip); times offered for it are free again."""

from __future__ import annotations

from datetime import datetime

from leadership.conversations import reckoning, turns
from leadership.conversations.attempts import attempt, lock
from leadership.obligations import skipping
from leadership.obligations.models import Obligation
from leadership.people.models import Person


def skip(obligation: Obligation, *, by: Person, now: datetime) -> Obligation:
    """The member needs no reason; the coach, who is given none, keeps their place free. Twice is once.

    Raises Refused as `skipping.skip` does.
    """

    def deed() -> Obligation:
        lock([obligation.person])
        skipped = skipping.skip(obligation, by=by, now=now)
        turns.close_all(obligation.pk, now=now, because="skipped")
        reckoning.settle([obligation.person_id], now=now)
        return skipped

    return attempt(deed)
