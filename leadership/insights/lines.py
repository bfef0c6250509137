"""The figures of every leader's line, reckoned in one walk over the people: what is asked of each goes up the tree.

A line is everyone below, with the units one co-leads and the lines one stands in for. A leader sees in the line's own
list when each was last heard, so days since then are given for a line of any size; everything else needs `n_min`.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from leadership.insights import metrics
from leadership.insights.cells import HIDDEN, Cell, cell
from leadership.insights.crowd import Crowd
from leadership.insights.metrics import Measured
from leadership.insights.rows import Listener, Owed, Rest, Talk
from leadership.insights.suppression import among

SITE, MODE = 1, 2
"""Where these stand in the name of a place."""
LONGEST = 65535
"""Days beyond which nobody counts."""


@dataclass(slots=True)
class Sum:
    """What is known of some people: a member's own, or those of a whole line, added up."""

    people: int = 0
    heard: int = 0
    owed: int = 0
    in_time: int = 0
    talks: int = 0
    """Those of which it is known who began."""
    inbound: int = 0
    talkers: int = 0
    rests: dict[str, array[int]] = field(default_factory=dict)
    resters: dict[str, int] = field(default_factory=dict)
    leading: int = 0
    places: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    """How many people there are, leading or not, at a site, near their leader or apart; and how many were heard."""

    def take(self, one: Sum) -> None:
        self.people, self.heard = self.people + one.people, self.heard + one.heard
        self.owed, self.in_time = self.owed + one.owed, self.in_time + one.in_time
        self.talks, self.inbound = self.talks + one.talks, self.inbound + one.inbound
        self.talkers, self.leading = self.talkers + one.talkers, self.leading + one.leading
        for side, days in one.rests.items():
            self.rests.setdefault(side, array("H")).extend(days)
        for side, resters in one.resters.items():
            self.resters[side] = self.resters.get(side, 0) + resters
        for place, (people, heard) in one.places.items():
            known = self.places.setdefault(place, [0, 0])
            known[0] += people
            known[1] += heard


def quarter(
    owed: Iterable[Owed], talks: Iterable[Talk], rests: Iterable[Rest], crowd: Crowd, n_min: int
) -> dict[int, dict[str, Any]]:
    """By leader: the figures of the line in a quarter, and whether all of the leader's own talks were held (`own`)."""
    members = _members(owed, talks, rests, crowd)
    lines: defaultdict[int, Sum] = defaultdict(Sum)
    for leaders, people in crowd.in_lines(members).items():
        together = Sum()
        for person in people:
            together.take(members[person])
        for leader in leaders:
            lines[leader].take(together)
    everyone = Sum()
    for one in members.values():
        everyone.people, everyone.leading = everyone.people + one.people, everyone.leading + one.leading
        everyone.talkers += one.talkers
    return {
        leader: _figures(line, members.get(leader, Sum()), everyone, n_min)
        for leader, line in lines.items()
        if leader in crowd.employed
    }


def month(days: Mapping[int, int], listeners: Iterable[Listener], crowd: Crowd) -> dict[int, dict[str, Any]]:
    """By leader: days since last heard, the middle of the line and what nine of ten are within; the leader's own; and
    the room that coaches in the line have together."""
    lines: defaultdict[int, array[int]] = defaultdict(lambda: array("H"))
    for leaders, people in crowd.in_lines(days).items():
        together = array("H", (min(days[person], LONGEST) for person in people))
        for leader in leaders:
            lines[leader].extend(together)
    rooms: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for one in listeners:
        for leader in crowd.above(one.person):
            rooms[leader].update(coaches=1, people=one.people, room=one.room, full=int(one.people >= one.room))
    return {
        leader: {**last_heard(line), "own": {"days": days.get(leader)}, "coaches": dict(rooms[leader])}
        for leader, line in lines.items()
        if leader in crowd.employed
    }


def last_heard(days: Iterable[int]) -> dict[str, Cell]:
    """C3 of a line of any size."""
    known = list(days)
    return {
        "last_heard": cell(metrics.last_heard(known), 1),
        "last_heard_p90": cell(metrics.last_heard_p90(known, 0), 1),
    }


