"""Rhythms in a file: one policy, or `{"policies": […]}` (field names as in docs/reference/cadence.md B.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leadership.lib.refusal import refuse


def read(path: Path) -> tuple[list[Mapping[str, Any]], Mapping[str, Any] | None]:
    """The policies of the file, and the consultation in it. A file is one policy or `{"policies": […]}`."""
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("file", path.name, "The file cannot be read.", "Check its name and where it lies.") from error
    except ValueError as error:
        raise refuse("file", path.name, "The file is not JSON.", f"Look near: {error}"[:200]) from error
    if not isinstance(given, dict):
        raise refuse("file", path.name, "The file does not hold a policy.", 'Write {"key": …} or {"policies": […]}.')
    consultation = given.pop("consultation", None)
    policies = given.get("policies", [given])
    if not isinstance(policies, list) or not policies or not all(isinstance(one, dict) for one in policies):
        raise refuse("policies", path.name, "There is no policy in the list.", 'Write {"policies": [{"key": …}]}.')
    if consultation is not None and not isinstance(consultation, dict):
        raise refuse("consultation", path.name, "The consultation is not an object.", 'Write {"from": …, "until": …}.')
    return policies, consultation
