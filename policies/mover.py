"""Whose turn it is (docs/reference/cadence.md R16): exactly one for every open obligation, derived, never stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from policies.hearing import OBJECTION_DAYS
from policies.terms import Terms
from policies.workdays import ONE_DAY, WorkCalendar

OTHER = {"member": "coach", "coach": "member"}


@dataclass(frozen=True, slots=True)
class Mover:
    """`role`: member, coach, owner (of the pool), hr or nobody; `since` the day the turn began; `flips` how often
    silence has passed it on; `notice_due_on` the day of the first such flip, which alone sends a notice, else None;
    `answer_by` the day by which a coach or leader answers, where the policy promises that (answer_within)."""

    role: str
    since: date
    flips: int = 0
    notice_due_on: date | None = None
    answer_by: date | None = None


def next_mover(
    terms: Terms,
    *,
    state: str,
    opens_on: date,
    choose_by: date,
    on: date,
    days: WorkCalendar,
    coach_since: date | None = None,
    offered_by: str | None = None,
    offered_on: date | None = None,
    returned_to: str | None = None,
    returned_on: date | None = None,
    ended_on: date | None = None,
    default_found: bool = True,
    pool_owner: bool = False,
) -> Mover:
    """The next mover on `on` (a day in the member's zone; silences count in `days`, the member's working days).

    `coach_since`: when the pair was made. `offered_*`: who has proposed times that still stand. `returned_*`: who
    declined, let times expire or cancelled; of a talk that waits, whose word is missing where both are asked.
    `ended_on`: when a talk ended that nobody has confirmed. `default_found`:
    whether a fallback coach is eligible once choose_by is over.
    """
    if state == "unconfirmed":
        turn = Mover(returned_to, returned_on or on) if returned_to else _answering(ended_on or on, on, days)
        return _promised(terms, turn, days)
    if state not in ("planned", "open"):
        return Mover("nobody", on)
    if offered_by is not None:
        return _promised(terms, Mover(OTHER[offered_by], offered_on or on), days)
    if coach_since is None:
        return _finding_a_coach(terms, opens_on, choose_by, on, pool_owner=pool_owner and default_found)
    starts = returned_to or ("member" if terms.initiative == "inbound" else "coach")
    since = (returned_on or on) if returned_to else max(coach_since, opens_on)
    return _promised(terms, _passed_on(terms, starts, since, on, days), days)


def _promised(terms: Terms, mover: Mover, days: WorkCalendar) -> Mover:
    """A coach answers within so many working days of the member's, where the policy says so."""
    if terms.answer_within is None or mover.role != "coach":
        return mover
    return replace(mover, answer_by=days.plus(mover.since, terms.answer_within))


def _answering(ended_on: date, on: date, days: WorkCalendar) -> Mover:
    """The member for five working days, then the coach."""
    members_until = days.plus(ended_on, OBJECTION_DAYS)
    return Mover("member", ended_on) if on <= members_until else Mover("coach", members_until + ONE_DAY)


def _finding_a_coach(terms: Terms, opens_on: date, choose_by: date, on: date, *, pool_owner: bool) -> Mover:
    """The member until choose_by where the member chooses; else, and after, whoever looks after the pool. Where only
    one leader may listen there is nothing to choose: who has none is HR's to see to from the first day."""
    chooses = terms.coach.choice == "member" and not terms.names_its_coach
    if chooses and on <= choose_by:
        return Mover("member", opens_on)
    return Mover("owner" if pool_owner else "hr", choose_by + ONE_DAY if chooses else opens_on)


def _passed_on(terms: Terms, starts: str, since: date, on: date, days: WorkCalendar) -> Mover:
    """Silence passes the move: the day after so many working days, and again after as many more."""
    if terms.handover_after is None:
        return Mover(starts, since)
    role, flips, first = starts, 0, None
    turned = days.plus(since, terms.handover_after) + ONE_DAY
    while turned <= on:
        role, since, flips, first = OTHER[role], turned, flips + 1, first or turned
        turned = days.plus(since, terms.handover_after) + ONE_DAY
    return Mover(role, since, flips, first)
