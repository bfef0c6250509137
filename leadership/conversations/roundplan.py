"""A round on paper: everyone who still needs a time gets one with their coach, jointly the best there is. Pure.

Best means, in this order: as many people as possible; as few as possible after the day they are to be heard by; early
days and kind hours (`best.unkindness`). A coach's day is cut into seats that follow one another with their buffers, so
that whoever sits in one is in nobody's way; the cut that serves most people is taken, and `matching` fills the seats
within what the coach gives a day and a week. Whoever is left is then fitted in between the seats where possible.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from leadership.conversations.best import unkindness
from leadership.conversations.matching import Groups, assign

AFTER_DUE = 10_000
A_DAY = 10
"""One day later weighs as much as lunch for ten; kindness decides within a day and between near ones."""
ALSO = 2
NEVER = datetime.max.replace(tzinfo=UTC)
WEEK = range(7)
"""How many further times an offer carries, where there are any to spare."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One who needs a time: their free starts with the coach (UTC, in order), to be heard before `due`. `zones` are the
    member's and the coach's."""

    key: Hashable
    member: Hashable
    coach: Hashable
    times: Sequence[datetime]
    due: datetime
    zones: tuple[ZoneInfo, ZoneInfo]

    def cost(self, start: datetime, first: datetime) -> int:
        late = AFTER_DUE if start >= self.due else 0
        return late + A_DAY * (start - first).days + _unkindness(start, self.zones)

    @property
    def coach_zone(self) -> ZoneInfo:
        return self.zones[1]


@dataclass(frozen=True, slots=True)
class Gives:
    """What somebody still gives as a coach: talks a day and a week (None: as many as there are) beside the dates taken
    already; and how many minutes they keep free `between` two talks, in either role."""

    per_day: int | None = None
    per_week: int | None = None
    taken: Counter[date] = field(default_factory=Counter)
    between: int = 0

    def on(self, day: date) -> int | None:
        return None if self.per_day is None else max(self.per_day - self.taken[day], 0)

    def in_week(self, monday: date) -> int | None:
        taken = sum(self.taken[monday + timedelta(days=n)] for n in WEEK)
        return None if self.per_week is None else max(self.per_week - taken, 0)


@dataclass
class Plan:
    """By key: `starts`, the time of everybody who has one; `also`, further times for their offers; `left`, the rest."""

    starts: dict[Hashable, datetime] = field(default_factory=dict)
    also: dict[Hashable, list[datetime]] = field(default_factory=dict)
    left: list[Hashable] = field(default_factory=list)


def plan(wishes: Sequence[Wish], gives: Mapping[Hashable, Gives], *, minutes: int) -> Plan:
    """A time for as many as possible, for talks of `minutes`. `gives`: by person, what is known of them."""
    return _Table(wishes, gives, minutes).plan()


class _Table:
    def __init__(self, wishes: Sequence[Wish], gives: Mapping[Hashable, Gives], minutes: int) -> None:
        self.wishes = {wish.key: wish for wish in wishes}
        self.gives = gives
        people = {person for wish in wishes for person in (wish.member, wish.coach)}
        between = {person: gives[person].between if person in gives else 0 for person in people}
        self.apart = {person: timedelta(minutes=minutes + air) for person, air in between.items()}
        first = min((wish.times[0] for wish in wishes if wish.times), default=NEVER)
        self.options = {wish.key: sorted((wish.cost(start, first), start) for start in wish.times) for wish in wishes}
        self.given: dict[tuple[Hashable, date], tuple[int, int]] = {}
        self.talks: Counter[tuple[Hashable, date]] = Counter()
        self.in_week: Counter[tuple[Hashable, date]] = Counter()
        self.starts: dict[Hashable, datetime] = {}
        self.held: dict[Hashable, list[datetime]] = defaultdict(list)

    def plan(self) -> Plan:
        """Seats first, then what fits between them, then further times where there are any to spare."""
        for wish, start in self._matched():
            if self._is_free(wish, start):
                self._take(wish, start)
        for wish in self._left():
            self._fit_in(wish)
        left = [wish.key for wish in self._left()]
        return Plan(dict(self.starts), {key: self._more(self.wishes[key]) for key in list(self.starts)}, left)

    def _matched(self) -> Iterator[tuple[Wish, datetime]]:
        """Everybody with the seat `matching` has found; those to be heard first come first."""
        wishes = sorted(self.wishes.values(), key=lambda wish: (wish.due, str(wish.key)))
        seats = self._seats()
        wanted: list[dict[Hashable, int]] = [
            {(wish.coach, start): cost for cost, start in self.options[wish.key] if start in seats[wish.coach]}
            for wish in wishes
        ]
        for wish, seat in zip(wishes, assign(wanted, self._groups(seats)), strict=True):
            if isinstance(seat, tuple):
                yield wish, seat[1]

    def _seats(self) -> Mapping[Hashable, set[datetime]]:
        """The starts into which each coach's days are cut."""
        seats: dict[Hashable, set[datetime]] = defaultdict(set)
        for (coach, _day), wishes in self._by_day().items():
            cuts = [(_served(cut, wishes), cut) for cut in _cuts(wishes, self.apart[coach])]
            seats[coach].update(max(cuts)[1])
        return seats

    def _by_day(self) -> Mapping[tuple[Hashable, date], list[list[datetime]]]:
        """The starts that each wish has with a coach on one day by the coach's clock."""
        days: dict[tuple[Hashable, date], list[list[datetime]]] = defaultdict(list)
        for wish in self.wishes.values():
            of_wish: dict[date, list[datetime]] = defaultdict(list)
            for start in wish.times:
                of_wish[_day_and_week(start, wish.coach_zone)[0]].append(start)
            for day, starts in of_wish.items():
                days[wish.coach, day].append(starts)
        return days

    def _groups(self, seats: Mapping[Hashable, set[datetime]]) -> Groups:
        """Each seat lies in a day of its coach, each day in a week."""
        zones = {wish.coach: wish.coach_zone for wish in self.wishes.values()}
        inside: dict[Hashable, Hashable] = {}
        room: dict[Hashable, int] = {}
        for coach, start in ((coach, start) for coach, starts in seats.items() for start in starts):
            day, monday = _day_and_week(start, zones[coach])
            of_day, of_week = (coach, "day", day), (coach, "week", monday)
            inside |= {(coach, start): of_day, of_day: of_week}
            room[of_day], room[of_week] = self._gives(coach, day, monday)
        return Groups(inside, room)

    def _gives(self, coach: Hashable, day: date, monday: date) -> tuple[int, int]:
        """How many talks the coach gives that day and that week; reckoned once."""
        known = self.given.get((coach, day))
        if known is None:
            gives, all_of_them = self.gives.get(coach, Gives()), len(self.wishes)
            on, in_week = gives.on(day), gives.in_week(monday)
            known = all_of_them if on is None else on, all_of_them if in_week is None else in_week
            self.given[coach, day] = known
        return known

    def _left(self) -> list[Wish]:
        left = [wish for wish in self.wishes.values() if wish.key not in self.starts]
        return sorted(left, key=lambda wish: (wish.due, len(wish.times)))

    def _fit_in(self, wish: Wish) -> None:
        """A time beside the seats; else one that somebody with the same coach can leave for another."""
        start = self._best_free(wish)
        if start is not None:
            return self._take(wish, start)
        for other in [self.wishes[key] for key in self.starts if self.wishes[key].coach == wish.coach]:
            theirs = self._leave(other)
            start = self._best_free(wish)
            if start is not None:
                self._take(wish, start)
                instead = self._best_free(other)
                if instead is not None:
                    return self._take(other, instead)
                self._leave(wish)
            self._take(other, theirs)
        return None

    def _best_free(self, wish: Wish) -> datetime | None:
        return next((start for _cost, start in self.options[wish.key] if self._is_free(wish, start)), None)

    def _more(self, wish: Wish) -> list[datetime]:
        """Further times for the offer, on other days; they are nobody else's."""
        found: list[datetime] = []
        self._count(wish, self.starts[wish.key], -1)
        days = {_day_and_week(self.starts[wish.key], wish.zones[0])[0]}
        for _cost, start in self.options[wish.key]:
            if len(found) == ALSO:
                break
            day = _day_and_week(start, wish.zones[0])[0]
            if day not in days and self._is_free(wish, start):
                found.append(start)
                days.add(day)
                self._hold(wish, start)
        self._count(wish, self.starts[wish.key], 1)
        return sorted(found)

    def _is_free(self, wish: Wish, start: datetime) -> bool:
        """Whether neither of the two has something else in this round then, and the coach still gives a talk."""
        for person in (wish.member, wish.coach):
            if any(abs(start - other) < self.apart[person] for other in self.held[person]):
                return False
        day, monday = _day_and_week(start, wish.coach_zone)
        on, in_week = self._gives(wish.coach, day, monday)
        return self.talks[wish.coach, day] < on and self.in_week[wish.coach, monday] < in_week

    def _take(self, wish: Wish, start: datetime) -> None:
        self.starts[wish.key] = start
        self._count(wish, start, 1)
        self._hold(wish, start)

    def _count(self, wish: Wish, start: datetime, change: int) -> None:
        day, monday = _day_and_week(start, wish.coach_zone)
        self.talks[wish.coach, day] += change
        self.in_week[wish.coach, monday] += change

    def _hold(self, wish: Wish, start: datetime) -> None:
        for person in (wish.member, wish.coach):
            self.held[person].append(start)

    def _leave(self, wish: Wish) -> datetime:
        start = self.starts.pop(wish.key)
        self._count(wish, start, -1)
        for person in (wish.member, wish.coach):
            self.held[person].remove(start)
        return start


