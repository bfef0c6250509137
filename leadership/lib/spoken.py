"""Days and times as a reader says them: one wording for pages, letters and calendar files, in the active language.

24-hour clock, day before month; the year is said only when it is not the one we are in.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _


class _Form(NamedTuple):
    """How a language writes days and times: Django's date formats, and names filled in."""

    day: str = "j F"
    clock: str = "%H:%M"
    moment: str = "{day}, {start}"
    span: str = "{day}, {start}–{end}"


_FORMS = {"fi": _Form("j. E", "%H.%M", "{day} klo {start}", "{day} klo {start}–{end}")}
"""Languages that write it otherwise; E is the month as it stands in a date."""
_OTHERS = _Form()
CITIES = (
    gettext_noop("Stockholm"),
    gettext_noop("Helsinki"),
    gettext_noop("Copenhagen"),
    gettext_noop("London"),
    gettext_noop("Berlin"),
    gettext_noop("Warsaw"),
    gettext_noop("Tallinn"),
    gettext_noop("Paris"),
)
"""Cities of zones that other languages call otherwise; any other is called what its zone is."""


def day(value: date, today: date | None = None) -> str:
    """ "31 December", with the year when it is not that of `today`."""
    return _said(value, with_year=not today or value.year != today.year, language=get_language())


def weekday(value: date, today: date | None = None) -> str:
    """ "Tuesday 24 November", with the year when it is not that of `today`."""
    with_year = today is not None and value.year != today.year
    return _said(value, named="l ", with_year=with_year, language=get_language())


@lru_cache(maxsize=4096)
def _said(value: date, *, with_year: bool, language: str | None, named: str = "") -> str:
    """Hundreds of letters name the same few days."""
    return date_format(value, named + _form().day + (" Y" if with_year else ""))


def _form() -> _Form:
    return _FORMS.get(get_language() or "", _OTHERS)


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """ "10:00" in `zone`."""
    return moment.astimezone(zone).strftime(_form().clock)


def moment(start: datetime, zone: ZoneInfo, today: date | None = None) -> str:
    """ "Tuesday 24 November, 10:00" in `zone`."""
    said = weekday(start.astimezone(zone).date(), today)
    return _form().moment.format(day=said, start=clock_time(start, zone))


def span(start: datetime, end: datetime, zone: ZoneInfo, today: date | None = None) -> str:
    """ "Tuesday 24 November, 10:00–10:30" in `zone`."""
    return _spanned(start, end, zone, today.year if today else None, get_language())


@lru_cache(maxsize=1024)
def _spanned(start: datetime, end: datetime, zone: ZoneInfo, year: int | None, language: str | None) -> str:
    """Both of a pair are told the same; `year` need not be said."""
    begins = start.astimezone(zone)
    form, with_year = _form(), year is not None and begins.year != year
    said = _said(begins.date(), named="l ", with_year=with_year, language=language)
    return form.span.format(day=said, start=begins.strftime(form.clock), end=end.astimezone(zone).strftime(form.clock))


def zone_name(zone: ZoneInfo) -> str:
    """ "Stockholm time"; the city is the last word of the zone's name."""
    return _zone_name(zone.key, get_language())


@lru_cache(maxsize=1024)
def _zone_name(zone: str, language: str | None) -> str:
    return _("%(city)s time") % {"city": _(zone.rsplit("/", 1)[-1].replace("_", " "))}
