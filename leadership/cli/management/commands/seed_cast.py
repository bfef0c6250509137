"""`seed_cast`: the six people of the examples and nothing else. Those who exist already stay as they are."""

from typing import Any

from django.core.management.base import CommandParser

from leadership.cli import cast
from leadership.lib.door import Door, day
from leadership.people import clock


class Command(Door):
    help = "Makes Freja, Astrid, Erik, David, Björn and Camilla with their units, and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hired", type=day, default=cast.HIRED, help="their first day (default: %(default)s)")

    def answer(self, **options: Any) -> dict[str, Any]:
        people = cast.seed(now=clock.now(), hired=options["hired"]).everybody
        return {"people": [{"email": person.email, "name": person.name} for person in people]}

    def tell(self, result: dict[str, Any]) -> str:
        return "\n".join(f"{person['email']:24} {person['name']}" for person in result["people"])
