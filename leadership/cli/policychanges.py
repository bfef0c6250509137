"""What a file would change of the rhythms there are: each field with its value now and then, and the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policies import sentence
from policies.languages import Language
from policies.models import Policy
from policies.naming import labels, with_keys
from policies.refusals import read_terms
from policies.terms import Terms

Change = dict[str, Any]


def of(terms: Mapping[str, Any]) -> Change:
    """{key, outcome: created, changed or unchanged, fields: [{path, before, after}], sentence: {before, after}}. Raises
    Refused when the terms are wrong."""
    read = read_terms(with_keys(terms))
    policy = Policy.objects.filter(key=read.key).first()
    before = policy.latest().read() if policy else None
    fields = list(_fields(before.as_dict() if before else {}, read.as_dict()))
    outcome = "created" if before is None else "changed" if fields else "unchanged"
    said = {"before": _sentence(before) if before else None, "after": _sentence(read)}
    return {"key": read.key, "outcome": outcome, "fields": fields if before else [], "sentence": said}


def told(changes: Sequence[Change]) -> str:
    """The changes as a person reads them."""
    return "\n".join(line for change in changes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    yield f"{change['key']}: {change['outcome']}"
    before, after = change["sentence"]["before"], change["sentence"]["after"]
    if before != after:
        yield from [f"  - {before}"] if before else []
        yield f"  + {after}"
    for field in change["fields"]:
        yield f"  {field['path']}: {_shown(field['before'])} -> {_shown(field['after'])}"


def _shown(value: Any) -> str:
    return "(nothing)" if value is None else str(value)


def _sentence(terms: Terms) -> str:
    return sentence.render(terms, labels(terms), Language("en"))


def _fields(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Each value that differs, deep inside mappings; lists are compared as a whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            yield from _fields(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    elif before != after:
        yield {"path": path, "before": before, "after": after}
