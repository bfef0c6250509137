"""Who would listen to whom, were nobody to choose: the rhythm's own ladder, as far as there is room.

Members choose for themselves in the end; what the ladder gives is what happens when they do not, and what the coaches
must have room for either way.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from leadership.conversations import numbers, places
from leadership.conversations.eligibility import accepts, coaches, kinds, profile_of
from leadership.conversations.models import Conversation
from leadership.people.models import Person
from policies.terms import Terms

TRIES = 60
"""How many of the least busy are looked at before somebody is left without a coach."""
LEADERS = frozenset({"own_manager", "skip_manager"})
COLLEAGUES = frozenset({"anyone", "peer", "same_unit", "other_unit"})
"""Kinds that nearly everybody is: with them nobody is ever without a coach."""


@dataclass(slots=True)
class Desk:
    """One coach: how many fit, how many talks a week, who is there already, how many would be new."""

    person: Person
    capacity: int
    per_week: int
    pools: tuple[str, ...]
    pairs: set[int]
    new: int = 0

    @property
    def people(self) -> int:
        return len(self.pairs) + self.new

    def has_room(self, member: int) -> bool:
        return member in self.pairs or self.people < self.capacity


@dataclass(slots=True)
class Desks:
    """Everybody who may listen, and the people already given to them in earlier pieces of the run."""

    terms: Terms
    by_id: dict[int, Desk]
    _least: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, terms: Terms, given: Mapping[str, int]) -> Desks:
        """As they stand in the database; `given`: how many new people each coach (id) has got so far."""
        listening = coaches().filter(Q(coach_profile__isnull=False) | Q(is_hr=True))
        people = {person.pk: person for person in listening}
        pairs = places.pairs_of(list(people))
        desks = cls(terms, {pk: _desk(person, terms, pairs[pk]) for pk, person in people.items()})
        desks.prepare(int(pk) for pk in given)
        for pk, count in given.items():
            desks.by_id[int(pk)].new = count
        desks._least = [(desk.people, pk) for pk, desk in desks.by_id.items() if profile_of(desk.person)]
        heapq.heapify(desks._least)
        return desks

    def prepare(self, ids: Iterable[int | None]) -> None:
        """Opens the desks of these people, who may have none yet (managers, for example), in a few queries."""
        missing = {pk for pk in ids if pk is not None} - set(self.by_id)
        if missing:
            pairs = places.pairs_of(missing)
            for person in coaches().filter(pk__in=missing):
                self.by_id[person.pk] = _desk(person, self.terms, pairs[person.pk])

    def give(self, member: Person, last: int | None) -> Desk | None:
        """The coach the person would get, counted from now on; None: nobody who may has room."""
        desk = self._chosen(member, last)
        if desk is not None and member.pk not in desk.pairs:
            desk.new += 1
        return desk

    def _chosen(self, member: Person, last: int | None) -> Desk | None:
        for candidates in self._ladder(member, last):
            for desk in candidates:
                if desk.has_room(member.pk) and self._may(desk, member):
                    return desk
        return self._own_leader(member)

    def _ladder(self, member: Person, last: int | None) -> Iterator[Iterable[Desk]]:
        for step in (*self.terms.coach.default, "least_loaded"):
            if step == "keep_last" and last is not None:
                yield self._desk_of(last)
            elif step == "own_manager" and member.manager_id:
                yield self._desk_of(member.manager_id)
            elif step.startswith("least_loaded"):
                yield self._by_load()
            elif step == "hr":
                yield sorted((desk for desk in self.by_id.values() if desk.person.is_hr), key=lambda desk: desk.people)

    def _own_leader(self, member: Person) -> Desk | None:
        """Where only the manager may listen there is nobody else to ask, however many there are."""
        if not set(self.terms.coach.eligible) <= LEADERS:
            return None
        for pk in (member.manager_id, member.manager.manager_id if member.manager else None):
            for desk in self._desk_of(pk):
                if self._may(desk, member):
                    return desk
        return None

    def _desk_of(self, pk: int | None) -> list[Desk]:
        """The desk of somebody who is here."""
        return [self.by_id[pk]] if pk in self.by_id else []

    def _may(self, desk: Desk, member: Person) -> bool:
        return accepts(self.terms, kinds(member, desk.person, pools=desk.pools))

    def _by_load(self) -> Iterator[Desk]:
        """The least busy first; whoever was looked at is put back with what they carry by now."""
        looked: list[int] = []
        try:
            while self._least and len(looked) < TRIES:
                load, pk = heapq.heappop(self._least)
                desk = self.by_id[pk]
                if load != desk.people:
                    heapq.heappush(self._least, (desk.people, pk))
                    continue
                looked.append(pk)
                yield desk
        finally:
            for pk in looked:
                heapq.heappush(self._least, (self.by_id[pk].people, pk))


def last_coaches(members: Iterable[int]) -> dict[int, int]:
    """With whom each of them talked last, by id."""
    held = Conversation.objects.filter(member__in=list(members), state__in=("held", "held_provisional"))
    return dict(held.filter(coach__is_active=True).order_by("start").values_list("member", "coach"))


def asks_nobody_in_particular(terms: Terms) -> bool:
    """Whether nearly anybody may listen, so that nobody can be without a coach."""
    return bool(COLLEAGUES & set(terms.coach.eligible))


def _desk(person: Person, terms: Terms, pairs: set[int]) -> Desk:
    profile = profile_of(person)
    return Desk(
        person,
        places.capacity(person, most=terms.coach.max_open, profile=profile) if _takes_new(profile) else len(pairs),
        profile.per_week if profile else numbers.PER_WEEK,
        tuple(pool.name for pool in profile.pools.all()) if profile else (),
        pairs,
    )


def _takes_new(profile: object) -> bool:
    return profile is None or bool(getattr(profile, "accepting", True))
