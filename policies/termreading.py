"""Reading a policy's terms: every default of docs/reference/cadence.md B.2 filled in, everything unknown refused, and
then whatever contradicts itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from policies.audience import Audience, Clause
from policies.cadencereading import read_cadence
from policies.coachreading import read_coach
from policies.contradictions import contradictions
from policies.ladderreading import read_escalation, read_reminders
from policies.partreading import read_agenda, read_metric, read_quiet
from policies.problems import Problem
from policies.reading import Reader, is_slug
from policies.talktypes import TALK_TYPES, notes_of
from policies.termparts import Cadence, Credit
from policies.words import gettext_noop

_ROLLING_STAYS = gettext_noop("%(path)s: a rolling talk stays open until it is held, so it has no closing day.")
_DROP_CLOSE = gettext_noop("Leave close_after out, or choose a cadence per period.")
_BEFORE_DUE = gettext_noop("With %(path)s %(value)s the talk would close before its due date.")
_CLOSE_LATER = gettext_noop("Write 0 or more days after the due, or leave close_after out.")
_NO_EFFECT = gettext_noop("%(path)s has no effect with this cadence.")
_ONLY_WITH = gettext_noop("Leave it out: prorate goes with per_period and campaign, fte_scaling with rolling.")


def read(source: object, types: Collection[str], problems: list[Problem]) -> dict[str, Any]:
    """The fields of `policies.terms.Terms`; whatever is wrong is added to `problems`."""
    reader = Reader(source, "", problems)
    reader.required("key")
    values: dict[str, Any] = {"key": reader.slug("key")}
    values |= _words(reader) | _audience_and_types(reader, types)
    cadence = values["cadence"] = read_cadence(reader)
    values |= _conduct(reader, cadence) | _days(reader, cadence)
    values["coach"] = read_coach(reader, values["types"], cadence, subject=values["subject"])
    values["credit"] = _credit(reader, values["types"])
    values["reminders"] = read_reminders(reader)
    values["escalation"] = read_escalation(reader)
    values |= _discretion(reader, values) | _standing(reader)
    reader.finish()
    if not problems:
        problems.extend(contradictions(values))
    return values


def _words(reader: Reader) -> dict[str, Any]:
    return {
        "title": reader.i18n("title", 120),
        "purpose": reader.i18n("purpose", 280),
        "context": reader.i18n("context"),
        "theme": reader.text("theme", 200),
        "metrics": tuple(read_metric(path, item, reader) for path, item in reader.each("metrics")),
        "owner": reader.text("owner", 200),
        "sponsor": reader.text("sponsor", 200),
        "review_on": reader.day("review_on"),
        "on_missed_review": reader.choice("on_missed_review", ("stop_new_cycles", "continue"), "stop_new_cycles"),
        "effective_from": reader.day("effective_from"),
        "mandated_by": reader.text("mandated_by"),
        "agenda": read_agenda(reader),
    }


def _audience_and_types(reader: Reader, types: Collection[str]) -> dict[str, Any]:
    return {
        "audience": _audience(reader),
        "types": reader.words("types", types.__contains__, types) or ("one_on_one",),
        "min_minutes": reader.whole("min_minutes", 1, 480),
        "mode": reader.choice("mode", ("any", "in_person", "remote"), "any"),
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


def _conduct(reader: Reader, cadence: Cadence) -> dict[str, Any]:
    return {
        "subject": reader.choice("subject", ("member", "leader"), "member"),
        "binding": reader.choice("binding", ("compulsory", "voluntary", "opt_in"), "compulsory"),
        "initiative": reader.choice("initiative", ("outbound", "inbound", "either"), "outbound"),
        "handover_after": _handover(reader, cadence),
        "answer_within": reader.whole("answer_within", 1, 60),
        "personal": reader.flag("personal", True),
        "allow_skip": reader.whole("allow_skip", 0, 60) or 0,
    } | _sharing(reader, cadence)


def _sharing(reader: Reader, cadence: Cadence) -> dict[str, Any]:
    prorate = reader.choice("prorate", ("share", "whole", "none"), "share")
    scaling = reader.flag("fte_scaling")
    if prorate != "share" and not (cadence.per_period or cadence.campaign):
        reader.refuse("prorate", prorate, _NO_EFFECT, _ONLY_WITH)
    if scaling and not cadence.rolling:
        reader.refuse("fte_scaling", "true", _NO_EFFECT, _ONLY_WITH)
    leave_mode = reader.choice("leave_mode", ("pause", "offer"), "pause")
    return {"prorate": prorate, "fte_scaling": scaling, "leave_mode": leave_mode}


def _handover(reader: Reader, cadence: Cadence) -> int | None:
    """In working days; never longer than the window it lies in."""
    if reader.take("handover_after") == "off":
        return None
    usual = 2 if cadence.is_frequent else 10
    return _either(reader.whole("handover_after", 1, 60), min(usual, max(1, cadence.nominal_days)))


def _days(reader: Reader, cadence: Cadence) -> dict[str, Any]:
    grace = reader.whole("grace", 0, 60)
    grace = grace if grace is not None else 2 if cadence.is_frequent else 5
    return {"min_gap": _min_gap(reader, cadence), "grace": grace, "close_after": _close_after(reader, cadence, grace)}


def _min_gap(reader: Reader, cadence: Cadence) -> int:
    given = None if reader.take("min_gap") == "auto" else reader.whole("min_gap", 0, 366)
    if given is not None:
        return given
    if cadence.rolling or cadence.anchored:
        return 1 if cadence.rolling else 0
    return cadence.nominal_days // (4 * cadence.count)


def _close_after(reader: Reader, cadence: Cadence, grace: int) -> int | None:
    """In calendar days; what nobody wrote is never shorter than the grace."""
    value = reader.take("close_after")
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        reader.refuse("close_after", value, _BEFORE_DUE, _CLOSE_LATER)
        return None
    given = reader.whole("close_after", 0, 366)
    if not cadence.rolling:
        usual = min(cadence.nominal_days // 2, 120) if cadence.per_period else 30
        return _either(given, max(usual, grace))
    if given is not None:
        reader.refuse("close_after", given, _ROLLING_STAYS, _DROP_CLOSE)
    return None


def _credit(reader: Reader, types: tuple[str, ...]) -> Credit:
    inner = reader.inner("credit")
    groups = {TALK_TYPES[key].group if key in TALK_TYPES else None for key in types}
    shared = groups.pop() if len(groups) == 1 else None
    credit = Credit(inner.slug("exclusive_group") or shared)
    inner.finish()
    return credit


def _discretion(reader: Reader, values: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a talk, what the leader sees, when it is quiet."""
    coach = values["coach"]
    own_manager_only = coach.eligible == ("own_manager",)
    return {
        "quiet": read_quiet(reader),
        "notes": reader.choice("notes", ("none", "pair", "record"), notes_of(values["types"])),
        "coach_visible_to_leader": reader.flag("coach_visible_to_leader", own_manager_only),
        "held_rule": reader.choice("held_rule", ("member_or_uncontested", "both", "member"), "member_or_uncontested"),
    }


def _standing(reader: Reader) -> dict[str, Any]:
    """How the policy stands to others."""
    return {
        "family": reader.slug("family"),
        "supersedes": reader.words("supersedes", is_slug, ("the key of a policy",)),
        "floor": reader.flag("floor"),
    }


def _either(given: int | None, default: int | None) -> int | None:
    return default if given is None else given
