"""What separates the ledger from the engine, for one person: a pure comparison that answers with steps.

People with equal rows and equal stored obligations get equal steps, so a whole organisation shares a few answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from leadership.obligations.models import LIVE
from policies.facts import Row
from policies.promises import Shown, keep
from policies.timeliness import due_soon_from
from policies.workdays import WorkCalendar

DATES = ("opens_on", "choose_by", "due_on", "overdue_from", "close_on")
SHOWN_AHEAD = {"opens_on", "due_on"}
"""What is shown of a planned talk. Other dates follow from the words it opens with, so that an edit of grace writes
nothing (docs/reference/cadence.md B.6)."""
CANCELS = {"audience", "family", "not_yet", "opt_in", "retired", "not_effective", "anchor", "over"}
"""Reasons of a cycle that asks for nothing for which an obligation is cancelled: what it stood for is not there. For
all others it is excused, muted days like exempt ones (decision 0010.10), and comes back while there is time."""
STORED = {"ended": "left", "muted_now": "muted"}
"""Reasons under which the same is kept."""

Name = tuple[str, str, int]
"""Policy key, cycle key, slot: what identifies an obligation of a person for ever (R7)."""


class Stored(NamedTuple):
    """An obligation as the ledger has it, without whose it is."""

    policy: str
    cycle_key: str
    slot: int
    state: str
    reason: str
    version: int
    opens_on: date
    choose_by: date | None
    due_on: date
    overdue_from: date | None
    close_on: date | None
    credited_on: date | None
    provisional: bool
    terms: int = 0
    """The number of the version whose words it has; what is planned takes over newer ones when it opens."""

    @property
    def name(self) -> Name:
        return self.policy, self.cycle_key, self.slot

    @property
    def shown(self) -> Shown:
        return Shown(self.state, self.due_on, self.overdue_from, self.close_on, self.credited_on)


@dataclass(frozen=True, slots=True)
class Step:
    """One change to one obligation. `at` is its place among the stored ones, None when it is new.

    `version` is the one it must still have; `terms` the number of the policy's version, for a new one. `values` are
    the columns that change besides the state.
    """

    deed: str
    name: Name
    at: int | None
    before: str
    after: str
    version: int
    terms: int
    values: tuple[tuple[str, Any], ...]


class _Asked(NamedTuple):
    on: date
    days: WorkCalendar
    cause: str
    causes: Mapping[str, str]


def steps(
    rows: Sequence[Row],
    stored: Sequence[Stored],
    *,
    on: date,
    days: WorkCalendar,
    cause: str,
    causes: Mapping[str, str],
) -> tuple[Step, ...]:
    """Everything that must change so that the stored obligations say what the rows say on `on`.

    `cause` says why this is asked, for R17, and `causes` the same for single policies: see `policies.promises.keep`.
    """
    asked = _Asked(on, days, cause, causes)
    wanted = {_name(row): row for row in rows if row.state != "none"}
    quiet = (row for row in rows if row.state == "none")
    silent = {(row.policy, key): row.reason for row in quiet for key in (row.cycle_key, *row.also)}
    found: list[Step] = []
    for at, kept in enumerate(stored):
        row = wanted.pop(kept.name, None)
        if row is None:
            found += _without_row(at, kept, silent, on)
        else:
            found += _compared(at, kept, row, asked)
    found += [_made(row, days) for row in wanted.values() if _is_owed(row, on)]
    return tuple(found)


def _soon_from(row: Row, days: WorkCalendar) -> date | None:
    """The day from which it is due soon: a moment that is stored, so that counting needs no calendar."""
    return due_soon_from(row.opens_on, row.due_on, days) if row.opens_on and row.due_on else None


def _is_owed(row: Row, on: date) -> bool:
    """Nothing is opened that would be late at birth: nobody was ever told of it (R17)."""
    return row.state in (*LIVE, "fulfilled") and row.due_on is not None and row.due_on >= on


def _made(row: Row, days: WorkCalendar) -> Step:
    deed = "opened" if row.state == "open" else row.state
    values = {name: getattr(row, name) for name in (*DATES, "credited_on", "provisional")}
    values["soon_from"] = _soon_from(row, days)
    return Step(deed, _name(row), None, "", row.state, 0, row.version, tuple(values.items()))


def _without_row(at: int, kept: Stored, silent: Mapping[tuple[str, str], str], on: date) -> Iterator[Step]:
    """The engine no longer speaks of it: its cycle asks for nothing now, or it lies too far back, or was replaced."""
    if kept.state not in LIVE:
        return
    reason = silent.get((kept.policy, kept.cycle_key)) or silent.get((kept.policy, ""))
    if reason is None and kept.close_on and kept.close_on < on:
        yield _changed(at, kept, "cancelled" if kept.state == "planned" else "missed", reason="unseen")
    elif reason is None or reason in CANCELS:
        yield _changed(at, kept, "cancelled", reason=reason or "replaced")
    else:
        yield _changed(at, kept, "excused", reason=STORED.get(reason, reason))


def _compared(at: int, kept: Stored, row: Row, asked: _Asked) -> Iterator[Step]:
    if row.state == "fulfilled":
        yield from _credited(at, kept, row)
    elif kept.state in LIVE:
        yield from _still_owed(at, kept, row, asked)
    elif _may_return(kept, row, asked.on):
        yield from _returned(at, kept, row, asked)


def _credited(at: int, kept: Stored, row: Row) -> Iterator[Step]:
    """A talk counts for it: also when it had been closed, excused or cancelled before the talk became known."""
    same = (kept.credited_on, kept.provisional) == (row.credited_on, row.provisional)
    if kept.state != "fulfilled" or not same:
        yield _changed(at, kept, "fulfilled", credited_on=row.credited_on, provisional=row.provisional, reason="")


def _still_owed(at: int, kept: Stored, row: Row, asked: _Asked) -> Iterator[Step]:
    if row.state in ("excused", "cancelled"):
        yield _changed(at, kept, row.state, reason=row.reason)
        return
    row = _kept_promise(kept, row, asked)
    if row.close_on is not None and row.close_on < asked.on and row.state != "unconfirmed":
        yield _closed(at, kept, row)
        return
    after = _state(kept, row)
    changes: dict[str, Any] = {name: getattr(row, name) for name in DATES if getattr(row, name) != getattr(kept, name)}
    if after == "planned" and changes.keys().isdisjoint(SHOWN_AHEAD):
        changes = {}
    if not changes.keys().isdisjoint(SHOWN_AHEAD):
        changes["soon_from"] = _soon_from(row, asked.days)
    if after != "planned" and kept.terms and row.version != kept.terms:
        changes["terms"] = row.version
    if after != kept.state or changes:
        yield _changed(at, kept, after, **changes)


def _kept_promise(kept: Stored, row: Row, asked: _Asked) -> Row:
    """R17. What was planned and never opened in time was never shown: it comes as something that returns."""
    unseen = kept.state == "planned" and kept.due_on < asked.on
    cause = "returned" if unseen else asked.causes.get(kept.policy, asked.cause)
    row = keep(kept.shown, row, on=asked.on, days=asked.days, cause=cause)
    if kept.state != "planned":
        row = replace(row, opens_on=kept.opens_on)
    return row


def _closed(at: int, kept: Stored, row: Row) -> Step:
    if kept.state == "planned":
        return _changed(at, kept, "cancelled", reason="unseen")
    state = row.state if row.state in ("missed", "lapsed") else "missed"
    return _changed(at, kept, state, reason="closed")


def _state(kept: Stored, row: Row) -> str:
    """The engine's word, except that what was once open stays open, and that a kept promise outlives the close."""
    if row.state == "planned" and kept.state != "planned":
        return "open"
    if row.state in ("missed", "lapsed"):
        return kept.state if kept.state != "planned" else "open"
    return row.state


