"""Every number that a role can see, taken together, tells about no few people and gives no hidden cell away.

Organisations are made up, their quarter is rolled up for real, and each reader's figures are written down as sums over
people: whatever can be added to and subtracted from whatever, the reader's own status included. A line is somebody's
own, a unit they co-lead, and those they stand in for. A leader knows those in the line by name, and a coach those they
talk with; that is no figure, and not tried here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, cycle, product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from leadership.conversations.models import Conversation
from leadership.insights import capacity, rollup, running
from leadership.insights import sight as seeing
from leadership.insights.crowd import Crowd
from leadership.insights.sight import Line, Seen
from leadership.obligations.models import Obligation
from leadership.people import numberline
from leadership.people.models import CoachProfile, Organisation, Person, StandIn, Unit
from leadership.people.models.unit import step
from leadership.web import figuretables
from policies.models import ConversationType, Policy
from policies.starters import T1
from tests.insights.test_suppression import PRIME
from tests.insights.town import DUE, NOW
from tests.web import memberpages

pytestmark = pytest.mark.django_db
N_MIN = 3
OVER = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
"""The day after all was due, and decided."""
FIRST, LEADERS = 1000, 3
"""The key of the first person; the first so many lead the others, the very first leads them too."""
ROLES = ("member", "rep", "hr")
KINDS = ("permanent", "hourly")
Row = tuple[int, ...]
someone = st.tuples(
    st.integers(0, LEADERS - 1), st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from(KINDS), st.booleans(),
    st.sampled_from(["member", "coach", ""]), st.booleans(),
)  # fmt: skip
"""Who leads them, unit, site, employment, whether they were heard, who began their talk, whether they are in the second
rhythm."""
organisations = st.lists(someone, min_size=LEADERS + 2, max_size=13)
number = st.integers(0, 12)
sharings = st.tuples(
    st.lists(st.tuples(st.sampled_from("abc"), number), max_size=2),
    st.lists(st.tuples(st.integers(0, LEADERS - 1), number), max_size=2),
    st.lists(number, max_size=6, unique=True),
)  # fmt: skip
"""Who co-leads which unit, who stands in for which leader, and who is a coach; somebody of whatever number there is."""
ALONE: Any = ([], [], [])


@dataclass(frozen=True)
class Place:
    """A made-up organisation after its quarter: `order` are its people, `in_part` those the second rhythm asks;
    `sharing` co-lead a unit or stand in for somebody, and the `coaches` share everybody among them."""

    order: list[Person]
    crowd: Crowd
    in_part: set[int]
    began: set[int]
    sharing: list[Person]
    coaches: list[Person]

    @property
    def everyone(self) -> set[int]:
        return {one.pk for one in self.order}

    def row(self, people: set[int]) -> Row:
        return tuple(int(one.pk in people) for one in self.order)

    def group(self, dimension: str, name: str) -> set[int]:
        return {pk for pk, group in self.crowd.groupings[dimension].items() if group == name}

    def line(self, leader: Person) -> set[int]:
        """The one their pages look at."""
        return set(Person.objects.in_line_of(leader, on=OVER.date()).values_list("pk", flat=True))

    def pairs(self) -> Iterator[tuple[Person, Person]]:
        """Each with their coach, who is somebody else."""
        pairs = zip(self.order, cycle(self.coaches), strict=False)
        return ((one, coach) for one, coach in pairs if one != coach)


SAME = ("x", "permanent", True, "member", True)


def alike(n: int, **other: Any) -> list[Any]:
    """So many people led by the second of them, alike but for what is said of `other`, by their number."""
    return [other.get(f"_{one}", (1, "a", *SAME)) for one in range(n)]


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(organisations, sharings)
@example(alike(8, _0=(0, "a", *SAME[:-1], False)), ALONE)
@example(alike(9), ([("a", 8)], [(1, 7), (1, 0)], [8, 1, 2, 3]))
@example(alike(10, _0=(0, "c", *SAME), _8=(1, "b", *SAME), _9=(1, "b", *SAME)), ([("b", 9), ("a", 8)], [(2, 5)], []))
def test_nothing_a_role_can_see_gives_a_hidden_cell_away(rhythms, people, sharing):
    with transaction.atomic():
        place = made(rhythms, people, sharing)
        assert rollup.roll_up(now=OVER) == 2
        kept, _as_of = running.kept(on=OVER.date())
        seen = set()
        for reader in readers(place):
            figures, line = looked_at(reader)
            assert written(figures, line) <= told(figures, line)
            own = place.row({reader.pk})
            for sums in systems(place, figures, line, kept, place.line(reader)):
                seen.add((own, *map(frozenset, (sums.rows, sums.of_rhythms, sums.of_line, sums.hidden))))
        for coach in place.coaches:
            of_those_they_talk_with(coach, place)
        transaction.set_rollback(True)
    for own, rows, of_rhythms, of_line, hidden in seen:
        tells_nothing(own, [*rows, *of_rhythms], hidden)
        adds_nothing(own, rows, of_line)


def test_a_unit_of_those_a_rhythm_is_hidden_for_and_one_more_is_hidden(rhythms):
    """The one more is its reader."""
    trio = [(0, "c", *SAME[:-1], n > 0) for n in range(3)]
    others = [(leader, "b", *SAME[:-1], False) for leader in range(3)]
    with transaction.atomic():
        place = made(rhythms, [*trio, *others], ALONE)
        rollup.roll_up(now=OVER)
        units = looked_at(next(one for one in readers(place) if one.is_hr))[0].named("coverage").groups["unit"]
        transaction.set_rollback(True)
    assert not [name for name, cell in units.items() if "value" in cell]


def test_the_attack_finds_what_a_careless_page_tells():
    all_but_one, whole = (0, 1, 1, 1, 1), (1,) * 5
    for careless in ([whole, all_but_one], [whole, (1, 1, 0, 0, 0)]):
        with pytest.raises(AssertionError):
            tells_nothing((0, 0, 0, 0, 1), careless, ())
    with pytest.raises(AssertionError):
        tells_nothing((0, 0, 0, 0, 1), [whole, (1, 1, 0, 0, 0)], [(0, 0, 1, 1, 0)])
    with pytest.raises(AssertionError):
        adds_nothing((0, 0, 0, 0, 1), [whole], [(1, 1, 0, 0, 0)])


def tells_nothing(own: Row, seen: Iterable[Row], hidden: Iterable[Row]) -> None:
    """Neither of few people, nor, by what the reader knows of themselves, a hidden cell."""
    rows = basis(seen)
    for size in range(1, N_MIN):
        for few in combinations(range(len(own)), size):
            itself = told_about(rows, (own.index(1),)) if own.index(1) in few else 0
            assert told_about(rows, few) == itself, (few, rows, own)
    known = basis([*rows, own])
    for cell in hidden:
        if 0 < sum(cell) < N_MIN and cell != own:
            assert len(basis([*known, cell])) > len(known), (cell, rows, own)


def adds_nothing(own: Row, rows: Iterable[Row], of_line: Iterable[Row]) -> None:
    """Of few people, to what the others and themselves tell its leader."""
    before, now = basis([*rows, own]), basis([*rows, *of_line, own])
    others = [n for n, one in enumerate(own) if not one] if len(now) > len(before) else []
    for size in range(1, N_MIN):
        for few in combinations(others, size):
            both = (*few, own.index(1))
            assert told_about(now, both) == told_about(before, both), (few, rows, of_line, own)


def of_those_they_talk_with(coach: Person, place: Place) -> None:
    """What the coach's own page counts is of people whom the coach knows by name, and the middle is of many coaches."""
    own = capacity.own(coach, on=OVER.date())
    theirs = [one for one, other in place.pairs() if other == coach]
    assert (own.soon, own.soon_set) == (len(theirs), sum(one.pk in place.began for one in theirs))
    assert own.median is None or len(place.coaches) >= N_MIN


