"""Reading the person of a case (docs/reference/cadence.md B.11): where they are, since when, what they asked for."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from policies.cadencereading import read_cadence
from policies.facts import MONDAY_TO_FRIDAY, Holidays, PersonFacts, Wish
from policies.reading import EARLIEST, Reader, as_date
from policies.words import gettext_noop

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVENTS = ("role_change", "manager_change")

_ZONE = gettext_noop("%(path)s: %(value)s is not a time zone.")
_ZONE_REMEDY = gettext_noop("Use a name like Europe/Stockholm.")
_COUNTRY = gettext_noop("%(path)s: there is no calendar for %(value)s.")
_COUNTRY_REMEDY = gettext_noop("Use an ISO 3166 country code like SE, and a subdivision that country has.")
_FTE = gettext_noop("%(path)s must be a share of full time.")
_FTE_REMEDY = gettext_noop("Write a number above 0, at most 1.")
_EVENT = gettext_noop("%(path)s: %(value)s is not a date.")
_EVENT_REMEDY = gettext_noop("Write the days as YYYY-MM-DD.")


def read_person(one: Reader, holidays: Holidays, on: date) -> PersonFacts:
    """The person; whatever is wrong is noted in the reader's problems. The calendar must know the year of `on`."""
    zone, country, subdiv = _place(one, holidays, on.year)
    person = PersonFacts(
        key=one.text("key", 200) or "member",
        zone=zone,
        country=country,
        subdiv=subdiv,
        work_pattern=_pattern(one),
        hire=one.day("hire") or EARLIEST,
        last_day=one.day("last_day"),
        manager=one.text("manager", 200),
        skip_manager=one.text("skip_manager", 200),
        units=one.words("units"),
        roles=frozenset(one.words("roles")),
        tags=frozenset(one.words("tags")),
        employment_type=one.text("employment_type", 200) or "",
        location=one.text("location", 200) or "",
        is_leader=one.flag("is_leader"),
        fte=_fte(one),
        opted_in=_days_by_policy(one, "opted_in"),
        audience_since=_days_by_policy(one, "audience_since"),
        events=_events(one.inner("events")),
        wishes=_wishes(one.inner("personal")),
    )
    one.finish()
    return person


def _place(one: Reader, holidays: Holidays, year: int) -> tuple[str, str, str]:
    zone = one.text("zone", 60) or "Europe/Stockholm"
    if not is_zone(zone):
        one.refuse("zone", zone, _ZONE, _ZONE_REMEDY)
    country, subdiv = one.text("country", 10) or "SE", one.text("subdiv", 10) or ""
    if not _has_calendar(holidays, country, subdiv, year):
        one.refuse("country", f"{country} {subdiv}".strip(), _COUNTRY, _COUNTRY_REMEDY)
    return zone, country, subdiv


def read_zone(one: Reader) -> str | None:
    """A time zone that there is, None when it is absent."""
    zone = one.text("zone", 60)
    if zone and not is_zone(zone):
        one.refuse("zone", zone, _ZONE, _ZONE_REMEDY)
    return zone


def _pattern(one: Reader) -> frozenset[int]:
    words = one.words("work_pattern", WEEKDAYS.__contains__, WEEKDAYS)
    return frozenset(WEEKDAYS.index(word) for word in words if word in WEEKDAYS) or MONDAY_TO_FRIDAY


def _fte(one: Reader) -> float:
    value = one.take("fte")
    if value is None:
        return 1.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        one.refuse("fte", value, _FTE, _FTE_REMEDY)
        return 1.0
    return float(value)


def _days_by_policy(one: Reader, name: str) -> tuple[tuple[str, date], ...]:
    inner = one.inner(name)
    keys = [key for key in inner.names() if inner.has(key)]
    return tuple((key, day) for key in keys if (day := inner.day(key)))


def _events(inner: Reader) -> tuple[tuple[str, tuple[date, ...]], ...]:
    found = [(kind, tuple(_days(inner, kind))) for kind in EVENTS]
    inner.finish()
    return tuple((kind, days) for kind, days in found if days)


def _days(inner: Reader, kind: str) -> list[date]:
    items = inner.each(kind)
    days = [as_date(item) for _, item in items]
    for (path, item), day in zip(items, days, strict=True):
        if day is None:
            Reader({}, path, inner.problems).refuse("", item, _EVENT, _EVENT_REMEDY)
    return [day for day in days if day]


def _wishes(inner: Reader) -> tuple[Wish, ...]:
    """Where more was asked for: by policy key a cadence, and since when."""
    return tuple(_wish(inner, key) for key in inner.names() if inner.has(key))


def _wish(inner: Reader, key: str) -> Wish:
    given = inner.take(key)
    kinds = {name: value for name, value in given.items() if name != "since"} if isinstance(given, dict) else given
    cadence = read_cadence(Reader({"cadence": kinds}, inner.at(key), inner.problems))
    dated = Reader({"since": given.get("since")} if isinstance(given, dict) else {}, inner.at(key), inner.problems)
    return Wish(key, cadence, dated.day("since") or EARLIEST)


def _has_calendar(holidays: Holidays, country: str, subdiv: str, year: int) -> bool:
    try:
        holidays(country, subdiv, year)
    except (KeyError, ValueError, NotImplementedError):
        return False
    return True


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
