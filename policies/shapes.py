"""A message as a pattern: what a sentence made from it looks like, each of its names a group."""

from __future__ import annotations

import re
from functools import lru_cache

NAME = re.compile(r"%\((\w+)\)s")


@lru_cache(maxsize=2048)
def shape(message: str, inside: str = ".+", **known: str) -> re.Pattern[str]:
    """The regular expression; `known` says what may stand at a name, `inside` at every other."""
    parts = NAME.split(message)
    pattern = "".join(
        f"(?P<{part}>{known.get(part, inside)})" if n % 2 else re.escape(part) for n, part in enumerate(parts)
    )
    return re.compile(pattern, re.ASCII)
