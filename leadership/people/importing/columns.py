"""Which column holds what: headers in English and Swedish, with the words personnel systems use for them.

A column nobody knows is named in the preview and forgotten. National identity numbers are not among the words, and
never will be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

WORDS = {
    "given_name": "given name, first name, forename, given, förnamn, tilltalsnamn",
    "family_name": "family name, last name, surname, family, efternamn",
    "full_name": """name, full name, display name, employee name, employee, namn, fullständigt namn, medarbetare,
        anställd""",
    "email": """work email, work email address, email, e-mail, mail, email address, mail address, e-mail address,
        e-post, e-postadress, epost arbete, jobbmejl, mejl, mejladress, mailadress""",
    "employee_id": """employee id, employee number, employee no, employee nr, employee #, emp id, emp no,
        personnel number, personnel no, staff id, staff number, worker id, person id, id, anställningsnummer,
        anställningsnr, anställnings-id, anst nr, anst-id, medarbetarnummer, medarbetar-id,
        personalnummer, personal-id""",
    "manager": """manager employee id, manager id, manager email, manager e-mail, manager email address,
        manager number, supervisor id, supervisor email, line manager id, line manager email, leader email, leader id,
        chefens anställningsnummer, chefens e-post, chefens e-postadress, chefs-id, chef-id, chef e-post, chef epost,
        chef anställningsnummer, närmaste chefs e-post, närmaste chef e-post, manager, line manager, reports to,
        supervisor, leader, boss, chef, närmaste chef, närmsta chef, ledare, rapporterar till""",
    "unit": """unit, unit path, organisational unit, organizational unit, org unit, organisation unit, department, dept,
        team, division, business unit, group, enhet, organisationsenhet, avdelning, arbetsgrupp, grupp, verksamhet""",
    "title": "title, job title, position, occupation, titel, befattning, yrkestitel, yrke, tjänst, tjänstetitel",
    "role_tags": "roles, role, role tags, tags, tag, roller, roll, taggar, etiketter",
    "location": """location, site, office, city, workplace, place of work, town, ort, plats, kontor, arbetsplats,
        arbetsställe, placering, placeringsort, stationeringsort, stad""",
    "country": "country, country code, working calendar country, calendar country, land, landskod, kalenderland",
    "subdiv": """subdivision, calendar region, holiday region, working calendar region, state, province, delstat,
        kalenderregion""",
    "zone": "time zone, timezone, tz, zone, tidszon",
    "language": "language, preferred language, lang, språk, önskat språk",
    "work_hours": """working pattern, work pattern, working hours, work hours, working days, work days, schedule,
        work schedule, arbetstid, arbetstider, arbetsdagar, arbetsmönster, arbetsschema, schema, veckoschema""",
    "hire_date": """hire date, date of hire, hired, start date, first day, first day of employment, employed since,
        employed from, employment start, employment start date, joined, joining date, anställningsdatum,
        anställningsdag, startdatum, första dag, första anställningsdag, anställd sedan, anställd från, börjar,
        start""",
    "last_day": """last day, last day of employment, last working day, end date, employment end, employment end date,
        termination date, leaving date, employed until, sista dag, sista anställningsdag, slutdatum, slutdag,
        avgångsdatum, anställd till, anställd t o m, slutar, slut""",
    "employment_type": """employment type, type of employment, contract type, type of contract, employment form,
        anställningsform, anställningstyp, typ av anställning""",
    "employment_percentage": """employment percentage, percentage, percent, employment rate, employment degree, fte,
        full-time equivalent, work percentage, %, sysselsättningsgrad, tjänstgöringsgrad, anställningsgrad,
        omfattning, procent""",
}


@dataclass(frozen=True)
class Columns:
    """`places`: field → index of its column; `header`: as written; `unmapped`: the headers nobody knows."""

    header: tuple[str, ...]
    places: dict[str, int]
    unmapped: tuple[str, ...]

    def header_of(self, field: str) -> str:
        """The header as written, "" for a field without a column."""
        return self.header[self.places[field]] if field in self.places else ""


def mapped(header: Sequence[str]) -> Columns:
    """Gives every field its column; where two claim it, the one with the more telling header has it."""
    claims: dict[str, list[tuple[int, int]]] = {}
    for index, name in enumerate(header):
        field = field_of(name)
        if field is not None:
            claims.setdefault(field, []).append((_rank(field, name), index))
    places = {field: min(claimed)[1] for field, claimed in claims.items()}
    left = [name for index, name in enumerate(header) if name and index not in places.values()]
    return Columns(tuple(header), places, tuple(left))


def field_of(name: str) -> str | None:
    """The field a header stands for, None when nobody knows it."""
    return _meanings().get(_plain(name)) or _meanings().get(_plain(re.sub(r"\(.*?\)", "", name)))


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    return {_plain(word): field for field, words in WORDS.items() for word in words.split(",")}


def _rank(field: str, name: str) -> int:
    words = [_plain(word) for word in WORDS[field].split(",")]
    return words.index(_plain(name)) if _plain(name) in words else len(words)


def _plain(name: str) -> str:
    """Small letters and digits without marks: `E-postadress`, `e_postadress` and `EPOSTADRESS` are one word."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in spread if sign.isalnum() or sign in "%#")
