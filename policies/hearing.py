"""What one conversation counts as on a day: held, provisional, withdrawn, unanswered or booked (R1, R12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from policies.facts import Talk
from policies.workdays import WorkCalendar

OBJECTION_DAYS = 5
"""Working days in which the member may say that it did not happen, after the coach has said that it did."""
ANSWER_DAYS = 10
"""Working days after the talk in which somebody may still answer; then it counts as not held."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`verdict`: held, withdrawn (contested in time, on `told_on`), unconfirmed, booked or nothing.

    `day` is the member's local date of the start; `final_after` the last day on which a coach's word is provisional.
    """

    talk: Talk
    day: date
    verdict: str
    provisional: bool = False
    told_on: date | None = None
    final_after: date | None = None


def heard(talk: Talk, zone: str, days: WorkCalendar, on: date) -> Heard:
    """The talk as it counts on `on`, for a member with that zone and working calendar."""
    day = talk.start.astimezone(_zone(talk.zone or zone)).date()
    if day > on or (day == on and talk.over is False):
        return Heard(talk, day, "nothing" if talk.held is False else "booked")
    final_after = days.plus(talk.confirmed_on or day, OBJECTION_DAYS) if talk.confirmed_by == "coach" else None
    if talk.contested_on and (final_after is None or talk.contested_on <= final_after):
        return Heard(talk, day, "withdrawn", told_on=talk.contested_on)
    if talk.held or (talk.held is None and talk.confirmed_by) or talk.contested_on:
        return Heard(talk, day, "held", final_after is not None and on <= final_after, None, final_after)
    answered = talk.held is False or on > days.plus(day, ANSWER_DAYS)
    return Heard(talk, day, "nothing" if answered else "unconfirmed")


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
