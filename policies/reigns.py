"""Which wording of a policy governs which cycles (docs/reference/cadence.md B.6, versions and their transition)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from policies.dating import Slot
from policies.facts import PolicyFacts, Version
from policies.workdays import ONE_DAY

Named = Mapping[tuple[str, int], Slot]


@dataclass(frozen=True, slots=True)
class Reign:
    """One version and its time: `is_fresh` where running cycles are its own too (the first version, or one applied at
    once), `until` the first day on which nothing of it begins any more."""

    version: Version
    is_fresh: bool
    until: date | None

    def last_begin(self, farthest: date) -> date:
        """The last day on which one of its cycles may begin."""
        return farthest if self.until is None else min(farthest, self.until - ONE_DAY)

    def covers(self, start: date, end: date) -> bool:
        """Whether a cycle of these days is one of its own."""
        return (end if self.is_fresh else start) >= self.version.effective_from


@lru_cache(maxsize=4096)
def spoken(policy: PolicyFacts) -> PolicyFacts:
    """The policy without wordings that would come into force only when it has ended: they say nothing, and what is open
    under older ones may be finished."""
    end = policy.retired_on
    if end is None or all(version.effective_from < end for version in policy.versions[1:]):
        return policy
    kept = (version for nth, version in enumerate(policy.versions) if nth == 0 or version.effective_from < end)
    return replace(policy, versions=tuple(kept))


def reigns(policy: PolicyFacts) -> Iterator[Reign]:
    """The versions in order, each until the next one or the end of the policy."""
    for nth, version in enumerate(policy.versions):
        ends = [follower.effective_from for follower in policy.versions[nth + 1 : nth + 2]]
        ends += [policy.retired_on] if policy.retired_on else []
        yield Reign(version, nth == 0 or version.apply_now, min(ends, default=None))


def taken_up(before: Named, slots: Iterable[Slot], version: Version, begins: date) -> dict[tuple[str, int], Slot]:
    """The obligations of the versions before with those of the next one: a name that is there already keeps the wording
    it opened with, unless the new one applies at once; then it takes over, and what it does not ask is replaced.

    `begins`: the first day of which the next one tells. What ran when it was applied and ended before is not told: it
    may have been taken over."""
    found = dict(before)
    if version.apply_now:
        since = version.effective_from
        found = {
            name: replace(slot, replaced_on=slot.replaced_on or since)
            for name, slot in found.items()
            if slot.cycle_end is None or slot.cycle_end < since or slot.cycle_end >= begins
        }
    for slot in slots:
        old = found.get(slot.name)
        if old is None:
            found[slot.name] = slot
        elif version.apply_now:
            since = min(old.credit_from or old.cycle_start, slot.cycle_start)
            found[slot.name] = replace(slot, credit_from=since)
    return found
