"""Who a policy speaks of, as a phrase of its sentence, and the phrase read back (docs/reference/cadence.md B.10).

`names` maps keys of units and people to what they are called; roles, tags and places are called what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies.audience import Audience, Clause
from policies.problems import Catalogue
from policies.shapes import NAME, shape
from policies.words import gettext_noop

_EVERYONE = gettext_noop("Everyone")
_ROLE_IN_PLACE = gettext_noop("Everyone with the role %(roles)s in %(locations)s")
_WHO = {
    ("units",): gettext_noop("Everyone in %(units)s"),
    ("roles",): gettext_noop("Everyone with the role %(roles)s"),
    ("roles", "locations"): _ROLE_IN_PLACE,
    ("tags",): gettext_noop("Everyone tagged %(tags)s"),
    ("persons",): gettext_noop("Each of %(persons)s"),
}
_FITTING = gettext_noop("Everyone %(parts)s")
_BOTH = gettext_noop("%(first)s and those %(second)s")
_EXCEPT = gettext_noop("%(who)s except %(others)s")
_THOSE = gettext_noop("those %(parts)s")
_OR_EXCEPT = gettext_noop("%(first)s and except %(second)s")
_PARTS = {
    "units": gettext_noop("in %(units)s"),
    "roles": gettext_noop("with the role %(roles)s"),
    "employment_types": gettext_noop("employed as %(employment_types)s"),
    "locations": gettext_noop("placed in %(locations)s"),
    "tags": gettext_noop("tagged %(tags)s"),
    "persons": gettext_noop("among %(persons)s"),
    "tenure_days_min": gettext_noop("here for at least %(tenure_days_min)s days"),
    "tenure_days_max": gettext_noop("here for at most %(tenure_days_max)s days"),
    "leads": gettext_noop("leading others"),
    "leads_nobody": gettext_noop("not leading others"),
}
_AND = gettext_noop("%(first)s, %(second)s")
_OR = gettext_noop("%(first)s or %(second)s")
_AND_NAMES = gettext_noop("%(first)s and %(second)s")

LISTS = ("units", "roles", "employment_types", "locations", "tags", "persons")
_NAMED = ("units", "persons")
_SURE = re.compile(r"[^\s@]+@[^\s@]+|[0-9a-f-]{36}", re.ASCII)
"""An address or a key stands for itself, whatever the names that are known."""


def render(audience: Audience, names: Mapping[str, str], catalogue: Catalogue) -> str:
    """The phrase: everyone, or those described, except those described otherwise."""
    who = _included(audience.include, names, catalogue)
    if not audience.exclude:
        return who
    others = [_left_out(clause, names, catalogue) for clause in audience.exclude]
    return catalogue.gettext(_EXCEPT) % {"who": who, "others": _joined(others, _OR_EXCEPT, catalogue)}


def described(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> str:
    """One description on its own: in Engineering, with the role nurse."""
    return _fitting(clause, names, catalogue)


def description(text: str, names: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any] | None:
    """The clause such a description stands for; None when it is none."""
    return _Reading(names, catalogue).fitting(text)


def said(audience: Audience) -> dict[str, Any]:
    """What the phrase says, in the names of the policy language."""
    return {part: [_plain(clause) for clause in getattr(audience, part)] for part in ("include", "exclude")}


def read(text: str, names: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any] | None:
    """The audience a phrase stands for; None when it is none. Keys where `names` knows the name, else the name."""
    reading = _Reading(names, catalogue)
    plain = reading.included(text)
    if plain is not None:
        return {"include": plain, "exclude": []}
    for who, others in _splits(text, catalogue.gettext(_EXCEPT)):
        include, exclude = reading.included(who), reading.excluded(others)
        if include is not None and exclude:
            return {"include": include, "exclude": exclude}
    return None


def _included(clauses: tuple[Clause, ...], names: Mapping[str, str], catalogue: Catalogue) -> str:
    if not clauses:
        return catalogue.gettext(_EVERYONE)
    first, *others = clauses
    rest = [_fitting(clause, names, catalogue) for clause in others]
    return _joined([_described(first, names, catalogue), *rest], _BOTH, catalogue)


def _described(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> str:
    named = dict(_each_part(clause, names, catalogue))
    message = _WHO.get(tuple(named))
    if message:
        return catalogue.gettext(message) % named
    return catalogue.gettext(_FITTING) % {"parts": _fitting(clause, names, catalogue)}


def _fitting(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> str:
    named = dict(_each_part(clause, names, catalogue))
    return _joined([catalogue.gettext(_PARTS[part]) % named for part in named], _AND, catalogue)


def _left_out(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> str:
    """Except Ann and Bo; except those in Sales."""
    named = dict(_each_part(clause, names, catalogue))
    if set(named) == {"persons"}:
        return named["persons"]
    return catalogue.gettext(_THOSE) % {"parts": _fitting(clause, names, catalogue)}


def _each_part(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for part in LISTS:
        keys: tuple[str, ...] = getattr(clause, part)
        if keys:
            message = _AND_NAMES if part == "persons" else _OR
            yield part, _joined([names.get(key, key) for key in keys], message, catalogue)
    if clause.tenure_days_min is not None:
        yield "tenure_days_min", str(clause.tenure_days_min)
    if clause.tenure_days_max is not None:
        yield "tenure_days_max", str(clause.tenure_days_max)
    if clause.is_leader is not None:
        yield ("leads" if clause.is_leader else "leads_nobody"), ""


def _joined(phrases: list[str], message: str, catalogue: Catalogue) -> str:
    told = "".join(phrases[:1])
    for phrase in phrases[1:]:
        told = catalogue.gettext(message) % {"first": told, "second": phrase}
    return told


def _plain(clause: Clause) -> dict[str, Any]:
    lists = {part: list(getattr(clause, part)) for part in LISTS if getattr(clause, part)}
    bounds = {"min": clause.tenure_days_min, "max": clause.tenure_days_max}
    tenure = {name: days for name, days in bounds.items() if days is not None}
    leads = {} if clause.is_leader is None else {"is_leader": clause.is_leader}
    return lists | ({"tenure_days": tenure} if tenure else {}) | leads


class _Reading:
    """Phrases in one language read as clauses, with the names that are known."""

    def __init__(self, names: Mapping[str, str], catalogue: Catalogue) -> None:
        self.keys = {name: key for key, name in names.items()}
        self.catalogue = catalogue
        joins = ((_OR, "first"), (_AND_NAMES, "first"), (_AND, "first"), (_EXCEPT, "who"), (_ROLE_IN_PLACE, "roles"))
        self.joins = [_after(catalogue.gettext(message), name) for message, name in joins]

    def included(self, text: str) -> list[dict[str, Any]] | None:
        if text == self.catalogue.gettext(_EVERYONE):
            return []
        whole = self._described(text)
        if whole is not None:
            return [whole]
        for first, rest in _splits(text, self.catalogue.gettext(_BOTH), shortest=True):
            head = self._described(first)
            tail = self._list(rest, _BOTH, self.fitting) if head is not None else None
            if head is not None and tail is not None:
                return [head, *tail]
        return None

    def excluded(self, text: str) -> list[dict[str, Any]] | None:
        return self._list(text, _OR_EXCEPT, self._left_out)

    def _left_out(self, text: str) -> dict[str, Any] | None:
        those = next(_values(text, self.catalogue.gettext(_THOSE)), None)
        return self.fitting(those["parts"]) if those else self._clause({"persons": text})

    def _list(self, text: str, message: str, one: Any) -> list[Any] | None:
        """The text as items joined with the message, read one by one; the shortest first item that leaves a whole."""
        whole = one(text)
        if whole is not None:
            return [whole]
        for first, rest in _splits(text, self.catalogue.gettext(message), shortest=True):
            head = one(first)
            tail = self._list(rest, message, one) if head is not None else None
            if tail is not None:
                return [head, *tail]
        return None

    def _described(self, text: str) -> dict[str, Any] | None:
        for parts, message in _WHO.items():
            for values in _values(text, self.catalogue.gettext(message)):
                clause = self._clause(dict(zip(parts, (values[part] for part in parts), strict=True)))
                if clause is not None:
                    return clause
        found = next(_values(text, self.catalogue.gettext(_FITTING)), None)
        return self.fitting(found["parts"]) if found else None

    def fitting(self, text: str) -> dict[str, Any] | None:
        found = self._list(text, _AND, self._part)
        if found is None or len({part for one in found for part in one}) != len(found):
            return None
        return _with_tenure({part: value for one in found for part, value in one.items()})

    def _part(self, text: str) -> dict[str, Any] | None:
        for part, message in _PARTS.items():
            for values in _values(text, self.catalogue.gettext(message)):
                if part in ("leads", "leads_nobody"):
                    return {"is_leader": part == "leads"}
                if part.startswith("tenure"):
                    return {part: int(values[part])} if re.fullmatch(r"\d{1,5}", values[part], re.ASCII) else None
                clause = self._clause({part: values[part]})
                if clause is not None:
                    return clause
        return None

    def _clause(self, named: dict[str, str]) -> dict[str, Any] | None:
        clause = {part: self._names(part, text) for part, text in named.items()}
        return None if None in clause.values() else clause

    def _names(self, part: str, text: str) -> list[str] | None:
        return self._list(text, _AND_NAMES if part == "persons" else _OR, lambda one: self._name(part, one))

    def _name(self, part: str, text: str) -> str | None:
        """A known name as its key; of roles, tags and places any word, of the others only what is known."""
        if text in self.keys:
            return self.keys[text]
        if part in _NAMED and self.keys and not _SURE.fullmatch(text):
            return None
        padded = f" {text} "
        return None if any(join in padded for join in self.joins) or not text else text


def _after(message: str, name: str) -> str:
    """The words that follow the name in the message."""
    return NAME.split(message.split(f"%({name})s")[1])[0]


def _with_tenure(clause: dict[str, Any]) -> dict[str, Any]:
    bounds = {name: clause.pop(f"tenure_days_{name}", None) for name in ("min", "max")}
    tenure = {name: days for name, days in bounds.items() if days is not None}
    return clause | ({"tenure_days": tenure} if tenure else {})


def _values(text: str, message: str) -> Iterator[dict[str, str]]:
    """What stands at the names of the message; with two names, every way to part them."""
    pieces = NAME.split(message)
    if len(pieces) <= 3:
        found = shape(message).fullmatch(text)
        yield from [found.groupdict()] if found else []
        return
    before, first, between, second, after = pieces
    if text.startswith(before) and text.endswith(after):
        inside = text[len(before) : len(text) - len(after)]
        for at in [match.start() for match in re.finditer(re.escape(between), inside)]:
            yield {first: inside[:at], second: inside[at + len(between) :]}


def _splits(text: str, message: str, *, shortest: bool = False) -> list[tuple[str, str]]:
    """Every way in which the text is that message, longest first part first."""
    found = [tuple(values.values()) for values in _values(text, message)]
    ways = [(first, second) for first, second in found if first and second]
    return ways if shortest else ways[::-1]
