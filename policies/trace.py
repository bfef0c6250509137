"""Writing down the reasoning while it happens, so that every date can be recomputed from its trace alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from policies.facts import TraceItem
from policies.workdays import Stretch


def because(
    rule: str, message: str, given: Mapping[str, object], result: Mapping[str, object], **more: object
) -> TraceItem:
    """One step: the rule, what went in, what came out. `more` are names only the sentence needs."""
    return TraceItem(rule, _pairs(given), _pairs(result), message, _pairs(more))


def spell(stretches: Iterable[Stretch]) -> str:
    """Stretches of days as ISO intervals, both ends included: "2026-07-06/2026-07-31 …"."""
    return " ".join(f"{start}/{end}" for start, end in stretches)


def _pairs(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _text(value)) for name, value in values.items())


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
