"""What a tick did, as the command says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Report:
    """What a tick did. `written` counts letters; `dropped` holds {key, reason}, `errors` {object, error}."""

    at: datetime
    opened: int = 0
    excused: int = 0
    closed: int = 0
    written: int = 0
    dropped: list[dict[str, str]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))

    def figures(self) -> dict[str, int]:
        """What a log may say of it: numbers alone."""
        return {name: len(value) if isinstance(value, list) else value for name, value in vars(self).items()
                if name != "at"}  # fmt: skip

    def add(self, other: Report) -> None:
        """Takes in a later tick."""
        self.at = other.at
        for name in ("opened", "excused", "closed", "written"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.dropped += other.dropped
        self.errors += other.errors

    def drop(self, dropped: Sequence[tuple[str, str]]) -> None:
        self.dropped += [{"key": key, "reason": reason} for key, reason in dropped]

    def mended(self, done: Mapping[str, int]) -> None:
        """Counts what the ledger mended, by deed."""
        self.opened += done["opened"]
        self.excused += done["excused"]
        self.closed += done["missed"] + done["lapsed"] + done["cancelled"]
