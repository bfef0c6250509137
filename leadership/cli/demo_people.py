"""The people of the demo organisation Nordljus: the cast and 54 colleagues, always the same ones.

Each row: given name, family name, unit, leader (given name), title, place, language. Places stand for a time zone and a
working calendar; whoever leads somebody comes before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leadership.cli import cast
from leadership.people import directory, units
from leadership.people.models import CoachProfile, Organisation, Person, Pool, Unit

PLACES = {
    "Stockholm": {"zone": "Europe/Stockholm", "country": "SE", "subdiv": ""},
    "Göteborg": {"zone": "Europe/Stockholm", "country": "SE", "subdiv": ""},
    "Helsinki": {"zone": "Europe/Helsinki", "country": "FI", "subdiv": ""},
    "New York": {"zone": "America/New_York", "country": "US", "subdiv": "NY"},
}
UNITS = ("Design", "Support", "Operations")
COLLEAGUES = """
Maja|Sandberg|Design|Freja|Head of design|Stockholm|sv
Oliver|Hughes|Support|Freja|Head of support|New York|en
Aino|Virtanen|Operations|Freja|Head of operations|Helsinki|en
Nils|Åkesson|Engineering|Astrid|Team lead, platform|Stockholm|sv
Sofia|Lundgren|Engineering|Astrid|Team lead, product|Göteborg|sv
Elsa|Nyström|Engineering|Nils|Engineer|Stockholm|sv
Hugo|Wallin|Engineering|Nils|Engineer|Stockholm|sv
Ville|Korhonen|Engineering|Nils|Engineer|Helsinki|en
Ines|Öberg|Engineering|Nils|Engineer|Göteborg|sv
Samuel|Reed|Engineering|Nils|Engineer|New York|en
Tuva|Hedlund|Engineering|Sofia|Engineer|Stockholm|sv
Anton|Sjöberg|Engineering|Sofia|Engineer|Göteborg|sv
Kaisa|Mäkinen|Engineering|Sofia|Test engineer|Helsinki|en
Leo|Fransson|Engineering|Sofia|Engineer|Stockholm|sv
Amina|Hassan|Engineering|Sofia|Engineer|Stockholm|sv
Edvin|Norberg|Engineering|Sofia|Apprentice|Stockholm|sv
Saga|Blom|People|David|HR partner|Stockholm|sv
Henrik|Strand|People|David|Payroll|Stockholm|sv
Emma|Clarke|People|David|Recruiter|New York|en
Lovisa|Månsson|Sales|Erik|Account manager|Stockholm|sv
Viktor|Palm|Sales|Erik|Account manager|Göteborg|sv
Grace|Turner|Sales|Erik|Account manager|New York|en
Jakob|Isaksson|Sales|Erik|Account manager|Stockholm|sv
Minna|Laine|Sales|Erik|Account manager|Helsinki|en
Daniel|Brooks|Sales|Erik|Sales engineer|New York|en
Wilma|Ekström|Sales|Erik|Sales engineer|Stockholm|sv
Oskar|Lindqvist|Sales|Erik|Marketing|Stockholm|sv
Petra|Ahlgren|Sales|Erik|Marketing|Göteborg|sv
Liv|Bergman|Design|Maja|Designer|Stockholm|sv
Theo|Marsh|Design|Maja|Designer|New York|en
Signe|Holmgren|Design|Maja|Researcher|Stockholm|sv
Rasmus|Vik|Design|Maja|Designer|Göteborg|sv
Noora|Salonen|Design|Maja|Designer|Helsinki|en
Alva|Lindholm|Design|Maja|Writer|Stockholm|sv
Isak|Rosén|Design|Maja|Designer|Stockholm|sv
Hannah|Price|Support|Oliver|Team lead, support|New York|en
Johan|Eklund|Support|Oliver|Support specialist|Stockholm|sv
Mira|Svensson|Support|Oliver|Support specialist|Stockholm|sv
Ethan|Ward|Support|Hannah|Support specialist|New York|en
Chloe|Bennett|Support|Hannah|Support specialist|New York|en
Lucas|Foster|Support|Hannah|Support specialist|New York|en
Stina|Forsberg|Support|Oliver|Support specialist|Göteborg|sv
Adam|Wikström|Support|Oliver|Support specialist|Stockholm|sv
Elina|Heikkinen|Support|Oliver|Support specialist|Helsinki|fi
Ruth|Coleman|Support|Hannah|Support specialist|New York|en
Mikko|Nieminen|Operations|Aino|Warehouse lead|Helsinki|en
Sanna|Koskinen|Operations|Aino|Logistics|Helsinki|fi
Jussi|Rantanen|Operations|Mikko|Logistics|Helsinki|fi
Helmi|Lehtonen|Operations|Mikko|Logistics|Helsinki|fi
Gustav|Hallberg|Operations|Aino|Facilities|Stockholm|sv
Agnes|Törnqvist|Operations|Aino|Purchasing|Stockholm|sv
Ossi|Järvinen|Operations|Mikko|Logistics|Helsinki|fi
Frida|Lindström|Operations|Aino|Finance|Stockholm|sv
Karl|Björk|Operations|Aino|Finance|Stockholm|sv
"""
COACHES = {
    "Astrid": ("Growing as an engineer, hard conversations", "svenska, English", 10),
    "Erik": ("Selling without pushing, life between two offices", "svenska, English", 8),
    "Maja": ("Finding your own way of working", "svenska, English", 8),
    "Aino": ("Change, and what it asks of us", "suomi, English", 10),
    "Signe": ("Listening, research, saying no kindly", "svenska", 12),
    "Hannah": ("First steps as a team lead", "English", 10),
    "Nils": ("Technical paths, mentoring", "svenska, English", 12),
    "Saga": ("Balance, priorities, next steps", "svenska, English", 14),
    "Lovisa": ("Confidence, presenting, negotiating", "svenska, English", 12),
    "Mikko": ("Shift work, teams on the floor", "suomi, English", 10),
}
PART_TIMERS = {"Alva": ("mon", "tue"), "Karl": ("mon", "tue", "wed"), "Elina": ("mon", "tue", "wed", "thu")}


LEADERSHIP_TEAM = ("Freja", "Astrid", "Erik", "David", "Maja", "Oliver", "Aino")
"""Nobody leads their leader, so what is offered with a manager's manager is not for them."""
JOINERS = {"Edvin": 205, "Theo": 290, "Ruth": 330, "Ossi": 120}
"""Who joined during the demo's year, and on which day of it."""


