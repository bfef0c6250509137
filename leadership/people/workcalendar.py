"""Public holidays and the organisation's own free and working days (docs/reference/cadence.md R2).

The `Book` answers for one version of the organisation's own days. `book()` asks the database for the version (one
small query: once per request or tick) and hands out the book of that version, so that a day added in one process is
known in all others from their next request or tick on. Calendars are shared by what they were made from: give them
the `Book`, never `holidays_of`, and a new version makes new calendars by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import holidays as package
from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.instants import parse_instant
from leadership.lib.refusal import refuse
from leadership.lib.statements import Question
from leadership.outbox import facts
from leadership.people.models import CalendarDay, CoachProfile, Organisation, Pause, Person

LANGUAGES = {"sv": ("sv", "sv_SE"), "en": ("en_US", "en_GB", "en")}


@dataclass(frozen=True)
class Book:
    """The holidays of every country with the organisation's own days; two books of one version are equal.

    The version is random rather than counted, so that a change undone never shares its version with another one.
    """

    version: UUID | None
    own_days: tuple[tuple[str, date, bool, str], ...] = field(compare=False, repr=False)

    def __call__(self, country: str, subdiv: str, year: int) -> frozenset[date]:
        """The days of `year` that are free whatever the weekday. Raises Refused for a country or region unknown."""
        days = frozenset(_public(country.upper(), subdiv.upper(), year))
        own = [(day, working) for where, day, working, _label in self.own_days if where == country and day.year == year]
        return (days | {day for day, working in own if not working}) - {day for day, working in own if working}

    def name_of(self, day: date, *, country: str, subdiv: str = "", language: str = "en") -> str | None:
        """What the free day `day` is called, in `language` where the calendar speaks it; None: it is not free."""
        for where, own_day, working, label in self.own_days:
            if (where, own_day) == (country, day):
                return None if working else label or _("Day off")
        return _public(country.upper(), subdiv.upper(), day.year, language).get(day)


def book() -> Book:
    """The book as it is now."""
    rows = VERSION.ask()
    return book_of(rows[0][0] if rows else None)


VERSION = Question(lambda: Organisation.objects.filter(id=1).values_list("calendar_version"))


def book_of(version: UUID | None) -> Book:
    """The book of a version just read from the organisation's row, for whoever has read it along with other things."""
    return _book(version)


@lru_cache(maxsize=4)
def _book(version: UUID | None) -> Book:
    days = CalendarDay.objects.order_by("country", "day").values_list("country", "day", "is_working", "label")
    return Book(version, tuple(days) if version else ())


def holidays_of(country: str, subdiv: str, year: int) -> frozenset[date]:
    """What `book()` answers now: for a single question. Raises Refused for a country or region unknown."""
    return book()(country, subdiv, year)


def check(country: str, subdiv: str = "") -> None:
    """Raises Refused when we have no calendar for this country or region."""
    _public(country.upper(), subdiv.upper(), 2026)


@lru_cache(maxsize=2048)
def _public(country: str, subdiv: str, year: int, language: str = "en") -> dict[date, str]:
    known = package.utils.list_supported_countries(include_aliases=False)
    if country not in known or len(country) != 2:
        raise refuse(
            "country", country, _("We have no calendar of public holidays for this country."), _("Write SE, FI or GB.")
        )
    if subdiv and subdiv not in _regions(country):
        regions = ", ".join(sorted(known[country])) or "–"
        raise refuse("subdiv", subdiv, _("This country has no such region."), _("Known: %(them)s.") % {"them": regions})
    found = package.country_holidays(
        country, subdiv=_region(country, subdiv), years=year, **_options(country, language)
    )
    return {day: name for day, name in found.items() if day.year == year}


@lru_cache(maxsize=256)
def _regions(country: str) -> dict[str, str]:
    """The regions of a country as the calendar spells them, by their names in capitals."""
    entity: Any = getattr(package, country)
    return {name.upper(): name for name in (*entity.subdivisions, *entity.subdivisions_aliases)}


