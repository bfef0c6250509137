"""`ledger`: what is owed to whom, as it stands on a day."""

from typing import Any

from django.core.management.base import CommandParser

from leadership.cli import ledgerrows
from leadership.lib.door import Door, day
from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.obligations.models import Obligation
from leadership.people import clock
from leadership.people.models import Organisation, Person
from policies.models import Policy


class Command(Door):
    help = "Shows what is owed to whom, with its dates, its coach and whose move it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", metavar="PERSON", help="e-mail address or employee id")
        parser.add_argument("--policy", metavar="KEY")
        parser.add_argument("--on", type=day, metavar="DATE", help="the day it is looked at; today without it")

    def answer(self, **options: Any) -> dict[str, Any]:
        on = options["on"] or local_date(clock.now(), Organisation.current().zone)
        obligations = Obligation.objects.select_related("person", "coach", "policy", "policy_version__policy")
        if options["person"]:
            obligations = obligations.filter(person=Person.objects.named(options["person"]))
        if options["policy"]:
            obligations = obligations.filter(policy=_policy(options["policy"]))
        ordered = obligations.order_by("person__family_name", "person__given_name", "person_id", "due_on", "slot", "id")
        return {"on": on, "rows": ledgerrows.rows(ordered, on=on)}

    def tell(self, result: dict[str, Any]) -> str:
        return ledgerrows.told(result["rows"])


def _policy(key: str) -> Policy:
    policy = Policy.objects.filter(key=key).first()
    if policy is None:
        raise refuse("policy", key, "There is no policy with this key.", "See `policies list`.")
    return policy
