"""Terms of a rhythm as answers to a form, and answers as terms; what the form has no words for is kept as it was.

What merely follows from the cadence and the types is left empty in the form, so that it goes on following.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leadership.web import rhythm_lines, rhythm_metrics
from leadership.web.rhythm_metrics import LANGUAGES
from policies.problems import Refused
from policies.terms import Terms

Mapped = Mapping[str, Any]

TEXTS = ("title", "purpose", "context")
CLAUSE_LISTS = ("units", "roles", "tags", "locations", "employment_types")
PLAIN = ("binding", "initiative", "mode", "prorate", "leave_mode", "held_rule", "on_missed_review", "subject")
"""Fields with a default of their own: said by their value."""
EMPTY_FOLLOWS = ("min_minutes", "min_gap", "grace", "close_after", "answer_within", "allow_skip", "notes")
"""Empty: what follows from the rest."""
FREE = ("theme", "owner", "sponsor", "family", "mandated_by", "review_on", "effective_from")
"""Empty: not there."""


def answers_of(terms: Mapped, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Initial values of the form for these terms; `names` says what keys of units and people are called."""
    follows = _following(terms)
    given = {name: terms.get(name) if terms.get(name) != follows.get(name) else None for name in EMPTY_FOLLOWS}
    return {
        **_who(terms, names or {}),
        **_cadence_answers(terms),
        **_coach_answers(terms, follows),
        **{name: terms.get(name, _DEFAULTS.get(name)) for name in PLAIN},
        **given,
        **{name: terms.get(name) for name in FREE},
        "types": terms.get("types", ["one_on_one"]),
        "handover": _handover_said(terms, follows),
        "supersedes": terms.get("supersedes", []),
        "floor": bool(terms.get("floor")),
        "personal": terms.get("personal", True),
        "fte_scaling": bool(terms.get("fte_scaling")),
        "coach_visible": _yes_or_no(terms.get("coach_visible_to_leader"), follows.get("coach_visible_to_leader")),
        "exclusive_group": _unless(terms.get("credit") or {}, follows.get("credit") or {}, "exclusive_group"),
        **_letter_answers(terms),
        **rhythm_metrics.said(terms.get("metrics", [])),
        **{f"{name}_{lang}": _text(terms.get(name), lang) for name in TEXTS for lang in LANGUAGES},
    }


def _letter_answers(terms: Mapped) -> dict[str, Any]:
    """What is written to people, when, and what is asked before a talk."""
    quiet, agenda = terms.get("quiet") or {}, terms.get("agenda") or {}
    return {
        "reminders": rhythm_lines.steps_said(terms.get("reminders")),
        "escalation": rhythm_lines.steps_said(terms.get("escalation")),
        "quiet_hours": quiet.get("hours"),
        "quiet_days_off": quiet.get("workdays_only", True),
        "questions": rhythm_lines.questions_said(agenda),
        "prep_days": _unless(agenda, {"prep_days": 2}, "prep_days"),
    }


def terms_of(answers: Mapped, base: Mapped, *, key: str) -> dict[str, Any]:
    """The answers of a valid form as terms, in the names of the policy language."""
    written: dict[str, Any] = {
        "key": key,
        **{name: answers[name] for name in PLAIN if answers.get(name)},
        **{name: _plain(answers[name]) for name in (*EMPTY_FOLLOWS, *FREE) if answers.get(name) not in (None, "")},
        **{name: _both(answers, name, base) for name in TEXTS},
        "audience": {"include": _included(answers, base), "exclude": list(answers["others"])},
        "types": [kind.key for kind in answers["types"]],
        "cadence": _cadence(answers, base),
        "coach": _coach(answers, base),
        "metrics": rhythm_metrics.written(answers, base.get("metrics", [])),
        "agenda": _agenda(answers),
        "floor": answers["floor"],
        "personal": answers["personal"],
        "supersedes": list(answers["supersedes"]),
    }
    return {**written, **_sometimes(answers)}


def _sometimes(answers: Mapped) -> dict[str, Any]:
    """Parts that are there only when something is said."""
    found: dict[str, Any] = {name: answers[name] for name in ("reminders", "escalation") if answers[name]}
    if answers["fte_scaling"]:
        found["fte_scaling"] = True
    if answers["handover"]:
        found["handover_after"] = answers["handover"]
    if answers["coach_visible"]:
        found["coach_visible_to_leader"] = answers["coach_visible"] == "yes"
    if answers["exclusive_group"]:
        found["credit"] = {"exclusive_group": answers["exclusive_group"]}
    if answers["quiet_hours"] or not answers["quiet_days_off"]:
        hours = {"hours": answers["quiet_hours"]} if answers["quiet_hours"] else {}
        found["quiet"] = {**hours, "workdays_only": answers["quiet_days_off"]}
    return found


