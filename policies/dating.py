"""From a due date to the dates around it: choose by, overdue from, close (cadence.md R3, R4, R11, R14)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from policies.facts import TraceItem
from policies.ladder import last_dated_escalation
from policies.leaves import Away, counted_on
from policies.standing import Standing
from policies.terms import Terms
from policies.trace import because, spell
from policies.words import gettext_noop
from policies.workdays import ONE_DAY, clock_end, merged

LONGEST_WAIT = 90
"""Calendar days after the due within which the first day back still moves it; later, the talk is excused."""

_PAUSED = gettext_noop("%(from)s is in the pause that ends on %(pause_end)s, so the day moves to %(due_on)s.")
_MOVED = gettext_noop("%(from)s is not a working day of yours, so the day moves to %(due_on)s.")
_CROSSED = gettext_noop(
    "The next working day after %(from)s lies behind the pause that ends on %(pause_end)s: %(due_on)s."
)
_AWAY = gettext_noop("You are back on %(back_on)s, so the day moves to ten working days after that: %(due_on)s.")
_AWAY_LONG = gettext_noop(
    "You are back on %(back_on)s, more than %(limit)s days after %(due_on)s: this talk is taken off."
)
_AWAY_OPEN = gettext_noop("While you are away nothing is asked; the day will be ten working days after you are back.")
_STANDS = gettext_noop("You are away, and called like everybody else: the offer stands until %(close_on)s.")
_CHOOSE = gettext_noop(
    "Choose a coach by %(choose_by)s: %(plus)s working days after %(opens_on)s, in time for %(due_on)s."
)
_GRACE = gettext_noop(
    "After %(due_on)s come %(grace)s working days of grace; your leader can see from %(overdue_from)s that it remains."
)
_SHORT = gettext_noop(
    "You are away until %(leave_end)s, so grace lasts until you have been back a working day: %(overdue_from)s."
)
_CLOSE = gettext_noop("The talk can be held for %(due_on)s until %(close_on)s.")
_LAPSE = gettext_noop("The offer stands until %(close_on)s.")
_REOPENED = gettext_noop("The talk did not happen, so it is open again, to be held by %(due_on)s.")
_RETURNED = gettext_noop("The rhythm applies to you again, so the talk is to be held by %(due_on)s.")


@dataclass(frozen=True, slots=True)
class Slot:
    """One obligation with its dates, before anybody looks at talks or at today.

    Talks from `credit_from` (None: `cycle_start`) to `close_on` can credit it. `cycle_end`: the last day of its period,
    None when rolling. `excused`: the reason it falls away, decided on `excused_from` (talks before that still count).
    `known_from`: the day from which it stands as planned, None: always; `replaced_on`: a newer wording took its place.
    """

    policy: str
    version: int
    terms: Terms
    cycle_key: str
    slot: int
    cycle_start: date
    cycle_end: date | None
    opens_on: date
    due_on: date
    choose_by: date
    overdue_from: date | None = None
    close_on: date | None = None
    excused: str = ""
    excused_from: date | None = None
    decided_on: date | None = None
    known_from: date | None = None
    replaced_on: date | None = None
    credit_from: date | None = None
    trace: tuple[TraceItem, ...] = ()

    @property
    def name(self) -> tuple[str, int]:
        """What identifies it among the policy's own (R7)."""
        return self.cycle_key, self.slot


def due_settled(slot: Slot, standing: Standing) -> Slot:
    """The slot with its due moved out of pauses (R3), then out of counted leave (R11)."""
    return moved_out_of_leave(out_of_pause(slot, standing), standing)


def out_of_pause(slot: Slot, standing: Standing) -> Slot:
    """A due inside a pause moves to five working days after it (R3)."""
    end = standing.days.pause_end(slot.due_on)
    if end is None:
        return slot
    due = standing.days.plus(end, 5)
    note = because("R3", _PAUSED, {"from": slot.due_on, "pause_end": end, "plus": 5}, {"due_on": due})
    return replace(slot, due_on=due, trace=(*slot.trace, note))


