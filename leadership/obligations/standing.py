"""How an obligation stands on a day: its timeliness and whose turn it is, derived, never stored (R14, R16).

What pages, commands and letters show; `for_leader` is what somebody above the pair may know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from leadership.lib.instants import local_date
from leadership.obligations.around import Around, terms_of
from leadership.obligations.models import Obligation
from leadership.people.models import Person, Pool
from policies.mover import Mover, next_mover
from policies.terms import Terms
from policies.timeliness import timeliness

TO_A_LEADER = {
    "held": "heard",
    "held_late": "heard",
    "late": "due_soon",
    "resting": "on_track",
}
"""Words of R14 that someone above the pair reads otherwise; `overdue` needs a fair warning first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who moves next: `role` is member, coach, owner (of the pool), hr or nobody; `person` where one is known.

    `since`: the first day of this turn; `flips`: how often silence has passed the move on; `notice_due_on`: the day of
    the first of them, which alone sends a notice; `answer_by`: by when the coach answers, where that is promised.
    """

    role: str
    person: Person | None
    since: date | None
    flips: int = 0
    notice_due_on: date | None = None
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`timeliness` is a word of R14 on `on`; `overdue_above` says that those above the pair may know (B.5)."""

    obligation: Obligation
    on: date
    timeliness: str
    next_mover: Turn
    overdue_above: bool


def of(obligation: Obligation, on: date) -> Standing:
    """How it stands on `on`, a day in the member's zone."""
    return of_many([obligation], on)[0]


def of_many(obligations: Iterable[Obligation], on: date) -> list[Standing]:
    """How each stands on `on`, with a constant number of queries."""
    rows = list(obligations)
    around = Around.of(rows)
    owners = _pool_owners(rows)
    return [_standing(row, on, around, owners) for row in rows]


def for_leader(standing: Standing) -> str:
    """planned, on_track, due_soon, overdue, heard, excused or closed: what a leader is granted (D.1). Late, and overdue
    before both were warned, read as due soon."""
    if standing.obligation.state == Obligation.State.EXCUSED:
        return "excused"
    if standing.timeliness == "overdue":
        return "overdue" if standing.overdue_above else "due_soon"
    return TO_A_LEADER.get(standing.timeliness, standing.timeliness)


def _standing(row: Obligation, on: date, around: Around, owners: Mapping[str, Person]) -> Standing:
    days = around.days(row.person)
    word = timeliness(
        state=row.state,
        on=on,
        opens_on=row.opens_on,
        due_on=row.due_on,
        overdue_from=row.overdue_from,
        days=days,
        credited_on=row.credited_on,
        resting=around.is_resting(row, on),
    )
    owner = next((owners[name] for name in pools_of(terms_of(row)) if name in owners), None)
    return Standing(row, on, word, _turn(row, on, around, owner), word == "overdue" and _was_warned(row, on, around))


def _was_warned(row: Obligation, on: date, around: Around) -> bool:
    """Both were told at least one working day ago."""
    if row.warned_at is None:
        return False
    told = local_date(row.warned_at, row.person.zone_info)
    return around.days(row.person).counted_weekdays().plus(told, 1) <= on


def _turn(row: Obligation, on: date, around: Around, owner: Person | None) -> Turn:
    mover = mover_of(row, on, around, has_owner=owner is not None)
    people = {"member": row.person, "coach": row.coach, "owner": owner}
    since = mover.since if mover.role != "nobody" else None
    return Turn(mover.role, people.get(mover.role), since, mover.flips, mover.notice_due_on, mover.answer_by)


def mover_of(row: Obligation, on: date, around: Around, *, has_owner: bool = False) -> Mover:
    """The next mover on `on` by R16, from what the row remembers."""
    moved = row.move_role or None
    return next_mover(
        terms_of(row),
        state=row.state,
        opens_on=row.opens_on,
        choose_by=row.choose_by or row.due_on,
        on=on,
        days=around.days(row.person),
        coach_since=row.coach_chosen_on if row.coach_id else None,
        offered_by=moved if row.offering else None,
        offered_on=row.move_since if row.offering else None,
        returned_to=None if row.offering else moved,
        returned_on=None if row.offering else row.move_since,
        ended_on=row.move_since if row.state == Obligation.State.UNCONFIRMED else None,
        pool_owner=has_owner,
    )


def _pool_owners(rows: Iterable[Obligation]) -> dict[str, Person]:
    """Who looks after the pools that rows without a coach speak of; no query when none does."""
    names = {name for row in rows if row.coach_id is None and row.is_live for name in pools_of(terms_of(row))}
    if not names:
        return {}
    pools = Pool.objects.filter(name__in=names, owner__is_active=True).select_related("owner")
    return {pool.name: pool.owner for pool in pools if pool.owner}


def pools_of(terms: Terms) -> list[str]:
    """The pools that the rhythm names, among those who may coach and among the fallbacks."""
    words = (*terms.coach.eligible, *terms.coach.default)
    names = [word.removeprefix("pool:") for word in words if word.startswith("pool:")]
    return names + [word[13:-1] for word in words if word.startswith("least_loaded(") and word.endswith(")")]
