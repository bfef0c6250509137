"""`policies import FILE`: rhythms from a file, adopted when asked; `policies export`: into one; `policies list`."""

from __future__ import annotations

from argparse import SUPPRESS
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import transaction

from leadership.cli import policychanges, rhythmfile
from leadership.consultations import adoption, record
from leadership.consultations.record import Record
from leadership.lib.door import Door, day, dumps
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused, refuse
from leadership.people import clock
from leadership.people.models import Organisation, Person
from policies import rhythms, schema
from policies.models import Policy
from policies.naming import with_keys
from policies.refusals import read_terms

Answer = TypeVar("Answer")

CONSULTATION = {
    "from": "first day of the consultation held outside",
    "until": "its last day, at least five working days later and past",
    "with": "with whom it was talked over",
    "heard": "what was heard",
    "changed": "what changed because of it",
}


class Command(Door):
    help = "Imports policies from a YAML or JSON file, writes them into one, and lists those there are."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        bring = deeds.add_parser("import", help="policies from a file; field names as in docs/reference/cadence.md B.2")
        bring.add_argument("files", type=Path, nargs="+", metavar="FILE", help="one or several, taken all or none")
        bring.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        bring.add_argument("--adopt", action="store_true", help="adopt what was imported")
        bring.add_argument("--effective-from", type=day, metavar="DATE", help="from when it governs; today without it")
        bring.add_argument("--as", dest="by", metavar="PERSON", help="who does this: e-mail address or employee id")
        for name, said in CONSULTATION.items():
            kind = day if name in ("from", "until") else str
            bring.add_argument(f"--consulted-{name}", dest=f"consulted_{name}", type=kind, help=said)
        send = deeds.add_parser("export", help="the newest wording of each policy, as YAML or JSON")
        send.add_argument("file", type=Path, nargs="?", metavar="FILE", help="where to; without it, on stdout")
        send.add_argument("--key", action="append", metavar="KEY", help="only this policy; may be repeated")
        send.add_argument("--format", choices=("yaml", "json"), help="YAML unless the file's name says otherwise")
        tell = deeds.add_parser("list", help="every policy with its state and version")
        form = deeds.add_parser("schema", help="the JSON Schema of such a file")
        for deed in (bring, send, form, tell):
            deed.add_argument(
                "--json", action="store_true", dest="json", default=SUPPRESS, help="print one JSON object"
            )

    def answer(self, **options: Any) -> dict[str, Any]:
        if options["deed"] == "list":
            return {"policies": [_listed(policy) for policy in Policy.objects.prefetch_related("versions")]}
        if options["deed"] == "export":
            return _exported(options)
        if options["deed"] == "schema":
            return {"text": dumps(schema.of_file(), indent=2) + "\n"}
        return _imported(options, clock.now())

    def tell(self, result: dict[str, Any]) -> str:
        if "text" in result:
            return str(result["text"]).rstrip("\n")
        if "changes" in result:
            return policychanges.told(result["changes"])
        if "file" in result:
            return f"{result['count']} policies are in {result['file']}."
        lines = [f"{one['key']:24} {one['state']:10} v{one['version']} {one['title']}" for one in result["policies"]]
        return "\n".join(lines) or "There are no policies yet."


@transaction.atomic
def _imported(options: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """All policies of the file or none."""
    by = Person.objects.named(options["by"]) if options["by"] else None
    found, given = _together(options["files"])
    changes = [_at(one, policychanges.of) for one in found]
    _refuse_together(found, adopting=options["adopt"])
    if options["dry_run"]:
        return {"changes": changes}
    consultation = _consultation(options, given, now) if options["adopt"] else None
    told = []
    for one, change in zip(found, changes, strict=True):
        policy = _at(one, lambda terms: _taken(terms, options, by=by, now=now, consultation=consultation))
        told.append(_listed(policy) | {"outcome": change["outcome"], "changes": change["fields"]})
    return {"policies": told}


class Written(NamedTuple):
    """The terms of one policy, and before what its paths are said: "" where there is only one."""

    terms: Mapping[str, Any]
    where: str


def _together(files: Sequence[Path]) -> tuple[list[Written], Mapping[str, Any] | None]:
    """The policies of all files, and the consultation in one of them. Raises Refused naming file and policy."""
    found: list[Written] = []
    consultation: Mapping[str, Any] | None = None
    for file in files:
        policies, given = rhythmfile.read(file)
        name = f"{file.name}: " if len(files) > 1 else ""
        found += [
            Written(one, f"{name}policies[{n}]." if len(policies) > 1 else name) for n, one in enumerate(policies)
        ]
        if given and consultation is not None:
            message = "Another file has a consultation already."
            raise refuse(f"{name}consultation", file.name, message, "Keep it in one file, or import them one by one.")
        consultation = given or consultation
    return found, consultation


def _refuse_together(found: Sequence[Written], *, adopting: bool) -> None:
    """What no policy shows by itself: keys given twice, circles of supersedes, floors weakened."""
    at: dict[str, str] = {}
    read = [(one.where, read_terms(with_keys(one.terms))) for one in found]
    for where, terms in read:
        if terms.key in at:
            message = f"Two policies have this key: {at[terms.key]}key and {where}key."
            raise refuse(f"{where}key", terms.key, message, "Give every policy a key of its own.")
        at[terms.key] = where
    wrong = rhythms.among_themselves([terms for _where, terms in read], adopting=adopting)
    if wrong:
        raise Refused(*(replace(refusal, path=f"{at[key]}{refusal.path}") for key, refusal in wrong))


def _at(one: Written, deed: Callable[[Mapping[str, Any]], Answer]) -> Answer:
    """What the deed makes of the policy; where there are several, a refusal says which."""
    try:
        return deed(one.terms)
    except Refused as error:
        raise Refused(*(replace(said, path=f"{one.where}{said.path}") for said in error.refusals)) from error


def _taken(
    terms: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    by: Person | None,
    now: datetime,
    consultation: Record | None,
) -> Policy:
    """The policy kept, and adopted when asked."""
    policy = _kept(terms, by, now)
    if options["adopt"] and policy.latest().adopted_at is None:
        effective = options["effective_from"] or policy.latest().read().effective_from
        adoption.adopt(policy, effective_from=effective, by=by, now=now, consultation=consultation)
    return policy


def _exported(options: Mapping[str, Any]) -> dict[str, Any]:
    """The newest wordings, into the file or as text."""
    wanted = options["key"] or []
    found = Policy.objects.filter(key__in=wanted) if wanted else Policy.objects.exclude(state=Policy.State.RETIRED)
    missing = sorted(set(wanted) - {policy.key for policy in found})
    if missing:
        raise refuse("key", missing[0], "There is no policy with this key.", "`policies list` names them all.")
    path: Path | None = options["file"]
    as_json = options["format"] == "json" or (options["format"] is None and path and path.suffix.lower() == ".json")
    text = rhythmfile.written(found, as_json=bool(as_json))
    if path is None:
        return {"text": text, "count": len(found)}
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise refuse("file", path.name, "The file cannot be written.", "Check where it is to lie.") from error
    return {"file": path.name, "count": len(found)}


def _kept(terms: Mapping[str, Any], by: Person | None, now: datetime) -> Policy:
    """The policy as the file says: created, changed (a draft), or as it was."""
    key = terms.get("key")
    policy = Policy.objects.filter(key=key).first() if isinstance(key, str) else None
    if policy is None:
        return rhythms.create(terms, by=by, now=now)
    if read_terms(with_keys(terms)) == policy.latest().read():
        return policy
    rhythms.edit(policy, terms, by=by, now=now)
    return policy


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