def systems(place: Place, seen: Seen, line: Line, kept: running.Progress, below: set[int]) -> Iterator[Sums]:
    """What a reader sees and what is hidden from everybody, apart for people heard, held in time, days since, and who
    began; the whole of each is all of its people, and the reader's line those `below`."""
    everyone = place.everyone
    parts = {"second": place.in_part}
    heard = Sums(place)
    heard.figure(seen.named("coverage"), everyone)
    heard.figure(seen.named("leaders_coverage"), place.group("leader", "leader"))
    for key, cycles in kept.items():
        heard.rhythm(parts.get(key, everyone), "2026-Q2" in cycles)
    in_time, days, began = Sums(place), Sums(place), Sums(place)
    in_time.figure(seen.named("on_time"), everyone)
    in_time.figure(seen.named("leaders_on_time"), place.group("leader", "leader"))
    days.figure(seen.named("last_heard"), everyone)
    days.figure(seen.named("leaders_last_heard"), place.group("leader", "leader"))
    began.figure(seen.named("started_by_members"), place.began)
    if line.own:
        heard.line(line.figures["coverage"], below)
        in_time.line(line.figures["on_time"], below)
        began.line(line.figures["started_by_members"], below & place.began)
        for dimension in ("site", "mode"):
            heard.gap(line.figures[f"parity_{dimension}"], dimension, below)
    for dimension in ("unit", "site", "employment", "mode"):
        gap = seen.named(f"parity_{dimension}")
        if gap is not None and gap.latest.key == "2026-Q2":
            heard.gap(gap.past, dimension, everyone)
    yield from (heard, in_time, days, began)


