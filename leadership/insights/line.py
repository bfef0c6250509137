"""What a leader may know about who is still to be heard: the line's counts and the people, the longest waiting first.

Only what docs/explanation/privacy.md grants a leader leaves this module: whether a time is set but never when, no
coach, and a pair that is merely late, or has not been warned yet, is due soon like any other: in the words, in the
counts, in the order and in the dates (docs/reference/cadence.md R14, B.5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from leadership.conversations.models import Conversation
from leadership.insights import last_heard
from leadership.obligations import standing
from leadership.obligations.models import Obligation, ObligationQuerySet
from leadership.obligations.standing import Standing
from leadership.people.models import Person
from leadership.people.persons import line_of

OPEN = ("open", "booked", "unconfirmed")
FIRST = ("overdue", "due_soon")
"""Those who come before the others, in this order."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person still to be heard, as their leader may see it.

    `due_on` is there while it is ahead and not near, and when the leader may know that it has passed; `days_overdue`
    counts calendar days since it and is 0 unless `timeliness` is overdue. `you_offered`: the leader has offered times.
    `coach`: only where it is the leader, the rhythm says so openly, or the member shows it.
    """

    obligation: Obligation
    timeliness: str
    time_is_set: bool
    you_offered: bool
    due_on: date | None
    days_overdue: int
    last_heard: date | None
    next_role: str
    coach: Person | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The leader's own status, counts by what a leader sees, one page of people, and the key to the next page.

    `own` is the leader's next talk (None: nothing is open), `heard` when the leader was last heard. `after` is the key
    of the last obligation shown, None on the last page.
    """

    own: Standing | None
    heard: date | None
    counts: Counter[str]
    rows: tuple[Waiting, ...]
    after: UUID | None


def dashboard(leader: Person, *, on: date, after: UUID | None = None, limit: int = 25) -> Dashboard:
    """The line of `leader` on `on` (the leader's date), after the obligation with that key; a key that is not in the
    line starts from the top. A constant number of queries, whatever the line."""
    line = line_of(leader, on=on, prefix="person__")
    rows = [row for row in _rows(line, leader, after) if row.terms.binding == "compulsory"]
    ended = {row.pk for row in rows if row.state not in OPEN}
    stands = sorted(standing.of_many(map(_as_it_stood, rows), on), key=_order)
    waiting = _one_each([stand for stand in stands if stand.obligation.person_id != leader.pk], ended)
    page, following = _page(waiting, ended, after, limit)
    heard = last_heard.of({leader.pk, *(stand.obligation.person_id for stand in page)})
    return Dashboard(
        own=_soonest(stand for stand in stands if stand.obligation.person_id == leader.pk),
        heard=heard.get(leader.pk),
        counts=_counts((stand for stand in waiting if stand.obligation.pk not in ended), owed_in(line, leader), on),
        rows=tuple(_as_the_leader_sees(stand, heard, leader) for stand in page),
        after=following,
    )


def owed_in(line: Q, leader: Person) -> ObligationQuerySet:
    """What is owed to the people of a line, not to the leader: compulsory talks alone are a leader's concern."""
    return _compulsory().filter(line).exclude(person=leader)


def _compulsory() -> ObligationQuerySet:
    return ObligationQuerySet(Obligation).promised().filter(policy_version__terms__binding="compulsory")


def _rows(line: Q, leader: Person, after: UUID | None) -> ObligationQuerySet:
    """All that is open for the line and for the leader; and the row `after`, which may have ended meanwhile."""
    offered = Conversation.objects.filter(coach=leader, asked_for=OuterRef("pk"), state="proposed", offered_by="coach")
    wanted = Q(state__in=OPEN) | Q(key=after) if after else Q(state__in=OPEN)
    rows = _compulsory().filter(wanted, line | Q(person=leader)).annotate(you_offered=Exists(offered))
    return rows.select_related("person__manager", "policy", "policy_version", "coach")


def _one_each(waiting: Sequence[Standing], ended: Collection[int]) -> list[Standing]:
    """Of one person's open talks of one rhythm only the earliest: a second row would tell that the first is late."""
    earliest: dict[tuple[int, int], tuple[date, int]] = {}
    for row in (stand.obligation for stand in waiting if stand.obligation.pk not in ended):
        place = (row.due_on, row.pk)
        earliest[row.person_id, row.policy_id] = min(earliest.get((row.person_id, row.policy_id), place), place)
    kept = {pk for _, pk in earliest.values()}
    return [stand for stand in waiting if stand.obligation.pk in kept or stand.obligation.pk in ended]


def _as_it_stood(row: Obligation) -> Obligation:
    """A row that has ended keeps the place it had, so that the next page goes on from there. Never saved."""
    if row.state not in OPEN:
        row.state = Obligation.State.OPEN
    return row


def _order(stand: Standing) -> tuple[int, date, str, int]:
    """Overdue first, by days; then those due soon, the late ones as if due today so that their place tells nothing."""
    seen, row = standing.for_leader(stand), stand.obligation
    due_on = row.due_on if seen == "overdue" else max(row.due_on, stand.on)
    return FIRST.index(seen) if seen in FIRST else len(FIRST), due_on, row.person.name, row.pk


def _page(
    waiting: Sequence[Standing], ended: Collection[int], after: UUID | None, limit: int
) -> tuple[list[Standing], UUID | None]:
    """The rows that follow `after`, and the key of the last of them when there are more."""
    begin = next((place for place, stand in enumerate(waiting, 1) if stand.obligation.key == after), 0)
    following = [stand for stand in waiting[begin:] if stand.obligation.pk not in ended]
    page = following[:limit]
    return page, page[-1].obligation.key if len(following) > limit else None


def _soonest(stands: Iterable[Standing]) -> Standing | None:
    return min(stands, key=lambda stand: stand.obligation.due_on, default=None)


def _as_the_leader_sees(stand: Standing, heard: Mapping[int, date], leader: Person) -> Waiting:
    row, seen = stand.obligation, standing.for_leader(stand)
    return Waiting(
        obligation=row,
        timeliness=seen,
        time_is_set=row.state == Obligation.State.BOOKED,
        you_offered=bool(getattr(row, "you_offered", False)),
        due_on=_due_as_seen(row.due_on, seen, stand.on),
        days_overdue=(stand.on - row.due_on).days if seen == "overdue" else 0,
        last_heard=heard.get(row.person_id),
        next_role=stand.next_mover.role,
        coach=_coach_as_seen(row, leader),
    )


def _coach_as_seen(row: Obligation, leader: Person) -> Person | None:
    """Whom somebody talks with is for the two to know (D.1), unless they or their rhythm say otherwise."""
    shown = row.coach_id == leader.pk or row.person.shows_coach or row.terms.coach_visible_to_leader
    return row.coach if shown else None


def _due_as_seen(due_on: date, seen: str, on: date) -> date | None:
    """No date on anyone due soon: a day that has passed would tell who is late."""
    return due_on if seen == "overdue" or (seen == "on_track" and due_on >= on) else None


def _counts(waiting: Iterable[Standing], owed: ObligationQuerySet, on: date) -> Counter[str]:
    """Talks of the line by what the leader sees; those that ended count until their date has passed."""
    counts = Counter(standing.for_leader(stand) for stand in waiting)
    ended = owed.filter(state__in=("fulfilled", "excused"), due_on__gte=on).values_list("state", flat=True)
    return counts + Counter(ended)
