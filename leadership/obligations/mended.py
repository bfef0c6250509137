"""What a reconciliation did, and what it found: plain values that rise to the rooms above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from policies.facts import Talk

TalkSource = Callable[[Collection[int]], Mapping[int, Sequence[Talk]]]
"""The talks of these people (database ids), by person; `Talk.key` is the conversation's key."""


def no_talks(ids: Collection[int]) -> Mapping[int, Sequence[Talk]]:
    """A `TalkSource` for an organisation in which nobody has met yet."""
    return {}


@dataclass(frozen=True, slots=True)
class Cover:
    """A talk that counts, or will count, for an obligation. `kind` is booked, unconfirmed, credited or provisional.
    `policy_id` and `is_own` (of a personal rhythm) are the obligation's."""

    obligation_id: int
    talk_key: str
    kind: str
    policy_id: int = field(default=0, compare=False)
    is_own: bool = field(default=False, compare=False)


@dataclass(slots=True)
class Mended:
    """Counts by what was done (`planned`, `opened`, `excused`, …), and the covers of all people looked at."""

    people: list[int] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    covers: list[Cover] = field(default_factory=list)

    def __getattr__(self, name: str) -> int:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.done[name]

    @property
    def written(self) -> int:
        """How many changes were written."""
        return self.done.total()

    def add(self, other: Mended) -> None:
        """Takes in what another piece of the same work did."""
        self.people += other.people
        self.done += other.done
        self.covers += other.covers


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the ledger says otherwise than the engine: `deed` would mend it."""

    person_id: int
    policy: str
    cycle_key: str
    slot: int
    deed: str
    stored: str
    wanted: str
