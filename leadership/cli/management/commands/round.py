"""`round POLICY`: times for everyone of a rhythm who has none yet, planned together; `--preview` writes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from leadership.conversations import roundpreview, rounds
from leadership.conversations.roundpreview import Placing
from leadership.lib.door import Door
from leadership.lib.instants import end_of_day, iso
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.models import Person
from policies.models import Policy


class Command(Door):
    help = "Plans a round: a time with the coach they chose for everyone of a rhythm who has none yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", metavar="POLICY", help="the key of the rhythm")
        parser.add_argument("--coach", metavar="PERSON", help="only those who chose this coach")
        parser.add_argument("--preview", action="store_true", help="show the plan and write nothing")
        parser.add_argument("--as", dest="by", metavar="PERSON", help="HR, or the coach, in whose name offers go out")

    def answer(self, **options: Any) -> dict[str, Any]:
        policy, now = _policy(options["policy"]), clock.now()
        coach = Person.objects.named(options["coach"]) if options["coach"] else None
        if options["preview"]:
            return _told(policy, roundpreview.preview(policy, now=now, coach=coach))
        if not options["by"]:
            raise refuse("as", "", "Somebody sends the offers.", "Name HR or the coach with --as, or use --preview.")
        by = Person.objects.named(options["by"])
        made = rounds.plan(rounds.ask(policy, by=by, now=now, coach=coach), now=now)
        rounds.send(made, by=by, now=now)
        while rounds.send_some(made, now=now):
            pass
        _, total = rounds.progress(made)
        return {"round": str(made.key), "offers": total, "refused": made.places.filter(outcome="refused").count()}


def _policy(key: str) -> Policy:
    policy = Policy.objects.filter(key=key).first()
    if policy is None:
        raise refuse("policy", key, "There is no policy with this key.", "See `policies list`.")
    return policy


def _told(policy: Policy, placings: list[Placing]) -> dict[str, Any]:
    placed = [placing for placing in placings if placing.start]
    return {
        "policy": policy.key,
        "people": len(placings),
        "placed": [_one(placing) | _times(placing) for placing in placed],
        "left": [_one(placing) | {"reason": placing.reason} for placing in placings if not placing.start],
    }


def _one(placing: Placing) -> dict[str, Any]:
    person, coach = placing.obligation.person, placing.coach
    return {
        "person": person.email or person.employee_id,
        "coach": (coach.email or coach.employee_id) if coach else None,
        "due": placing.obligation.due_on,
    }


def _times(placing: Placing) -> dict[str, Any]:
    assert placing.start is not None
    late = placing.start >= end_of_day(placing.obligation.due_on, placing.obligation.person.zone_info)
    return {"start": iso(placing.start), "also": [iso(start) for start in placing.also], "after_due": late}
