"""Folding facts gives the stored states again (docs/reference/cadence.md I10): the history is enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact


@dataclass(frozen=True, slots=True)
class Told:
    """An obligation as its facts leave it: state, version, and the dates that were told last."""

    state: str
    version: int
    due_on: str | None
    credited_on: str | None


def fold(facts: Iterable[Fact]) -> dict[str, Told]:
    """By the name of the obligation, what its facts (in order of id) say of it; other facts are passed over."""
    told: dict[str, Told] = {}
    for fact in facts:
        if fact.object.startswith("obligation:") and "to" in fact.data:
            before = told.get(fact.object)
            told[fact.object] = Told(
                fact.data["to"],
                fact.data["version"],
                fact.data.get("due_on") or (before.due_on if before else None),
                _credited(fact, before),
            )
    return told


def differences() -> Iterator[str]:
    """The names of obligations that the facts tell otherwise than the ledger; none, ever."""
    facts = Fact.objects.filter(object__startswith="obligation:").order_by("id")
    told = fold(facts.iterator(chunk_size=5000))
    for row in Obligation.objects.iterator(chunk_size=5000):
        if told.pop(row.name, None) != stored(row):
            yield row.name
    yield from told


def stored(row: Obligation) -> Told:
    """The ledger's own words in the same shape."""
    credited_on = row.credited_on.isoformat() if row.credited_on else None
    return Told(row.state, row.version, row.due_on.isoformat(), credited_on)


def _credited(fact: Fact, before: Told | None) -> str | None:
    if fact.data["to"] != Obligation.State.FULFILLED:
        return None
    credited: str | None = fact.data.get("credited_on") or (before.credited_on if before else None)
    return credited
