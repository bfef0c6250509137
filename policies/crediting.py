"""Which obligations a talk credits (docs/reference/cadence.md R13): in date order, over all policies at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from policies.cadence import period_at
from policies.dating import Slot, reopened, returned
from policies.facts import PolicyFacts, Talk, TraceItem, Version
from policies.hearing import Heard
from policies.rolling import rolling_slot
from policies.standing import Standing, terms_on
from policies.terms import Terms, at_slot
from policies.trace import because
from policies.words import gettext_noop
from policies.workdays import ONE_DAY, within

Suits = Callable[[Terms, Talk], bool]
Hearing = Mapping[str, Heard]
"""What one talk counts as, by held_rule."""

_WAIVED = gettext_noop("You have waived this talk on %(on)s.")
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
    waited: dict[tuple[str, int], Heard] = field(default_factory=dict)
    notes: dict[tuple[str, int], TraceItem] = field(default_factory=dict)
    contested: dict[tuple[str, int], date] = field(default_factory=dict)
    current: Slot | None = None

    @property
    def rule(self) -> str:
        """When a talk counts as held here."""
        return self.policy.versions[-1].terms.held_rule if self.policy.versions else "member_or_uncontested"

    def add(self, slots: Iterable[Slot]) -> None:
        """Enters obligations, with what a contest gave them, those that were waived taken off."""
        for slot in slots:
            told_on = self.contested.get(slot.name)
            self.slots[slot.name] = self._waived(reopened(slot, self.standing, told_on) if told_on else slot)

    def roll(self, base: date, governed_on: date | None = None) -> None:
        """Opens the rolling obligation that follows from the base, if the policy then in force is a rolling one;
        `governed_on`: the day whose wording holds, where that is not the base."""
        version = rolling_version(self.policy, governed_on or base)
        slot = rolling_slot(self.policy.key, version, base, self.standing) if version else None
        self.add([slot] if slot else [])
        self.current = self.slots[slot.name] if slot else None

    def catch_up(self, day: date) -> None:
        """What follows by mere time, until today and the last day: after an offer that lapsed or a talk that was waived
        the next one, and the running one under a wording that was applied at once."""
        day = min(day, self.on, self.standing.last_day or day)
        while self.current is not None:
            turns = [(turn, deed) for turn, deed in self._turns(self.current) if turn <= day]
            if not turns:
                return
            min(turns, key=lambda pair: pair[0])[1]()

    def _turns(self, slot: Slot) -> Iterator[tuple[date, Callable[[], None]]]:
        """The days on which the running rolling talk gives way by itself, and to what."""
        if slot.close_on and self._lapses(slot):
            yield slot.close_on + ONE_DAY, partial(self.roll, slot.close_on)
        if slot.excused == "skip" and slot.excused_from:
            # waived on the very day its clock started: the next has a day, and so a name, of its own
            base = max(slot.excused_from, slot.cycle_start + ONE_DAY)
            yield base, partial(self.roll, base)
        for version in self.policy.versions:
            if version.apply_now and version.number > slot.version and slot.cycle_start < version.effective_from:
                yield version.effective_from, partial(self._reword, slot, version)

    def _reword(self, slot: Slot, version: Version) -> None:
        """A wording applied at once: the same talk with its new dates, or none where the new cadence is another."""
        if version.terms.cadence.rolling:
            self.roll(slot.cycle_start, version.effective_from)
        else:
            self.slots[slot.name] = replace(slot, replaced_on=version.effective_from)
            self.current = None

    def candidate(self, one: Heard, suits: Suits) -> Slot | None:
        """The obligation the talk would credit here, None if there is none."""
        if one.verdict != "withdrawn":
            return self._found(one, suits)
        before = dict(self.slots), self.current
        found = self._found(one, suits)
        self.slots, self.current = before  # what did not happen moves no clock
        return found

    def _found(self, one: Heard, suits: Suits) -> Slot | None:
        self.catch_up(one.day)
        seen: Iterable[Slot] = self.slots.values()
        if self.standing.exempt:
            seen = [self.as_of(slot, one.day) for slot in seen]
        open_ = [slot for slot in seen if self._is_open(slot, one.day) and suits(self._words(slot, one.day), one.talk)]
        far = [slot for slot in open_ if self._gap(slot, one) >= slot.terms.min_gap]
        if open_ and not far:
            self._note_gap(min(open_, key=_due_first), one)
        return self._choose(far, one.day) if far else None

    def credit(self, slot: Slot, one: Heard) -> None:
        """The talk was held: the obligation is fulfilled, and a rolling clock counts from this day, the last credit of
        the policy (R9), also where an older wording's talk is what it was held for."""
        self.slots[slot.name] = slot
        self.credits[slot.name] = one
        running = self.current
        if running is None or (running.name != slot.name and running.cycle_start >= one.day):
            return
        if running.name != slot.name:
            self.slots[running.name] = replace(running, replaced_on=one.day)
        self.roll(one.day)

    def reopen(self, slot: Slot, one: Heard) -> None:
        """The talk was said to be held and then contested: nothing is credited, and there is time to mend it, also
        where the obligation comes about only later."""
        told_on = one.told_on or one.day
        self.contested[slot.name] = max(told_on, self.contested.get(slot.name, told_on))
        if slot.name in self.slots:
            self.slots[slot.name] = reopened(self.slots[slot.name], self.standing, told_on)
        if self._is_current(slot):
            self.current = self.slots[slot.name]

    def book(self, slot: Slot, one: Heard) -> None:
        """The talk is arranged, or over and not yet answered for."""
        self.bookings[slot.name] = one

    def wait(self, slot: Slot, one: Heard) -> None:
        """The talk was over and not answered for, and has come to nothing since."""
        self.waited[slot.name] = one

    def waits_until(self, slot: Slot) -> date | None:
        """The last day on which a talk for it waits, or waited, for an answer."""
        one = self.bookings.get(slot.name) or self.waited.get(slot.name)
        return one.waits_until if one else None

    def as_of(self, slot: Slot, day: date, *, over: bool = False) -> Slot:
        """The obligation with the due to which exemptions begun by the day (or `over` by then) let it return (R17)."""
        if slot.excused == "skip":
            return slot
        for first, last in self.standing.exempt:
            begun = last < day if over else first <= day
            reaches = slot.due_on <= last and (
                slot.close_on is None or (first <= slot.close_on and last < slot.close_on)
            )
            if begun and reaches:
                slot = returned(slot, self.standing, last + ONE_DAY)
        return slot

    def _is_open(self, slot: Slot, day: date) -> bool:
        """Cheap questions first: a talk is held against many obligations, and counts for few."""
        if slot.close_on is not None and day > slot.close_on:
            return False
        started = (slot.credit_from or slot.cycle_start) <= day
        if not started or any(slot.name in taken for taken in (self.credits, self.bookings, self.waited)):
            return False
        if slot.cycle_end is None and (slot.cycle_start == day or not self._is_current(slot)):
            return False
        gone = slot.excused_from is not None and day >= slot.excused_from
        return not gone and (slot.replaced_on is None or day < slot.replaced_on) and self._is_owed(slot, day)

    def _words(self, slot: Slot, day: date) -> Terms:
        """The words a talk of that day is judged by: those it was held under, where newer ones apply at once since."""
        since = next((one for one in self.policy.versions if one.number == slot.version and one.apply_now), None)
        before = terms_on(self.policy, day) if since and day < since.effective_from else None
        return at_slot(before, slot.slot) if before else slot.terms

    def _is_owed(self, slot: Slot, day: date) -> bool:
        policy, standing = self.policy, self.standing
        if standing.last_day is not None and day > standing.last_day:
            return False
        if policy.stop_open and policy.retired_on is not None and policy.retired_on <= day:
            return False
        stays = day < slot.cycle_start or slot.terms.cadence.anchored is not None or standing.applies_on(day)
        return stays and not within(day, standing.muted)

    def _gap(self, slot: Slot, one: Heard) -> int:
        """Days to the nearest talk credited to the policy, before or after."""
        if not (self.credits or self.bookings or self.waited):
            return slot.terms.min_gap
        entered = (*self.credits.values(), *self.bookings.values(), *self.waited.values())
        days = [other.day for other in entered]
        return min(abs((one.day - day).days) for day in days)

    def _note_gap(self, slot: Slot, one: Heard) -> None:
        other = min(
            (held.day for held in self.credits.values()), key=lambda day: abs((one.day - day).days), default=one.day
        )
        given = {"day": one.day, "other": other, "min_gap": slot.terms.min_gap}
        self.notes[slot.name] = because("R13", _TOO_CLOSE, given, {"gap": abs((one.day - other).days)})

    def _choose(self, slots: list[Slot], day: date) -> Slot:
        """The earliest due; no debt is carried twice."""
        earliest = min(slots, key=_due_first)
        own = [
            slot for slot in slots if slot.cycle_end and (slot.credit_from or slot.cycle_start) <= day <= slot.cycle_end
        ]
        older = earliest.cycle_end is not None and earliest.cycle_end < day
        if own and older and (earliest.terms.cadence.is_frequent or self._was_late_before(earliest)):
            return min(own, key=_due_first)
        return earliest

    def _was_late_before(self, slot: Slot) -> bool:
        """Whether the cycle before the slot's was itself held late, of whichever wording it was."""
        cadence = slot.terms.cadence.per_period
        if cadence is None or slot.cycle_end is None:
            return False
        last = period_at(cadence.period, slot.cycle_end, self.standing.fiscal_start).start - ONE_DAY
        credited = [(self.slots[name], one.day) for name, one in self.credits.items()]
        return any(day > old.due_on for old, day in credited if old.cycle_end == last and old.known_from is None)

    def _waived(self, slot: Slot) -> Slot:
        """As it stands once the member has waived it (allow_skip); what was held before that day still counts."""
        if not self.standing.skips:
            return slot
        skip = next((one for one in self.standing.skips if (one.cycle_key, one.slot) == slot.name), None)
        if skip is None or (slot.excused_from is not None and slot.excused_from <= skip.on):
            return slot
        note = because("B.6", _WAIVED, {"on": skip.on}, {"state": "excused"})
        return replace(slot, excused="skip", excused_from=skip.on, decided_on=skip.on, trace=(*slot.trace, note))

    def _lapses(self, slot: Slot) -> bool:
        """A talk that is over and not answered for keeps the offer; there is one at a time (R9)."""
        return slot.terms.binding == "voluntary" and slot.name not in self.bookings

    def _is_current(self, slot: Slot) -> bool:
        return self.current is not None and slot.name == self.current.name


