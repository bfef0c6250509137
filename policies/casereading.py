"""Reading a case (docs/reference/cadence.md B.11) into the facts the engine takes; every problem is collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from policies.cadence import FiscalStart
from policies.casepeople import read_person, read_zone
from policies.facts import Exemption, Holidays, Leave, OrgFacts, Pause, PolicyFacts, Skip, Talk, Version
from policies.precedence import conflicts
from policies.problems import Problem
from policies.reading import EARLIEST, Reader, as_date
from policies.talktypes import TALK_TYPES
from policies.terms import Terms, TermsRefused
from policies.words import gettext_noop

_INSTANT = gettext_noop("%(path)s must be an instant in UTC.")
_INSTANT_REMEDY = gettext_noop("Write it like 2026-05-12T08:00:00Z.")
_FISCAL = gettext_noop("%(path)s must be a day of the year.")
_FISCAL_REMEDY = gettext_noop("Write it as MM-DD, for example 09-01.")
_ORDER = gettext_noop("%(path)s ends before it starts.")
_ORDER_REMEDY = gettext_noop("Put the earlier date first.")
_TWICE = gettext_noop("Two policies have the key %(value)s.")
_TWICE_REMEDY = gettext_noop("Give every policy a key of its own.")
_NO_POLICY = gettext_noop("There is no policy to assess.")
_NO_POLICY_REMEDY = gettext_noop("Put at least one policy into policies.")
_BACKWARDS = gettext_noop("%(path)s, %(value)s, does not come after the version before it.")
_LATER = gettext_noop("Give every version a later effective_from than the one before.")

PLAIN = ("name", "title", "note", "expect")
"""Members of a case that are for people and tests."""
LIFE = ("retired_on", "stop_open")


class CaseReading:
    """One case being read."""

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
            "person": read_person(reader.inner("person"), self.holidays, on or EARLIEST),
            "leaves": tuple(self._leave(path, item) for path, item in reader.each("leaves")),
            "exemptions": tuple(self._exemption(path, item) for path, item in reader.each("exemptions")),
            "skips": tuple(self._skip(path, item) for path, item in reader.each("skips")),
            "talks": tuple(self._talk(path, item) for path, item in reader.each("talks")),
            "on": on,
        }
        for name in PLAIN:
            reader.take(name)
        reader.finish()
        return found

    def _policies(self) -> tuple[PolicyFacts, ...]:
        found: dict[str, PolicyFacts] = {}
        items = self.reader.each("policies")
        for path, item in items:
            policy = self._policy(path, item)
            if policy and policy.key in found:
                self.reader.refuse("policies", policy.key, _TWICE, _TWICE_REMEDY)
            if policy:
                found[policy.key] = policy
        if not items:
            self.reader.refuse("policies", "", _NO_POLICY, _NO_POLICY_REMEDY)
        self.problems.extend(conflicts([policy.versions[-1].terms for policy in found.values()]))
        return tuple(found.values())

    def _policy(self, path: str, item: object) -> PolicyFacts | None:
        """One policy: its terms, or `versions` of them under one key; and when it was retired."""
        if not isinstance(item, Mapping):
            return self._dated(None, (self._version(path, item, 1),))
        life = Reader({name: item[name] for name in LIFE if name in item}, path, self.problems)
        terms = {name: value for name, value in item.items() if name not in (*LIFE, "versions")}
        given = life.at("versions")
        written = item.get("versions")
        if written is None:
            return self._dated(life, (self._version(path, terms, 1),))
        items = Reader({"versions": written}, path, self.problems).each("versions")
        each = [(place, {**terms, **one} if isinstance(one, Mapping) else one) for place, one in items]
        versions = tuple(self._version(place, one, n) for n, (place, one) in enumerate(each, 1))
        for before, after in pairwise(version for version in versions if version):
            if after.effective_from <= before.effective_from:
                at = Reader({}, given, self.problems)
                at.refuse("", after.effective_from, _BACKWARDS, _LATER)
        return self._dated(life, versions)

    def _dated(self, life: Reader | None, versions: tuple[Version | None, ...]) -> PolicyFacts | None:
        known = tuple(version for version in versions if version)
        retired = life.day("retired_on") if life else None
        stop = life.flag("stop_open") if life else False
        if not known or len(known) < len(versions):
            return None
        return PolicyFacts(known[0].terms.key, known, retired, stop)

    def _version(self, path: str, item: object, number: int) -> Version | None:
        now = Reader({"apply_now": item.get("apply_now")} if isinstance(item, Mapping) else {}, path, self.problems)
        at_once = now.flag("apply_now")
        if isinstance(item, Mapping):
            item = {name: value for name, value in item.items() if name != "apply_now"}
        terms = self._terms(path, item)
        return Version(number, terms, terms.effective_from or EARLIEST, at_once) if terms else None

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

    def _fiscal_start(self, org: Reader) -> FiscalStart:
        """The day the fiscal year starts, and what it was before: `fiscal_was`, oldest first, each `until` the day on
        which that was changed."""
        before: FiscalStart | None = None
        changed_on: date | None = None
        for path, item in org.each("fiscal_was"):
            one = Reader(item, path, self.problems)
            one.required("start")
            before = FiscalStart(*self._day_of_year(one, "start"), before, changed_on)
            changed_on = one.day("until") if one.required("until") else None
            one.finish()
        return FiscalStart(*self._day_of_year(org, "fiscal_start"), before, changed_on)

    def _day_of_year(self, one: Reader, name: str) -> tuple[int, int]:
        value = one.take(name)
        day = as_date(f"2024-{value}") if value is not None else None
        if day is None and value is not None:
            one.refuse(name, value, _FISCAL, _FISCAL_REMEDY)
        return (day.month, day.day) if day else (1, 1)

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

    def _skip(self, path: str, item: object) -> Skip:
        one = Reader(item, path, self.problems)
        for name in ("policy", "cycle_key", "on"):
            one.required(name)
        skip = Skip(
            one.text("policy", 200) or "",
            one.text("cycle_key", 200) or "",
            one.whole("slot", 1, 1000) or 1,
            one.day("on") or EARLIEST,
        )
        one.finish()
        return skip

    def _stretch(self, one: Reader) -> tuple[date, date] | None:
        start = one.day("from") if one.required("from") else None
        end = one.day("to") if one.required("to") else None
        one.finish()
        if start and end and end < start:
            one.refuse("to", end, _ORDER, _ORDER_REMEDY)
        return (start, end) if start and end and start <= end else None

    def _talk(self, path: str, item: object) -> Talk:
        one = Reader(item, path, self.problems)
        by = ("member", "coach", "both")
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
            zone=read_zone(one),
        )
        for name in ("held", "confirmed_by"):
            one.take(name)
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


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9T:.+Z-]{16,40}", value):
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo and 1950 < instant.year < 2150 else None
