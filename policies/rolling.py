"""The one open talk of a rolling rhythm (docs/reference/cadence.md R9): so long after the last one held."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil

from policies.dating import Slot, with_dates
from policies.facts import TraceItem, Version
from policies.leaves import counted_on
from policies.standing import Standing
from policies.termparts import Rolling
from policies.trace import because, spell
from policies.window import calendar_note
from policies.words import gettext_noop
from policies.workdays import clock_end

_COUNTED = gettext_noop("%(days)s days after %(base)s, days of pause, leave and exemption left out: %(due_on)s.")
_MOVED = gettext_noop("%(from)s is not a working day of yours, so the day moves to %(due_on)s.")
_PAUSED = gettext_noop(
    "The next working day after %(from)s lies behind the pause that ends on %(pause_end)s: %(due_on)s."
)
_BACK = gettext_noop("You are back on %(back_on)s, so the day moves to your first working day then: %(due_on)s.")
_OPENS = gettext_noop("It opens on %(opens_on)s, a third of the interval before it is due.")


@lru_cache(maxsize=65536)
def rolling_slot(policy: str, version: Version, base: date, standing: Standing) -> Slot:
    """The obligation that follows from the base (the last credit, or the first day), remembered."""
    rolling = version.terms.cadence.rolling or Rolling(1, "day")
    interval = _interval(rolling, version, base, standing.fte)
    due = clock_end(base, interval, standing.stopped)
    given = {"base": base, "days": interval, "stopped": spell(standing.stopped)}
    trace: tuple[TraceItem, ...] = (calendar_note(standing), because("R9", _COUNTED, given, {"due_on": due}))
    due, trace = _on_workday(due, trace, standing)
    third = -(-interval // 3)
    opens = max(base, due - timedelta(days=third))
    note = because("R9", _OPENS, {"due_on": due, "third": third, "base": base}, {"opens_on": opens})
    key = f"since-{base.isoformat()}"
    trace = (*trace, note)
    slot = Slot(policy, version.number, version.terms, key, 1, base, None, opens, due, due, trace=trace)
    return with_dates(slot, standing)


def _interval(rolling: Rolling, version: Version, base: date, fte: float) -> int:
    days = rolling.days_from(base)
    if not version.terms.fte_scaling or not 0 < fte < 1:
        return days
    return ceil(days / Fraction(fte).limit_denominator(1000))


def _on_workday(due: date, trace: tuple[TraceItem, ...], standing: Standing) -> tuple[date, tuple[TraceItem, ...]]:
    moved = standing.days.plus(due, 0)
    if moved == due:
        return due, trace
    crossed = [end for start, end in standing.days.pauses if due < start <= moved]
    if crossed:
        moved = standing.days.plus(crossed[-1], 5)
        given = {"from": due, "pause_end": crossed[-1], "plus": 5}
        note = because("R3", _PAUSED, given, {"due_on": moved})
    else:
        note = because("R9", _MOVED, {"from": due, "plus": 0}, {"due_on": moved})
    return _back_first(moved, (*trace, note), standing)


def _back_first(due: date, trace: tuple[TraceItem, ...], standing: Standing) -> tuple[date, tuple[TraceItem, ...]]:
    """Only the move to a working day can reach into counted leave; the clock itself never ends inside it."""
    away = counted_on(standing.away, due)
    while away is not None and away.back_on is not None:
        moved = standing.days.plus(away.back_on, 0)
        given = {"from": due, "back_on": away.back_on, "plus": 0}
        due, trace = moved, (*trace, because("R11", _BACK, given, {"due_on": moved}))
        away = counted_on(standing.away, due)
    return due, trace