def rolling_version(policy: PolicyFacts, base: date) -> Version | None:
    """The version that governs a rolling cycle beginning on the base; None when none begins any more."""
    if policy.retired_on and base >= policy.retired_on:
        return None
    in_force = [version for version in policy.versions if version.effective_from <= base]
    version = in_force[-1] if in_force else None
    return version if version and version.asks and version.terms.cadence.rolling else None


def replay(books: Sequence[Book], talks: Sequence[Hearing], suits: Suits) -> None:
    """Enters the talks: first what was held, in date order, then what is arranged or unanswered, then what waited in
    vain: while it did, some things could not end (B.6)."""
    inorder = sorted(talks, key=_when)
    for verdicts in (("held", "withdrawn"), ("booked", "unconfirmed"), ("nothing",)):
        for one in inorder:
            if any(said.verdict in verdicts and _matters(said) for said in one.values()):
                for book, slot, said in _taken(books, one, verdicts, suits):
                    _enter(book, slot, said)


def _matters(said: Heard) -> bool:
    """What came to nothing matters where it is known how long it waited."""
    return said.verdict != "nothing" or said.waits_until is not None


def _when(one: Hearing) -> tuple[date, datetime, str]:
    told = next(iter(one.values()))
    return told.day, told.talk.start, told.talk.key