def on_workday(slot: Slot, standing: Standing, rule: str) -> Slot:
    """The due on a working day of the member's, five days after the pause it would have to cross (`rule` R9, R10)."""
    moved = standing.days.plus(slot.due_on, 0)
    if moved == slot.due_on:
        return slot
    crossed = [end for start, end in standing.days.pauses if slot.due_on < start <= moved]
    if crossed:
        moved = standing.days.plus(crossed[-1], 5)
        given = {"from": slot.due_on, "pause_end": crossed[-1], "plus": 5}
        note = because("R3", _CROSSED, given, {"due_on": moved})
    else:
        note = because(rule, _MOVED, {"from": slot.due_on, "plus": 0}, {"due_on": moved})
    return replace(slot, due_on=moved, trace=(*slot.trace, note))


def moved_out_of_leave(slot: Slot, standing: Standing) -> Slot:
    """A due on a day of counted leave moves to ten working days after it, or is excused (R11); offers stay."""
    return slot if slot.terms.binding == "voluntary" else _out_of_leave(slot, standing)


def with_dates(slot: Slot, standing: Standing) -> Slot:
    """The slot with choose_by, overdue_from and close_on counted anew from its opening and due."""
    slot = _choose_by(slot, standing)
    if slot.terms.binding == "voluntary":
        lapse = because("R14", _LAPSE, {"due_on": slot.due_on}, {"close_on": slot.due_on})
        return replace(slot, overdue_from=None, close_on=slot.due_on, trace=(*slot.trace, lapse))
    if slot.excused == "leave" and slot.terms.leave_mode == "offer":
        return _offered_while_away(slot, standing)
    return _closing(_grace(slot, standing), standing)


def _offered_while_away(slot: Slot, standing: Standing) -> Slot:
    """Whoever is away is called like everybody else: the talk stands until its close, and only then falls away."""
    if slot.terms.close_after is None or slot.decided_on is None:
        return replace(slot, overdue_from=None, close_on=None, excused="", excused_from=None, decided_on=None)
    close = clock_end(slot.due_on, slot.terms.close_after, standing.days.pauses)
    decided = max(slot.decided_on, close + ONE_DAY)
    if _is_gone_without_end(standing, slot.due_on):
        return replace(slot, overdue_from=None, close_on=None, excused_from=decided, decided_on=decided)
    given = {"due_on": slot.due_on, "close_after": slot.terms.close_after, "last_step": slot.due_on}
    given |= {"overdue_from": slot.due_on, "stopped": spell(standing.days.pauses)}
    note = because("R11", _STANDS, given, {"close_on": close})
    return replace(
        slot, overdue_from=None, close_on=close, excused_from=decided, decided_on=decided, trace=(*slot.trace, note)
    )


def reopened(slot: Slot, standing: Standing, told_on: date) -> Slot:
    """A talk that credited it did not happen: at least five working days from the day that was said (R12)."""
    due = max(slot.due_on, standing.days.plus(told_on, 5))
    given = {"old_due": slot.due_on, "contested_on": told_on, "plus": 5}
    moved = _moved(slot, standing, due, because("R12", _REOPENED, given, {"due_on": due}))
    if slot.close_on is None or due == slot.due_on or slot.terms.binding == "voluntary" or moved.excused == "leave":
        return moved
    overdue = _grace(replace(slot, due_on=due), standing).overdue_from
    if overdue is None:
        return moved
    until = max(slot.close_on, overdue)
    given = {"due_on": due, "old_close": slot.close_on, "overdue_from": overdue}
    note = because("R12", _CLOSE, given, {"close_on": until})
    return replace(moved, close_on=until, trace=(*moved.trace, note))


def returned(slot: Slot, standing: Standing, again_on: date) -> Slot:
    """What kept it away is over: at least five working days from the first day again (R17)."""
    due = max(slot.due_on, standing.days.plus(again_on, 5))
    given = {"old_due": slot.due_on, "again_on": again_on, "plus": 5}
    return _moved(slot, standing, due, because("R17", _RETURNED, given, {"due_on": due}))


def _moved(slot: Slot, standing: Standing, due: date, note: TraceItem) -> Slot:
    noted = replace(slot, due_on=due, trace=(*slot.trace, note))
    return noted if due == slot.due_on else with_dates(noted, standing)


def _out_of_leave(slot: Slot, standing: Standing) -> Slot:
    away = counted_on(standing.away, slot.due_on)
    while away is not None:
        if away.back_on is None or _is_too_long(slot, away):
            return _excused_for_leave(slot, away)
        due = standing.days.plus(away.back_on, 10)
        note = because("R11", _AWAY, {"from": slot.due_on, "back_on": away.back_on, "plus": 10}, {"due_on": due})
        slot = replace(slot, due_on=due, trace=(*slot.trace, note))
        away = counted_on(standing.away, due)
    return slot


