"""The ladder: which letter is due when, for one obligation (docs/reference/cadence.md B.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policies.termparts import LadderStep
from policies.terms import Terms
from policies.workdays import ONE_DAY, Stretch, WorkCalendar, clock_end, merged

PAIR = ("member", "coach")

INVITATION = LadderStep("open", 0, ("member",), "invitation")
FREQUENT_REMINDERS = (
    INVITATION,
    LadderStep("choose_by", -1, ("member",), "choose_coach", "no_coach"),
    LadderStep("due", -3, ("member",), "not_booked", "not_booked"),
    LadderStep("due", 1, PAIR, "late"),
)
SEASONAL_REMINDERS = (
    INVITATION,
    LadderStep("choose_by", -3, ("member",), "choose_coach", "no_coach"),
    LadderStep("due", -15, ("member",), "not_booked", "not_booked"),
    LadderStep("due", -5, ("member",), "not_booked", "not_booked"),
    LadderStep("due", 1, PAIR, "late"),
)
ANCHORED_REMINDERS = (
    INVITATION,
    LadderStep("target", -3, ("member",), "choose_coach", "no_coach"),
    LadderStep("due", -2, ("member",), "not_booked", "not_booked"),
    LadderStep("due", 1, PAIR, "late"),
)
SEASONAL_ESCALATION = (
    LadderStep("overdue", 0, PAIR, "pair_overdue"),
    LadderStep("overdue", 10, ("leader",), "leader_told"),
    LadderStep("overdue", 20, ("hr",), "hr_told"),
)
FREQUENT_ESCALATION = SEASONAL_ESCALATION[:1]
ANCHORED_ESCALATION = (
    LadderStep("overdue", 0, PAIR, "pair_overdue"),
    LadderStep("overdue", 5, ("leader",), "leader_told"),
    LadderStep("overdue", 10, ("hr",), "hr_told"),
)
UNHEARD_INTERVALS = ((2, "leader", "leader_told"), (3, "hr", "hr_told"))
"""Frequent talks: above the pair only when the last one lies more than so many intervals back."""


@dataclass(frozen=True, slots=True)
class Step:
    """`key` is stable for the obligation's life; `to` holds member, coach, leader, hr; `letter` is invitation,
    choose_coach, not_booked, late, pair_overdue, leader_told or hr_told; `only_if` no_coach, not_booked or none."""

    key: str
    on: date
    to: frozenset[str]
    letter: str
    only_if: str = "none"


def steps(
    terms: Terms,
    *,
    opens_on: date,
    choose_by: date,
    due_on: date,
    overdue_from: date | None,
    days: WorkCalendar,
    cwd: WorkCalendar,
    heard: date | None = None,
    away: tuple[Stretch, ...] = (),
) -> tuple[Step, ...]:
    """The steps in date order (days in the member's zone).

    Steps up to and with "late" count in `days` (the member's own), escalation in `cwd`. `heard`: the last credit of
    this policy, None without one. `away`: counted leave, passed over by every count that starts at the due or later.
    """
    anchors = {"open": opens_on, "choose_by": choose_by, "due": due_on, "target": _target(terms, opens_on, due_on)}
    found = [
        _step(named, days.plus(anchors[one.anchor], one.offset, away if one.offset > 0 else ()), one, opens_on)
        for named, one in _named(_reminders(terms))
    ]
    if overdue_from and terms.binding == "compulsory":
        found += _escalation(terms, overdue_from, cwd, away)
        found += _unheard(terms, heard or _base(terms, opens_on, due_on), overdue_from, days, away)
    return tuple(sorted(found, key=lambda step: (step.on, step.key)))


def letters(terms: Terms) -> frozenset[str]:
    """The letters this ladder ever sends."""
    told = {step.template for step in _reminders(terms)}
    if terms.binding == "compulsory":
        told |= {step.template for step in _escalation_of(terms)}
        if terms.escalation is None and terms.cadence.is_frequent:
            told |= {letter for _intervals, _party, letter in UNHEARD_INTERVALS}
    return frozenset(told)


def last_dated_escalation(
    terms: Terms, overdue_from: date, cwd: WorkCalendar, away: tuple[Stretch, ...] = ()
) -> date | None:
    """The last step above or to the pair that has a date of its own; nothing closes before it (R14)."""
    if terms.binding != "compulsory":
        return None
    return max((step.on for step in _escalation(terms, overdue_from, cwd, away)), default=None)


def _reminders(terms: Terms) -> tuple[LadderStep, ...]:
    if terms.reminders is not None:
        return terms.reminders
    ladder: tuple[LadderStep, ...] = FREQUENT_REMINDERS if terms.cadence.is_frequent else SEASONAL_REMINDERS
    if terms.cadence.anchored:
        ladder = ANCHORED_REMINDERS
    if terms.cadence.per_period and terms.cadence.per_period.period == "week":
        ladder = ladder[1:]
    return _offer(ladder) if terms.binding == "voluntary" else ladder


def _offer(ladder: tuple[LadderStep, ...]) -> tuple[LadderStep, ...]:
    """Voluntary: the invitation and one nudge, the first of its class."""
    nudges = [step for step in ladder if step.template == "not_booked"]
    return tuple(step for step in ladder if step.template == "invitation") + tuple(nudges[:1])


def _escalation_of(terms: Terms) -> tuple[LadderStep, ...]:
    if terms.escalation is not None:
        return terms.escalation
    if terms.cadence.anchored:
        return ANCHORED_ESCALATION
    return FREQUENT_ESCALATION if terms.cadence.is_frequent else SEASONAL_ESCALATION


def _escalation(terms: Terms, overdue_from: date, cwd: WorkCalendar, away: tuple[Stretch, ...]) -> list[Step]:
    chosen = _escalation_of(terms)
    return [_step(named, cwd.plus(overdue_from, one.offset, away), one, overdue_from) for named, one in _named(chosen)]


def _unheard(
    terms: Terms, heard: date, overdue_from: date, days: WorkCalendar, away: tuple[Stretch, ...]
) -> Iterator[Step]:
    if terms.escalation is not None or not terms.cadence.is_frequent:
        return
    stopped = merged((*days.pauses, *away))
    for intervals, party, letter in UNHEARD_INTERVALS:
        silent = clock_end(heard, intervals * _interval(terms, heard), stopped) + ONE_DAY
        yield Step(letter, max(silent, overdue_from), frozenset((party,)), letter)


def _target(terms: Terms, opens_on: date, due_on: date) -> date:
    """The day an anchored talk turns on: as long after its opening as the policy says, never after its due."""
    anchored = terms.cadence.anchored
    return min(opens_on + timedelta(days=anchored.before), due_on) if anchored else due_on


def _base(terms: Terms, opens_on: date, due_on: date) -> date:
    """Where silence is counted from while nothing has been held: the base of a rolling cycle, else the opening."""
    return due_on - timedelta(days=_interval(terms, due_on)) if terms.cadence.rolling else opens_on


def _interval(terms: Terms, heard: date) -> int:
    if terms.cadence.rolling:
        return terms.cadence.rolling.days_from(heard)
    return int(terms.cadence.interval_days)


def _step(key: str, on: date, one: LadderStep, earliest: date) -> Step:
    return Step(key, max(on, earliest), frozenset(one.to), one.template, one.only_if)


def _named(ladder: Iterable[LadderStep]) -> Iterator[tuple[str, LadderStep]]:
    """Each step with a key: its letter, numbered where the letter comes more than once."""
    ladder = tuple(ladder)
    often = Counter(step.template for step in ladder)
    seen: Counter[str] = Counter()
    for step in ladder:
        seen[step.template] += 1
        yield (f"{step.template}_{seen[step.template]}" if often[step.template] > 1 else step.template), step
