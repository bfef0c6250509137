"""What a leader may know about who is still to be heard: the line's counts and the people, the longest waiting first.

Only what docs/explanation/privacy.md grants a leader leaves this module: whether a time is set but never when, no
coach, and a pair that is merely late, or has not been warned yet, is due soon like any other: in the words, in the
counts, in the order and in the dates (docs/reference/cadence.md R14, B.5). The work does not grow with the line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from leadership.conversations.models import Conversation
from leadership.insights import last_heard, linecounts, linepages, seen
from leadership.insights.asked import EVERYBODY, Filters, Wanted, asked_for
from leadership.insights.linepages import Key
from leadership.insights.seen import Promises
from leadership.lib import statements
from leadership.lib.instants import at_local
from leadership.lib.statements import Reading, one
from leadership.obligations import standing
from leadership.obligations.models import OPEN, Obligation, ObligationQuerySet
from leadership.obligations.standing import Standing
from leadership.outbox.models import Fact
from leadership.people import persons
from leadership.people.models import Person, Unit
from leadership.people.persons import Line
from policies.models import PolicyVersion

LATELY = timedelta(days=7)
"""For so long nobody else of those who lead needs to ask again what would help."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person still to be heard, as their leader may see it.

    `due_on` is there while it is ahead and not near, and when the leader may know that it has passed;
    `days_overdue` counts calendar days since it and is 0 unless `timeliness` is overdue. `you_offered`: times have
    been offered by the leader or by somebody who leads beside them (a stand-in, or who shares a unit), and
    `asked_on` is the day one of them asked what would help, lately. `is_stuck`: the move has rested too long.
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
    is_stuck: bool = False
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The leader's own status, counts by what a leader sees, one page of people, and the key to the next page.

    `own` is the leader's next talk (None: nothing is open), `heard` when the leader was last heard. `after` is the key
    of the last obligation shown, None on the last page; `stuck` is how many moves have rested too long. Counts of
    large lines were taken at `as_of` (UTC); where it is None they are of now, and one above `linepages.CAP` says only
    that it is above. Where the list is narrowed to a unit of a large line they are of the whole line (`counts_all`).
    `is_lost`: the row to go on from is not in this line. `rhythms`: those the list can be narrowed to, by key.
    """

    own: Standing | None
    heard: date | None
    counts: Counter[str]
    rows: tuple[Waiting, ...]
    after: UUID | None
    stuck: int = 0
    as_of: datetime | None = None
    counts_all: bool = False
    is_lost: bool = False
    rhythms: Mapping[str, PolicyVersion] = field(default_factory=dict)


def dashboard(
    leader: Person, *, on: date, after: UUID | None = None, limit: int = 25, filters: Filters = EVERYBODY
) -> Dashboard:
    """The line of `leader` on `on` (the leader's date), after the obligation with that key; a key that is not in the
    line starts from the top. A constant number of queries, whatever the line."""
    line = persons.line(leader, on=on)
    wanted = asked_for(leader, line, on=on, filters=filters)
    place = _place(wanted, after)
    kept = linecounts.of(line, filters.rhythm) if leader.has_large_line and not filters.direct else None
    found = linepages.find(wanted, after=place, limit=limit + 1, counts=kept is None)
    stands = standing.of_many(_rows(found.ids, leader, line, wanted), on)
    own = [stand for stand in stands if stand.obligation.person_id == leader.pk]
    page = sorted((one for one in stands if one.obligation.pk in set(found.ids)), key=lambda one: _order(one, wanted))
    counts = Counter(kept[0] if kept else found.counts)
    stuck = counts.pop("stuck", 0)
    return Dashboard(
        own=min(own, key=lambda stand: stand.obligation.due_on, default=None),
        heard=_own_heard(own, leader),
        counts=+counts,
        rows=tuple(_as_the_leader_sees(stand, leader, wanted) for stand in page[:limit]),
        after=page[limit - 1].obligation.key if len(page) > limit else None,
        stuck=stuck,
        as_of=kept[1] if kept else None,
        counts_all=bool(kept and filters.unit),
        is_lost=after is not None and place is None,
        rhythms={key: version for key, (_, version) in wanted.promises.rhythms.items()},
    )


def owed_in(line: Q, leader: Person) -> ObligationQuerySet:
    """What is owed to the people of a line, not to the leader: compulsory talks alone are a leader's concern."""
    return seen.owed_in(line, leader.pk, seen.compulsory().condition)


def _place(wanted: Wanted, after: UUID | None) -> Key | None:
    """Where the row stands from which the page goes on, also when it has ended meanwhile."""
    row = wanted.owed.filter(key=after).select_related("person").first() if after else None
    if row is None:
        return None
    resting = seen.is_away(row.person_id, wanted.on)
    return linepages.key_of(row, wanted.on, resting=resting, word=wanted.word)


def _rows(ids: Sequence[int], leader: Person, line: Line, wanted: Wanted) -> list[Obligation]:
    """The rows of the page and the leader's own, with what is said about them."""
    since = at_local(wanted.on - LATELY, time(0), leader.zone_info)
    return _reading(wanted.promises).ask(ids, leader.pk, [leader.pk, *line.beside], since)


@lru_cache(maxsize=4)
def _reading(promises: Promises) -> Reading[Obligation]:
    """Made once for the rhythms there are."""
    return Reading(partial(_rows_with, promises), statements.ids, one, statements.ids, one)


def _rows_with(promises: Promises, ids: Any, leader: Any, beside: Any, since: Any) -> QuerySet[Obligation]:
    promised = ObligationQuerySet(Obligation).promised()
    own = promised.filter(OPEN, promises.condition, person=leader).values("pk")
    rows = promised.filter(pk__in=promised.filter(pk__in=ids).values("pk").union(own))
    offers = Conversation.objects.filter(asked_for=OuterRef("pk"), state="proposed", offered_by="coach")
    offered = offers.filter(Q(coach__in=beside) | _by_one_who_shares_the_unit(leader))
    asked = Fact.objects.filter(subject_key=OuterRef("person__key"), kind="obligation.help_asked", at__gte=since)
    return rows.annotate(
        you_offered=Exists(offered), asked_at=Subquery(asked.order_by("-id").values("at")[:1]), **last_heard.columns()
    ).select_related("person__manager", "person__unit", "policy", "policy_version", "coach")


def _by_one_who_shares_the_unit(leader: Any) -> Exists:
    """Of times offered to somebody in the line: that their coach co-leads the person's unit, or has all of a unit in
    the own line that `leader` co-leads. These are on each other's page of those who lead together."""
    place = OuterRef(OuterRef("person__unit__path"))
    rows: Any = Unit.co_leaders.through._default_manager
    sharing = rows.annotate(beyond=Concat(F("unit__path"), _BEYOND)).filter(unit__path__lte=place, beyond__gt=place)
    coach = {end: OuterRef(OuterRef(f"coach__{end}")) for end in ("pk", "lft", "rgt")}
    others = Person.objects.filter(is_active=True).exclude(pk=coach["pk"])
    outside = others.exclude(lft__gt=coach["lft"], lft__lt=coach["rgt"])
    of_unit = outside.filter(
        unit__path__gte=OuterRef("unit__path"), unit__path__lt=Concat(OuterRef("unit__path"), _BEYOND)
    )
    return Exists(sharing.filter(Q(person=OuterRef("coach")) | Q(person=leader) & ~Exists(of_unit)))


_BEYOND = Value("~")


def _order(stand: Standing, wanted: Wanted) -> Key:
    return linepages.key_of(stand.obligation, stand.on, resting=stand.timeliness == "resting", word=wanted.word)


def _own_heard(own: Iterable[Standing], leader: Person) -> date | None:
    for stand in own:
        return last_heard.read(stand.obligation)
    return last_heard.of([leader.pk]).get(leader.pk)


def _as_the_leader_sees(stand: Standing, leader: Person, wanted: Wanted) -> Waiting:
    row: Any = stand.obligation
    resting = stand.timeliness == "resting"
    word = seen.word(row, wanted.on, resting=resting)
    return Waiting(
        obligation=row,
        timeliness=word,
        time_is_set=row.state == Obligation.State.BOOKED,
        you_offered=row.you_offered,
        due_on=_due_as_seen(row.due_on, word, stand.on),
        days_overdue=(stand.on - row.due_on).days if word == "overdue" else 0,
        last_heard=last_heard.read(row),
        next_role=stand.next_mover.role,
        coach=_coach_as_seen(row, leader),
        is_stuck=not resting and word != "planned" and seen.has_rested(row, wanted.since, wanted.on),
        asked_on=row.asked_at.astimezone(leader.zone_info).date() if row.asked_at else None,
    )


def _coach_as_seen(row: Obligation, leader: Person) -> Person | None:
    """Whom somebody talks with is for the two to know (D.1), unless they or their rhythm say otherwise."""
    shown = row.coach_id == leader.pk or row.person.shows_coach or row.terms.coach_visible_to_leader
    return row.coach if shown else None


def _due_as_seen(due_on: date, word: str, on: date) -> date | None:
    """No date on anyone due soon: a day that has passed would tell who is late."""
    return due_on if word == "overdue" or (word == "on_track" and due_on >= on) else None