_DEFAULTS = {
    "binding": "compulsory", "initiative": "outbound", "mode": "any", "prorate": "share", "leave_mode": "pause",
    "held_rule": "member_or_uncontested", "on_missed_review": "stop_new_cycles", "subject": "member",
}  # fmt: skip
_FOLLOWING = ("min_minutes", "min_gap", "grace", "close_after", "handover_after", "answer_within", "notes")
_FOLLOWING_TOO = ("credit", "coach_visible_to_leader", "allow_skip")


def _following(terms: Mapped) -> dict[str, Any]:
    """What the cadence and the types of these terms bring by themselves; nothing when the terms are not whole."""
    coach = {name: value for name, value in (terms.get("coach") or {}).items() if name != "choose_by"}
    bare = {name: value for name, value in terms.items() if name not in (*_FOLLOWING, *_FOLLOWING_TOO)}
    try:
        return Terms.parse({"key": "draft", **bare, "coach": coach}).as_dict()
    except Refused:
        return {}


def _who(terms: Mapped, names: Mapping[str, str]) -> dict[str, Any]:
    """The first description in fields, the others a line each."""
    audience = terms.get("audience", {})
    audience = audience if isinstance(audience, Mapping) else {}
    first, *rest = audience.get("include", []) or [{}]
    spare = {name: first[name] for name in ("persons",) if first.get(name)}
    tenure = first.get("tenure_days") or {}
    return {
        **{name: first.get(name, []) for name in CLAUSE_LISTS},
        "tenure_min": first.get("tenure_days_min", tenure.get("min")),
        "tenure_max": first.get("tenure_days_max", tenure.get("max")),
        "leads": _yes_or_no(first.get("is_leader"), None),
        "persons": ", ".join(names.get(key, key) for key in spare.get("persons", [])),
        "also": rhythm_lines.clauses_said(rest, names),
        "others": rhythm_lines.clauses_said(audience.get("exclude", []), names),
    }


def _included(answers: Mapped, base: Mapped) -> list[Mapped]:
    lists = {
        "units": [str(unit.key) for unit in answers["units"]],
        **{name: list(answers.get(name) or []) for name in CLAUSE_LISTS if name != "units"},
        "persons": answers["persons"],
    }
    clause: dict[str, Any] = {name: value for name, value in lists.items() if value}
    tenure = {"min": answers["tenure_min"], "max": answers["tenure_max"]}
    if any(days is not None for days in tenure.values()):
        clause["tenure_days"] = {name: days for name, days in tenure.items() if days is not None}
    if answers["leads"]:
        clause["is_leader"] = answers["leads"] == "yes"
    return [*([clause] if clause else []), *answers["also"]]


def _cadence_answers(terms: Mapped) -> dict[str, Any]:
    cadence = terms.get("cadence", {})
    kind = next((kind for kind in ("rolling", "anchored", "campaign") if cadence.get(kind)), "per_period")
    period, rolling = cadence.get("per_period") or {}, cadence.get("rolling") or {}
    anchored, campaign = cadence.get("anchored") or {}, cadence.get("campaign") or {}
    return {
        "rhythm": kind,
        "count": (period or campaign).get("count", 1),
        "period": period.get("period", "quarter"),
        "spread": period.get("spread", "even"),
        "every": rolling.get("every", 14),
        "unit": rolling.get("unit", "day"),
        "anchor": anchored.get("anchor", "hire"),
        "anchor_date": anchored.get("date"),
        "days": rhythm_lines.days_said(anchored) if anchored else "30, 60, 90",
        "single_days": rhythm_lines.single_days_said(terms) if anchored else "",
        "before": anchored.get("before", 7),
        "after": anchored.get("after", 7),
        "min_days": anchored.get("min_days"),
        "first": campaign.get("from"),
        "last": campaign.get("to"),
    }


