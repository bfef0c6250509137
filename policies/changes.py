"""Which edits change the promise, and which only its words (docs/reference/cadence.md B.6, editing)."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from policies.terms import Terms

EDITORIAL = frozenset({"title", "purpose", "context", "theme", "owner", "sponsor", "agenda"})
"""Wording, agenda, the thread it hangs on, and who looks after it: these apply at once."""
ELSEWHERE = frozenset({"key", "effective_from"})
"""Not part of the promise: its name, and the day that adoption decides."""


def material(old: Terms, new: Terms) -> tuple[str, ...]:
    """The fields that change what people are promised; empty when only words did. Changing a target is material,
    putting another question beside it is not; an earlier review is not, a later one is."""
    names = [part.name for part in fields(Terms) if part.compare]
    return tuple(name for name in names if _is_promise(name) and _differs(name, old, new))


def _is_promise(name: str) -> bool:
    return name not in EDITORIAL and name not in ELSEWHERE


def _differs(name: str, old: Terms, new: Terms) -> bool:
    before, after = getattr(old, name), getattr(new, name)
    if name == "metrics":
        return _targets(before) != _targets(after)
    if name == "review_on" and before and after:
        return bool(after > before)
    return bool(before != after)


def _targets(metrics: Any) -> list[tuple[Any, ...]]:
    return [(one.metric, one.kind, one.target) for one in metrics]
