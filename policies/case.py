"""A case as data (docs/reference/cadence.md B.11): JSON in, rows out, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from policies import explain
from policies.engine import assess
from policies.facts import (
    MONDAY_TO_FRIDAY,
    Exemption,
    Holidays,
    Leave,
    OrgFacts,
    Pause,
    PersonFacts,
    PolicyFacts,
    Row,
    Talk,
    TraceItem,
    Version,
)
from policies.problems import Catalogue, Problem, Refused
from policies.reading import EARLIEST, Reader, as_date
from policies.talktypes import TALK_TYPES
from policies.terms import Terms, TermsRefused
from policies.words import gettext_noop

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DATES = ("opens_on", "choose_by", "due_on", "overdue_from", "close_on", "credited_on")

_ZONE = gettext_noop("%(path)s: %(value)s is not a time zone.")
_ZONE_REMEDY = gettext_noop("Use a name like Europe/Stockholm.")
_COUNTRY = gettext_noop("%(path)s: there is no calendar for %(value)s.")
_COUNTRY_REMEDY = gettext_noop("Use an ISO 3166 country code like SE, and a subdivision that country has.")
_INSTANT = gettext_noop("%(path)s must be an instant in UTC.")
_INSTANT_REMEDY = gettext_noop("Write it like 2026-05-12T08:00:00Z.")
_FISCAL = gettext_noop("%(path)s must be a day of the year.")
_FISCAL_REMEDY = gettext_noop("Write it as MM-DD, for example 09-01.")
_ORDER = gettext_noop("%(path)s ends before it starts.")
_ORDER_REMEDY = gettext_noop("Put the earlier date first.")
_FTE = gettext_noop("%(path)s must be a share of full time.")
_FTE_REMEDY = gettext_noop("Write a number above 0, at most 1.")
_TWICE = gettext_noop("Two policies have the key %(value)s.")
_TWICE_REMEDY = gettext_noop("Give every policy a key of its own.")
_NO_POLICY = gettext_noop("There is no policy to assess.")
_NO_POLICY_REMEDY = gettext_noop("Put at least one policy into policies.")


class CaseRefused(Refused):
    """The case cannot be read; `problems` name the fields by path."""


def run(case: Mapping[str, Any], holidays: Holidays, *, swedish: Catalogue | None = None) -> dict[str, Any]:
    """{"rows": […]} with ISO dates and the trace in English and Swedish.

    `swedish`: the catalogue the Swedish sentences come from (English without it). Raises CaseRefused.
    """
    reading = _Case(case, holidays)
    facts = reading.facts()
    if reading.problems:
        raise CaseRefused(tuple(reading.problems))
    languages = {"en": NullTranslations(), "sv": swedish or NullTranslations()}
    return {"rows": [_written(row, languages) for row in assess(**facts, holidays=holidays)]}


class _Case:
    """One case being read; every problem is collected."""

    def __init__(self, case: object, holidays: Holidays) -> None:
        self.problems: list[Problem] = []
        self.reader = Reader(case, "", self.problems)
        self.holidays = holidays

    def facts(self) -> dict[str, Any]:
        reader = self.reader
        on = reader.day("on") if reader.required("on") else None
        found = {
            "policies": self._policies(),
            "org": self._org(),
            "person": self._person(on or EARLIEST),
            "leaves": tuple(self._leave(path, item) for path, item in reader.each("leaves")),
            "exemptions": tuple(self._exemption(path, item) for path, item in reader.each("exemptions")),
            "talks": tuple(self._talk(path, item) for path, item in reader.each("talks")),
            "on": on,
        }
        for name in ("name", "title", "note", "expect"):
            reader.take(name)
        reader.finish()
        return found

    def _policies(self) -> tuple[PolicyFacts, ...]:
        found: dict[str, PolicyFacts] = {}
        items = self.reader.each("policies")
        for path, item in items:
            terms = self._terms(path, item)
            if terms and terms.key in found:
                self.reader.refuse("policies", terms.key, _TWICE, _TWICE_REMEDY)
            if terms:
                version = Version(1, terms, terms.effective_from or EARLIEST)
                found[terms.key] = PolicyFacts(terms.key, (version,))
        if not items:
            self.reader.refuse("policies", "", _NO_POLICY, _NO_POLICY_REMEDY)
        return tuple(found.values())

    def _terms(self, path: str, item: object) -> Terms | None:
        try:
            return Terms.parse(item)  # type: ignore[arg-type]  # refuses whatever is no mapping
        except TermsRefused as refused:
            at = [replace(one, path=path if one.path == "$" else f"{path}.{one.path}") for one in refused.problems]
            self.problems.extend(at)
            return None

    def _org(self) -> OrgFacts:
        org = self.reader.inner("org")
        pauses = [self._stretch(Reader(item, path, self.problems)) for path, item in org.each("pauses")]
        facts = OrgFacts(
            self._fiscal_start(org),
            tuple(Pause(*ends) for ends in pauses if ends),
            frozenset(org.words("certified")),
        )
        org.finish()
        return facts

    def _fiscal_start(self, org: Reader) -> tuple[int, int]:
        value = org.take("fiscal_start")
        if value is None:
            return 1, 1
        day = as_date(f"2024-{value}")
        if day is None:
            org.refuse("fiscal_start", value, _FISCAL, _FISCAL_REMEDY)
        return (day.month, day.day) if day else (1, 1)

    def _person(self, on: date) -> PersonFacts:
        one = self.reader.inner("person")
        zone, country, subdiv = self._place(one, on.year)
        person = PersonFacts(
            key=one.text("key", 200) or "member",
            zone=zone,
            country=country,
            subdiv=subdiv,
            work_pattern=self._pattern(one),
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
            fte=self._fte(one),
            opted_in=self._days_by_policy(one, "opted_in"),
            audience_since=self._days_by_policy(one, "audience_since"),
        )
        one.take("events")
        one.finish()
        return person

    def _place(self, one: Reader, year: int) -> tuple[str, str, str]:
        zone = one.text("zone", 60) or "Europe/Stockholm"
        if not _is_zone(zone):
            one.refuse("zone", zone, _ZONE, _ZONE_REMEDY)
        country, subdiv = one.text("country", 10) or "SE", one.text("subdiv", 10) or ""
        if not self._has_calendar(country, subdiv, year):
            one.refuse("country", f"{country} {subdiv}".strip(), _COUNTRY, _COUNTRY_REMEDY)
        return zone, country, subdiv

    def _pattern(self, one: Reader) -> frozenset[int]:
        words = one.words("work_pattern", WEEKDAYS.__contains__, WEEKDAYS)
        return frozenset(WEEKDAYS.index(word) for word in words if word in WEEKDAYS) or MONDAY_TO_FRIDAY

    def _fte(self, one: Reader) -> float:
        value = one.take("fte")
        if value is None:
            return 1.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            one.refuse("fte", value, _FTE, _FTE_REMEDY)
            return 1.0
        return float(value)

    def _days_by_policy(self, one: Reader, name: str) -> tuple[tuple[str, date], ...]:
        inner = one.inner(name)
        keys = [key for key in inner.names() if inner.has(key)]
        return tuple((key, day) for key in keys if (day := inner.day(key)))

    def _has_calendar(self, country: str, subdiv: str, year: int) -> bool:
        try:
            self.holidays(country, subdiv, year)
        except (KeyError, ValueError, NotImplementedError):
            return False
        return True

    def _leave(self, path: str, item: object) -> Leave:
        one = Reader(item, path, self.problems)
        start = one.day("from") if one.required("from") else None
        leave = Leave(one.text("key", 200) or path, start or EARLIEST, one.day("to"))
        if leave.end and leave.end < leave.start:
            one.refuse("to", leave.end, _ORDER, _ORDER_REMEDY)
        one.finish()
        return leave

    def _exemption(self, path: str, item: object) -> Exemption:
        one = Reader(item, path, self.problems)
        policy = one.text("policy", 200) if one.required("policy") else None
        start, end = self._stretch(one) or (EARLIEST, EARLIEST)
        return Exemption(policy or "", start, end)

    def _stretch(self, one: Reader) -> tuple[date, date] | None:
        start = one.day("from") if one.required("from") else None
        end = one.day("to") if one.required("to") else None
        one.finish()
        if start and end and end < start:
            one.refuse("to", end, _ORDER, _ORDER_REMEDY)
        return (start, end) if start and end and start <= end else None

    def _talk(self, path: str, item: object) -> Talk:
        one = Reader(item, path, self.problems)
        by = ("member", "coach")
        one.required("start")
        one.required("coach")
        kinds = one.words("coach_kinds") if one.has("coach_kinds") else None
        one.take("coach_kinds")
        talk = Talk(
            key=one.text("key", 200) or path,
            start=self._instant(one, "start"),
            minutes=_given(one.whole("minutes", 0, 1440), 60),
            type=one.choice("type", tuple(TALK_TYPES), "one_on_one"),
            coach=one.text("coach", 200) or "",
            mode=one.choice("mode", ("in_person", "remote"), "remote"),
            held=one.flag("held") if one.has("held") else None,
            confirmed_by=one.choice("confirmed_by", by, "member") if one.has("confirmed_by") else None,
            confirmed_on=one.day("confirmed_on"),
            contested_on=one.day("contested_on"),
            covered_by_both=one.flag("covered_by_both"),
            coach_kinds=None if kinds is None else frozenset(kinds),
            zone=one.text("zone", 60),
        )
        for name in ("held", "confirmed_by"):
            one.take(name)
        if talk.zone and not _is_zone(talk.zone):
            one.refuse("zone", talk.zone, _ZONE, _ZONE_REMEDY)
        one.finish()
        return talk

    def _instant(self, one: Reader, name: str) -> datetime:
        value = one.take(name)
        found = _instant(value)
        if found is None and value is not None:
            one.refuse(name, value, _INSTANT, _INSTANT_REMEDY)
        return found or datetime(1950, 1, 2, tzinfo=UTC)


def _given(value: int | None, default: int) -> int:
    return default if value is None else value


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9T:.+Z-]{16,40}", value):
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo and 1950 < instant.year < 2150 else None


def _written(row: Row, languages: Mapping[str, Catalogue]) -> dict[str, Any]:
    dates = {name: getattr(row, name) for name in DATES}
    return {
        "policy": row.policy,
        "version": row.version,
        "cycle_key": row.cycle_key,
        "slot": row.slot,
        "state": row.state,
        "timeliness": row.timeliness,
        **{name: day.isoformat() if day else None for name, day in dates.items()},
        "talk": row.talk,
        "provisional": row.provisional,
        "reason": row.reason,
        "trace": [traced(item, languages) for item in row.trace],
    }


def traced(item: TraceItem, languages: Mapping[str, Catalogue]) -> dict[str, Any]:
    """{rule, from, result} of one step, and its sentence under each language."""
    texts = {language: explain.render(item, catalogue) for language, catalogue in languages.items()}
    return {"rule": item.rule, "from": dict(item.from_), "result": dict(item.result), **texts}
