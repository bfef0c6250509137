"""Who leads whom on a given day: up the manager tree, past those who have left, by way of those who stand in.

An organisation without any manager has empty chains; whoever asks puts HR last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from leadership.people import trees
from leadership.people.models import Person, StandIn


def leader_of(person: Person, on: date) -> Person | None:
    """The nearest leader above `person` on `on`: the manager or who stands in for them; None: nobody is above."""
    return next(iter(leaders_of(person, on)), None)


def skip_manager(person: Person, on: date) -> Person | None:
    """The leader above the leader."""
    return next(iter(leaders_of(person, on)[1:]), None)


def leaders_of(person: Person, on: date) -> list[Person]:
    """All leaders above `person` on `on`, the nearest first, each once."""
    return chains([person], on)[person.pk]


def chains(people: Collection[Person], on: date) -> dict[int, list[Person]]:
    """`leaders_of` for many people, by id, in two queries whatever their number."""
    above = {person.pk: trees.ids_in(person.path)[-2::-1] for person in people}
    wanted = {row for chain in above.values() for row in chain}
    leaders = Person.objects.in_bulk(wanted)
    standing = _stand_ins(wanted, on)
    return {person.pk: _chain(person, above[person.pk], leaders, standing, on) for person in people}


def _stand_ins(leaders: set[int], on: date) -> dict[int, Person]:
    rows = StandIn.objects.filter(Q(end__isnull=True) | Q(end__gte=on), leader__in=leaders, start__lte=on)
    return {row.leader_id: row.person for row in rows.select_related("person").order_by("-start", "-id")}


def _chain(
    person: Person, above: list[int], leaders: Mapping[int, Person], standing: Mapping[int, Person], on: date
) -> list[Person]:
    chain: dict[int, Person] = {}
    for row in above:
        stand_in = standing.get(row)
        leader = stand_in if stand_in is not None and stand_in.is_employed(on) else leaders[row]
        if leader.is_employed(on) and leader != person:
            chain.setdefault(leader.pk, leader)
    return list(chain.values())
