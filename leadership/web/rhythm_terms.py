"""Terms of a rhythm as answers to a form, and answers as terms; what the form does not ask about is kept as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policies.problems import Refused
from policies.terms import Terms

Mapped = Mapping[str, Any]

DIALOGUE = {"support"}
FOLLOWS = ("min_gap", "grace", "close_after", "handover_after", "credit")
"""What follows from the cadence and the types, unless somebody wrote something else."""
TEXTS = ("title", "purpose", "context")
LANGUAGES = ("en", "sv")


def answers_of(terms: Mapped) -> dict[str, Any]:
    """Initial values of the form for these terms; what merely follows from the cadence is left empty."""
    cadence, coach = terms.get("cadence", {}), terms.get("coach", {})
    period, rolling = cadence.get("per_period") or {}, cadence.get("rolling") or {}
    clause = (_included(terms) or [{}])[0]
    return {
        "units": clause.get("units", []),
        "tags": clause.get("tags", []),
        "binding": terms.get("binding", "compulsory"),
        "count": period.get("count", 1),
        "types": terms.get("types", ["one_on_one"]),
        "rhythm": "rolling" if rolling else "per_period",
        "period": period.get("period", "quarter"),
        "every": rolling.get("every", 14),
        "unit": rolling.get("unit", "day"),
        "eligible": coach.get("eligible", ["certified", "own_manager"]),
        "choice": coach.get("choice", "member"),
        "initiative": terms.get("initiative", "outbound"),
        "metrics": [metric["metric"] for metric in terms.get("metrics", [])],
        **{name: terms.get(name) for name in ("min_minutes", "review_on")},
        "grace": _written(terms).get("grace"),
        **{f"{name}_{lang}": _text(terms.get(name), lang) for name in TEXTS for lang in LANGUAGES},
    }


def terms_of(answers: Mapped, base: Mapped, *, key: str) -> dict[str, Any]:
    """The answers of a valid form as terms, in the names of the policy language, laid over `base`."""
    kept = {name: value for name, value in base.items() if name not in FOLLOWS} | _written(base)
    for name in ("min_minutes", "grace", "review_on"):
        kept.pop(name, None)
    audience = base.get("audience", {})
    changed = {
        "key": key,
        **{name: answers[name] for name in ("binding", "initiative")},
        **{name: _both(answers, name) for name in TEXTS},
        "audience": {"include": _clauses(answers, base), "exclude": audience.get("exclude", [])},
        "types": [kind.key for kind in answers["types"]],
        "cadence": _cadence(answers, base),
        "coach": _coach(answers, base),
        "metrics": _metrics(answers["metrics"], base.get("metrics", [])),
    }
    given = {name: answers[name] for name in ("min_minutes", "grace") if answers[name] is not None}
    review = {"review_on": answers["review_on"].isoformat()} if answers["review_on"] else {}
    return {**kept, **changed, **given, **review}


def _written(terms: Mapped) -> dict[str, Any]:
    """Of what follows from the cadence, what says something else than would follow."""
    follows = _following(terms)
    return {name: terms[name] for name in FOLLOWS if name in terms and terms[name] != follows.get(name)}


def _following(terms: Mapped) -> dict[str, Any]:
    """The defaults that the cadence and the types of these terms bring; none when the terms are not whole."""
    coach = {name: value for name, value in terms.get("coach", {}).items() if name != "choose_by"}
    bare = {name: value for name, value in terms.items() if name not in FOLLOWS}
    try:
        found = Terms.parse({"key": "draft", **bare, "coach": coach}).as_dict()
    except Refused:
        return {}
    return {**{name: found.get(name) for name in FOLLOWS}, "choose_by": found["coach"]["choose_by"]}


def _included(terms: Mapped) -> Sequence[Mapped]:
    audience = terms.get("audience", {})
    return audience.get("include", []) if isinstance(audience, Mapping) else []


def _text(value: Any, language: str) -> str:
    return str(value.get(language, "")) if isinstance(value, Mapping) else str(value or "")


def _both(answers: Mapped, name: str) -> dict[str, str]:
    return {lang: answers[f"{name}_{lang}"] for lang in LANGUAGES if answers[f"{name}_{lang}"]}


def _clauses(answers: Mapped, base: Mapped) -> list[Mapped]:
    """The form speaks of units and tags of the first clause; whatever else an audience says stays."""
    first, *rest = _included(base) or [{}]
    said = {"units": [str(unit.key) for unit in answers["units"]]}
    if "tags" in answers:
        said["tags"] = [tag.name for tag in answers["tags"]]
    clause = {name: value for name, value in {**first, **said}.items() if value not in ([], (), None)}
    return [clause, *rest] if clause else list(rest)


def _cadence(answers: Mapped, base: Mapped) -> dict[str, Any]:
    if answers["rhythm"] == "rolling":
        return {"rolling": {"every": answers["every"] or 0, "unit": answers["unit"] or "day"}}
    before = base.get("cadence", {}).get("per_period") or {}
    said = {"period": answers["period"] or "quarter", "count": answers["count"]}
    return {"per_period": {"spread": "even", **before, **said}}


def _coach(answers: Mapped, base: Mapped) -> dict[str, Any]:
    """Kinds keep the order they had, new ones come last."""
    before = dict(base.get("coach", {}))
    if before.get("choose_by") == _following(base).get("choose_by"):
        before.pop("choose_by", None)
    kept = [kind for kind in before.get("eligible", []) if kind in answers["eligible"]]
    eligible = kept + [kind for kind in answers["eligible"] if kind not in kept]
    return {**before, "eligible": eligible, "choice": answers["choice"]}


def _metrics(names: Sequence[str], before: Sequence[Mapped]) -> list[Mapped]:
    """A metric that was there keeps its question and its target."""
    known = {metric["metric"]: metric for metric in before}
    return [known.get(name) or _metric(name) for name in names]


def _metric(name: str) -> dict[str, str]:
    return {"metric": name, "kind": "dialogue" if name in DIALOGUE else "figure"}
