"""Which obligations a talk credits (docs/reference/cadence.md R13): in date order, over all policies at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from policies.cadence import period_at, period_before
from policies.dating import Slot, reopened, returned
from policies.facts import PolicyFacts, Talk, TraceItem, Version
from policies.hearing import Heard
from policies.rolling import rolling_slot
from policies.standing import Standing
from policies.terms import Terms
from policies.trace import because
from policies.words import gettext_noop
from policies.workdays import ONE_DAY

Suits = Callable[[Terms, Talk], bool]

_TOO_CLOSE = gettext_noop(
    "The talk on %(day)s came %(gap)s days from the one on %(other)s; talks closer than %(min_gap)s days count as one."
)


@dataclass
class Book:
    """One policy's obligations towards one person while talks are entered into it; never leaves the engine."""

    policy: PolicyFacts
    standing: Standing
    on: date
    slots: dict[tuple[str, int], Slot] = field(default_factory=dict)
    credits: dict[tuple[str, int], Heard] = field(default_factory=dict)
    bookings: dict[tuple[str, int], Heard] = field(default_factory=dict)
    notes: dict[tuple[str, int], TraceItem] = field(default_factory=dict)
    current: Slot | None = None

    def add(self, slots: Iterable[Slot]) -> None:
        """Enters the obligations of one cycle, as they stand after exemptions that are over."""
        for slot in slots:
            self.slots[slot.name] = self._after_exemptions(slot)

    def roll(self, base: date) -> None:
        """Opens the rolling obligation that follows from the base, if the policy then in force is a rolling one."""
        version = rolling_version(self.policy, base)
        self.current = None
        if version is not None:
            self.add([rolling_slot(self.policy.key, version, base, self.standing)])
            self.current = self.slots[f"since-{base.isoformat()}", 1]

    def catch_up(self, day: date) -> None:
        """A voluntary offer that lapsed before the day is followed by the next one."""
        while (slot := self.current) and slot.close_on and slot.close_on < day and slot.terms.binding == "voluntary":
            self.roll(slot.close_on)

    def candidate(self, one: Heard, suits: Suits) -> Slot | None:
        """The obligation the talk would credit here, None if there is none."""
        self.catch_up(one.day)
        open_ = [slot for slot in self.slots.values() if self._is_open(slot, one.day) and suits(slot.terms, one.talk)]
        far = [slot for slot in open_ if self._gap(slot, one) >= slot.terms.min_gap]
        if open_ and not far:
            self._note_gap(min(open_, key=_due_first), one)
        return self._choose(far, one.day) if far else None

    def credit(self, slot: Slot, one: Heard) -> None:
        """The talk was held: the obligation is fulfilled, a rolling one is followed by the next."""
        self.credits[slot.name] = one
        if slot is self.current:
            self.roll(one.day)

    def reopen(self, slot: Slot, one: Heard) -> None:
        """The talk was said to be held and then contested: nothing is credited, and there is time to mend it."""
        moved = reopened(slot, self.standing, one.told_on or one.day)
        self.slots[slot.name] = moved
        if slot is self.current:
            self.current = moved

    def book(self, slot: Slot, one: Heard) -> None:
        """The talk is arranged, or over and not yet answered for."""
        self.bookings[slot.name] = one

    def _is_open(self, slot: Slot, day: date) -> bool:
        if slot.name in self.credits or slot.name in self.bookings:
            return False
        started = slot.cycle_start <= day if slot.cycle_end else slot.cycle_start < day and slot is self.current
        excused = slot.excused_from is not None and day >= slot.excused_from
        return started and not excused and (slot.close_on is None or day <= slot.close_on) and self._is_owed(day)

    def _is_owed(self, day: date) -> bool:
        policy, last_day = self.policy, self.standing.last_day
        stopped = policy.stop_open and policy.retired_on is not None and policy.retired_on <= day
        return not stopped and (last_day is None or day <= last_day)

    def _gap(self, slot: Slot, one: Heard) -> int:
        """Days to the nearest talk credited to the policy, before or after."""
        days = [other.day for other in (*self.credits.values(), *self.bookings.values())]
        return min((abs((one.day - day).days) for day in days), default=slot.terms.min_gap)

    def _note_gap(self, slot: Slot, one: Heard) -> None:
        other = min(
            (held.day for held in self.credits.values()), key=lambda day: abs((one.day - day).days), default=one.day
        )
        given = {"day": one.day, "other": other, "min_gap": slot.terms.min_gap}
        self.notes[slot.name] = because("R13", _TOO_CLOSE, given, {"gap": abs((one.day - other).days)})

    def _choose(self, slots: list[Slot], day: date) -> Slot:
        """The earliest due; no debt is carried twice."""
        earliest = min(slots, key=_due_first)
        own = [slot for slot in slots if slot.cycle_end and slot.cycle_start <= day <= slot.cycle_end]
        older = earliest.cycle_end is not None and earliest.cycle_end < day
        if own and older and (earliest.terms.cadence.is_frequent or self._was_late_before(earliest)):
            return min(own, key=_due_first)
        return earliest

    def _was_late_before(self, slot: Slot) -> bool:
        """Whether the cycle before the slot's was itself held late."""
        cadence = slot.terms.cadence.per_period
        if cadence is None or slot.cycle_end is None:
            return False
        fiscal = self.standing.fiscal_start
        key = period_before(period_at(cadence.period, slot.cycle_end, fiscal), fiscal).key
        return any(one.day > self.slots[name].due_on for name, one in self.credits.items() if name[0] == key)

    def _after_exemptions(self, slot: Slot) -> Slot:
        for _, last in self.standing.exempt:
            if slot.due_on <= last < self.on and (slot.close_on is None or last < slot.close_on):
                slot = returned(slot, self.standing, last + ONE_DAY)
        return slot


def rolling_version(policy: PolicyFacts, base: date) -> Version | None:
    """The version that governs a rolling cycle beginning on the base; None when none begins any more."""
    if policy.retired_on and base >= policy.retired_on:
        return None
    in_force = [version for version in policy.versions if version.effective_from <= base]
    version = in_force[-1] if in_force else None
    return version if version and version.terms.cadence.rolling else None


def replay(books: Sequence[Book], talks: Sequence[Heard], suits: Suits) -> None:
    """Enters the talks: first what was held, in date order, then what is arranged or unanswered."""
    inorder = sorted(talks, key=lambda one: (one.day, one.talk.start, one.talk.key))
    for one in inorder:
        if one.verdict in ("held", "withdrawn"):
            for book, slot in _taken(books, one, suits):
                (book.credit if one.verdict == "held" else book.reopen)(slot, one)
    for one in inorder:
        if one.verdict in ("booked", "unconfirmed"):
            for book, slot in _taken(books, one, suits):
                book.book(slot, one)


def _taken(books: Sequence[Book], one: Heard, suits: Suits) -> list[tuple[Book, Slot]]:
    """At most one obligation per policy and per exclusive group: earliest due, then longer cadence, then policy key."""
    found = [(book, slot) for book in books if (slot := book.candidate(one, suits)) is not None]
    found.sort(key=lambda pair: (pair[1].due_on, -pair[1].terms.cadence.interval_days, pair[1].policy))
    kept: list[tuple[Book, Slot]] = []
    groups: set[str] = set()
    for book, slot in found:
        group = slot.terms.credit.exclusive_group
        if group is None or group not in groups:
            kept.append((book, slot))
        groups |= {group} if group else set()
    return kept


def _due_first(slot: Slot) -> tuple[date, str, int]:
    return slot.due_on, slot.cycle_key, slot.slot
