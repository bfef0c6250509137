"""Rhythms as files: YAML or JSON, read and written; the same terms that the editor shows.

A file is one policy or `{"policies": […]}`, with a `consultation` beside it where they are adopted at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from leadership.lib.door import dumps
from leadership.lib.refusal import refuse
from policies.models import Policy
from policies.naming import with_names

SUFFIXES = (".yaml", ".yml")
LARGEST = 2_000_000
"""Bytes: a file of rhythms larger than that is something else."""


class _Loader(yaml.SafeLoader):
    """Safe, and without aliases: a file of a few lines cannot unfold into a million."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read here: write the value out")
        return super().compose_node(parent, index)


def read(path: Path) -> tuple[list[Mapping[str, Any]], Mapping[str, Any] | None]:
    """The policies of the file, and the consultation in it. Raises Refused naming what cannot be read."""
    given = _loaded(path)
    if not isinstance(given, dict):
        raise refuse("file", path.name, "The file does not hold a policy.", 'Write {"key": …} or {"policies": […]}.')
    consultation = given.pop("consultation", None)
    policies = given.get("policies", [given])
    if not isinstance(policies, list) or not policies or not all(isinstance(one, dict) for one in policies):
        raise refuse("policies", path.name, "There is no policy in the list.", 'Write {"policies": [{"key": …}]}.')
    if consultation is not None and not isinstance(consultation, dict):
        raise refuse("consultation", path.name, "The consultation is not an object.", 'Write {"from": …, "until": …}.')
    return [_plain(one) for one in policies], _plain(consultation)


def written(policies: Iterable[Policy], *, as_json: bool) -> str:
    """The newest wording of each policy, names instead of keys, ready to be read again."""
    found = {"policies": [with_names(policy.latest().terms) for policy in policies]}
    if as_json:
        return dumps(found, indent=2) + "\n"
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100)


def _loaded(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            raise refuse("file", path.name, "The file is larger than two megabytes.", "Split it, or check its name.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refuse("file", path.name, "The file cannot be read.", "Check its name and where it lies.") from error
    except UnicodeDecodeError as error:
        raise refuse("file", path.name, "The file is not text in UTF-8.", "Save it as UTF-8.") from error
    return _yaml(path, text) if path.suffix.lower() in SUFFIXES else _json(path, text)


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse("file", path.name, "The file is not JSON.", f"Look near: {error}"[:200]) from error


def _yaml(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = " ".join(str(error).split())
        raise refuse("file", path.name, "The file is not YAML.", f"Look near: {where}"[:300]) from error


def _plain(value: Any) -> Any:
    """Values as JSON has them: YAML reads 2026-02-01 as a date, and a day is written as text in terms."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
