"""`import_people`: bring in the staff list. What is good is taken in one transaction, what is not is listed by row."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from leadership.lib.door import Door
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.importing.planning import Plan, plan
from leadership.people.importing.taking import take


class Command(Door):
    help = "Takes in a staff list (CSV or .xlsx); the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--partial", action="store_true", help="people the file does not mention stay")
        parser.add_argument("--many-may-leave", action="store_true", help="it is meant that so many people leave")

    def answer(self, **options: Any) -> dict[str, Any]:
        content, whole = _read(options["file"]), not options["partial"]
        if options["dry_run"]:
            return _told(plan(content, now=clock.now(), whole=whole))
        return _told(take(content, now=clock.now(), whole=whole, many_may_leave=options["many_may_leave"]))

    def tell(self, result: dict[str, Any]) -> str:
        counts = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in result.items() if name in COUNTED)
        lines = [
            f"row {error['row']}: {error['column']} {error['value']!r}: {error['message']}"
            for error in result["errors"]
        ]
        return "\n".join([counts, *lines])


COUNTED = ("added", "changed", "left", "unchanged", "without_manager")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise refuse("file", file, "This file cannot be read.", "Check its name and permissions.") from error


def _told(result: Plan) -> dict[str, Any]:
    return {
        **result.counts(),
        "errors": [error.as_dict() for error in result.errors],
        "unmapped": list(result.unmapped),
        "needs_confirmation": result.needs_confirmation,
    }
