"""R17, never late by bookkeeping: what was once shown to a member is kept, whatever is recomputed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from policies.facts import Row
from policies.timeliness import LIVE, timeliness
from policies.trace import because
from policies.words import gettext_noop
from policies.workdays import ONE_DAY, WorkCalendar

NOTICE = {"same": 5, "facts": 5, "returned": 5, "rule": 10}
"""Working days a due that comes nearer, or comes back, is away at least; by cause of the change."""

GONE = frozenset({"excused", "cancelled", "fulfilled", "missed", "lapsed"})
_ENDED_BY_TIME = frozenset({"missed", "lapsed"})
_KEPT = gettext_noop("%(shown)s was promised before, so the talk is to be held by %(due_on)s.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the member has seen of the obligation: its stored state and dates, in the member's zone."""

    state: str
    due_on: date
    overdue_from: date | None
    close_on: date | None
    credited_on: date | None = None


def keep(shown: Shown, row: Row, *, on: date, days: WorkCalendar, cause: str) -> Row:
    """The row with no date earlier than promised.

    `cause`: "same" nothing but time passed; "facts" (leave, hire date, calendar, zone); "returned" reopened, unmuted,
    re-entered (never before today⊕5); "rule" the rule or the policy changed (never before today⊕10). `on` is the
    member's today, `days` their working days. A state that comes back from excused, cancelled or fulfilled counts as
    returned by itself; what has been credited stays credited unless the row says that it is open again.
    """
    if row.due_on is None or row.state in ("fulfilled", "cancelled"):
        return row
    if row.state == "excused":
        return _still_credited(shown, row)
    if shown.state in GONE and row.state in _ENDED_BY_TIME:
        return _as_shown(shown, row)
    back = cause == "returned" or (shown.state in GONE - _ENDED_BY_TIME and row.state in LIVE)
    back = back or (cause != "same" and _was_open_ended(shown, row))
    floor = days.plus(on, NOTICE[cause])
    if back:
        due = max(row.due_on, floor)
    elif cause == "same":
        due = max(row.due_on, shown.due_on)
    else:
        due = _never_sooner(shown.due_on, row.due_on, floor)
    kept = _with_due(row, due, days, shown)
    return row if kept == row else _judged_again(kept, shown, on, days)


def _still_credited(shown: Shown, row: Row) -> Row:
    if shown.state != "fulfilled" or shown.credited_on is None:
        return row
    return _as_shown(shown, row)


def _as_shown(shown: Shown, row: Row) -> Row:
    """What is over stays what it was: an excuse that ends after the close makes nobody miss anything."""
    held = "held" if shown.credited_on and shown.credited_on <= shown.due_on else "held_late"
    return replace(
        row,
        state=shown.state,
        timeliness=held if shown.state == "fulfilled" else "closed",
        due_on=shown.due_on,
        overdue_from=shown.overdue_from,
        close_on=shown.close_on,
        credited_on=shown.credited_on,
        reason="" if shown.state == "fulfilled" else row.reason,
    )


def _was_open_ended(shown: Shown, row: Row) -> bool:
    """Nobody knew when it would be overdue, because nobody knew the end of a leave; now it would be at once."""
    return shown.state in LIVE and shown.overdue_from is None and row.overdue_from is not None


def _never_sooner(shown: date, due: date, floor: date) -> date:
    """A due may come nearer, but not nearer than the floor; if it is there already, it stays."""
    return due if due >= shown else min(shown, max(due, floor))


def _with_due(row: Row, due: date, days: WorkCalendar, shown: Shown) -> Row:
    """The row with that due; overdue and close keep their distance and are never earlier than shown for this due."""
    assert row.due_on is not None
    overdue, close = row.overdue_from, row.close_on
    if due != row.due_on:
        if overdue is not None:
            overdue = days.plus(due, days.between(row.due_on, overdue - ONE_DAY)) + ONE_DAY
        close = None if close is None else close + (due - row.due_on)
    if due >= shown.due_on and shown.state in LIVE:
        overdue = _later(overdue, shown.overdue_from)
        close = _later(close, shown.close_on)
    if close is not None and overdue is not None:
        close = max(close, overdue)
    return replace(row, due_on=due, overdue_from=overdue, close_on=close)


def _later(one: date | None, other: date | None) -> date | None:
    """The later of two days; None (never, or nobody knows yet) stays None."""
    return one if one is None or other is None else max(one, other)


def _judged_again(row: Row, shown: Shown, on: date, days: WorkCalendar) -> Row:
    """State and timeliness as the kept dates say."""
    assert row.due_on is not None and row.opens_on is not None
    state = row.state
    if state in _ENDED_BY_TIME and (row.close_on is None or on <= row.close_on):
        state = "open" if shown.state in ("planned", *GONE) else shown.state
    stands = "resting" if row.timeliness == "resting" else timeliness(
        state=state,
        on=on,
        opens_on=row.opens_on,
        due_on=row.due_on,
        overdue_from=row.overdue_from,
        days=days,
        credited_on=row.credited_on,
    )  # fmt: skip
    note = because("R17", _KEPT, {"shown": shown.due_on, "today": on}, {"due_on": row.due_on})
    reason = row.reason if state == row.state else ""
    return replace(row, state=state, timeliness=stands, reason=reason, trace=(*row.trace, note))
