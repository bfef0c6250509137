"""`explain`: why somebody has what they have on a day, and why not: each date with the rules that made it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser

from leadership.cli import ledgerrows
from leadership.conversations import talks
from leadership.lib.door import Door, day
from leadership.lib.instants import local_date
from leadership.obligations import facts_for, standing
from leadership.obligations.models import Obligation
from leadership.people import clock
from leadership.people.models import Person
from policies.case import traced
from policies.facts import Row
from policies.languages import both

DATES = ledgerrows.DATES


class Command(Door):
    help = "Shows why a person has which talks to be heard in on a day, rule by rule, in English and Swedish."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", metavar="PERSON", help="e-mail address or employee id")
        parser.add_argument("--on", type=day, metavar="DATE", help="the day it is looked at; today without it")

    def answer(self, **options: Any) -> dict[str, Any]:
        now = clock.now()
        person = Person.objects.named(options["person"])
        today = local_date(now, person.zone_info)
        on = options["on"] or today
        stored = {_name(one): one for one in _stored(person)}
        found = [_explained(row, stored.get(_name(row)), person, on, today) for row in _assessed(person, on, now)]
        return {"person": ledgerrows.named(person), "on": on, "rows": found}

    def tell(self, result: dict[str, Any]) -> str:
        return "\n\n".join(map(_told, result["rows"])) or "No policy has been adopted."


def _stored(person: Person) -> list[Obligation]:
    rows = Obligation.objects.filter(person=person)
    return list(rows.select_related("person", "coach", "policy", "policy_version__policy"))


def _assessed(person: Person, on: date, now: datetime) -> tuple[Row, ...]:
    organisation = facts_for.organisation()
    sheet = facts_for.sheets(facts_for.people_by_id([person.pk]), now=now)[0]
    return organisation.assess(sheet, talks.of([person.pk]).get(person.pk, ()), on=on)


def _explained(row: Row, stored: Obligation | None, person: Person, on: date, today: date) -> dict[str, Any]:
    """The ledger's dates where it has the obligation, because they were promised; today its state too."""
    shown = _unstored(row, person) if stored is None else _from_ledger(row, stored, on, today)
    return shown | {"trace": [traced(item, both()) for item in row.trace]}


def _from_ledger(row: Row, stored: Obligation, on: date, today: date) -> dict[str, Any]:
    reason = stored.reason or row.reason
    if on != today:
        stored.state, stored.credited_on, reason = row.state, row.credited_on, row.reason
    shown = ledgerrows.row(standing.of(stored, on), ledgerrows.conversations([stored]))
    return shown | {"reason": reason}


def _unstored(row: Row, person: Person) -> dict[str, Any]:
    return {
        "obligation": None,
        "person": ledgerrows.named(person),
        "policy": row.policy,
        "version": row.version,
        "cycle_key": row.cycle_key,
        "slot": row.slot,
        "state": row.state,
        "timeliness": row.timeliness,
        **{name: getattr(row, name) for name in DATES},
        "coach": None,
        "conversation": row.talk,
        "next_mover": {"role": "nobody", "person": None, "since": None, "answer_by": None},
        "reason": row.reason,
    }


def _name(row: Row | Obligation) -> tuple[str, str, int]:
    policy = row.policy if isinstance(row, Row) else row.policy.key
    return policy, row.cycle_key, row.slot


def _told(row: dict[str, Any]) -> str:
    due = f", to be heard by {row['due_on']}" if row["due_on"] else ""
    lines = [f"{row['policy']} {row['cycle_key']} {row['slot'] or ''}: {row['state']} ({row['timeliness']}){due}"]
    return "\n".join([*lines, *(f"  {item['rule']:4} {item['en']}" for item in row["trace"])])
