"""`number_line`: holds the number line and its copies against the managers, and mends what differs."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from leadership.lib.door import Door
from leadership.obligations import linecopy
from leadership.people import numberline


class Command(Door):
    help = "Compares everybody's place on the number line, and its copies on what is owed, with the managers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="make right what is wrong")

    @transaction.atomic
    def answer(self, *, mend: bool = False, **options: Any) -> dict[str, Any]:
        people, copies = (numberline.mend, linecopy.mend) if mend else (numberline.wrong, linecopy.wrong)
        return {"people": people(), "copies": copies(), "mended": mend}

    def tell(self, result: dict[str, Any]) -> str:
        found = f"{result['people']} people and {result['copies']} copies"
        if result["mended"]:
            return f"{found} were wrong and are right now."
        return f"{found} are wrong." + (" `--mend` makes them right." if result["people"] or result["copies"] else "")
