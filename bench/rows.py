"""What one measurement is, and how two things are timed in turn."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`ratio` of ours to a reference, and its `goal`; `at_least` says that larger is better."""

    name: str
    ratio: float
    goal: float
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def ratio(ours: Callable[[], object], reference: Callable[[], object], *, rounds: int = 5) -> float:
    """Median time of ours over median time of the reference, measured alternately after one round to warm up."""
    ours(), reference()
    pairs = [(seconds(ours), seconds(reference)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs) / max(statistics.median(b for _, b in pairs), 1e-9)
