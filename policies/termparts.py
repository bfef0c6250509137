"""The parts a policy's terms are made of, and how they are written out again (docs/reference/cadence.md B.2)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
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
class Agenda:
    """At most six questions for the talk (none: those of its type), and how many days before it they are sent."""

    questions: tuple[I18nText, ...] = ()
    prep_days: int = 2


@dataclass(frozen=True, slots=True)
class OffsetCoach:
    """Who may be the coach of one of the anchored talks."""

    eligible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """One talk of an anchored rhythm, so many calendar days after (negative: before) the anchor; what it says of
    coach, agenda and binding holds for it alone."""

    day: int
    coach: OffsetCoach | None = None
    agenda: Agenda | None = None
    binding: str | None = None


@dataclass(frozen=True, slots=True)
class Anchored:
    """Talks around days of a person's working life; `before` and `after` are calendar days around each target.

    `on`: the day itself where the anchor is `custom`; `min_days`: how long a leave must be to anchor anything.
    """

    anchor: str
    offsets: tuple[Offset, ...]
    before: int = 7
    after: int = 7
    min_days: int | None = None
    on: date | None = field(default=None, metadata={"name": "date"})


@dataclass(frozen=True, slots=True)
class Campaign:
    """One window for everybody, both days included, with at least `count` talks in it."""

    start: date = field(metadata={"name": "from"})
    end: date = field(metadata={"name": "to"})
    count: int = 1

    @property
    def days(self) -> int:
        """Its length in calendar days."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Cadence:
    """Exactly one of the four is set."""

    per_period: PerPeriod | None = None
    rolling: Rolling | None = None
    anchored: Anchored | None = None
    campaign: Campaign | None = None

    @property
    def nominal_days(self) -> int:
        """The length of one cycle as it is called, whatever the calendar says; the whole window of anchored ones."""
        if self.rolling:
            return self.rolling.every * UNIT_DAYS[self.rolling.unit]
        if self.anchored:
            return self.anchored.before + self.anchored.after
        if self.campaign:
            return self.campaign.days
        return NOMINAL_DAYS[self.per_period.period] if self.per_period else 0

    @property
    def count(self) -> int:
        """How many talks one cycle asks for."""
        if self.anchored:
            return len(self.anchored.offsets)
        window = self.per_period or self.campaign
        return window.count if window else 1

    @property
    def interval_days(self) -> float:
        """Nominal days from one talk to the next: how frequent it is. What comes once in a life counts as a year."""
        if self.anchored or self.campaign:
            return NOMINAL_DAYS["year"] / self.count
        return self.nominal_days / self.count

    @property
    def length_days(self) -> int:
        """How long the cadence is where two of a group are due the same day (R13); a campaign's is its own (R8), and
        what comes once in a life counts as a year."""
        return NOMINAL_DAYS["year"] if self.anchored else self.nominal_days

    @property
    def kind(self) -> str:
        """per_period, rolling, anchored or campaign."""
        return next(part.name for part in fields(self) if getattr(self, part.name))

    @property
    def is_frequent(self) -> bool:
        """Week, month, or rolling up to 31 days: the class of B.5 with the short ladder."""
        if self.rolling:
            return self.nominal_days <= 31
        return self.per_period is not None and self.per_period.period in ("week", "month")


@dataclass(frozen=True, slots=True)
class Mix:
    """Whom somebody is to meet over time: at least so many talks a year with a coach outside their own line, and
    never the same coach twice in a row."""

    outside_own_line: int | None = None
    differ_from_last: bool = False


@dataclass(frozen=True, slots=True)
class CoachRules:
    """Who may be the coach and how one is found; `choose_by` in CWD after opening, `max_open` in pairs per coach."""

    eligible: tuple[str, ...]
    exclude: tuple[str, ...]
    choice: str
    choose_by: int
    default: tuple[str, ...]
    max_open: int | None
    mix: Mix | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nobody to choose or to look for: one leader of each person alone may listen."""
        return set(self.left) in ({"own_manager"}, {"skip_manager"})

    @property
    def left(self) -> tuple[str, ...]:
        """The kinds of coach that `exclude` leaves."""
        return tuple(kind for kind in self.eligible if kind not in self.exclude)


@dataclass(frozen=True, slots=True)
class Metric:
    """What shows whether the policy helps: a figure, or a question talked about."""

    metric: str
    kind: str = "figure"
    target: float | None = None
    question: I18nText = ()


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of a ladder: `offset` working days from `anchor` (open, choose_by, due, overdue; target in the ladder of
    anchored rhythms); `template` is the letter; `only_if` no_coach, not_booked or none."""

    anchor: str
    offset: int
    to: tuple[str, ...]
    template: str
    only_if: str = "none"


@dataclass(frozen=True, slots=True)
class Quiet:
    """When no letter goes out: wall-clock times "18:00" in the recipient's zone, and whether only on working days."""

    hours: str
    workdays_only: bool = True


@dataclass(frozen=True, slots=True)
class Credit:
    """A talk credits at most one obligation in an exclusive group."""

    exclusive_group: str | None = None


_TEXTS = {"title", "purpose", "context", "question"}
_TEXT_LISTS = {"questions"}


def plain(value: Any, name: str = "") -> Any:
    """The value in JSON's terms: mappings, lists, numbers, ISO dates. Absent parts are left out."""
    if is_dataclass(value):
        written = {
            part.metadata.get("name", part.name): plain(getattr(value, part.name), part.name)
            for part in fields(value)
            if part.compare
        }
        return {part: one for part, one in written.items() if one is not None}
    if name in _TEXTS:
        return dict(value) or None
    if isinstance(value, tuple):
        return [dict(one) if name in _TEXT_LISTS else plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
