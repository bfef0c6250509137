"""Times as choices on a page; the words for days and times are those of `leadership.lib.spoken`."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import pgettext

from leadership.lib.instants import iso
from leadership.lib.spoken import clock_time, day, span, weekday, zone_name

__all__ = ["TimeOption", "clock_time", "day", "moment", "option", "short_day", "span", "weekday", "zone_name"]


@dataclass(frozen=True)
class TimeOption:
    """One time to press or tick: `value` is the UTC instant, `label` the reader's clock, `note` the other one's."""

    value: str
    label: str
    note: str = ""
    checked: bool = False


def moment(value: datetime, zone: ZoneInfo) -> str:
    """ "Tue 24 Nov 10:00" in `zone`."""
    return date_format(value.astimezone(zone), pgettext("format of a short moment", "D j M H:i"))


def short_day(value: date) -> str:
    """ "24 Nov", where there is room for no more."""
    return date_format(value, pgettext("format of a short day", "j M"))


def option(
    start: datetime, zone: ZoneInfo, *, other: ZoneInfo | None = None, name: str = "", whole: bool = True,
    place: str = "",
) -> TimeOption:  # fmt: skip
    """`start` as a choice; with `whole` the label carries the day. The note is there when `other`'s clock differs, and
    where there is a place to say."""
    label = moment(start, zone) if whole else clock_time(start, zone)
    differs = other is not None and start.astimezone(other).utcoffset() != start.astimezone(zone).utcoffset()
    note = f"{name} {clock_time(start, other)}" if differs and other else ""
    return TimeOption(iso(start), label, " · ".join(part for part in (note.strip(), place) if part))
