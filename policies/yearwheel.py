"""The year wheel: every cycle and campaign of a year, policy by policy, as dates (docs/reference/cadence.md R5, R7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policies.cadence import periods_from
from policies.facts import OrgFacts, PolicyFacts, Version
from policies.termparts import Cadence

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """One cycle of a policy: `start` and `end` both included and inside the year asked for; `kind` is per_period,
    campaign, rolling (all the time) or anchored (whenever somebody's day comes); `key` as in R7, "" for the latter."""

    policy: str
    version: int
    kind: str
    key: str
    start: date
    end: date

    @property
    def is_personal(self) -> bool:
        """Whether its dates are each person's own."""
        return self.kind in ("rolling", "anchored")


def turns(policies: Sequence[PolicyFacts], org: OrgFacts, year: int) -> tuple[Turn, ...]:
    """Every turn of the adopted versions that touches the year, in the order of the policies and their dates.

    A cycle belongs to the year of its first day or any later one; it is cut at the year's ends.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(
        turn
        for policy in policies
        for nth, version in enumerate(policy.versions)
        for turn in _turns(policy, nth, version, org, (first, last))
    )


def _turns(policy: PolicyFacts, nth: int, version: Version, org: OrgFacts, year: tuple[date, date]) -> Iterator[Turn]:
    begins, ends = version.effective_from, _end(policy, nth)
    for kind, key, start, end in _cycles(version.terms.cadence, begins, org, year):
        governed = ends is None or start < ends
        reaches = start >= begins or (end >= begins and nth == 0)
        if not (governed and reaches) or end < year[0] or start > year[1]:
            continue
        last = min(end, ends - ONE_DAY) if ends and kind in ("rolling", "anchored") else end
        yield Turn(policy.key, version.number, kind, key, max(start, year[0], begins), min(last, year[1]))


def _end(policy: PolicyFacts, nth: int) -> date | None:
    """The first day on which no cycle of this version may begin any more."""
    following = [version.effective_from for version in policy.versions[nth + 1 : nth + 2]]
    return min([*following, *([policy.retired_on] if policy.retired_on else [])], default=None)


def _cycles(
    cadence: Cadence, begins: date, org: OrgFacts, year: tuple[date, date]
) -> Iterator[tuple[str, str, date, date]]:
    if cadence.campaign:
        yield "campaign", f"campaign-{cadence.campaign.start}", cadence.campaign.start, cadence.campaign.end
    elif cadence.per_period:
        for period in periods_from(cadence.per_period.period, year[0], org.fiscal_start):
            if period.start > year[1]:
                return
            yield "per_period", period.key, period.start, period.end
    elif cadence.anchored and cadence.anchored.on:
        for offset in cadence.anchored.offsets:
            target = cadence.anchored.on + timedelta(days=offset.day)
            around = timedelta(days=cadence.anchored.before), timedelta(days=cadence.anchored.after)
            yield "campaign", f"custom-{cadence.anchored.on}", target - around[0], target + around[1]
    else:
        yield ("rolling" if cadence.rolling else "anchored"), "", max(begins, year[0]), year[1]