@dataclass(frozen=True)
class Colleague:
    """One row of the list."""

    given: str
    family: str
    unit: str
    leader: str
    title: str
    place: str
    language: str


def colleagues() -> list[Colleague]:
    """The 54 colleagues, leaders before those they lead."""
    return [Colleague(*line.split("|")) for line in COLLEAGUES.strip().splitlines()]


def hire_first(*, start: date, now: datetime) -> dict[str, Person]:
    """The organisation as it is on `start`: the cast and all who have not joined later, by given name."""
    people = _cast(start, now)
    top = Unit.objects.get(parent=None)
    for name in UNITS:
        units.create(name, parent=top, now=now)
    for index, colleague in enumerate(row for row in colleagues() if row.given not in JOINERS):
        people[colleague.given] = hire(colleague, people, first_day=start - timedelta(days=150 + 97 * index), now=now)
    for given in LEADERSHIP_TEAM:
        directory.change(people[given], now=now, role_tags=("leadership team",))
    _make_coaches(people)
    return people


def hire(colleague: Colleague, people: dict[str, Person], *, first_day: date, now: datetime) -> Person:
    """Hires one colleague of the list under their leader."""
    return directory.hire(
        given_name=colleague.given,
        hire_date=first_day,
        now=now,
        manager=people[colleague.leader],
        unit=Unit.objects.get(name=colleague.unit),
        **_details(colleague),
    )


def _details(colleague: Colleague) -> directory.Details:
    place = PLACES[colleague.place]
    details: directory.Details = {
        "family_name": colleague.family,
        "email": f"{in_ascii(colleague.given)}.{in_ascii(colleague.family)}@example.org",
        "title": colleague.title,
        "location": colleague.place,
        "language": colleague.language,
        "zone": place["zone"],
        "country": place["country"],
        "subdiv": place["subdiv"],
    }
    if colleague.given in PART_TIMERS:
        details["work_hours"] = {day: [["09:00", "16:00"]] for day in PART_TIMERS[colleague.given]}
    return details


def _cast(start: date, now: datetime) -> dict[str, Person]:
    six = cast.seed(now=now, hired=start - timedelta(days=1500))
    organisation = Organisation.current()
    organisation.name, organisation.rhythm_steward = "Nordljus", six.david
    organisation.save()
    units.rename(Unit.objects.get(parent=None), name="Nordljus", now=now)
    named = {"Freja": six.freja, "Astrid": six.astrid, "Erik": six.erik, "David": six.david}
    return named | {"Björn": six.bjorn, "Camilla": six.camilla}


def _make_coaches(people: dict[str, Person]) -> None:
    pool = Pool.objects.create(name="buddy", owner=people["David"])
    for given, (topics, languages, capacity) in COACHES.items():
        profile, _ = CoachProfile.objects.get_or_create(person=people[given])
        profile.topics, profile.languages, profile.capacity = topics, languages, capacity
        profile.bio = f"{topics}."
        profile.certified, profile.accepting = True, True
        profile.place = "Video" if people[given].location == "New York" else "Quiet room"
        profile.save()
        profile.pools.add(pool)


def in_ascii(name: str) -> str:
    """The name as it stands in an address."""
    return name.lower().translate(str.maketrans("åäöé", "aaoe"))
