"""Who gets which seat, jointly: as many as can be placed, and of all ways to do that the cheapest one. Pure and exact.

A seat takes one. Seats may lie in groups that take only so many (a coach's day, then the week), each group in at most
one other. That makes it a flow of least cost: everyone in turn is led along the cheapest way through what is free and
through what others can exchange for something else. Beside the seats each one has a private place, dearer than all
seats together: to be left without. Costs are whole numbers from 0 on.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

END = -1


@dataclass(frozen=True, slots=True)
class Groups:
    """`inside`: the group each seat or group lies in; `room`: how many a group takes (1 where nothing is said)."""

    inside: Mapping[Hashable, Hashable] = field(default_factory=dict)
    room: Mapping[Hashable, int] = field(default_factory=dict)


def assign(wishes: Sequence[Mapping[Hashable, int]], groups: Groups | None = None) -> list[Hashable | None]:
    """The seat of each, None for whoever is left without. `wishes`: for each one, seats with what they cost."""
    flow = _Flow(wishes, groups or Groups())
    for person in range(len(wishes)):
        flow.place(person)
    return [None if place == END else flow.names[place] for place in flow.has]


class _Flow:
    """Who has what, and what is known of the cheapest ways (`worth`: the potential of each node).

    Nodes are whole numbers: people first, then seats and groups; END is where every way ends.
    """

    def __init__(self, wishes: Sequence[Mapping[Hashable, int]], groups: Groups) -> None:
        self.number: dict[Hashable, int] = {}
        self.names: dict[int, Hashable] = {}
        self.inside, self.room = {END: END}, {END: 1}
        self.first = len(wishes)
        self.without = 1 + sum(max(each.values(), default=0) for each in wishes)
        self.price = [{self._node(seat, groups): cost for seat, cost in each.items()} for each in wishes]
        self.has = [END] * self.first
        self.holder: dict[int, int] = {}
        self.used = dict.fromkeys(self.room, 0)
        self.filled: dict[int, set[int]] = {node: set() for node in self.room}
        self.worth = [0] * (self.first + len(self.number))

    def _node(self, place: Hashable, groups: Groups) -> int:
        if place not in self.number:
            node = self.number[place] = self.first + len(self.number)
            self.names[node], self.room[node] = place, groups.room.get(place, 1)
            outer = groups.inside.get(place)
            self.inside[node] = END if outer is None else self._node(outer, groups)
        return self.number[place]

    def place(self, person: int) -> None:
        """Leads one more along the cheapest way; who has least to lose makes room, be it by being left without."""
        reached, came_from, last, cost = self._cheapest(person)
        for node, so_far in reached.items():
            self.worth[node] += so_far - cost
        way = [last]
        while way[-1] != person:
            way.append(came_from[way[-1]])
        way.reverse()
        for here, there in zip(way, [*way[1:], END], strict=True):
            self._go(here, there)

    def _cheapest(self, person: int) -> tuple[dict[int, int], dict[int, int], int, int]:
        """Dijkstra's search: what was reached at which cost, from where, the last node before the end, and its cost."""
        reached: dict[int, int] = {}
        came_from: dict[int, int] = {}
        known, waiting = {person: 0}, [(0, -person)]
        last, cost = person, self.without + self.worth[person]
        while waiting:
            so_far, node = heapq.heappop(waiting)
            node = -node
            if so_far >= cost:
                break
            if node in reached:
                continue
            reached[node] = so_far
            here = so_far + self.worth[node]
            for there, price in self._steps(node):
                total = here + price
                if there == END:
                    last, cost = (node, total) if total < cost else (last, cost)
                elif total - self.worth[there] < known.get(there, cost):
                    known[there], came_from[there] = total - self.worth[there], node
                    heapq.heappush(waiting, (known[there], -there))
        return reached, came_from, last, cost

    def _steps(self, node: int) -> Iterator[tuple[int, int]]:
        """Where one can go from here, and at which price."""
        if node < self.first:
            yield END, self.without
            mine = self.has[node]
            yield from ((seat, cost) for seat, cost in self.price[node].items() if seat != mine)
            return
        if self.used[node] < self.room[node]:
            yield self.inside[node], 0
        for inner in self.filled[node]:
            yield inner, 0
        if node in self.holder:
            yield self.holder[node], -self.price[self.holder[node]][node]

    def _go(self, here: int, there: int) -> None:
        """One step of a way becomes true: a seat taken, a group entered, or one of its places given back."""
        if here < self.first:
            self.has[here] = there
            if there != END:
                self.holder[there] = here
        elif there == self.inside[here]:
            self.used[here] += 1
            self.filled[there].add(here)
        elif there >= self.first:
            self.used[there] -= 1
            if not self.used[there]:
                self.filled[here].discard(there)
                self.holder.pop(there, None)
