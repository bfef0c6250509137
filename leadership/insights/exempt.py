"""Coverage with the exemptions beside it (C1, C16): a high share of the one explains a high share of the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from leadership.lib.shares import in_tens
from leadership.obligations.models import Obligation
from leadership.people.models import Organisation
from policies.models import Policy

YEAR = timedelta(days=365)
BY_CHOICE = ("exemption", "skip")
"""Reasons of an excuse that count as exempt: asked for, or "not this time"; leave and last days do not."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rhythm over twelve months. `coverage`: people all of whose talks were held / people who were to be heard
    (C1); `exempt`: talks excused by exemption or skip / all talks (C16). None where too few people are behind it. The
    words say them in tens, because they move from day to day (docs/explanation/privacy.md)."""

    policy: str
    title: str
    people: int
    coverage: float | None
    exempt: float | None

    @property
    def heard_words(self) -> str:
        return _percent(self.coverage)

    @property
    def exempt_words(self) -> str:
        return _percent(self.exempt)


def by_rhythm(*, on: date, language: str) -> list[Rate]:
    """One row per compulsory rhythm in force, in order of its title; three queries whatever their number."""
    policies = {policy.pk: policy for policy in Policy.objects.adopted().prefetch_related("versions")}
    rows = Obligation.objects.promised().filter(policy__in=policies, due_on__gt=on - YEAR, due_on__lte=on)
    rows = rows.exclude(state="cancelled")
    talks: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for policy, person, state, reason in rows.values_list("policy_id", "person_id", "state", "reason"):
        talks[policy].append((person, state, reason))
    n_min = Organisation.current().n_min
    found = [_rate(policy, talks[pk], language, n_min) for pk, policy in policies.items()]
    return sorted((rate for rate in found if rate is not None), key=lambda rate: rate.title)


def _rate(policy: Policy, talks: list[tuple[int, str, str]], language: str, n_min: int) -> Rate | None:
    version = max((one for one in policy.versions.all() if one.adopted_at), key=lambda one: one.number, default=None)
    if version is None or version.read().binding != "compulsory":
        return None
    counted = [(person, state) for person, state, _reason in talks if state != "excused"]
    behind = {person for person, _state in counted}
    unheard = {person for person, state in counted if state != "fulfilled"}
    exempt = sum(1 for _person, state, reason in talks if state == "excused" and reason in BY_CHOICE)
    everybody = len({person for person, _state, _reason in talks})
    return Rate(
        policy.key,
        version.title(language),
        everybody,
        len(behind - unheard) / len(behind) if len(behind) >= n_min else None,
        exempt / len(talks) if everybody >= n_min else None,
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{in_tens(share, 1)} %"
