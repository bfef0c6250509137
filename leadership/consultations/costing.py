"""What a rhythm costs and what came of it: figures for its review, never about one person.

Hours are both sides of the talks held in the last twelve months, each with the quarter of an hour around it. Whoever
asked for a talk outside any rhythm is not in it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from leadership.conversations import numbers
from leadership.conversations.models import Conversation, Credit
from leadership.lib.shares import in_tens, tens
from leadership.obligations.models import Obligation
from leadership.people.models import Organisation
from policies.models import Policy

YEAR = timedelta(days=365)
SIDES = 2
AROUND = numbers.BUFFER_BEFORE + numbers.BUFFER_AFTER


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the twelve months up to `on`: cycles that were due, how many were heard in time or later, people concerned,
    talks held for it and their hours. `few`: too few people to show anything of (`n_min`). `useful`: how many of those
    who answered found it worth the time, in tens of per cent (None: too few did)."""

    on: str
    due: int
    heard: int
    in_time: int
    people: int
    talks: int
    hours: float
    few: bool
    useful: int | None = None

    @property
    def share(self) -> int | None:
        """Of what was due, how much was heard, in tens of per cent; None where too few people are in it."""
        return None if self.few or not self.due else in_tens(self.heard, self.due)

    @property
    def share_in_time(self) -> int | None:
        """Of what was due, how much was heard in time, in tens of per cent; None where too few people are in it."""
        return None if self.few or not self.due else in_tens(self.in_time, self.due)

    @property
    def due_about(self) -> int | None:
        """How many were due, in tens, as the talks."""
        return None if self.few else tens(self.due)

    @property
    def people_about(self) -> int | None:
        """The people concerned, in tens, as the talks."""
        return None if self.few else tens(self.people)

    @property
    def talks_about(self) -> int | None:
        """The talks in tens, so that nobody is told from the difference to another rhythm; None where too few."""
        return None if self.few else tens(self.talks)

    @property
    def hours_about(self) -> int | None:
        """The hours in tens, as the talks."""
        return None if self.few else tens(self.hours)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def figures(policy: Policy, *, on: date) -> Figures:
    """The figures of one rhythm on `on`, a day of the organisation, in three queries."""
    since = on - YEAR
    counted = Obligation.objects.filter(policy=policy, due_on__gt=since, due_on__lte=on)
    counted = counted.exclude(state__in=("excused", "cancelled", "planned"))
    fulfilled = Q(state="fulfilled")
    row = counted.aggregate(
        due=Count("pk"),
        heard=Count("pk", filter=fulfilled),
        in_time=Count("pk", filter=fulfilled & Q(credited_on__lte=F("due_on"))),
        people=Count("person", distinct=True),
    )
    talks, hours = _cost(policy, since, on)
    few = row["people"] < Organisation.current().n_min
    return Figures(on.isoformat(), row["due"], row["heard"], row["in_time"], row["people"], talks, hours, few)


def hours_a_year(policy: Policy, *, on: date) -> int | None:
    """The hours of the last twelve months alone, in tens; None where too few people are behind them."""
    return figures(policy, on=on).hours_about


def _cost(policy: Policy, since: date, on: date) -> tuple[int, float]:
    held = Conversation.objects.filter(
        pk__in=_credited(policy), state__in=("held", "held_provisional"), start__date__gt=since, start__date__lte=on
    )
    row = held.aggregate(talks=Count("pk"), minutes=Sum("minutes"))
    minutes = (row["minutes"] or 0) + AROUND * row["talks"]
    return row["talks"], round(SIDES * minutes / 60, 1)


def _credited(policy: Policy) -> Any:
    return Credit.objects.filter(obligation__policy=policy, withdrawn_at=None).values("conversation")