def _may_return(kept: Stored, row: Row, on: date) -> bool:
    """Excused and cancelled come back while there is time; fulfilled when its credit is withdrawn."""
    if kept.reason == "skip" or kept.state in ("missed", "lapsed") or row.state not in LIVE:
        return False
    return row.close_on is None or row.close_on >= on


def _returned(at: int, kept: Stored, row: Row, asked: _Asked) -> Iterator[Step]:
    row = keep(kept.shown, row, on=asked.on, days=asked.days, cause="returned")
    values: dict[str, Any] = {name: getattr(row, name) for name in DATES}
    values["soon_from"] = _soon_from(row, asked.days)
    if kept.terms and row.version != kept.terms:
        values["terms"] = row.version
    yield _changed(at, kept, row.state, credited_on=None, provisional=False, reason="", **values)


def _changed(at: int, kept: Stored, after: str, **values: Any) -> Step:
    deed = _deed(kept.state, after)
    return Step(deed, kept.name, at, kept.state, after, kept.version, 0, tuple(values.items()))


def _deed(before: str, after: str) -> str:
    if before == after:
        return "fulfilled" if after == "fulfilled" else "redated"
    if before not in LIVE and after in LIVE:
        return "reopened"
    if after == "open":
        return "opened" if before == "planned" else "unbooked"
    return "unbooked" if after == "planned" else after


def _name(row: Row) -> Name:
    return row.policy, row.cycle_key, row.slot
