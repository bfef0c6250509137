"""The JSON Schema of a policy, made by listening to the validation itself: whatever a field is asked for is its shape.

The schema knows each field alone. What one field says of another (contradictions, the most talks in a period) only the
reader refuses: whatever the schema refuses the reader refuses too, not the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from policies.reading import listening
from policies.starters import STARTERS
from policies.talktypes import TALK_TYPES
from policies.termreading import read

Schema = dict[str, Any]

DRAFT = "https" + ":" + "//json-schema.org/draft/2020-12/schema"
SHORTHANDS: Mapping[str, list[Schema]] = {
    "min_gap": [{"const": "auto"}],
    "handover_after": [{"const": "off"}],
    "audience": [{"enum": ["all", "everyone"]}],
    "metrics[]": [{"type": "string"}],
    "metrics[].target": [{"type": "number"}],
    "agenda": [{"type": "array"}],
    "cadence.anchored.offsets[]": [{"type": "integer", "minimum": -3650, "maximum": 3650}],
    "cadence.anchored.anchor": [{"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}],
}
"""What may be written instead of the full form."""
_STEP = {"offset": 1, "to": ["member"]}
_CLAUSE = {"tenure_days": {"min": 1, "max": 2}, "is_leader": True}
_EVERYTHING: Schema = {
    **STARTERS["T1"],
    "audience": {"include": [_CLAUSE], "exclude": [_CLAUSE]},
    "metrics": [{"metric": "coverage", "target": 1, "question": "?"}],
    "agenda": {"questions": ["?"], "prep_days": 1},
    "quiet": {"hours": "18:00-08:00"},
    "reminders": [_STEP],
    "escalation": [_STEP],
    "coach": {"mix": {"outside_own_line": 1}},
    "credit": {"exclusive_group": "a"},
}
_CADENCES: tuple[Schema, ...] = (
    *({"per_period": {"period": period}} for period in ("week", "month", "quarter", "tertial", "half_year", "year")),
    *({"rolling": {"every": 1, "unit": unit}} for unit in ("day", "week", "month")),
    {"campaign": {"from": "2027-01-01", "to": "2027-02-01"}},
    {
        "anchored": {
            "anchor": "leave_end",
            "offsets": [
                {"day": 1, "coach": {"eligible": ["hr"]}, "agenda": {"questions": ["?"]}, "binding": "voluntary"}
            ],
        }
    },
)
"""Documents in which every field of the language occurs; read once, so that every question is asked."""


def of_policy() -> Schema:
    """The schema of one policy."""
    root: Schema = {"type": "object"}

    def heard(path: str, shape: Mapping[str, Any]) -> None:
        _grow(root, re.sub(r"\[\d+\]", "[]", path), shape)

    with listening(heard):
        for cadence in _CADENCES:
            read({**_EVERYTHING, "cadence": cadence}, tuple(TALK_TYPES), [])
    return _closed(root, "") | {"required": ["key"]}


def of_file() -> Schema:
    """The schema of a file: one policy, or several in a list."""
    several: Schema = {
        "type": "object",
        "properties": {
            "policies": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/policy"}},
            "consultation": {"type": "object"},
        },
        "required": ["policies"],
        "additionalProperties": False,
    }
    return {
        "$schema": DRAFT,
        "title": "Heard: a rhythm, or several",
        "description": "Made from the validation; docs/reference/cadence.md B.2 says what each field means.",
        "$defs": {"policy": of_policy()},
        "anyOf": [{"$ref": "#/$defs/policy"}, several],
    }


def _grow(root: Schema, path: str, shape: Mapping[str, Any]) -> None:
    """Notes the shape at its place in the tree; a field asked for twice keeps the wider of both."""
    node = root
    for step in re.findall(r"[^.\[\]]+|\[\]", path):
        node = node.setdefault("items", {}) if step == "[]" else node.setdefault("properties", {}).setdefault(step, {})
    node.update(_wider(node, dict(shape)))


def _wider(known: Schema, shape: Schema) -> Schema:
    if "enum" in known and "enum" in shape:
        return {"enum": list(dict.fromkeys([*known["enum"], *shape["enum"]]))}
    for bound, pick in (("minimum", min), ("maximum", max)):
        if bound in known and bound in shape:
            shape[bound] = pick(known[bound], shape[bound])
    return shape


def _closed(node: Schema, path: str) -> Schema:
    """The node with its fields closed, empty values allowed, and the shorthands beside the full form."""
    made: Schema = {name: value for name, value in node.items() if name not in ("properties", "items")}
    if node.get("properties"):
        made["type"] = "object"
        made["properties"] = {
            name: _nullable(_closed(child, f"{path}.{name}" if path else name))
            for name, child in sorted(node["properties"].items())
        }
        made["additionalProperties"] = False
    if "items" in node:
        made["type"], made["items"] = "array", _closed(node["items"], f"{path}[]")
    short = SHORTHANDS.get(path)
    return {"anyOf": [made, *short]} if short else made


def _nullable(shape: Schema) -> Schema:
    """Null is as good as absent."""
    if "anyOf" in shape:
        return {**shape, "anyOf": [*shape["anyOf"], {"type": "null"}]}
    if "enum" in shape:
        return {**shape, "enum": [*shape["enum"], None]}
    return {**shape, "type": [shape["type"], "null"]} if "type" in shape else shape
