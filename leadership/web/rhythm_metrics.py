"""How a rhythm is followed up, as the form has it: by figures and by talking, with an aim and a question of its own.

The aim belongs to the first figure that is drawn cycle by cycle, the question to the first that is talked over; what
other metrics say, and what the form has no words for, stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Mapped = Mapping[str, Any]

USUAL_KIND = {"support": "dialogue"}
"""Metrics followed up otherwise than by a figure, unless it is said."""
AIMED = ("coverage", "uptake")
"""Figures drawn cycle by cycle, in which an aim is a line."""
LANGUAGES = ("en", "sv")


def choice(metric: Mapped) -> str:
    """What the form calls a metric: its name, with the kind behind where that is not the usual one (support:figure)."""
    name, kind = str(metric["metric"]), str(metric.get("kind", "figure"))
    return name if kind == _usual(name) else f"{name}:{kind}"


def said(metrics: Sequence[Mapped]) -> dict[str, Any]:
    """Initial values of the form for these metrics: which, the aim in per cent, the question in each language."""
    aimed, asked = _first(metrics, is_aimed), _first(metrics, is_talked_over)
    question = asked.get("question") or {}
    texts = question if isinstance(question, Mapping) else {"en": question}
    return {
        "metrics": [choice(metric) for metric in metrics],
        "aim": _per_cent(aimed.get("target")),
        **{f"ask_{language}": texts.get(language, "") for language in LANGUAGES},
    }


def written(answers: Mapped, before: Sequence[Mapped]) -> list[dict[str, Any]]:
    """The metrics of the answers; one that was there keeps what has not been changed."""
    known = {choice(metric): metric for metric in before}
    metrics = [dict(known.get(one) or named(one)) for one in answers["metrics"]]
    _aim(_first(metrics, is_aimed), answers["aim"])
    _ask(_first(metrics, is_talked_over), {lang: answers[f"ask_{lang}"] for lang in LANGUAGES})
    return metrics


def named(chosen: str) -> dict[str, str]:
    """The metric behind a choice of the form."""
    name, _colon, kind = chosen.partition(":")
    return {"metric": name, "kind": kind or _usual(name)}


def is_aimed(metric: Mapped) -> bool:
    """Whether an aim is drawn in its figure."""
    return metric["metric"] in AIMED and metric.get("kind", "figure") == "figure"


def is_talked_over(metric: Mapped) -> bool:
    """Whether teams talk it over, instead of counting."""
    return bool(metric.get("kind") == "dialogue")


def _aim(metric: dict[str, Any], aim: int | None) -> None:
    """A share stays a share while the aim is the same."""
    if aim == _per_cent(metric.get("target")):
        return
    metric.pop("target", None)
    if aim is not None:
        metric["target"] = aim


def _ask(metric: dict[str, Any], texts: Mapping[str, str]) -> None:
    """A third language stays as it was."""
    before = metric.pop("question", None) or {}
    kept = {lang: text for lang, text in before.items() if lang not in LANGUAGES} if isinstance(before, Mapping) else {}
    if question := kept | {language: text for language, text in texts.items() if text}:
        metric["question"] = question


def _per_cent(target: Any) -> int | None:
    """A target as the form has it: 90 for 0.9 and for 90; None where per cent cannot say it."""
    per_cent = round(100 * target if target <= 1 else target) if isinstance(target, int | float) else 0
    return per_cent if 1 <= per_cent <= 100 else None


def _first(metrics: Sequence[Any], is_meant: Callable[[Mapped], bool]) -> Any:
    return next((metric for metric in metrics if is_meant(metric)), {})


def _usual(name: str) -> str:
    return USUAL_KIND.get(name, "figure")
