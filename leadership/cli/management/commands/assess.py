"""`assess`: the pure engine, without a database: a case in, rows out (docs/reference/cadence.md B.11)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from leadership.lib.door import Door
from leadership.lib.refusal import Refused, refuse
from leadership.people import workcalendar
from policies import case
from policies.languages import Language
from policies.refusals import refused

PUBLIC = workcalendar.Book(None, ())


class Command(Door):
    help = "Assesses one or more cases: what would be owed to whom, with the reasons. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cases", nargs="+", type=Path, metavar="CASE.json")

    def answer(self, **options: Any) -> dict[str, Any]:
        results = [_assessed(path, named=len(options["cases"]) > 1) for path in options["cases"]]
        return results[0] if len(results) == 1 else {"results": results}


def _assessed(path: Path, *, named: bool) -> dict[str, Any]:
    try:
        with refused():
            result = case.run(_read(path), _holidays, swedish=Language("sv"))
    except Refused as error:
        where = f"{path.name}:" if named else ""
        raise Refused(*(replace(one, path=f"{where}{one.path}") for one in error.refusals)) from error
    return {"case": path.name, **result} if named else result


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("file", path.name, "The file cannot be read.", "Check its name and where it lies.") from error
    except ValueError as error:
        raise refuse("file", path.name, "The file is not JSON.", f"Look near: {error}"[:200]) from error


def _holidays(country: str, subdiv: str, year: int) -> frozenset[date]:
    """The public calendar alone; an unknown country is a KeyError, which the engine's reader tells with its path."""
    try:
        return PUBLIC(country, subdiv, year)
    except Refused as error:
        raise KeyError(country) from error
