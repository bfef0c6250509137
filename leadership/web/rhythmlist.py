"""What HR sees of all rhythms at a glance: state, version, people concerned, coverage, when each is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from leadership.insights import beside
from leadership.lib import spoken
from leadership.lib.shares import in_tens
from leadership.obligations.audience import people_of
from leadership.obligations.models import Obligation
from leadership.people.models import Organisation
from leadership.web.rhythmpages import shown
from policies.models import Policy, PolicyVersion

YEAR = timedelta(days=365)
OVER = ("fulfilled", "missed")
STILL = ("open", "booked", "unconfirmed")


@dataclass(frozen=True)
class Line:
    """One rhythm; `coverage` in tens of per cent of the people it was owed to in a year (None: too few to say, or
    nobody is owed anything); `review` None: no day has been set."""

    policy: Policy
    version: PolicyVersion
    people: int
    coverage: int | None
    review: date | None
    is_review_near: bool

    @property
    def review_words(self) -> str:
        """ "30 May 2027"."""
        return spoken.day(self.review) if self.review else ""


def overview(policies: Iterable[Policy], *, on: date) -> list[Line]:
    """A line for each rhythm that has not ended. One query per rhythm for its people, one for all coverage."""
    living = [policy for policy in policies if policy.state != Policy.State.RETIRED]
    covered = _coverage(living, on=on)
    return [_line(policy, covered.get(policy.pk), on=on) for policy in living]


def _line(policy: Policy, coverage: int | None, *, on: date) -> Line:
    version = shown(policy)
    terms = version.read()
    near = terms.review_on is not None and terms.review_on - on <= timedelta(days=60)
    return Line(policy, version, people_of(terms, on=on).count(), coverage, terms.review_on, near)


def _coverage(policies: list[Policy], *, on: date) -> dict[int, int]:
    """The share of people all of whose talks due in the last year were held, where enough people are counted (C1)."""
    due = Obligation.objects.filter(
        policy__in=[policy.pk for policy in policies], due_on__lte=on, due_on__gt=on - YEAR, state__in=(*OVER, *STILL)
    )
    unheard = Count("person", distinct=True, filter=~Q(state="fulfilled"))
    found = due.order_by().values_list("policy").annotate(people=Count("person", distinct=True), unheard=unheard)
    least, silent = Organisation.current().n_min, beside.kept(on=on)
    quiet = {policy.pk for policy in policies if policy.key in silent}
    return {
        policy: in_tens(people - left, people)
        for policy, people, left in found
        if people >= least and policy not in quiet
    }
