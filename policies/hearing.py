"""What one conversation counts as on a day: held, provisional, withdrawn, unanswered or booked (R1, R12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from policies.facts import Talk
from policies.workdays import ONE_DAY, WorkCalendar

DEFAULT_RULE = "member_or_uncontested"
OBJECTION_DAYS = 5
"""Working days in which the member may say that it did not happen, after the coach has said that it did."""
ANSWER_DAYS = 10
"""Working days after the talk in which somebody may still answer; then it counts as not held."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`verdict`: held, withdrawn (contested in time, on `told_on`), unconfirmed, booked or nothing.

    `day` is the member's local date of the start; `final_after` the last day on which a coach's word is provisional;
    `waits_until` the last day on which it waits, or waited, for an answer, None where it did not or nobody knows.
    """

    talk: Talk
    day: date
    verdict: str
    provisional: bool = False
    told_on: date | None = None
    final_after: date | None = None
    waits_until: date | None = None


def heard(talk: Talk, zone: str, days: WorkCalendar, on: date, rule: str = DEFAULT_RULE) -> Heard:
    """The talk as it counts on `on`, for a member with that zone and working calendar, under a policy's held_rule."""
    day = local_day(talk, zone)
    if day > on or (day == on and talk.over is False):
        return Heard(talk, day, "nothing" if talk.held is False else "booked")
    answered_by = days.plus(day, ANSWER_DAYS)
    by_coach = talk.confirmed_by == "coach"
    final_after = days.plus(talk.confirmed_on or day, OBJECTION_DAYS) if by_coach else None
    if talk.contested_on and (final_after is None or talk.contested_on <= final_after):
        return Heard(talk, day, "withdrawn", told_on=talk.contested_on)
    if talk.held or (talk.held is None and talk.confirmed_by) or talk.contested_on:
        if _waits_for_another(talk, rule, on <= answered_by):
            return _waiting(talk, day, answered_by, on)
        return Heard(talk, day, "held", final_after is not None and on <= final_after, None, final_after)
    return _waiting(talk, day, answered_by if talk.held is None else _denied_after(talk, answered_by, final_after), on)


def _waiting(talk: Talk, day: date, until: date | None, on: date) -> Heard:
    return Heard(talk, day, "unconfirmed" if until is not None and on <= until else "nothing", waits_until=until)


def _denied_after(talk: Talk, answered_by: date, contradicted_by: date | None) -> date | None:
    """The last day before it was settled that it had not been held: the day before the member said so; of a coach's
    word the last day on which the member could contradict (B.6)."""
    if talk.confirmed_on is None:
        return None
    return min(answered_by, contradicted_by or talk.confirmed_on - ONE_DAY)


def local_day(talk: Talk, zone: str) -> date:
    """The member's date of its start, where they lived then (R1)."""
    return talk.start.astimezone(_zone(talk.zone or zone)).date()


def _waits_for_another(talk: Talk, rule: str, in_time: bool) -> bool:
    """`member`: the coach's word alone never counts; `both`: one word alone counts only when the time for answers is
    over (R12). Who answered is unknown where `confirmed_by` is: then it counts."""
    if rule == "member":
        return talk.confirmed_by == "coach"
    return rule == "both" and in_time and talk.confirmed_by in ("member", "coach")


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
