"""Who works where, as figures see it: the groups people belong to, and whose line they are in. A few queries in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from leadership.people.models import Person, StandIn, Unit
from leadership.people.models.unit import STEP
from leadership.people.trees import ids_in

MOST_UNITS = 60
"""Units are shown at the deepest level of their tree that has no more than so many."""
DIMENSIONS = ("leader", "unit", "site", "employment", "mode")
"""Groupings of people, in the order in which they keep their groups where not all can be shown."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place: paths in the tree of people and of units, and what they are grouped by."""

    path: str
    unit: str
    site: str
    employment: str
    manager: int | None
    first_day: date


class Crowd:
    """Everyone who works or worked here; `employed` those who do on `on`, the organisation's date."""

    def __init__(self, on: date) -> None:
        self.on = on
        rows = Person.objects.values_list(
            "pk", "path", "unit__path", "location", "employment_type", "manager_id", "hire_date"
        )
        self.seats = {pk: Seat(path, unit or "", *rest) for pk, path, unit, *rest in rows.iterator(chunk_size=5000)}
        self.employed = frozenset(Person.objects.employed(on).values_list("pk", flat=True))

    @cached_property
    def leaders(self) -> frozenset[int]:
        """Those to whom somebody reports who is here."""
        managers = {seat.manager for pk, seat in self.seats.items() if pk in self.employed and seat.manager}
        return frozenset(managers & self.employed)

    @cached_property
    def units(self) -> dict[str, str]:
        """Path and name of the units people are grouped by."""
        return _units_shown()

    @cached_property
    def groupings(self) -> dict[str, dict[int, str]]:
        """The group of everybody in each of `DIMENSIONS`; without a group where it is not known."""
        found: dict[str, dict[int, str]] = {name: {} for name in DIMENSIONS}
        for pk, seat in self.seats.items():
            groups = {
                "leader": "leader" if pk in self.leaders else "other",
                "unit": self.unit_shown(seat.unit),
                "site": seat.site,
                "employment": seat.employment,
                "mode": self._mode(seat),
            }
            for name, group in groups.items():
                if group:
                    found[name][pk] = group
        return found

    def unit_shown(self, path: str) -> str:
        """What the unit is called that a path lies in, of those people are grouped by; "" where there is none."""
        return next((self.units[part] for part in _parts(path) if part in self.units), "")

    def led_units(self) -> dict[int, list[str]]:
        """By leader: the units in which everybody who is here, but for the leader, is in the leader's line."""
        leaders: dict[str, frozenset[int]] = {}
        alone: dict[str, int] = {}
        for person in self.employed:
            if unit := self.groupings["unit"].get(person, ""):
                up = self.above(person)
                known = leaders.get(unit)
                alone[unit] = person if known is None else 0
                leaders[unit] = up | {person} if known is None else _among(known, up, person)
        found: defaultdict[int, list[str]] = defaultdict(list)
        for unit, people in sorted(leaders.items()):
            for leader in people - {alone[unit]}:
                found[leader].append(unit)
        return found

    def above(self, person: int) -> frozenset[int]:
        """Everyone in whose line this person is: up the tree, who stands in there, and co-leaders of the units."""
        seat = self.seats[person]
        leaders = self._above(seat.path[:-STEP], seat.unit)
        return leaders - {person} if person in leaders else leaders

    def in_lines(self, people: Iterable[int]) -> dict[frozenset[int], list[int]]:
        """These people, those together who are in the same lines."""
        found: defaultdict[frozenset[int], list[int]] = defaultdict(list)
        for person in people:
            found[self.above(person)].append(person)
        return found

    def is_outside(self, member: int, coach: int) -> bool:
        """Whether the coach works outside the member's line: neither above nor below, and in no common unit below a
        division (C7)."""
        one, other = self.seats[member], self.seats[coach]
        if other.path.startswith(one.path) or one.path.startswith(other.path):
            return False
        below = (self._division + 1) * STEP
        return one.unit[:below] != other.unit[:below] or len(one.unit) < below

    def _mode(self, seat: Seat) -> str:
        """Whether one works `apart` from one's leader, or `near`: at the same site, or where nothing else is known."""
        leader = self.seats.get(seat.manager or 0)
        return "apart" if leader and leader.site and seat.site and leader.site != seat.site else "near"

    @cached_property
    def _division(self) -> int:
        """The level of divisions: below the one unit on top, or the top where there are several."""
        return 2 if Unit.objects.filter(parent=None).count() == 1 else 1

    def _above(self, chain: str, unit: str) -> frozenset[int]:
        known = self._lines.get((chain, unit))
        if known is None:
            up = set(ids_in(chain))
            up |= {one for leader in up for one in self._standing_in.get(leader, ())}
            up |= {one for part in _parts(unit) for one in self._co_leaders.get(part, ())}
            known = self._lines[chain, unit] = frozenset(up)
        return known

    @cached_property
    def _lines(self) -> dict[tuple[str, str], frozenset[int]]:
        return {}

    @cached_property
    def _standing_in(self) -> dict[int, list[int]]:
        rows = StandIn.objects.filter(Q(end__isnull=True) | Q(end__gte=self.on), start__lte=self.on)
        return _listed(rows.values_list("leader_id", "person_id"))

    @cached_property
    def _co_leaders(self) -> dict[str, list[int]]:
        return _listed(Unit.objects.filter(co_leaders__isnull=False).values_list("path", "co_leaders"))


def _among(leaders: frozenset[int], up: frozenset[int], person: int) -> frozenset[int]:
    """Those who lead this person as well, or are the person."""
    return frozenset(one for one in leaders if one in up or one == person)


def _listed(pairs: object) -> dict:  # type: ignore[type-arg]
    found = defaultdict(list)
    for one, other in pairs:  # type: ignore[attr-defined]
        found[one].append(other)
    return found


def _parts(path: str) -> Iterator[str]:
    """The unit and those above it, from the top down."""
    return (path[: end + STEP] for end in range(0, len(path), STEP))


def _units_shown() -> dict[str, str]:
    """Path and name of the units at the deepest level that is not too many. Units above with people of their own are
    shown too, when there is room for all of them."""
    units = dict(Unit.objects.values_list("path", "name"))
    levels = sorted({len(path) for path in units})
    fitting = [level for level in levels if len(_at(units, level)) <= MOST_UNITS]
    return _at(units, max(fitting)) if fitting else {}


def _at(units: dict[str, str], level: int) -> dict[str, str]:
    """The units at a level, and those above it that end there."""
    above = {path[:-STEP] for path in units}
    return {
        path: name for path, name in units.items() if len(path) == level or (len(path) < level and path not in above)
    }
