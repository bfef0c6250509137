"""`policies import FILE`: rhythms from a file, adopted when asked; `policies list`: what there is."""

from __future__ import annotations

from argparse import SUPPRESS
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import transaction

from leadership.cli import rhythmfile
from leadership.consultations import adoption, record
from leadership.consultations.record import Record
from leadership.lib.door import Door, day
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused
from leadership.people import clock
from leadership.people.models import Organisation, Person
from policies import rhythms
from policies.models import Policy
from policies.naming import with_keys
from policies.refusals import read_terms

CONSULTATION = {
    "from": "first day of the consultation held outside",
    "until": "its last day, at least five working days later and past",
    "with": "with whom it was talked over",
    "heard": "what was heard",
    "changed": "what changed because of it",
}


class Command(Door):
    help = "Imports policies from a JSON file, and lists those there are."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        bring = deeds.add_parser("import", help="policies from a file; field names as in docs/reference/cadence.md B.2")
        bring.add_argument("file", type=Path, metavar="FILE.json")
        bring.add_argument("--adopt", action="store_true", help="adopt what was imported")
        bring.add_argument("--effective-from", type=day, metavar="DATE", help="from when it governs; today without it")
        bring.add_argument("--as", dest="by", metavar="PERSON", help="who does this: e-mail address or employee id")
        for name, said in CONSULTATION.items():
            kind = day if name in ("from", "until") else str
            bring.add_argument(f"--consulted-{name}", dest=f"consulted_{name}", type=kind, help=said)
        tell = deeds.add_parser("list", help="every policy with its state and version")
        for deed in (bring, tell):
            deed.add_argument(
                "--json", action="store_true", dest="json", default=SUPPRESS, help="print one JSON object"
            )

    def answer(self, **options: Any) -> dict[str, Any]:
        if options["deed"] == "list":
            return {"policies": [_listed(policy) for policy in Policy.objects.prefetch_related("versions")]}
        return _imported(options, clock.now())

    def tell(self, result: dict[str, Any]) -> str:
        lines = [f"{one['key']:24} {one['state']:10} v{one['version']} {one['title']}" for one in result["policies"]]
        return "\n".join(lines) or "There are no policies yet."


@transaction.atomic
def _imported(options: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """All policies of the file or none."""
    by = Person.objects.named(options["by"]) if options["by"] else None
    found, given = rhythmfile.read(options["file"])
    consultation = _consultation(options, given, now) if options["adopt"] else None
    told = []
    for n, terms in enumerate(found):
        try:
            policy, outcome = _kept(terms, by, now)
            if options["adopt"] and policy.latest().adopted_at is None:
                effective = options["effective_from"] or policy.latest().read().effective_from
                adoption.adopt(policy, effective_from=effective, by=by, now=now, consultation=consultation)
        except Refused as error:
            where = f"policies[{n}]." if len(found) > 1 else ""
            raise Refused(*(replace(one, path=f"{where}{one.path}") for one in error.refusals)) from error
        told.append(_listed(policy) | {"outcome": outcome})
    return {"policies": told}


def _kept(terms: Mapping[str, Any], by: Person | None, now: datetime) -> tuple[Policy, str]:
    """The policy as the file says: created, changed (a draft), or unchanged."""
    key = terms.get("key")
    policy = Policy.objects.filter(key=key).first() if isinstance(key, str) else None
    if policy is None:
        return rhythms.create(terms, by=by, now=now), "created"
    if read_terms(with_keys(terms)) == policy.latest().read():
        return policy, "unchanged"
    rhythms.edit(policy, terms, by=by, now=now)
    return policy, "changed"


def _consultation(options: Mapping[str, Any], given: Mapping[str, Any] | None, now: datetime) -> Record | None:
    """The record from the flags, else from the file; a demonstration may do without and says so in the record."""
    flags = {name: options[f"consulted_{name}"] for name in CONSULTATION if options[f"consulted_{name}"]}
    if flags or given:
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in flags.items()}
        return record.read({**(given or {}), **plain})
    return record.by_command(local_date(now, Organisation.current().zone)) if settings.DEMO else None


def _listed(policy: Policy) -> dict[str, Any]:
    policy.refresh_from_db()
    version = policy.latest()
    return {
        "key": policy.key,
        "title": version.title("en"),
        "state": policy.state,
        "version": version.number,
        "effective_from": version.effective_from,
        "adopted": version.adopted_at,
        "retired_on": policy.retired_on,
    }