def _is_too_long(slot: Slot, away: Away) -> bool:
    """More than ninety days after the due; a rolling talk has no close, so an offered one waits."""
    waits = slot.terms.leave_mode == "offer" and slot.terms.close_after is None
    return not waits and away.back_on is not None and (away.back_on - slot.due_on).days > LONGEST_WAIT


def _excused_for_leave(slot: Slot, away: Away) -> Slot:
    limit = {"from": slot.due_on, "limit": LONGEST_WAIT}
    if away.back_on is None:
        decided = slot.due_on + timedelta(days=LONGEST_WAIT + 1)
        note = because("R11", _AWAY_OPEN, limit, {"due_on": slot.due_on})
    else:
        decided = slot.due_on
        note = because("R11", _AWAY_LONG, limit | {"back_on": away.back_on}, {"due_on": slot.due_on})
    return replace(slot, excused="leave", excused_from=decided, decided_on=decided, trace=(*slot.trace, note))


def _choose_by(slot: Slot, standing: Standing) -> Slot:
    plus = slot.terms.coach.choose_by
    wanted = standing.cwd.plus(slot.opens_on, plus)
    cap = standing.cwd.plus(slot.due_on, -5)
    day = min(wanted, cap if cap > slot.opens_on else slot.due_on)
    given = {"opens_on": slot.opens_on, "plus": plus, "due_on": slot.due_on}
    note = because("R2", _CHOOSE, given, {"choose_by": day})
    return replace(slot, choose_by=day, trace=(*slot.trace, note))


def _grace(slot: Slot, standing: Standing) -> Slot:
    """With the first overdue day; nothing is said of it where nobody knows it (R4, R11)."""
    dated = _after_grace(slot, standing)
    return dated if dated.overdue_from else replace(slot, overdue_from=None)


def _after_grace(slot: Slot, standing: Standing) -> Slot:
    overdue = standing.days.plus(slot.due_on, slot.terms.grace, standing.counted) + ONE_DAY
    if _is_gone_without_end(standing, overdue):
        return replace(slot, overdue_from=None)
    if slot.terms.binding != "compulsory":
        return _back_from_short(replace(slot, overdue_from=overdue), standing)
    given = {"due_on": slot.due_on, "grace": slot.terms.grace, "away": spell(standing.counted)}
    note = because("R14", _GRACE, given, {"overdue_from": overdue})
    return _back_from_short(replace(slot, overdue_from=overdue, trace=(*slot.trace, note)), standing)


def _back_from_short(slot: Slot, standing: Standing) -> Slot:
    """Nobody becomes overdue while away or on the first working day after (R4)."""
    overdue = slot.overdue_from
    leave_end = next((one.end for one in standing.away if one.end and overdue and one.covers(overdue)), None)
    if overdue is not None and _is_gone_without_end(standing, overdue):
        return replace(slot, overdue_from=None)
    if overdue is None or leave_end is None:
        return slot
    moved = standing.days.plus(leave_end, 1) + ONE_DAY
    note = because("R4", _SHORT, {"from": overdue, "leave_end": leave_end, "plus": 1}, {"overdue_from": moved})
    return _back_from_short(replace(slot, overdue_from=moved, trace=(*slot.trace, note)), standing)


def _closing(slot: Slot, standing: Standing) -> Slot:
    overdue, after = slot.overdue_from, slot.terms.close_after
    if overdue is None:
        return replace(slot, close_on=None)
    stopped = merged((*standing.days.pauses, *standing.counted))
    if after is not None:
        last = last_dated_escalation(slot.terms, overdue, standing.cwd, standing.counted) or overdue
        close = max(clock_end(slot.due_on, after, stopped), last, overdue)
        given = {"due_on": slot.due_on, "close_after": after, "last_step": last, "overdue_from": overdue}
        note = because("R14", _CLOSE, given | {"stopped": spell(stopped)}, {"close_on": close})
        known = not _is_gone_without_end(standing, close)
        slot = replace(slot, close_on=close if known else None, trace=(*slot.trace, note) if known else slot.trace)
    return slot if slot.terms.binding == "compulsory" else replace(slot, overdue_from=None)


def _is_gone_without_end(standing: Standing, day: date) -> bool:
    return any(one.end is None and one.covers(day) for one in standing.away)
