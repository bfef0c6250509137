"""What one measurement is, and how two things are timed in turn."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection


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


def busy(work: Callable[[], object]) -> float:
    """The same in time of this process with an embedded database, where the process does the database's work too, so
    that a busy machine changes nothing; else by the clock."""
    clock = process_clock()
    begun = clock()
    work()
    return clock() - begun


def process_clock() -> Callable[[], float]:
    """What `busy` reads."""
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def ratio(ours: Callable[[], object], reference: Callable[[], object], *, rounds: int = 5) -> float:
    """Median time of ours over median time of the reference, measured alternately after one round to warm up."""
    ours(), reference()
    pairs = [(seconds(ours), seconds(reference)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs) / max(statistics.median(b for _, b in pairs), 1e-9)
