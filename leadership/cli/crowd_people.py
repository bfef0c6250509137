"""The people of a large trial organisation: the cast, and a crowd below Freja, written in sets.

The same people every time for the same number and day. Rows get their ids here, so that everybody's path is known
before the first row is written.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, models

from leadership.cli import cast
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
COACH_EVERY = 8
CAPACITY = 12
JOINER_EVERY = 40
BATCH = 2000


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
    Site("Helsinki", "Europe/Helsinki", "FI", "", "en", FINNISH),
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


def make(count: int, *, start: date, joining: Stretch, now: datetime) -> None:
    """The cast and as many others as `count` asks for, all here on `start` but a few who join between the days
    of `joining`."""
    chance = random.Random(count)
    six = cast.seed(now=now, hired=start - timedelta(days=1500))
    organisation.change(now=now, name="Nordljus", rhythm_steward=six.david)
    seats = list(tree(count - len(six.everybody), chance))
    units = _units(seats, chance, top=Unit.objects.get(parent=None), now=now)
    people = list(_people(seats, units, six.freja, chance, start=start, joining=joining))
    _write(Person, people)
    facts.write_many(_hired(person, now) for person in people)
    CoachProfile.objects.bulk_create(_profiles(people), batch_size=BATCH)


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


def _units(seats: list[Seat], chance: random.Random, *, top: Unit, now: datetime) -> dict[int, Unit]:
    """The unit of every seat: of the nearest leader high enough to have one."""
    leading = {seat.boss for seat in seats}
    units: dict[int, Unit] = {}
    made: list[Unit] = []
    for seat in seats:
        above = units[seat.boss] if seat.boss is not None else top
        if seat.level < UNIT_LEVELS and seat.number in leading:
            name = HEADS[seat.head] if seat.level == 0 else f"{HEADS[seat.head]} {seat.number}"
            above = Unit(key=_key(chance), name=name, parent=above)
            made.append(above)
        units[seat.number] = above
    _write(Unit, made)
    facts.write_many(_created(unit, now) for unit in made)
    return units


def _people(
    seats: list[Seat], units: dict[int, Unit], freja: Person, chance: random.Random, *, start: date, joining: Stretch
) -> Iterator[Person]:
    by_number: dict[int, Person] = {}
    sites: dict[int, Site] = {}
    password = make_password(None)
    for seat in seats:
        at_home = seat.level > 1 and chance.random() < 0.8
        site = sites[seat.boss] if at_home and seat.boss is not None else chance.choices(SITES, SHARES)[0]
        given, family = (chance.choice(names.split()) for names in site.names)
        sites[seat.number] = site
        person = by_number[seat.number] = Person(
            key=_key(chance), given_name=given, family_name=family, password=password,
            email=f"{in_ascii(given)}.{in_ascii(family)}.{seat.number}@example.org", employee_id=f"{seat.number:07}",
            manager=by_number[seat.boss] if seat.boss is not None else freja, unit=units[seat.number],
            title=_title(seat), hire_date=_first_day(seat, start, joining), location=site.location, zone=site.zone,
            country=site.country, subdiv=site.subdiv, language=site.language,
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


def _write(model: type[Person] | type[Unit], rows: list[Person] | list[Unit]) -> None:
    """Writes the rows of a tree with ids and paths of their own; the next id of the database comes after them."""
    first = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    for row_id, row in enumerate(rows, start=first):
        row.pk = row_id
    parents = _parents(model, rows)
    paths = paths_of(parents)
    for row in rows:
        row.path = paths[row.pk]
    _number(rows, parents)
    model._default_manager.bulk_create(rows, batch_size=BATCH)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _number(rows: list[Person] | list[Unit], parents: dict[int, int | None]) -> None:
    """Everyone's place on the number line; those already there move aside for the others."""
    people = [row for row in rows if isinstance(row, Person)]
    places = intervals.fresh(parents) if people else {}
    for row in people:
        row.lft, row.rgt = places[row.pk]
    for before in Person.objects.filter(pk__lt=people[0].pk) if people else ():
        lft, rgt = places[before.pk]
        Person.objects.filter(pk=before.pk).update(lft=lft, rgt=rgt)


def _parents(model: type[Person] | type[Unit], rows: list[Person] | list[Unit]) -> dict[int, int | None]:
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


def _key(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