def _cadence(answers: Mapped, base: Mapped) -> dict[str, Any]:
    kind = answers["rhythm"]
    if kind == "rolling":
        return {"rolling": {"every": answers["every"] or 0, "unit": answers["unit"] or "day"}}
    if kind == "anchored":
        return {"anchored": _anchored(answers, base)}
    if kind == "campaign":
        ends = {"from": _plain(answers["first"]), "to": _plain(answers["last"])}
        return {"campaign": {**{name: day for name, day in ends.items() if day}, "count": answers["count"]}}
    said = {"period": answers["period"] or "quarter", "count": answers["count"], "spread": answers["spread"] or "even"}
    return {"per_period": said}


def _anchored(answers: Mapped, base: Mapped) -> dict[str, Any]:
    """A single day keeps its agenda, which the form has no words for."""
    anchor, before = answers["anchor"] or "hire", (base.get("cadence", {}).get("anchored") or {}).get("offsets", [])
    single = {one["day"]: {"agenda": one["agenda"]} for one in before if one.get("agenda")}
    for one in answers["single_days"]:
        single[one["day"]] = {**single.get(one["day"], {}), **one}
    offsets = [{**single.get(offset["day"], {}), **offset} for offset in answers["days"]]
    window = {name: answers[name] for name in ("before", "after") if answers[name] is not None}
    written = {"anchor": anchor, "offsets": offsets, **window}
    if answers["anchor_date"] and anchor == "custom":
        written["date"] = _plain(answers["anchor_date"])
    if answers["min_days"] is not None and anchor in ("leave_start", "leave_end"):
        written["min_days"] = answers["min_days"]
    return written


def _coach_answers(terms: Mapped, follows: Mapped) -> dict[str, Any]:
    coach, bare = terms.get("coach", {}), follows.get("coach", {})
    mix = coach.get("mix") or {}
    return {
        "eligible": coach.get("eligible", bare.get("eligible", ["certified", "own_manager"])),
        "not_eligible": coach.get("exclude", []),
        "choice": coach.get("choice", "member"),
        "choose_by": coach.get("choose_by") if coach.get("choose_by") != bare.get("choose_by") else None,
        "fallbacks": coach.get("default", ["keep_last", "own_manager", "least_loaded", "hr"]),
        "max_open": coach.get("max_open"),
        "mix_outside": mix.get("outside_own_line"),
        "mix_differ": bool(mix.get("differ_from_last")),
    }


def _coach(answers: Mapped, base: Mapped) -> dict[str, Any]:
    """Kinds keep the order they had, new ones come last."""
    before = base.get("coach", {})
    written: dict[str, Any] = {
        "eligible": _in_order(answers["eligible"], before.get("eligible", [])),
        "exclude": _in_order(answers["not_eligible"], before.get("exclude", [])),
        "choice": answers["choice"],
    }
    if answers["fallbacks"]:
        written["default"] = _in_order(answers["fallbacks"], before.get("default", []))
    written |= {name: answers[name] for name in ("choose_by", "max_open") if answers[name] is not None}
    if answers["mix_outside"] or answers["mix_differ"]:
        outside = {"outside_own_line": answers["mix_outside"]} if answers["mix_outside"] else {}
        written["mix"] = {**outside, "differ_from_last": answers["mix_differ"]}
    return written


def _in_order(chosen: Sequence[str], before: Sequence[str]) -> list[str]:
    kept = [word for word in before if word in chosen]
    return kept + [word for word in chosen if word not in kept]


def _agenda(answers: Mapped) -> dict[str, Any]:
    prep = {} if answers["prep_days"] is None else {"prep_days": answers["prep_days"]}
    return {"questions": answers["questions"], **prep}


def _handover_said(terms: Mapped, follows: Mapped) -> Any:
    value = terms.get("handover_after")
    return None if value == follows.get("handover_after") else value


def _unless(said: Mapped, follows: Mapped, name: str) -> Any:
    """What is said, unless it follows from the rest anyway."""
    return None if said.get(name) == follows.get(name) else said.get(name)


def _yes_or_no(value: Any, follows: Any) -> str:
    return "" if value is None or value == follows else "yes" if value else "no"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _text(value: Any, language: str) -> str:
    return str(value.get(language, "")) if isinstance(value, Mapping) else str(value or "")


def _both(answers: Mapped, name: str, base: Mapped) -> dict[str, str]:
    """The texts in the languages of the form; a third one stays as it was."""
    before = base.get(name)
    others = (
        {lang: text for lang, text in before.items() if lang not in LANGUAGES} if isinstance(before, Mapping) else {}
    )
    return {**others, **{lang: answers[f"{name}_{lang}"] for lang in LANGUAGES if answers[f"{name}_{lang}"]}}
