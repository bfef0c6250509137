"""Time zones as people write them."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

NEARBY = (
    "Europe/Stockholm",
    "Europe/Helsinki",
    "Europe/Oslo",
    "Europe/Copenhagen",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Warsaw",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "UTC",
)
"""Zones suggested while typing; any zone of the tz database is taken."""


def named(typed: str) -> ZoneInfo | None:
    """The zone of the tz database, whatever the case it was typed in; None when there is none of that name."""
    key = _known().get(typed.strip().replace(" ", "_").casefold())
    return ZoneInfo(key) if key else None


def unknown(typed: str) -> str:
    """What to say about a zone that is none."""
    return _("We know no time zone “%(zone)s”. Write it as Europe/Stockholm.") % {"zone": typed.strip()}


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    return {key.casefold(): key for key in available_timezones()}
