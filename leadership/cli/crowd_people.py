"""The people of a large trial organisation: the cast, and a crowd below Freja, written in sets.

The same people every time for the same number and day. Rows get their ids here, so that everybody's path is known
before the first row is written.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import models

from leadership.cli import cast, crowd_prints
from leadership.cli.crowd_prints import BLOCK_FROM, Block
from leadership.cli.demo_people import in_ascii
from leadership.outbox import facts
from leadership.outbox.models import Fact
from leadership.people import intervals, organisation
from leadership.people.models import CoachProfile, Person, Unit
from leadership.people.trees import paths_of
from policies.workdays import Stretch

HEADS = ("Operations", "Support", "Design", "Finance", "Logistics", "Research", "Service")
UNIT_LEVELS = 3
"""Leaders of the first levels below Freja have a unit of their own; deeper teams belong to the unit above."""
SPAN = (6, 12)
LEAST_BLOCK = 1000
"""Of at least twice as many, a hundredth of all, and no fewer than these, are lived with and copied."""
COACH_EVERY = 8
CAPACITY = 12
JOINER_EVERY = 40
BATCH = 2000
REGION = "Region 1"


@dataclass(frozen=True)
class Site:
    """A place of work, and which names are usual there."""

    location: str
    zone: str
    country: str
    subdiv: str
    language: str
    names: tuple[str, str]
    """Given names and family names, parted by spaces."""


SWEDISH = (
    (
        "Alma Axel Bo Cecilia Disa Elias Fanny Filip Greta Hedda Ida Ivar Jonas Karin Lars Linnea Maria Noel Olle "
        "Per Rut Sixten Tove Ulla Vera Åke Örjan"
    ),
    (
        "Alm Bergström Dahlberg Engström Falk Gran Hammar Isberg Jonsson Kvist Ljung Moberg Norell Oskarsson Persson "
        "Quist Rydberg Söder Torell Ulfsson Viklund Westin Åberg Öst"
    ),
)
FINNISH = (
    "Aada Antti Eero Eeva Hanna Heikki Ilona Jari Kaarina Lauri Maija Niko Oona Pekka Riikka Sami Tuuli Ville",
    "Aalto Hakala Heinonen Karjalainen Laaksonen Lehto Mattila Niemi Ojala Peltonen Rinne Saari Toivonen Vainio",
)
ENGLISH = (
    "Abigail Ben Carol Dylan Ella Frank George Holly Ivy James Kate Liam Molly Nathan Owen Paula Rose Simon Tara Will",
    "Adams Barnes Carter Dawson Ellis Fisher Green Hill Irving Jones Kelly Long Moore Nash Owens Parker Ross Stone",
)
SITES = (
    Site("Stockholm", "Europe/Stockholm", "SE", "", "sv", SWEDISH),
    Site("Göteborg", "Europe/Stockholm", "SE", "", "sv", SWEDISH),
    Site("Helsinki", "Europe/Helsinki", "FI", "", "fi", FINNISH),
    Site("New York", "America/New_York", "US", "NY", "en", ENGLISH),
    Site("London", "Europe/London", "GB", "", "en", ENGLISH),
)
SHARES = (9, 4, 3, 3, 2)
TITLES = ("Specialist", "Engineer", "Coordinator", "Advisor", "Analyst", "Technician")
TOPICS = ("Growing in a role", "Hard conversations", "Balance and priorities", "First steps as a team lead")


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in the tree: its own number, its leader's (None: Freja), the level (0: a head), the head's number."""

    number: int
    boss: int | None
    level: int
    head: int


