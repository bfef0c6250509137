"""Whether somebody may be the coach for one obligation: the rhythm's kinds of coach, and its mix over a year.

The mix (coach.mix): at least so many talks a year with somebody outside the own line, and another coach than last time.
It narrows the choice only when it would otherwise be missed: while other talks of the year can still be with somebody
from outside, this one may be with anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from leadership.conversations import eligibility
from leadership.conversations.apart import apart_from
from leadership.conversations.listed import Listed
from leadership.conversations.models import Conversation
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.mixing import refused_by_mix
from policies.terms import Terms

OUTSIDE = "outside_own_line"


@dataclass(frozen=True, slots=True)
class Fit:
    """What a coach must be for one obligation, read once for any number of coaches.

    `apart`: those the member is not brought together with; `last`: the key of the coach the member had the last time;
    `outside_before`: talks outside the own line in the year; `left`: talks still to come in it, this one among them.
    """

    terms: Terms
    member_id: int
    last: str | None = None
    outside_before: int = 0
    left: int = 1
    apart: frozenset[int] = frozenset()

    @classmethod
    def of(cls, obligation: Obligation, *, apart: frozenset[int] | None = None) -> Fit:
        """`apart` where it is known already. One query, and at most three more where the rhythm asks for a mix."""
        terms = obligation.terms
        apart = apart_from(obligation.person_id) if apart is None else apart
        if terms.coach.mix is None:
            return cls(terms, obligation.person_id, apart=apart)
        last = last_coach(obligation)
        before = _outside_in(obligation, obligation.due_on.year) if terms.coach.mix.outside_own_line else 0
        key = str(last.key) if last else None
        return cls(terms, obligation.person_id, key, before, _left_of_year(obligation), apart)

    def takes(self, coach: Person | Listed, kinds: frozenset[str]) -> bool:
        """Whether the rhythm takes `coach`, who is of these kinds to the member."""
        if coach.pk == self.member_id or coach.pk in self.apart or not eligibility.accepts(self.terms, kinds):
            return False
        return not refused_by_mix(
            self.terms.coach, last=self.last, chosen=str(coach.key), outside=OUTSIDE in kinds,
            outside_before=self.outside_before, left=self.left,
        )  # fmt: skip


def last_coach(obligation: Obligation) -> Person | None:
    """Whom the member had the last time, in the same rhythm."""
    earlier = Obligation.objects.filter(person=obligation.person_id, policy=obligation.policy_id, coach__isnull=False)
    last = earlier.exclude(pk=obligation.pk).order_by("-due_on", "-pk").select_related("coach").first()
    return last.coach if last else None


def _outside_in(obligation: Obligation, year: int) -> int:
    """Talks of the rhythm in that year, held or agreed, with somebody outside the line; this one's not among them."""
    others = Obligation.objects.filter(
        person=obligation.person_id, policy=obligation.policy_id, due_on__year=year
    ).exclude(pk=obligation.pk)
    counted = Conversation.objects.filter(credits__obligation__in=others, credits__withdrawn_at=None)
    agreed = Conversation.objects.filter(commitments__obligation__in=others)
    kinds = [*counted.values_list("pk", "coach_kinds"), *agreed.values_list("pk", "coach_kinds")]
    return len({pk for pk, known in kinds if OUTSIDE in known})


def _left_of_year(obligation: Obligation) -> int:
    """How many talks of the rhythm fall due in the rest of the year, this one included."""
    last = date(obligation.due_on.year, 12, 31)
    interval = max(obligation.terms.cadence.interval_days, 1)
    return 1 + int((last - obligation.due_on) / timedelta(days=interval))