class Sums:
    """Numbers as sums over people, and the cells that are hidden."""

    def __init__(self, place: Place) -> None:
        self.place, self.rows, self.of_rhythms, self.of_line, self.hidden = place, [], [], [], []

    def see(self, people: set[int], is_shown: bool) -> None:
        (self.rows if is_shown else self.hidden).append(self.place.row(people))

    def figure(self, figure: Any, people: set[int]) -> None:
        if figure is None:
            return
        self.see(people, "value" in figure.latest.cell)
        for dimension, groups in figure.groups.items():
            for name, cell in groups.items():
                self.see(self.place.group(dimension, name), "value" in cell)

    def rhythm(self, people: set[int], is_shown: bool) -> None:
        """Not held against a line: whoever leads it subtracts by name."""
        (self.of_rhythms if is_shown else self.hidden).append(self.place.row(people))

    def line(self, points: Any, people: set[int]) -> None:
        """Where it is hidden it hides nothing from its leader, who knows the few in it by name."""
        if "value" in points[-1].cell:
            self.of_line.append(self.place.row(people))

    def gap(self, points: Any, dimension: str, within: set[int]) -> None:
        """A gap between two groups of which somebody guesses which they are: the largest two that may be shown."""
        groups = {one: within & of for one, of in self._groups(dimension).items() if len(within & of) >= N_MIN}
        cell = points[-1].cell
        if "value" in cell and len(groups) == 2 and sum(map(len, groups.values())) == cell["n"]:
            one, other = (self.place.row(of) for of in groups.values())
            rows = self.rows if within == self.place.everyone else self.of_line
            rows.append(tuple(a * sum(other) - b * sum(one) for a, b in zip(one, other, strict=True)))

    def _groups(self, dimension: str) -> dict[str, set[int]]:
        names = set(self.place.crowd.groupings[dimension].values())
        return {name: self.place.group(dimension, name) for name in names}


def looked_at(reader: Person) -> tuple[Seen, Line]:
    """All that pages, files, programs and the command are made of."""
    on = OVER.date()
    return seeing.figures(reader, on=on, n_min=N_MIN), seeing.line(reader, on=on, people=None)


def written(seen: Seen, line: Line) -> set[float]:
    """Every number in the tables that are on a reader's pages and in their files."""
    tables = [*figuretables.of_everyone(seen), *figuretables.of_line(line)]
    return {entry.value for table in tables for row in table.rows for entry in row if isinstance(entry.value, float)}


def told(seen: Seen, line: Line) -> set[float]:
    """Every number in what programs are told."""
    past = [*(figure.past for figure in seen.figures), *line.figures.values(), *line.heard.values()]
    cells = [point.cell for points in past for point in points]
    cells += [cell for figure in seen.figures for groups in figure.groups.values() for cell in groups.values()]
    cells += [point.cell for point, _unit in line.support]
    return {float(cell["value"]) for cell in cells if "value" in cell}


def readers(place: Place) -> Iterator[Person]:
    """Each of those who lead, one who does not, those who lead beside them, and a coach: as themselves, as a
    representative and as HR."""
    some = dict.fromkeys([*place.order[: LEADERS + 1], *place.sharing, *place.coaches[:1]])
    for reader, role in product(some, ROLES):
        reader.is_rep, reader.is_hr = role == "rep", role == "hr"
        yield reader


def basis(rows: Iterable[Row]) -> list[Row]:
    """Rows in echelon form that span the same, modulo a large prime."""
    found: list[tuple[int, Row]] = []
    for row in rows:
        left = row
        for place, known in found:
            if by := left[place]:
                left = tuple((one - by * other) % PRIME for one, other in zip(left, known, strict=True))
        place = next((n for n, one in enumerate(left) if one), None)
        if place is not None:
            inverse = pow(left[place], -1, PRIME)
            found.append((place, tuple(one * inverse % PRIME for one in left)))
    return [row for _place, row in found]


