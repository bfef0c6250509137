"""The one open talk of a rolling rhythm (docs/reference/cadence.md R9): so long after the last one held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil

from policies.dating import Slot, moved_out_of_leave, on_workday, out_of_pause, with_dates
from policies.facts import TraceItem, Version
from policies.leaves import counted_on
from policies.reading import LATEST
from policies.standing import Standing
from policies.termparts import Rolling
from policies.trace import because, spell
from policies.window import applied_now, calendar_note
from policies.words import gettext_noop
from policies.workdays import clock_end

_COUNTED = gettext_noop("%(days)s days after %(base)s, days of pause, leave and exemption left out: %(due_on)s.")
_BACK = gettext_noop("You are back on %(back_on)s, so the day moves to your first working day then: %(due_on)s.")
_OPENS = gettext_noop("It opens on %(opens_on)s, a third of the interval before it is due.")


@lru_cache(maxsize=65536)
def rolling_slot(policy: str, version: Version, base: date, standing: Standing) -> Slot | None:
    """The obligation that follows from the base (the last credit, or the first day), remembered; None while another
    rhythm comes first and nobody knows until when."""
    rolling = version.terms.cadence.rolling or Rolling(1, "day")
    interval, stopped = _interval(rolling, version, base, standing.fte), standing.stopped(version.terms)
    due = clock_end(base, interval, stopped)
    if due >= LATEST:
        return None
    given = {"base": base, "days": interval, "stopped": spell(stopped)}
    trace: tuple[TraceItem, ...] = (calendar_note(standing), because("R9", _COUNTED, given, {"due_on": due}))
    key = f"since-{base.isoformat()}"
    slot = Slot(policy, version.number, version.terms, key, 1, base, None, base, due, due, trace=trace)
    slot = applied_now(_settled(slot, standing), version, standing)
    return with_dates(_opened(slot, base, interval), standing)


def _settled(slot: Slot, standing: Standing) -> Slot:
    """On a working day; the clock has stood still during leave, or the talk is offered all the same (leave_mode)."""
    if slot.terms.leave_mode == "offer":
        return moved_out_of_leave(on_workday(out_of_pause(slot, standing), standing, "R9"), standing)
    moved = on_workday(slot, standing, "R9")
    return slot if moved == slot else _back_first(moved, standing)


def _opened(slot: Slot, base: date, interval: int) -> Slot:
    third = -(-interval // 3)
    opens = max(base, slot.due_on - timedelta(days=third))
    note = because("R9", _OPENS, {"due_on": slot.due_on, "third": third, "base": base}, {"opens_on": opens})
    return replace(slot, opens_on=opens, trace=(*slot.trace, note))


def _interval(rolling: Rolling, version: Version, base: date, fte: float) -> int:
    days = rolling.days_from(base)
    if not version.terms.fte_scaling or not 0 < fte < 1:
        return days
    return ceil(days / Fraction(fte).limit_denominator(1000))


def _back_first(slot: Slot, standing: Standing) -> Slot:
    """Only the move to a working day can reach into counted leave; the clock itself never ends inside it."""
    away = counted_on(standing.away, slot.due_on)
    while away is not None and away.back_on is not None:
        moved = standing.days.plus(away.back_on, 0)
        given = {"from": slot.due_on, "back_on": away.back_on, "plus": 0}
        note = because("R11", _BACK, given, {"due_on": moved})
        slot = replace(slot, due_on=moved, trace=(*slot.trace, note))
        away = counted_on(standing.away, moved)
    return slot
