"""Days and times as a reader says them: one wording for pages, letters and calendar files, in the active language.

24-hour clock, day before month; the year is said only when it is not the one we are in.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day(value: date, today: date | None = None) -> str:
    """ "31 December", with the year when it is not that of `today`."""
    return date_format(value, "j F" if today and value.year == today.year else "j F Y")


def weekday(value: date, today: date | None = None) -> str:
    """ "Tuesday 24 November", with the year when it is not that of `today`."""
    return date_format(value, "l j F" if today is None or value.year == today.year else "l j F Y")


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """ "10:00" in `zone`."""
    return date_format(moment.astimezone(zone), "H:i")


def span(start: datetime, end: datetime, zone: ZoneInfo, today: date | None = None) -> str:
    """ "Tuesday 24 November, 10:00–10:30" in `zone`."""
    return f"{weekday(start.astimezone(zone).date(), today)}, {clock_time(start, zone)}–{clock_time(end, zone)}"


def zone_name(zone: ZoneInfo) -> str:
    """ "Stockholm time"; the city is the last word of the zone's name."""
    return _("%(city)s time") % {"city": zone.key.rsplit("/", 1)[-1].replace("_", " ")}
