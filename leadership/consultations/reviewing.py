"""Looking at a rhythm again: what it was to do, what came of it, what it cost; then keep, change or retire (A30, A45).

Sixty days before its review those it concerns can say what they think of it now; notices go out at 60, 30 and 7 days.
A rhythm that is not reviewed in time opens no new cycle (`Policy.stops_on`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.consultations import changing, costing, proposing, reach
from leadership.consultations.models import Proposal, Review, ReviewNotice
from leadership.lib import tokens
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused
from leadership.outbox import facts
from leadership.people.models import Organisation, Person
from policies import rhythms
from policies.cadence import add_months
from policies.models import Policy, PolicyVersion
from policies.terms import Terms

NOTICES = (60, 30, 7, 0)
"""Days before the review on which it is told; 0: the day after it was missed."""
FARTHEST = 24
"""Months to the next review at most."""


@dataclass(frozen=True, slots=True)
class Due:
    """A rhythm in force with its review day; `days` until it, negative once it was missed."""

    policy: Policy
    version: PolicyVersion
    review_on: date
    days: int


def due(*, on: date, within: int | None = 60) -> list[Due]:
    """Rhythms in force whose review is at most `within` days away (None: all), the nearest first."""
    found = [one for policy in _in_force() if (one := _due(policy, on)) and (within is None or one.days <= within)]
    return sorted(found, key=lambda one: (one.review_on, one.policy.key))


def announce(*, now: datetime) -> int:
    """Tells of every review that has come near, once for each of the notices; several missed days collapse to the
    latest. Opens the round in which those concerned can speak. Returns how many were told. Called with each tick."""
    today = local_date(now, Organisation.current().zone)
    told = 0
    for one in due(on=today):
        told += _announce(one, now=now)
    return told


@transaction.atomic
def decide(
    policy: Policy,
    *,
    decision: str,
    result: str,
    next_review_on: date | None,
    by: Person,
    now: datetime,
    figures: costing.Figures,
    stop_open: bool = False,
) -> Review:
    """The review is held: the rhythm is kept as it is, goes on while it is changed, or is retired with the result as
    its reason. `figures`: what those who decide have read; they are kept. Raises Refused with everything that is
    missing."""
    today = local_date(now, Organisation.current().zone)
    version = _reviewable(policy, [*_unsaid(decision, result), *_wrong_day(decision, next_review_on, today)])
    review = Review.objects.create(
        policy=policy,
        version=version,
        decided_at=now,
        decided_by=by,
        decision=decision,
        next_review_on=None if decision == Review.Decision.RETIRE else next_review_on,
        aim=version.purpose_here,
        result=result.strip(),
        figures=figures.as_dict(),
    )
    _close_round(version, by=by, now=now)
    if decision == Review.Decision.RETIRE:
        rhythms.retire(policy, by=by, now=now, stop_open=stop_open, because=result)
    elif next_review_on is not None:
        _look_again(version, next_review_on, by=by, now=now)
    return review


def _reviewable(policy: Policy, wrong: list[Refusal]) -> PolicyVersion:
    """The version in force; raises Refused with what is `wrong` besides when there is none or something is."""
    version = latest(policy)
    if version is None or policy.state not in (Policy.State.ADOPTED, Policy.State.SUSPENDED):
        wrong.append(Refusal("policy", policy.key, _("Only a rhythm in force is reviewed."), _("Look at it again.")))
    if wrong or version is None:
        raise Refused(*wrong)
    return version


def latest(policy: Policy) -> PolicyVersion | None:
    """The newest adopted version."""
    return policy.versions.filter(adopted_at__isnull=False).order_by("-number").first()


def round_of(version: PolicyVersion) -> Proposal | None:
    """The open round in which people say what they think of the rhythm now."""
    return Proposal.objects.live().filter(version=version, kind=Proposal.Kind.REVIEW).first()


def _in_force() -> Iterator[Policy]:
    states = (Policy.State.ADOPTED, Policy.State.SUSPENDED)
    yield from Policy.objects.filter(state__in=states).prefetch_related("versions")


def _due(policy: Policy, on: date) -> Due | None:
    adopted = [version for version in policy.versions.all() if version.adopted_at]
    version = max(adopted, key=lambda one: one.number, default=None)
    review_on = version.read().review_on if version else None
    return Due(policy, version, review_on, (review_on - on).days) if version and review_on else None


@transaction.atomic
def _announce(one: Due, *, now: datetime) -> int:
    reached = [days for days in NOTICES if one.days <= days - (days == 0)]
    if not reached:
        return 0
    notice, made = ReviewNotice.objects.get_or_create(
        version=one.version, review_on=one.review_on, days=min(reached), defaults={"at": now}
    )
    if not made:
        return 0
    _open_round(one, now=now)
    facts.write(
        "review.due" if notice.days else "review.missed",
        at=now,
        object=f"policy:{one.policy.key}",
        data={"version": one.version.number, "days": notice.days, "review_on": one.review_on.isoformat()},
        signals=("outreach",),
    )
    return 1


def _open_round(one: Due, *, now: datetime) -> None:
    """Those concerned can speak until the day of the review; afterwards too, while nobody has held it."""
    if Proposal.objects.live().filter(version=one.version).exists():
        return
    today = local_date(now, Organisation.current().zone)
    proposal = Proposal.objects.create(
        version=one.version,
        kind=Proposal.Kind.REVIEW,
        terms=one.version.terms,
        opened_at=now,
        opens_on=today,
        closes_on=max(one.review_on, today) + timedelta(days=60),
        salt=tokens.random_token(),
    )
    reach.write(proposal, reach.of(one.version.read(), on=today))


def _close_round(version: PolicyVersion, *, by: Person, now: datetime) -> None:
    if open_round := round_of(version):
        proposing.end(open_round, Proposal.End.REVIEWED, by=by, now=now)


def _look_again(version: PolicyVersion, on: date, *, by: Person, now: datetime) -> None:
    """The next review, written where the rhythm says it; cycles begin again where they had stopped."""
    changing.reword(version, Terms.parse({**version.terms, "review_on": on.isoformat()}), by=by, now=now)
    name = f"policy:{version.policy.key}"
    data = {"version": version.number, "review_on": on.isoformat()}
    facts.write("policy.reviewed", at=now, actor=by.key, object=name, data=data, signals=("reconcile",))


def _unsaid(decision: str, result: str) -> Iterator[Refusal]:
    if decision not in Review.Decision.values:
        yield Refusal("decision", decision, _("It is not said what becomes of it."), _("Keep, change or retire it."))
    if not result.strip():
        yield Refusal("result", "", _("It is not said what came of it."), _("Write it in a few sentences."))


def _wrong_day(decision: str, next_on: date | None, today: date) -> Iterator[Refusal]:
    if decision != Review.Decision.RETIRE and (next_on is None or not today < next_on <= add_months(today, FARTHEST)):
        message = _("What stays is looked at again, at most 24 months from now.")
        yield Refusal("next_review_on", str(next_on or ""), message, _("Choose a day."))