def _region(country: str, subdiv: str) -> str | None:
    return _regions(country)[subdiv] if subdiv else "ENG" if country == "GB" else None


def _options(country: str, language: str) -> dict[str, Any]:
    entity: Any = getattr(package, country)
    wanted = ("public", "de_facto") if country == "SE" else ("public",)
    categories = tuple(category for category in wanted if category in entity.supported_categories)
    spoken = next((tongue for tongue in LANGUAGES.get(language, ()) if tongue in entity.supported_languages), None)
    return {"categories": categories, "language": spoken, "observed": True}


@transaction.atomic
def set_day(
    country: str, day: date, *, is_working: bool, now: datetime, by: Person | None = None, label: str = ""
) -> CalendarDay:
    """Makes `day` a working day or a free one in `country`, whatever the public calendar says."""
    check(country)
    values = {"is_working": is_working, "label": label.strip()}
    row, made = CalendarDay.objects.get_or_create(country=country.upper(), day=day, defaults=values)
    if made or (row.is_working, row.label) != (is_working, label.strip()):
        row.is_working, row.label = is_working, label.strip()
        row.save()
        _new_version("calendar.day_set", row, now=now, by=by)
    return row


@transaction.atomic
def clear_day(row: CalendarDay, *, now: datetime, by: Person | None = None) -> None:
    """The public calendar alone decides about this day again."""
    row.delete()
    _new_version("calendar.day_cleared", row, now=now, by=by)


def _new_version(kind: str, row: CalendarDay, *, now: datetime, by: Person | None) -> None:
    Organisation.current()
    Organisation.objects.filter(id=1).update(calendar_version=uuid4())
    data = {"country": row.country, "day": row.day.isoformat(), "is_working": row.is_working}
    facts.write(kind, at=now, actor=by.key if by else None, object="organisation", data=data, signals=("reconcile",))


@dataclass(frozen=True)
class Rest:
    """Days on which the whole organisation rests, both included."""

    start: date
    end: date


class FormerStart(NamedTuple):
    """Where the fiscal year started until it was changed on `until`, a day in the organisation's zone; `at` is the
    instant (UTC), the last of the day where only the day was kept."""

    month: int
    day: int
    until: date
    at: datetime


@dataclass(frozen=True)
class OrgFacts:
    """What holds for everybody: (month, day) the fiscal year starts, pauses in order, keys of certified coaches;
    `fiscal_was`: earlier starts, oldest first; `calendar_version`: see `book_of`."""

    fiscal_start: tuple[int, int]
    pauses: tuple[Rest, ...]
    certified: frozenset[str]
    fiscal_was: tuple[FormerStart, ...] = ()
    calendar_version: UUID | None = None


def org_facts() -> OrgFacts:
    """The organisation's own facts in three queries."""
    certified = CoachProfile.objects.filter(certified=True, person__is_active=True).values_list(
        "person__key", flat=True
    )
    return replace(rest_facts(), certified=frozenset(str(key) for key in certified))


def rest_facts() -> OrgFacts:
    """The same in two queries, without who is certified."""
    organisation = Organisation.current()
    pauses = Pause.objects.order_by("start", "end").values_list("start", "end")
    start = organisation.fiscal_start_month, organisation.fiscal_start_day
    return facts_with(start, organisation.fiscal_was, organisation.calendar_version, pauses)


def facts_with(
    start: tuple[int, int], was: Iterable[Sequence[Any]], version: UUID | None, pauses: Iterable[tuple[date, date]]
) -> OrgFacts:
    """The same from what has been read already; `was` are earlier starts of the fiscal year as they are kept."""
    rests = tuple(Rest(*days) for days in pauses)
    return OrgFacts(start, rests, frozenset(), tuple(_former(*one) for one in was), version)


def _former(month: int, day: int, until: str, at: str = "") -> FormerStart:
    instant = parse_instant(at or f"{until}T23:59:59Z")
    return FormerStart(month, day, date.fromisoformat(until), instant)
