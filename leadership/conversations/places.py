"""How many people a coach has room for: counted behind a lock, never counted and then hoped for.

A pair is a member with something still owed by this coach, or with a talk booked, or one for whom a freed place is
kept. Pairs stay whatever happens to the number; a coach without a place, or with the door closed, takes nobody new, and
whoever asked for a place before goes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast

from leadership.conversations import numbers
from leadership.conversations.eligibility import profile_of
from leadership.conversations.errors import CoachIsFull
from leadership.conversations.listed import Card, Listed
from leadership.conversations.models import Conversation, WaitingForCoach
from leadership.lib.statements import Question, ids, one
from leadership.obligations.models import LIVE, Obligation
from leadership.obligations.sets import among
from leadership.people.models import CoachProfile, Person

FEW = 1000
"""Coaches who are named one by one in a statement; a database takes only so many."""


def require(coach: Person, member: Person, *, most: int | None = None) -> None:
    """Raises `CoachIsFull` when `member` would be new to `coach` and there is no place left.

    `most` is the rhythm's own number of pairs (coach.max_open). Called in the transaction that makes the pair; holds
    the coach's row until it ends, so that two never take the last place.
    """
    profile = _locked(coach)
    claims = claims_on([coach.pk])
    if member.pk in claims.pairs.get(coach.pk, ()):
        return
    taken = claims.ahead_of(member.pk, coach.pk)
    if (profile and not profile.accepting) or taken >= capacity(coach, most=most, profile=profile):
        raise CoachIsFull(coach.key)


@dataclass(frozen=True, slots=True)
class Claims:
    """By coach: the members they have, those of them for whom a place is only `kept`, and who `waits`, by when they
    asked."""

    pairs: dict[int, set[int]]
    kept: Mapping[int, set[int]]
    waits: Mapping[int, list[int]]

    def add(self, coach: int, member: int) -> None:
        """The two are a pair from here on."""
        self.pairs.setdefault(coach, set()).add(member)

    def ahead_of(self, member: int, coach: int) -> int:
        """How many have a place, or asked for one before the member did."""
        waiting = self.waits.get(coach, [])
        earlier = waiting[: waiting.index(member)] if member in waiting else waiting
        return len(self.pairs.get(coach, set()).union(earlier))


def pairs_of(coaches: Collection[int]) -> Mapping[int, set[int]]:
    """The members each of these coaches has, or keeps a place for; one query."""
    return claims_on(coaches).pairs


def claims_on(coaches: Collection[int]) -> Claims:
    """Who has a place with these coaches, and who waits for one; one query."""
    pairs: dict[int, set[int]] = defaultdict(set)
    kept: dict[int, set[int]] = defaultdict(set)
    waits: dict[int, list[int]] = defaultdict(list)
    for _at, _pk, state, coach, member in sorted(_claims(coaches), key=lambda claim: (str(claim[0]), claim[1])):
        if state == "waiting":
            waits[coach].append(member)
        else:
            pairs[coach].add(member)
            kept[coach].update({member} if state == "offered" else ())
    return Claims(pairs, kept, waits)


class Taken(NamedTuple):
    """How a coach's places stand for one member: how many `pairs` there are, how many have a place or asked for one
    before the member, and whether the member `has` a place already, or one is `kept` for them."""

    pairs: int = 0
    ahead: int = 0
    has: bool = False
    kept: bool = False


def counted_for(member: int, coaches: Collection[int]) -> Mapping[int, Taken]:
    """The same as counts, for a member who looks at many coaches; nothing is said of a coach whom nobody asks. One
    query, and one more where the member is among those who have or ask."""
    rows = COUNTS.raw(coaches, member)
    found = {coach: Taken(pairs, ahead) for coach, pairs, ahead, _is_mine in rows}
    mine = [coach for coach, *_counts, is_mine in rows if is_mine]
    claims = claims_on(mine) if mine else Claims({}, {}, {})
    for coach in mine:
        pairs, kept = claims.pairs.get(coach, set()), claims.kept.get(coach, set())
        found[coach] = Taken(len(pairs), claims.ahead_of(member, coach), member in pairs, member in kept)
    return found


def _claims(coaches: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """Rows of (when asked, id, state, coach, member)."""
    return _claimed(among(coaches) if len(coaches) > FEW else coaches)


def _claimed(these: Any) -> QuerySet[Any]:
    owed = Obligation.objects.filter(coach__in=these, state__in=LIVE)
    booked = Conversation.objects.filter(coach__in=these, state__in=("booked", "ended"))
    waits = WaitingForCoach.objects.live().filter(coach__in=these)  # type: ignore[attr-defined]
    return _shaped(owed, "person").union(_shaped(booked, "member"), _shaped(waits, "obligation__person"), all=True)


def _shaped(rows: QuerySet[Any], member: str) -> QuerySet[Any]:
    at = F("asked_at") if rows.model is WaitingForCoach else Cast(Value(None), models.DateTimeField())
    found = rows.order_by().annotate(since=at, member_pk=F(f"{member}_id"))
    shaped: QuerySet[Any] = found.values_list("since", "pk", "state", "coach", "member_pk")
    return shaped


COUNTS = Question(
    _claimed,
    ids,
    one,
    around="""
        SELECT claim.coach, count(DISTINCT CASE WHEN claim.state <> 'waiting' THEN claim.member_pk END),
            count(DISTINCT claim.member_pk), max(CASE WHEN claim.member_pk = asking.member THEN 1 ELSE 0 END)
        FROM ({}) AS claim CROSS JOIN (SELECT %s AS member) AS asking GROUP BY claim.coach""",
)


def capacity(
    coach: Person | Listed, *, most: int | None = None, profile: CoachProfile | Card | None = None
) -> int:  # fmt: skip
    """How many pairs fit: the rhythm's number, else the coach's own, else the usual one."""
    if most is not None:
        return most
    known = profile or profile_of(coach)
    return known.capacity if known else numbers.CAPACITY


def _locked(coach: Person) -> CoachProfile | None:
    """The coach's profile, locked; without one, the person is locked instead."""
    profile = CoachProfile.objects.select_for_update().filter(person=coach).first()
    if profile is None and connection.features.has_select_for_update:
        Person.objects.select_for_update(no_key=True).filter(pk=coach.pk).values_list("pk").first()
    return profile
