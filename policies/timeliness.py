"""How an obligation stands in time (docs/reference/cadence.md R14): derived from its dates, never stored."""

from __future__ import annotations

from datetime import date, timedelta

from policies.workdays import WorkCalendar

LIVE = frozenset({"planned", "open", "booked", "unconfirmed"})
"""The states of an obligation that can still be fulfilled without anything being taken back."""


def timeliness(
    *,
    state: str,
    on: date,
    opens_on: date,
    due_on: date,
    overdue_from: date | None,
    days: WorkCalendar,
    credited_on: date | None = None,
    resting: bool = False,
) -> str:
    """planned, on_track, due_soon, late, overdue or resting; held or held_late once fulfilled; else closed.

    `on` is the member's today, `resting` whether it is a day of counted leave, `overdue_from` None: never overdue.
    """
    if state == "fulfilled":
        return "held" if credited_on is None or credited_on <= due_on else "held_late"
    if state not in LIVE:
        return "closed"
    if resting:
        return "resting"
    if on < opens_on:
        return "planned"
    if on > due_on:
        return "overdue" if overdue_from is not None and on >= overdue_from else "late"
    return "due_soon" if on >= due_soon_from(opens_on, due_on, days) else "on_track"


def due_soon_from(opens_on: date, due_on: date, days: WorkCalendar) -> date:
    """The later of ten working days before the due and the last third of the time there was."""
    third = ((due_on - opens_on).days + 1) // 3
    return max(days.plus(due_on, -10), due_on - timedelta(days=third))