def make(count: int, *, start: date, joining: Stretch, now: datetime) -> Block | None:
    """The cast and as many others as `count` asks for, all here on `start` but a few who join between the days
    of `joining`. Of many, most will be copies of a block (`crowd_prints`): only the block is made here, and returned.
    """
    chance = random.Random(count)
    crowd_prints.go_on_after(*crowd_prints.PRINTED)  # an attempt that failed has used up numbers
    six = cast.seed(now=now, hired=start - timedelta(days=1500))
    organisation.change(now=now, name="Nordljus", rhythm_steward=six.david)
    others = count - len(six.everybody)
    size = max(LEAST_BLOCK, count // 100)
    printed = others // size if others >= 2 * size else 0
    making = _Making(chance, start, joining, Unit.objects.get(parent=None), six.freja)
    units, people = making.below(tree(others - printed * size, chance))
    block = making.block(size) if printed else ([], [])
    _write(Unit, units, block[0])
    facts.write_many(_created(unit, now) for unit in (*units, *block[0]))
    _write(Person, people, block[1], beside=max(0, printed - 1) * size)
    everybody = [*people, *block[1]]
    facts.write_many(_hired(person, now) for person in everybody)
    CoachProfile.objects.bulk_create(_profiles(everybody), batch_size=BATCH)
    return Block(size, printed - 1) if printed else None


@dataclass(frozen=True)
class _Making:
    """What is the same for everybody who is made."""

    chance: random.Random
    start: date
    joining: Stretch
    top: Unit
    freja: Person

    def below(self, seats: Iterable[Seat]) -> tuple[list[Unit], list[Person]]:
        """Those directly below Freja, with everybody below them."""
        known = list(seats)
        made, units = _units(known, self._key, top=self.top)
        return made, list(_people(known, units, self.freja, self, self._key))

    def block(self, size: int) -> tuple[list[Unit], list[Person]]:
        """A director below Freja, with a region of their own and everybody in it, `size` people; their keys bear the
        mark."""
        region = Unit(key=self._marked(), name=REGION, parent=self.top)
        head = Seat(BLOCK_FROM, None, 0, 0)
        [director] = _people([head], {head.number: region}, self.freja, self, self._marked)
        director.title = "Director"
        seats = [_from(seat, BLOCK_FROM + 1) for seat in tree(size - 1, self.chance)]
        made, units = _units(seats, self._marked, top=region)
        for unit in made:
            unit.name = f"{REGION} · {unit.name}"
        return [region, *made], [director, *_people(seats, units, director, self, self._marked)]

    def _key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _marked(self) -> UUID:
        return crowd_prints.marked(self._key())


def _from(seat: Seat, first: int) -> Seat:
    """The same seat in a tree whose numbers begin at `first`."""
    return replace(seat, number=seat.number + first, boss=None if seat.boss is None else seat.boss + first)


def tree(count: int, chance: random.Random) -> Iterator[Seat]:
    """`count` seats, leaders before those they lead; everyone who leads leads 6 to 12, but the last."""
    waiting: deque[Seat] = deque()
    for number in range(min(count, len(HEADS))):
        waiting.append(Seat(number, None, 0, number))
    yield from waiting
    made = len(waiting)
    while made < count:
        boss = waiting.popleft()
        for number in range(made, min(count, made + chance.randint(*SPAN))):
            seat = Seat(number, boss.number, boss.level + 1, boss.head)
            waiting.append(seat)
            made += 1
            yield seat


def _units(seats: list[Seat], key: Callable[[], UUID], *, top: Unit) -> tuple[list[Unit], dict[int, Unit]]:
    """The units that are needed, and that of every seat: of the nearest leader high enough to have one."""
    leading = {seat.boss for seat in seats}
    units: dict[int, Unit] = {}
    made: list[Unit] = []
    for seat in seats:
        above = units[seat.boss] if seat.boss is not None else top
        if seat.level < UNIT_LEVELS and seat.number in leading:
            name = HEADS[seat.head] if seat.level == 0 else f"{HEADS[seat.head]} {seat.number}"
            above = Unit(key=key(), name=name, parent=above)
            made.append(above)
        units[seat.number] = above
    return made, units


def _people(
    seats: list[Seat], units: dict[int, Unit], top: Person, making: _Making, key: Callable[[], UUID]
) -> Iterator[Person]:
    chance = making.chance
    by_number: dict[int, Person] = {}
    sites: dict[int, Site] = {}
    password = make_password(None)
    for seat in seats:
        at_home = seat.level > 1 and chance.random() < 0.8
        site = sites[seat.boss] if at_home and seat.boss is not None else chance.choices(SITES, SHARES)[0]
        given, family = (chance.choice(names.split()) for names in site.names)
        sites[seat.number] = site
        person = by_number[seat.number] = Person(
            key=key(), given_name=given, family_name=family, password=password,
            email=f"{in_ascii(given)}.{in_ascii(family)}.{seat.number}@example.org", employee_id=f"{seat.number:07}",
            manager=by_number[seat.boss] if seat.boss is not None else top, unit=units[seat.number],
            title=_title(seat), hire_date=_first_day(seat, making.start, making.joining), location=site.location,
            zone=site.zone, country=site.country, subdiv=site.subdiv, language=site.language,
        )  # fmt: skip
        yield person


def _title(seat: Seat) -> str:
    return f"Head of {HEADS[seat.head].lower()}" if seat.level == 0 else TITLES[seat.number % len(TITLES)]


def _first_day(seat: Seat, start: date, joining: Stretch) -> date:
    """Most have been here for up to eight years; a few join on one of the Mondays of `joining`, every other week."""
    if seat.number % JOINER_EVERY != JOINER_EVERY - 1:
        return start - timedelta(days=60 + seat.number * 37 % 2900)
    first, last = joining
    monday = first + timedelta(days=7 - first.weekday())
    fortnights = max(1, (last - monday).days // 14)
    return min(last, monday + timedelta(days=14 * (seat.number // JOINER_EVERY % fortnights)))


def _profiles(people: Iterable[Person]) -> Iterator[CoachProfile]:
    """Every eighth is a certified coach with room for twelve: half as many places again as there are people."""
    for number, person in enumerate(people):
        if number % COACH_EVERY == COACH_EVERY // 2:
            topic = TOPICS[number // COACH_EVERY % len(TOPICS)]
            yield CoachProfile(
                person=person, bio=f"{topic}.", topics=topic, languages="svenska, English", capacity=CAPACITY,
                place="Video" if person.location == "New York" else "Quiet room", certified=True,
            )  # fmt: skip


def _write(
    model: type[Person] | type[Unit], rows: Sequence[Person | Unit], block: Sequence[Person | Unit], *, beside: int = 0
) -> None:
    """Writes rows with ids and places of their own, those of the block from `BLOCK_FROM` on; the next id of the
    database comes after them. There will be room for so many more `beside` the block."""
    first = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    for number, row in enumerate(rows, start=first):
        row.pk = number
    for number, row in enumerate(block, start=BLOCK_FROM):
        row.pk = number
    everything = [*rows, *block]
    parents = _parents(model, everything)
    paths = paths_of(parents)
    for row in everything:
        row.path = paths[row.pk]
    if model is Person:
        _number(everything, intervals.fresh(parents, beside=beside), beside)  # type: ignore[arg-type]  # they are people
    model._default_manager.bulk_create(everything, batch_size=BATCH)  # type: ignore[arg-type]  # as the model says
    crowd_prints.go_on_after(model)


def _number(people: Sequence[Person], places: dict[int, intervals.Interval], beside: int) -> None:
    """Everyone's place on the number line; those already there move aside, and Freja reaches around those to come."""
    for row in people:
        row.lft, row.rgt = places[row.pk]
    stride = min(places.values())[0]
    for before in Person.objects.filter(pk__in=places.keys() - {row.pk for row in people}):
        lft, rgt = places[before.pk]
        last = rgt + 2 * stride * beside if before.manager_id is None else rgt
        Person.objects.filter(pk=before.pk).update(lft=lft, rgt=last)


def _parents(model: type[Person] | type[Unit], rows: Sequence[Person | Unit]) -> dict[int, int | None]:
    """Who stands under whom, those already there included."""
    link = "manager" if model is Person else "parent"
    known: dict[int, int | None] = dict(model._default_manager.values_list("pk", f"{link}_id"))
    return known | {row.pk: above.pk if (above := getattr(row, link)) else None for row in rows}


def _created(unit: Unit, now: datetime) -> Fact:
    parent = unit.parent
    data = {"parent": str(parent.key) if parent else None}
    return Fact(at=now, kind="unit.created", object=f"unit:{unit.key}", data=data)


def _hired(person: Person, now: datetime) -> Fact:
    data = {
        "hire_date": person.hire_date.isoformat(),
        "manager": str(person.manager.key) if person.manager else None,
        "unit": str(person.unit.key) if person.unit else None,
    }
    return Fact(at=now, kind="person.hired", subject_key=person.key, object=f"person:{person.key}", data=data)