def told_about(rows: list[Row], few: tuple[int, ...]) -> int:
    """How many different things can be reckoned from these independent rows that concern nobody but `few`."""
    without = [tuple(one for n, one in enumerate(row) if n not in few) for row in rows]
    return len(rows) - len(basis(without))


@pytest.fixture
def rhythms(db: None) -> tuple[Policy, Policy]:
    """The quarterly talk of everybody, and a second one; with the clock after the quarter and nobody there yet."""
    Organisation.current()
    Organisation.objects.update(n_min=N_MIN)
    memberpages.at(NOW)
    both = memberpages.adopted(T1, NOW), memberpages.adopted({**T1, "key": "second"}, NOW)
    memberpages.at(OVER)
    return both


def made(rhythms: tuple[Policy, Policy], people: list[Any], shared: Any) -> Place:
    """The organisation, with a talk owed to each for the quarter, held or not, and to some another one, alike."""
    units = {name: Unit.objects.create(name=name, path=step(n)) for n, name in enumerate("abc", 1)}
    rows = []
    for n, (leader, unit, site, kind, *_what) in enumerate(people):
        above = rows[0] if 0 < n < LEADERS else rows[leader] if n else None
        path = (above.path if above else "") + step(FIRST + n)
        rows.append(
            Person(
                pk=FIRST + n, given_name=f"P{n}", email=f"p{n}@example.org", unit=units[unit], location=site,
                manager=above, employment_type=kind, path=path, hire_date=date(2020, 1, 7),
            )
        )  # fmt: skip
    Person.objects.bulk_create(rows)
    numberline.mend()
    order = list(Person.objects.order_by("pk"))
    said = dict(zip(order, people, strict=True))
    sharing, coaches = _shared(order, units, *shared)
    place = Place(
        order, Crowd(OVER.date()), {one.pk for one in order if said[one][-1]},
        {one.pk for one in order if said[one][5]}, sharing, coaches,
    )  # fmt: skip
    asked = (place.everyone, place.in_part)
    Obligation.objects.bulk_create(
        _owed(policy, one, heard=said[one][4])
        for policy, of in zip(rhythms, asked, strict=True)
        for one in order
        if one.pk in of
    )
    Conversation.objects.bulk_create(
        _talk(one, order[one == order[0]], said[one][5]) for one in order if one.pk in place.began
    )
    Obligation.objects.bulk_create(_open(rhythms[1], *pair, is_set=pair[0].pk in place.began) for pair in place.pairs())
    return place


def _shared(order: list[Person], units: dict[str, Unit], co_leads: Any, stands_in: Any, coaches: Any) -> Any:
    """Those who lead beside others, and the coaches, made so."""
    at = [order[n % len(order)] for n in range(13)]
    sharing = []
    for unit, n in co_leads:
        units[unit].co_leaders.add(at[n])
        sharing.append(at[n])
    for leader, n in stands_in:
        if order[leader] != at[n]:
            StandIn.objects.create(leader=order[leader], person=at[n], start=NOW.date())
            sharing.append(at[n])
    found = list(dict.fromkeys(at[n] for n in coaches))
    CoachProfile.objects.bulk_create(CoachProfile(person=one) for one in found)
    return sharing, found


def _open(policy: Policy, person: Person, coach: Person, *, is_set: bool) -> Obligation:
    """The next talk, due soon."""
    return Obligation(
        person=person, coach=coach, policy=policy, policy_version=policy.versions.get(), cycle_key="2026-Q3",
        opens_on=OVER.date(), due_on=OVER.date() + timedelta(days=20), state="booked" if is_set else "open",
    )  # fmt: skip


def _owed(policy: Policy, person: Person, *, heard: bool) -> Obligation:
    ended = {"state": "fulfilled", "credited_on": date(2026, 5, 12)} if heard else {"state": "missed"}
    return Obligation(
        person=person, policy=policy, policy_version=policy.versions.get(), cycle_key="2026-Q2",
        opens_on=date(2026, 4, 1), due_on=DUE, **ended,
    )  # fmt: skip


def _talk(person: Person, coach: Person, by: str) -> Conversation:
    """Half an hour, each on a day of its own."""
    start = datetime(2026, 5, 12, 8, tzinfo=UTC) + timedelta(days=person.pk - FIRST)
    end = start + timedelta(minutes=30)
    return Conversation(
        member=person, coach=coach, type=ConversationType.objects.get(key="one_on_one"), state="held", initiated_by=by,
        minutes=30, made_at=NOW, start=start, end=end, holds_from=start, holds_until=end,
    )  # fmt: skip
