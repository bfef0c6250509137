"""Days and times as a reader says them: one wording for pages, letters and calendar files, in the active language.

24-hour clock, day before month; the year is said only when it is not the one we are in.
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def day(value: date, today: date | None = None) -> str:
    """ "31 December", with the year when it is not that of `today`."""
    return _said(value, "j F" if today and value.year == today.year else "j F Y", get_language())


def weekday(value: date, today: date | None = None) -> str:
    """ "Tuesday 24 November", with the year when it is not that of `today`."""
    return _said(value, "l j F" if today is None or value.year == today.year else "l j F Y", get_language())


@lru_cache(maxsize=4096)
def _said(value: date, how: str, language: str | None) -> str:
    """Hundreds of letters name the same few days."""
    return date_format(value, how)


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """ "10:00" in `zone`."""
    return f"{moment.astimezone(zone):%H:%M}"


def span(start: datetime, end: datetime, zone: ZoneInfo, today: date | None = None) -> str:
    """ "Tuesday 24 November, 10:00–10:30" in `zone`."""
    return f"{weekday(start.astimezone(zone).date(), today)}, {clock_time(start, zone)}–{clock_time(end, zone)}"


def zone_name(zone: ZoneInfo) -> str:
    """ "Stockholm time"; the city is the last word of the zone's name."""
    return _("%(city)s time") % {"city": zone.key.rsplit("/", 1)[-1].replace("_", " ")}
