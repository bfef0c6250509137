"""A case as data (docs/reference/cadence.md B.11): JSON in, rows out, no database."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Any

from policies import explain
from policies.casereading import CaseReading
from policies.engine import assess
from policies.facts import Holidays, Row, TraceItem
from policies.problems import Catalogue, Refused

DATES = ("opens_on", "choose_by", "due_on", "overdue_from", "close_on", "credited_on")


class CaseRefused(Refused):
    """The case cannot be read; `problems` name the fields by path."""


def run(case: Mapping[str, Any], holidays: Holidays, *, swedish: Catalogue | None = None) -> dict[str, Any]:
    """{"rows": […]} with ISO dates and the trace in English and Swedish.

    `swedish`: the catalogue the Swedish sentences come from (English without it). Raises CaseRefused.
    """
    reading = CaseReading(case, holidays)
    facts = reading.facts()
    if reading.problems:
        raise CaseRefused(tuple(reading.problems))
    languages = {"en": NullTranslations(), "sv": swedish or NullTranslations()}
    return {"rows": [_written(row, languages) for row in assess(**facts, holidays=holidays)]}


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
        "also": list(row.also),
        "trace": [traced(item, languages) for item in row.trace],
    }


def traced(item: TraceItem, languages: Mapping[str, Catalogue]) -> dict[str, Any]:
    """{rule, from, result} of one step, and its sentence under each language."""
    texts = {language: explain.render(item, catalogue) for language, catalogue in languages.items()}
    return {"rule": item.rule, "from": dict(item.from_), "result": dict(item.result), **texts}