def _enter(book: Book, slot: Slot, said: Heard) -> None:
    deeds = {"held": book.credit, "withdrawn": book.reopen, "nothing": book.wait}
    deeds.get(said.verdict, book.book)(slot, said)


def _taken(
    books: Sequence[Book], one: Hearing, verdicts: tuple[str, ...], suits: Suits
) -> list[tuple[Book, Slot, Heard]]:
    """At most one obligation per policy and per exclusive group: earliest due, then longer cadence, then policy key."""
    found: list[tuple[Book, Slot, Heard]] = []
    for book in books:
        said = one[book.rule]
        slot = book.candidate(said, suits) if said.verdict in verdicts and _matters(said) else None
        if slot is not None:
            found.append((book, slot, said))
    if len(found) > 1:
        found.sort(key=lambda it: (it[1].due_on, -it[1].terms.cadence.length_days, it[1].policy))
    groups: set[str] = set()
    return [it for it in found if _is_first(_group(*it), groups)]


def _group(book: Book, slot: Slot, _said: Heard) -> str | None:
    """More than is promised takes nothing from the promise: one talk counts for both."""
    return None if book.policy.own else slot.terms.credit.exclusive_group


def _is_first(group: str | None, groups: set[str]) -> bool:
    """Whether nothing of the group has been credited yet; notes it."""
    if group in groups:
        return False
    groups |= {group} if group else set()
    return True


def _due_first(slot: Slot) -> tuple[date, str, int]:
    return slot.due_on, slot.cycle_key, slot.slot
