"""Offers to many at once: a leader ticks several, and each of them gets three times of their own.

Each person is a transaction of their own, so one who cannot be offered anything stops nobody else; the same again
changes nothing. Times held for one are taken for the next, and days on which the coach could not meet more people than
their own rule allows are left to others while there are enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from leadership.conversations import availability, booking, eligibility, lengths, numbers, proposals
from leadership.conversations.best import best
from leadership.conversations.errors import Changed, NotFree
from leadership.conversations.models import Conversation
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.people.models import Person

TIMES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: the offer that was made, the one that waits already (`before`), or why there is none."""

    obligation: Obligation
    talk: Conversation | None = None
    before: bool = False
    refused: Refused | None = None


def offer_to_all(obligations: Iterable[Obligation], *, by: Person, now: datetime) -> list[Outcome]:
    """Three times from `by`, as coach, to the member of each obligation, the soonest to be heard first."""
    most = _talks_a_day(by)
    people_on: Counter[date] = Counter()
    outcomes = []
    for obligation in sorted(obligations, key=lambda row: (row.due_on, row.pk)):
        full = {day for day, people in people_on.items() if people >= most}
        outcome = _one(obligation, by, full, now)
        outcomes.append(outcome)
        people_on.update(_days(outcome, by))
    return outcomes


def _one(obligation: Obligation, by: Person, full: set[date], now: datetime) -> Outcome:
    try:
        return _offered(obligation, by, full, now)
    except Refused as refused:
        return Outcome(obligation, refused=refused)


def _offered(obligation: Obligation, by: Person, full: set[date], now: datetime) -> Outcome:
    if obligation.state not in ("open", "unconfirmed"):
        raise Changed(obligation.key)
    kind = lengths.type_of(obligation)
    waiting = booking.pending_offer(obligation.person, by, obligation, type=kind)
    if waiting:
        return Outcome(obligation, waiting, before=True)
    talk = proposals.offer(
        member=obligation.person, coach=by, starts=_times(obligation, by, full, now),
        minutes=lengths.usual(obligation.terms), type=kind, by=by, now=now,
        obligation=obligation,
    )  # fmt: skip
    return Outcome(obligation, talk)


def _times(obligation: Obligation, by: Person, full: set[date], now: datetime) -> tuple[datetime, ...]:
    member, minutes = obligation.person, lengths.usual(obligation.terms)
    free = availability.free_times(member, by, minutes=minutes, now=now, by="coach", obligation=obligation)
    if free.none_because:
        raise NotFree("", str(availability.SENTENCES[free.none_because]))
    return best(free.times, TIMES, zones=(by.zone_info, member.zone_info), besides=full)


def _days(outcome: Outcome, by: Person) -> set[date]:
    """The days, by the coach's clock, on which this person may come."""
    if outcome.talk is None:
        return set()
    return {local_date(time.start, by.zone_info) for time in outcome.talk.offers.all()}


def _talks_a_day(coach: Person) -> int:
    profile = eligibility.profile_of(coach)
    return profile.per_day if profile else numbers.PER_DAY
