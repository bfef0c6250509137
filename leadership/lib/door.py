"""The base of every management command: the same flags, the same answers, the same exit codes.

`--json` prints exactly one JSON object on stdout; logs go to stderr. Exit 0: done. Exit 1: refused, with
`{"errors": [{"path", "value", "message", "remedy"}]}`. Exit 2: the command line itself was wrong.
"""

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from leadership.lib.instants import iso, parse_instant
from leadership.lib.refusal import Refused, refuse

Parsed = TypeVar("Parsed")


def instant(text: str) -> datetime:
    """An argparse type: an ISO instant with zone, in UTC."""
    return _parsed(parse_instant, text, "an instant such as 2026-04-01T08:00Z")


def day(text: str) -> date:
    """An argparse type: an ISO date."""
    return _parsed(date.fromisoformat, text, "a date such as 2026-04-01")


def _parsed(parse: Callable[[str], Parsed], text: str, wanted: str) -> Parsed:
    try:
        return parse(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not {wanted}") from error


class Door(BaseCommand):
    """A command answers with a value: `answer(**options)` returns a JSON-able mapping, `tell` says it to a person."""

    stealth_options = ("json",)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", dest="json", help="print one JSON object on stdout")
        return parser

    def answer(self, **options: Any) -> dict[str, Any]:
        """Does the work and returns what `--json` prints. Raises `Refused`."""
        raise NotImplementedError

    def tell(self, result: dict[str, Any]) -> str:
        """What a person reads; by default the same facts, indented."""
        return dumps(result, indent=2)

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("json", False)
        try:
            result = self._answer(options)
        except Refused as refused:
            self._refuse(refused, as_json)
            sys.exit(1)
        self.stdout.write(dumps(result) if as_json else self.tell(result))

    def _answer(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            return self.answer(**options)
        except DatabaseError as error:
            raise _why_not(error) from error

    def _refuse(self, refused: Refused, as_json: bool) -> None:
        errors = [refusal.as_dict() for refusal in refused.refusals]
        if as_json:
            self.stdout.write(dumps({"errors": errors}))
            return
        for error in errors:
            self.stderr.write(f"{error['path']}: {error['message']} {error['remedy']}".strip())


def _why_not(error: DatabaseError) -> Exception:
    """A database that is not there, or lacks tables, is told as such; anything else is ours, and stays what it is."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        kind = type(error).__name__
        return refuse("DATABASE_URL", kind, "The database does not answer.", "See that it runs and may be reached.")
    if not waiting:
        return error
    return refuse("migrations", len(waiting), "The database lacks tables or columns.", "Run `manage.py migrate`.")


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON with ISO dates, and instants in UTC with `Z`."""
    return json.dumps(value, indent=indent, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