def _members(owed: Iterable[Owed], talks: Iterable[Talk], rests: Iterable[Rest], crowd: Crowd) -> defaultdict[int, Sum]:
    members: defaultdict[int, Sum] = defaultdict(Sum)
    asked = [one for one in owed if one.state not in metrics.ASIDE]
    for person, heard in metrics.by_person(asked).items():
        one, leads = members[person], crowd.groupings["leader"][person]
        one.people, one.heard, one.leading = 1, int(heard), int(person in crowd.leaders)
        one.places = {(leads, crowd.seats[person].site, crowd.groupings["mode"].get(person, "")): [1, int(heard)]}
    for owing in asked:
        one = members[owing.person]
        one.owed += 1
        one.in_time += bool(owing.state == "fulfilled" and owing.credited_on and owing.credited_on <= owing.due_on)
    for talk in talks:
        if not talk.first_move:
            continue
        one = members[talk.member]
        one.talks, one.inbound, one.talkers = one.talks + 1, one.inbound + (talk.first_move == "member"), 1
    for rest in rests:
        members[rest.member].rests.setdefault(rest.side, array("H")).append(min(rest.days, LONGEST))
        members[rest.member].resters[rest.side] = 1
    return members


def _figures(line: Sum, own: Sum, everyone: Sum, n_min: int) -> dict[str, Any]:
    alone = tells_about_few(line, own, everyone, n_min)
    sites, modes = _places_shown(line, own, everyone, n_min)
    silent = 0 < everyone.talkers - line.talkers - own.talkers < n_min
    return {
        "coverage": HIDDEN if alone else cell(_share(line.heard, line.people, line.people), n_min),
        "on_time": HIDDEN if alone else cell(_share(line.in_time, line.owed, line.people), n_min),
        "started_by_members": HIDDEN if silent else cell(_share(line.inbound, line.talks, line.talkers), n_min),
        "silence_coach": cell(_silence(line, "coach"), n_min),
        "silence_member": cell(_silence(line, "member"), n_min),
        "parity_site": HIDDEN if alone else cell(_parity(line.places, SITE, sites), 0),
        "parity_mode": HIDDEN if alone else cell(_parity(line.places, MODE, modes), 0),
        "own": {"heard": bool(own.heard) if own.people else None},
    }


def tells_about_few(line: Sum, own: Sum, everyone: Sum, n_min: int) -> bool:
    """Whether the line’s share, held against what everyone sees (the whole, and those who lead) and what its leader
    knows of themselves, tells about fewer than `n_min` people: of a table of inside and outside, leading or not, sums
    of two cells can be told, and those across count where the share of those who lead is shown at all."""
    leading, others = _outside(line, own, everyone)
    across = (line.people - line.leading + leading, line.leading + others)
    return any(0 < size < n_min for size in (leading + others, *(across if _leaders_seen(everyone, n_min) else ())))


def _places_shown(line: Sum, own: Sum, everyone: Sum, n_min: int) -> tuple[Collection[str], Collection[str]]:
    """The sites of the line, and near and far in it, that may be shown beside its whole and each other.

    Where some of its people lead, the share of all who lead is a sum over parts of the line as well: that tells nothing
    as long as those outside who lead, and those who do not, are many; if one of the two is nobody, leading or not is
    one grouping more; if they are few, they could be reckoned from it.
    """
    sizes = Counter({place: people for place, (people, _heard) in line.places.items()})
    outside = _outside(line, own, everyone)
    if not (line.leading and _leaders_seen(everyone, n_min)) or min(outside) >= n_min:
        of_places: Counter[tuple[str, ...]] = Counter()
        for place, people in sizes.items():
            of_places[place[SITE:]] += people
        sites, modes = among(of_places, 2, n_min)
        return sites, modes
    leads, sites, modes = among(sizes, 3, n_min)
    few = any(0 < size < n_min for size in outside) or len(leads) < 2
    return (frozenset(), frozenset()) if few else (sites, modes)


def _outside(line: Sum, own: Sum, everyone: Sum) -> tuple[int, int]:
    """Those outside the line and not the leader: how many lead, and how many do not."""
    leading = everyone.leading - line.leading - own.leading
    return leading, everyone.people - line.people - own.people - leading


def _leaders_seen(everyone: Sum, n_min: int) -> bool:
    """Whether everyone sees a share of those who lead."""
    return min(everyone.leading, everyone.people - everyone.leading) >= n_min


def _share(part: int, n: int, people: int) -> Measured | None:
    return Measured(part / n, n, people) if n else None


def _silence(line: Sum, side: str) -> Measured | None:
    """C14 of a line, from the days alone."""
    days = line.rests.get(side)
    return Measured(median(days), len(days), line.resters[side]) if days else None


def _parity(places: Mapping[tuple[str, ...], list[int]], of: int, shown: Collection[str]) -> Measured | None:
    """The gap between those sites of the line, or near and far, that may be shown beside its whole and each other."""
    sums: dict[str, list[int]] = {group: [0, 0] for group in shown}
    for place, (people, heard) in places.items():
        if place[of] in sums:
            sums[place[of]][0] += people
            sums[place[of]][1] += heard
    return metrics.parity_gap([Measured(heard / people, people, people) for people, heard in sums.values()])