@lru_cache(maxsize=4096)
def _unkindness(start: datetime, zones: tuple[ZoneInfo, ZoneInfo]) -> int:
    return unkindness(start, zones)


@lru_cache(maxsize=4096)
def _day_and_week(start: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The date by that clock, and the Monday of its week."""
    day = start.astimezone(zone).date()
    return day, day - timedelta(days=day.weekday())


def thinned(times: Sequence[datetime], zone: ZoneInfo) -> list[datetime]:
    """Full and half hours by that clock where a day has any, else whatever the day has: a round needs no more."""
    days: dict[date, list[datetime]] = defaultdict(list)
    for start in times:
        days[_day_and_week(start, zone)[0]].append(start)
    return [start for day in days.values() for start in ([start for start in day if start.minute % 30 == 0] or day)]


def _cuts(wishes: Iterable[list[datetime]], apart: timedelta) -> Iterator[tuple[datetime, ...]]:
    """The ways to cut a day: one seat after the other, begun at each of the first starts."""
    starts = sorted({start for each in wishes for start in each})
    for begin in (start for start in starts if start < starts[0] + apart):
        cut = [begin]
        for start in starts:
            if start >= cut[-1] + apart:
                cut.append(start)
        yield tuple(cut)


def _served(cut: Sequence[datetime], wishes: Sequence[Sequence[datetime]]) -> tuple[int, int, int]:
    """How many people a cut serves, how often, and with how many seats."""
    seats = set(cut)
    hits = [len(seats.intersection(each)) for each in wishes]
    return sum(map(bool, hits)), sum(hits), len(cut)
