"""Names in terms and the keys they stand for: people write "Engineering" and an address, the ledger keeps keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from leadership.lib.refusal import Refusal, Refused
from leadership.people.models import Person, Unit
from policies.terms import Terms

Find = Callable[[str], str | None]


def with_keys(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The same terms with the keys of the units and people they name. Raises Refused naming whatever is unknown.

    A unit may be named by its name or key, a person by e-mail, employee id or key.
    """
    unknown: list[Refusal] = []
    terms = dict(mapping)
    audience = terms.get("audience")
    if isinstance(audience, Mapping):
        terms["audience"] = {part: _clauses(part, audience[part], unknown) for part in audience}
    for role in ("owner", "sponsor"):
        if isinstance(terms.get(role), str) and terms[role]:
            terms[role] = _key(terms[role], role, _person, unknown)
    if unknown:
        raise Refused(*unknown)
    return terms


def with_names(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The same terms with the names of units and the addresses of people instead of their keys: fit for another
    installation, and for `with_keys` to read again. Whoever has no address stays a key."""
    named = dict(terms)
    clauses = [clause for part in (terms.get("audience") or {}).values() for clause in part]
    keys = [key for clause in clauses for field in ("units", "persons") for key in clause.get(field, [])]
    keys += [terms[role] for role in ("owner", "sponsor") if terms.get(role)]
    known = [key for key in keys if is_key(key)]
    names = {str(unit.key): unit.name for unit in Unit.objects.filter(key__in=known)}
    names |= {str(person.key): person.email or str(person.key) for person in Person.objects.filter(key__in=known)}
    if "audience" in terms:
        named["audience"] = {
            part: [_renamed(clause, names) for clause in found] for part, found in terms["audience"].items()
        }
    return named | {role: names.get(terms[role], terms[role]) for role in ("owner", "sponsor") if terms.get(role)}


def _renamed(clause: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Without the parts that say nothing."""
    kept = {field: value for field, value in clause.items() if value not in ([], None)}
    lists: dict[str, Any] = {
        field: [names.get(key, key) for key in kept[field]] for field in ("units", "persons") if field in kept
    }
    return {**kept, **lists}


def labels(terms: Terms) -> dict[str, str]:
    """What the keys in the terms are called, for `sentence.render`."""
    clauses = terms.audience.include + terms.audience.exclude
    units = [key for clause in clauses for key in clause.units if is_key(key)]
    people = [key for clause in clauses for key in clause.persons if is_key(key)]
    found = {str(unit.key): unit.name for unit in Unit.objects.filter(key__in=units)}
    return found | {str(person.key): person.name for person in Person.objects.filter(key__in=people)}


def _clauses(part: str, clauses: Any, unknown: list[Refusal]) -> Any:
    if not isinstance(clauses, list):
        return clauses
    return [_clause(clause, f"audience.{part}[{n}]", unknown) for n, clause in enumerate(clauses)]


def _clause(clause: Any, path: str, unknown: list[Refusal]) -> Any:
    if not isinstance(clause, Mapping):
        return clause
    named = dict(clause)
    for field, find in (("units", _unit), ("persons", _person)):
        if isinstance(named.get(field), list):
            named[field] = _keys(named[field], f"{path}.{field}", find, unknown)
    for field in ("roles", "tags"):
        if isinstance(named.get(field), list):
            named[field] = [word.strip().lower() if isinstance(word, str) else word for word in named[field]]
    return named


def _keys(names: Iterable[Any], path: str, find: Find, unknown: list[Refusal]) -> list[Any]:
    return [_key(name, path, find, unknown) if isinstance(name, str) else name for name in names]


def _key(name: str, path: str, find: Find, unknown: list[Refusal]) -> str:
    key = find(name.strip())
    if key is None:
        remedy = _("Check the spelling, or import the staff list first.")
        unknown.append(Refusal(path, name, _("Nobody and nothing here is called “%(name)s”.") % {"name": name}, remedy))
    return key or name


def _unit(name: str) -> str | None:
    same = Q(name=name) | Q(key=name) if is_key(name) else Q(name=name)
    return _first(Unit.objects.filter(same).values_list("key", flat=True))


def _person(name: str) -> str | None:
    if is_key(name):
        return _first(Person.objects.filter(key=name).values_list("key", flat=True))
    same = Q(email__iexact=name) | Q(employee_id=name)
    return _first(Person.objects.filter(same).values_list("key", flat=True)) if name else None


def _first(keys: Iterable[UUID]) -> str | None:
    return next((str(key) for key in keys), None)


def is_key(text: str) -> bool:
    """Whether the text is a key (a UUID) rather than a name."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
