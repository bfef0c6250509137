"""`reconcile`: holds the engine against the ledger for everyone and mends the difference; `--check` only tells it."""

from typing import Any

from django.core.management.base import CommandParser

from leadership.cli import ledgerrows
from leadership.conversations import reckoning, talks
from leadership.lib.door import Door
from leadership.obligations import reconcile
from leadership.people import clock
from leadership.people.models import Person


class Command(Door):
    help = "Holds the engine against the ledger for everyone and mends the difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="tell the differences, change nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        now = clock.now()
        if options["check"]:
            found = reconcile.check(now, talks.of)
            people = Person.objects.in_bulk({one.person_id for one in found})
            return {"at": now, "differences": [_difference(one, people[one.person_id]) for one in found]}
        everyone = list(Person.objects.values_list("pk", flat=True))
        done = [reckoning.signals(now=now), reckoning.rollover(now=now), reckoning.settle(everyone, now=now)]
        return {"at": now, "mended": dict(sum((one.done for one in done[1:]), done[0].done))}

    def tell(self, result: dict[str, Any]) -> str:
        if "differences" in result:
            lines = [
                f"{one['person']} {one['policy']} {one['cycle_key']}: {one['deed']}" for one in result["differences"]
            ]
            return "\n".join(lines) or "The ledger says what the engine says."
        return ", ".join(f"{deed}: {count}" for deed, count in result["mended"].items()) or "Nothing to mend."


def _difference(one: reconcile.Difference, person: Person) -> dict[str, Any]:
    return {
        "person": ledgerrows.named(person),
        "policy": one.policy,
        "cycle_key": one.cycle_key,
        "slot": one.slot,
        "deed": one.deed,
        "stored": one.stored,
        "wanted": one.wanted,
    }
