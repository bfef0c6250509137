"""Whether somebody may be the coach for one obligation: the rhythm's kinds of coach, and its mix over a year.

The mix (coach.mix): at least so many talks a year with somebody outside the own line, and another coach than last time.
It narrows the choice only when it would otherwise be missed: while other talks of the year can still be with somebody
from outside, this one may be with anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import QuerySet

from leadership.conversations import eligibility
from leadership.conversations.apart import NOBODY, apart_from
from leadership.conversations.listed import Listed
from leadership.conversations.models import Commitment, Credit
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
        known = {obligation.person_id: apart_from(obligation.person_id) if apart is None else apart}
        return fits_of([obligation], apart=known)[obligation.pk]

    def takes(self, coach: Person | Listed, kinds: frozenset[str]) -> bool:
        """Whether the rhythm takes `coach`, who is of these kinds to the member."""
        if coach.pk == self.member_id or coach.pk in self.apart or not eligibility.accepts(self.terms, kinds):
            return False
        return not refused_by_mix(
            self.terms.coach, last=self.last, chosen=str(coach.key), outside=OUTSIDE in kinds,
            outside_before=self.outside_before, left=self.left,
        )  # fmt: skip


def fits_of(obligations: Sequence[Obligation], *, apart: Mapping[int, frozenset[int]]) -> dict[int, Fit]:
    """For each, under its id; at most three queries, where a rhythm asks for a mix. `apart` by member."""
    mixed = [one for one in obligations if one.terms.coach.mix is not None]
    last, outside = (_last_keys(mixed), _outside_before(mixed)) if mixed else ({}, {})
    return {
        one.pk: Fit(
            one.terms, one.person_id, last.get(one.pk), outside.get(one.pk, 0),
            _left_of_year(one) if one.terms.coach.mix else 1, apart.get(one.person_id, NOBODY),
        )
        for one in obligations
    }  # fmt: skip


def last_coach(obligation: Obligation) -> Person | None:
    """Whom the member had the last time, in the same rhythm."""
    earlier = Obligation.objects.filter(person=obligation.person_id, policy=obligation.policy_id, coach__isnull=False)
    last = earlier.exclude(pk=obligation.pk).order_by("-due_on", "-pk").select_related("coach").first()
    return last.coach if last else None


def _last_keys(mixed: Sequence[Obligation]) -> dict[int, str]:
    """The key of the coach each one's member had the last time, in the same rhythm, by the obligation's id."""
    newest = _of_the_same(mixed).filter(coach__isnull=False).order_by("-due_on", "-pk")
    known: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for person, policy, pk, coach in newest.values_list("person_id", "policy_id", "pk", "coach__key"):
        known[person, policy].append((pk, str(coach)))
    others = ((one.pk, (coach for pk, coach in known[one.person_id, one.policy_id] if pk != one.pk)) for one in mixed)
    return {owed: coach for owed, coaches in others for coach in islice(coaches, 1)}


def _outside_before(mixed: Sequence[Obligation]) -> dict[int, int]:
    """Talks of the rhythm in the year each one is due, held or agreed, with somebody outside the line; its own are not
    among them."""
    asked = [one for one in mixed if one.terms.coach.mix and one.terms.coach.mix.outside_own_line]
    if not asked:
        return {}
    same = _of_the_same(asked).filter(due_on__year__in={one.due_on.year for one in asked})
    counted = Credit.objects.filter(obligation__in=same, withdrawn_at=None)
    agreed = Commitment.objects.filter(obligation__in=same)
    of = [f"obligation__{name}" for name in ("person_id", "policy_id", "due_on", "pk")]
    talks: defaultdict[tuple[int, int, int], set[tuple[int, int]]] = defaultdict(set)
    for rows in (counted, agreed):
        for person, policy, due, owed, talk, kinds in rows.values_list(
            *of, "conversation_id", "conversation__coach_kinds"
        ):
            if OUTSIDE in kinds:
                talks[person, policy, due.year].add((owed, talk))
    return {
        one.pk: len({talk for owed, talk in talks[one.person_id, one.policy_id, one.due_on.year] if owed != one.pk})
        for one in asked
    }


def _of_the_same(mixed: Sequence[Obligation]) -> QuerySet[Obligation]:
    """What these members are owed by these rhythms."""
    return Obligation.objects.filter(
        person__in={one.person_id for one in mixed}, policy__in={one.policy_id for one in mixed}
    )


def _left_of_year(obligation: Obligation) -> int:
    """How many talks of the rhythm fall due in the rest of the year, this one included."""
    last = date(obligation.due_on.year, 12, 31)
    interval = max(obligation.terms.cadence.interval_days, 1)
    return 1 + int((last - obligation.due_on) / timedelta(days=interval))
