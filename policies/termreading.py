"""Reading a policy's terms: every default of docs/reference/cadence.md B.2 filled in, everything unknown refused.

What the language has and this version does not yet do is refused by name, never accepted and ignored; writing such a
field with its default changes nothing and is welcome.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from policies.audience import Audience, Clause
from policies.cadence import PERIODS, UNIT_DAYS
from policies.ladderreading import read_escalation, read_reminders
from policies.problems import Problem
from policies.reading import Reader
from policies.talktypes import COACH_KINDS, TALK_TYPES, is_coach_kind
from policies.termparts import Cadence, CoachRules, Credit, Metric, PerPeriod, Rolling
from policies.words import gettext_noop

MOST_PER_PERIOD = {"week": 5, "month": 10, "quarter": 30, "tertial": 40, "half_year": 60, "year": 120}
LONGEST_INTERVAL = {"day": 730, "week": 104, "month": 24}
FALLBACKS = ("keep_last", "own_manager", "least_loaded", "hr")

_LATER = gettext_noop("%(path)s is not supported yet; %(value)s would have no effect.")
_LEAVE_OUT = gettext_noop("Leave it out for now, or write its default: %(default)s.")
_ONE_CADENCE = gettext_noop("A rhythm needs exactly one cadence.")
_WRITE_CADENCE = gettext_noop("Write either cadence.per_period or cadence.rolling.")
_NO_EVERY = gettext_noop("%(path)s is missing: a rolling rhythm needs its interval.")
_WRITE_EVERY = gettext_noop("Write for example every: 14, unit: day.")
_ROLLING_STAYS = gettext_noop("%(path)s: a rolling talk stays open until it is held, so it has no closing day.")
_DROP_CLOSE = gettext_noop("Leave close_after out, or choose a cadence per period.")
_NOBODY_LEFT = gettext_noop("%(path)s leaves nobody who could be the coach.")
_WIDEN = gettext_noop("Add a kind of coach to coach.eligible that coach.exclude does not take away.")
_GAP_TOO_WIDE = gettext_noop("With %(count)s talks per %(period)s they cannot lie %(value)s days apart.")
_NARROW = gettext_noop("Use a min_gap of at most %(most)s, or fewer talks.")
_NO_EFFECT = gettext_noop("%(path)s has no effect with this cadence.")
_ONLY_WITH = gettext_noop("Leave it out: prorate goes with per_period, fte_scaling with rolling.")

DEFERRED: dict[str, tuple[Any, ...]] = {
    "on_missed_review": (),
    "leave_mode": ("pause",),
    "quiet": (),
    "agenda": (),
    "notes": (),
    "coach_visible_to_leader": (),
    "held_rule": ("member_or_uncontested",),
    "supersedes": ([],),
    "allow_skip": (0,),
    "floor": (False,),
}
"""Fields of the language that come with later rooms, and the values that already hold."""


def read(source: object, types: Collection[str], problems: list[Problem]) -> dict[str, Any]:
    """The fields of `policies.terms.Terms`; whatever is wrong is added to `problems`."""
    reader = Reader(source, "", problems)
    reader.required("key")
    values: dict[str, Any] = {"key": reader.slug("key")}
    values |= _words(reader) | _audience_and_types(reader, types)
    cadence = values["cadence"] = _cadence(reader)
    values |= _conduct(reader, cadence) | _days(reader, cadence)
    values["coach"] = _coach(reader, values["types"], cadence)
    values["credit"] = _credit(reader, values["types"])
    values["reminders"] = read_reminders(reader)
    values["escalation"] = read_escalation(reader)
    for name, fine in DEFERRED.items():
        _defer(reader, name, fine)
    reader.finish()
    return values


def _words(reader: Reader) -> dict[str, Any]:
    return {
        "title": reader.i18n("title", 120),
        "purpose": reader.i18n("purpose", 280),
        "context": reader.i18n("context"),
        "theme": reader.text("theme", 200),
        "metrics": tuple(_metric(path, item, reader) for path, item in reader.each("metrics")),
        "owner": reader.text("owner", 200),
        "sponsor": reader.text("sponsor", 200),
        "review_on": reader.day("review_on"),
        "effective_from": reader.day("effective_from"),
        "mandated_by": reader.text("mandated_by"),
    }


def _metric(path: str, item: object, reader: Reader) -> Metric:
    one = Reader({"metric": item} if isinstance(item, str) else item, path, reader.problems)
    one.required("metric")
    target = one.take("target")
    if target is not None and (isinstance(target, bool) or not isinstance(target, int | float)):
        target = one.whole("target", 0, 1_000_000)
    metric = Metric(
        one.slug("metric") or "", one.choice("kind", ("figure", "dialogue"), "figure"), target, one.i18n("question")
    )
    one.finish()
    return metric


def _audience_and_types(reader: Reader, types: Collection[str]) -> dict[str, Any]:
    return {
        "audience": _audience(reader),
        "types": reader.words("types", types.__contains__, types) or ("one_on_one",),
        "min_minutes": reader.whole("min_minutes", 1, 480),
        "mode": reader.choice("mode", ("any", "in_person", "remote"), "any"),
        "family": reader.slug("family"),
    }


def _audience(reader: Reader) -> Audience:
    if reader.take("audience") in ("all", "everyone"):
        return Audience()
    inner = reader.inner("audience")
    include = tuple(_clause(path, item, reader) for path, item in inner.each("include"))
    exclude = tuple(_clause(path, item, reader) for path, item in inner.each("exclude"))
    inner.finish()
    return Audience(include, exclude)


def _clause(path: str, item: object, reader: Reader) -> Clause:
    one = Reader(item, path, reader.problems)
    tenure = one.inner("tenure_days")
    lists = ("units", "roles", "employment_types", "locations", "tags", "persons")
    for name in ("tenure_days_min", "tenure_days_max"):
        one.take(name)
    clause = Clause(
        **{name: one.words(name) for name in lists},
        tenure_days_min=_either(tenure.whole("min", 0, 36500), one.whole("tenure_days_min", 0, 36500)),
        tenure_days_max=_either(tenure.whole("max", 0, 36500), one.whole("tenure_days_max", 0, 36500)),
        is_leader=one.flag("is_leader") if one.has("is_leader") else None,
    )
    one.take("is_leader")
    tenure.finish()
    one.finish()
    return clause


def _cadence(reader: Reader) -> Cadence:
    if not reader.has("cadence"):
        reader.take("cadence")
        return Cadence(per_period=PerPeriod())
    inner = reader.inner("cadence")
    for kind in ("anchored", "campaign"):
        _defer(inner, kind, (), "per_period, rolling")
    if inner.has("per_period") == inner.has("rolling") and not (inner.has("anchored") or inner.has("campaign")):
        reader.refuse("cadence", reader.take("cadence"), _ONE_CADENCE, _WRITE_CADENCE)
    cadence = Cadence(_per_period(inner), None) if inner.has("per_period") else Cadence(None, _rolling(inner))
    inner.finish()
    return cadence


def _per_period(reader: Reader) -> PerPeriod:
    reader.take("rolling")
    one = reader.inner("per_period")
    period = one.choice("period", PERIODS, "quarter")
    count = one.whole("count", 1, MOST_PER_PERIOD[period]) or 1
    spread = one.choice("spread", ("even", "end"), "even")
    one.finish()
    return PerPeriod(period, count, spread)


def _rolling(reader: Reader) -> Rolling:
    reader.take("per_period")
    one = reader.inner("rolling")
    unit = one.choice("unit", tuple(UNIT_DAYS), "day")
    if not one.has("every") and reader.has("rolling"):
        one.refuse("every", "", _NO_EVERY, _WRITE_EVERY)
    every = one.whole("every", 1, LONGEST_INTERVAL[unit])
    one.finish()
    return Rolling(every or 1, unit)


def _conduct(reader: Reader, cadence: Cadence) -> dict[str, Any]:
    return {
        "binding": reader.choice("binding", ("compulsory", "voluntary", "opt_in"), "compulsory"),
        "initiative": reader.choice("initiative", ("outbound", "inbound", "either"), "outbound"),
        "handover_after": _handover(reader, cadence),
    } | _sharing(reader, cadence)


def _sharing(reader: Reader, cadence: Cadence) -> dict[str, Any]:
    prorate = reader.choice("prorate", ("share", "whole", "none"), "share")
    scaling = reader.flag("fte_scaling")
    if cadence.rolling and prorate != "share":
        reader.refuse("prorate", prorate, _NO_EFFECT, _ONLY_WITH)
    if cadence.per_period and scaling:
        reader.refuse("fte_scaling", "true", _NO_EFFECT, _ONLY_WITH)
    return {"prorate": prorate, "fte_scaling": scaling}


def _handover(reader: Reader, cadence: Cadence) -> int | None:
    if reader.take("handover_after") == "off":
        return None
    return _either(reader.whole("handover_after", 1, 60), 2 if cadence.is_frequent else 10)


def _days(reader: Reader, cadence: Cadence) -> dict[str, Any]:
    return {
        "min_gap": _min_gap(reader, cadence),
        "grace": _either(reader.whole("grace", 0, 60), 2 if cadence.is_frequent else 5),
        "close_after": _close_after(reader, cadence),
    }


def _min_gap(reader: Reader, cadence: Cadence) -> int:
    given = None if reader.take("min_gap") == "auto" else reader.whole("min_gap", 0, 366)
    if cadence.rolling or not cadence.per_period:
        return 1 if given is None else given
    count, period = cadence.per_period.count, cadence.per_period.period
    most = cadence.nominal_days // count
    if given is not None and given > most:
        reader.refuse("min_gap", given, _GAP_TOO_WIDE, _NARROW, count=count, period=period, most=most)
    return cadence.nominal_days // (4 * count) if given is None else given


def _close_after(reader: Reader, cadence: Cadence) -> int | None:
    given = reader.whole("close_after", 0, 366)
    if not cadence.rolling:
        return _either(given, min(cadence.nominal_days // 2, 120))
    if given is not None:
        reader.refuse("close_after", given, _ROLLING_STAYS, _DROP_CLOSE)
    return None


def _coach(reader: Reader, types: tuple[str, ...], cadence: Cadence) -> CoachRules:
    inner = reader.inner("coach")
    eligible, exclude = _kinds(inner, types)
    rules = CoachRules(
        eligible,
        exclude,
        inner.choice("choice", ("member", "assigned", "coach_claims"), "member"),
        _either(inner.whole("choose_by", 0, 60), 3 if cadence.rolling or cadence.is_frequent else 15) or 0,
        inner.words("default", _is_fallback, (*FALLBACKS, "least_loaded(pool)")) or FALLBACKS,
        inner.whole("max_open", 1, 1000),
    )
    _defer(inner, "mix", ())
    inner.finish()
    return rules


def _kinds(inner: Reader, types: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    only = TALK_TYPES.get(types[0]) if len(types) == 1 else None
    known = (*COACH_KINDS, "pool:name")
    eligible = inner.words("eligible", is_coach_kind, known)
    exclude = inner.words("exclude", is_coach_kind, known)
    if not eligible:
        eligible = only.eligible if only else ("certified", "own_manager")
        exclude = exclude or (only.exclude if only else ())
    if set(eligible) <= set(exclude):
        inner.refuse("eligible", ", ".join(eligible), _NOBODY_LEFT, _WIDEN)
    return eligible, exclude


def _is_fallback(word: str) -> bool:
    return word in FALLBACKS or (word.startswith("least_loaded(") and word.endswith(")"))


def _credit(reader: Reader, types: tuple[str, ...]) -> Credit:
    inner = reader.inner("credit")
    groups = {TALK_TYPES[key].group if key in TALK_TYPES else None for key in types}
    shared = groups.pop() if len(groups) == 1 else None
    credit = Credit(inner.slug("exclusive_group") or shared)
    inner.finish()
    return credit


def _defer(reader: Reader, name: str, fine: tuple[Any, ...], default: str = "") -> None:
    value = reader.take(name)
    if value is not None and not any(value == one and type(value) is type(one) for one in fine):
        reader.refuse(name, value, _LATER, _LEAVE_OUT, default=default or ", ".join(map(str, fine)) or "-")


def _either(given: int | None, default: int | None) -> int | None:
    return default if given is None else given
