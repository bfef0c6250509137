"""The talks of an anchored rhythm (docs/reference/cadence.md R10): so many days from a day of a working life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from policies.anchors import Anchor
from policies.dating import Slot, moved_out_of_leave, on_workday, out_of_pause, with_dates
from policies.facts import Version
from policies.reigns import Reign
from policies.standing import Standing
from policies.termparts import Anchored, Offset
from policies.terms import at_slot
from policies.trace import because
from policies.window import applied_now, calendar_note
from policies.words import gettext_noop
from policies.workdays import ONE_DAY

HORIZON = timedelta(days=120)
"""How long before its target a talk is known as planned."""

_TARGET = gettext_noop("Counted from %(anchor_kind)s, %(anchor)s: around day %(offset)s, so by %(due_on)s.")
_OPENS = gettext_noop(
    "It opens on %(opens_on)s: %(before)s days before %(target)s, or when the rhythm begins to apply to you."
)
_LAST = gettext_noop(
    "Your last day here is %(last_day)s, so the talk is to be held by your last working day: %(due_on)s."
)
_EXEMPT = gettext_noop(
    "You are exempt from %(from)s to %(to)s, and %(due_on)s lies in that time: this talk is taken off."
)


def anchored_slots(reign: Reign, policy: str, standing: Standing) -> Iterator[Slot]:
    """The talks of every anchor of the person that the version governs."""
    for anchor in standing.anchors:
        for slot in _run(policy, reign.version, reign.is_fresh, anchor, standing):
            if reign.until is None or slot.cycle_start < reign.until:
                yield slot


@lru_cache(maxsize=16384)
def _run(policy: str, version: Version, fresh: bool, anchor: Anchor, standing: Standing) -> tuple[Slot, ...]:
    """The talks around one anchor, remembered."""
    anchored = version.terms.cadence.anchored
    if anchored is None or anchored.anchor != anchor.kind:
        return ()
    return tuple(_Run(policy, version, fresh, anchor, standing, anchored).slots())


@dataclass(frozen=True, slots=True)
class _Run:
    """The talks around one anchor. A `fresh` version speaks of every target it reaches, a later one only of those that
    open in its time."""

    policy: str
    version: Version
    fresh: bool
    anchor: Anchor
    standing: Standing
    anchored: Anchored

    def slots(self) -> Iterator[Slot]:
        for number, offset in enumerate(self.anchored.offsets, 1):
            target = self.anchor.day + timedelta(days=offset.day)
            if self._speaks_of(target):
                slot = self._opened(self._due(number, offset, target), target)
                if slot is not None:
                    dated = with_dates(replace(slot, cycle_end=slot.due_on), self.standing)
                    yield _exempted(dated, self.standing)

    def _speaks_of(self, target: date) -> bool:
        """Targets before the wording was in force are not created; a later one takes over what opens in its time."""
        begins = target - timedelta(days=self.anchored.before)
        return (target if self.fresh else begins) >= self.version.effective_from

    def _due(self, number: int, offset: Offset, target: date) -> Slot:
        """The talk with its due where every rule has moved it; not yet with its opening."""
        due = target + timedelta(days=self.anchored.after)
        given = {"anchor": self.anchor.day, "offset": offset.day, "after": self.anchored.after}
        note = because("R10", _TARGET, given, {"due_on": due}, anchor_kind=self.anchor.kind)
        slot = Slot(
            self.policy, self.version.number, at_slot(self.version.terms, number), self.anchor.key, number,
            target, due, target, due, due, trace=(calendar_note(self.standing), note),
        )  # fmt: skip
        slot = on_workday(out_of_pause(slot, self.standing), self.standing, "R10")
        slot = moved_out_of_leave(slot, _apart_from(self.anchor, offset, self.standing))
        return applied_now(_in_employment(slot, self.standing), self.version, self.standing)

    def _opened(self, slot: Slot, target: date) -> Slot | None:
        """It opens on the first day in its window on which the rhythm applies; without one there is no talk."""
        since, begins = self.version.effective_from, target - timedelta(days=self.anchored.before)
        opens = self.standing.first_open(max(begins, since) if self.version.apply_now else begins)
        last = self.standing.last_day
        if opens is None or opens > slot.due_on or (last and opens > last):
            return None
        given = {"target": target, "before": self.anchored.before, "applies": opens}
        note = because("R10", _OPENS, given, {"opens_on": opens})
        known = min(opens, max(target - HORIZON, self.standing.entered(target - HORIZON) or opens))
        return replace(slot, cycle_start=opens, opens_on=opens, known_from=known, trace=(*slot.trace, note))


def _apart_from(anchor: Anchor, offset: Offset, standing: Standing) -> Standing:
    """What lies before or on the day a leave turns on is not moved by that same leave (R11)."""
    if anchor.leave is None or offset.day > 0:
        return standing
    return replace(standing, away=tuple(one for one in standing.away if one != anchor.leave))


def _in_employment(slot: Slot, standing: Standing) -> Slot:
    last = standing.last_day
    if last is None or slot.due_on <= last:
        return slot
    due = standing.days.plus(last + ONE_DAY, -1)
    note = because("R10", _LAST, {"last_day": last, "plus": -1}, {"due_on": due})
    return replace(slot, due_on=due, trace=(*slot.trace, note))


def _exempted(slot: Slot, standing: Standing) -> Slot:
    """Excused where the due lies inside an exemption (R15), from its first day, unless something else has done so."""
    inside = next(((first, last) for first, last in standing.exempt if first <= slot.due_on <= last), None)
    if inside is None or (slot.excused_from is not None and slot.excused_from <= inside[0]):
        return slot
    note = because("R15", _EXEMPT, {"from": inside[0], "to": inside[1], "due_on": slot.due_on}, {"required": 0})
    return replace(slot, excused="exemption", excused_from=inside[0], decided_on=inside[0], trace=(*slot.trace, note))
