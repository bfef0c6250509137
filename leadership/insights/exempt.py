"""Coverage with the exemptions beside it (C1, C16): a high share of the one explains a high share of the other.

Said in tens, and as they were on the first of the month: that goes through a year of everything that was owed, so it
is reckoned with the month and kept with it. Until the first month has been kept it is reckoned when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from leadership.insights.models import Kind, Snapshot
from leadership.lib.shares import in_tens
from leadership.obligations.models import Obligation
from leadership.people.models import Organisation
from policies.models import Policy

YEAR = timedelta(days=365)
BY_CHOICE = ("exemption", "skip")
"""Reasons of an excuse that count as exempt: asked for, or "not this time"; leave and last days do not."""
KEPT = "exempt_by_rhythm"
Shares = dict[str, dict[str, int | None]]
"""By rhythm: `heard` and `exempt` in tens of per cent, None where too few people are behind it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rhythm over twelve months, in tens of per cent. `heard`: people all of whose talks were held / people who
    were to be heard (C1); `exempt`: talks excused by exemption or skip / all talks (C16). None where too few people are
    behind it."""

    policy: str
    title: str
    heard: int | None
    exempt: int | None

    @property
    def heard_words(self) -> str:
        return _percent(self.heard)

    @property
    def exempt_words(self) -> str:
        return _percent(self.exempt)


def by_rhythm(*, on: date, language: str) -> tuple[list[Rate], date]:
    """One row per compulsory rhythm in force, in order of its title, and the day of it; a few queries whatever their
    number."""
    latest = Snapshot.objects.filter(kind=Kind.MONTH, as_of__lte=on).order_by("-end").first()
    kept: Shares | None = latest.figures.get(KEPT) if latest else None
    shares = reckon(on, Organisation.current().n_min) if kept is None else kept
    policies = Policy.objects.adopted().prefetch_related("versions")
    found = [_rate(policy, shares, language) for policy in policies]
    rates = sorted((rate for rate in found if rate is not None), key=lambda rate: rate.title)
    return rates, latest.as_of if latest and kept is not None else on


def reckon(on: date, n_min: int, silent: Collection[str] = ()) -> Shares:
    """As it is on `on`, over the year before; of `silent` rhythms it is not said how many were heard. One query."""
    rows = Obligation.objects.promised().filter(due_on__gt=on - YEAR, due_on__lte=on).exclude(state="cancelled")
    excused = Q(state="excused")
    counted = (
        rows.order_by()
        .values_list("policy__key")
        .annotate(
            talks=Count("pk"),
            exempt=Count("pk", filter=excused & Q(reason__in=BY_CHOICE)),
            people=Count("person", distinct=True),
            behind=Count("person", filter=~excused, distinct=True),
            unheard=Count("person", filter=~Q(state__in=("excused", "fulfilled")), distinct=True),
        )
    )
    found = {policy: _shares(*counts, n_min=n_min) for policy, *counts in counted}
    return {policy: one | {"heard": None} if policy in silent else one for policy, one in found.items()}


def _shares(talks: int, exempt: int, people: int, behind: int, unheard: int, *, n_min: int) -> dict[str, int | None]:
    return {
        "heard": in_tens(behind - unheard, behind) if behind >= n_min else None,
        "exempt": in_tens(exempt, talks) if people >= n_min else None,
    }


def _rate(policy: Policy, shares: Shares, language: str) -> Rate | None:
    version = max((one for one in policy.versions.all() if one.adopted_at), key=lambda one: one.number, default=None)
    if version is None or version.read().binding != "compulsory":
        return None
    known = shares.get(policy.key, {})
    return Rate(policy.key, version.title(language), known.get("heard"), known.get("exempt"))


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"
