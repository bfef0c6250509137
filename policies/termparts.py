"""The parts a policy's terms are made of, and how they are written out again (docs/reference/cadence.md B.2)."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from policies.cadence import NOMINAL_DAYS, UNIT_DAYS, rolling_days
from policies.reading import I18nText


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """At least `count` per calendar period; dues spread evenly over it or all at its end."""

    period: str = "quarter"
    count: int = 1
    spread: str = "even"


@dataclass(frozen=True, slots=True)
class Rolling:
    """At most so many days, weeks or months since the last one held."""

    every: int
    unit: str

    def days_from(self, base: date) -> int:
        """The interval in calendar days, counted from that base."""
        return rolling_days(self.every, self.unit, base)


@dataclass(frozen=True, slots=True)
class Cadence:
    """Exactly one of the two is set."""

    per_period: PerPeriod | None = None
    rolling: Rolling | None = None

    @property
    def nominal_days(self) -> int:
        """The length of one cycle as it is called, whatever the calendar says."""
        if self.rolling:
            return self.rolling.every * UNIT_DAYS[self.rolling.unit]
        return NOMINAL_DAYS[self.per_period.period] if self.per_period else 0

    @property
    def interval_days(self) -> float:
        """Nominal days from one talk to the next: how frequent it is."""
        return self.nominal_days / self.per_period.count if self.per_period else self.nominal_days

    @property
    def is_frequent(self) -> bool:
        """Week, month, or rolling up to 31 days: the class of B.5 with the short ladder."""
        if self.rolling:
            return self.nominal_days <= 31
        return self.per_period is not None and self.per_period.period in ("week", "month")


@dataclass(frozen=True, slots=True)
class CoachRules:
    """Who may be the coach and how one is found; `choose_by` in CWD after opening, `max_open` in pairs per coach."""

    eligible: tuple[str, ...]
    exclude: tuple[str, ...]
    choice: str
    choose_by: int
    default: tuple[str, ...]
    max_open: int | None


@dataclass(frozen=True, slots=True)
class Metric:
    """What shows whether the policy helps: a figure, or a question talked about."""

    metric: str
    kind: str = "figure"
    target: float | None = None
    question: I18nText = ()


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of a ladder the policy writes itself: `offset` working days from `anchor` (open, choose_by, due,
    overdue); `template` is the letter; `only_if` no_coach, not_booked or none."""

    anchor: str
    offset: int
    to: tuple[str, ...]
    template: str
    only_if: str = "none"


@dataclass(frozen=True, slots=True)
class Credit:
    """A talk credits at most one obligation in an exclusive group."""

    exclusive_group: str | None = None


_TEXTS = {"title", "purpose", "context", "question"}


def plain(value: Any, name: str = "") -> Any:
    """The value in JSON's terms: mappings, lists, numbers, ISO dates. Absent parts are left out."""
    if is_dataclass(value):
        written = {part.name: plain(getattr(value, part.name), part.name) for part in fields(value) if part.compare}
        return {part: one for part, one in written.items() if one is not None}
    if name in _TEXTS:
        return dict(value) or None
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
