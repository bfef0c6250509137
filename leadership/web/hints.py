"""What is said about an address that makes no sense: the page comes as it would without it, with a word about why."""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict
from django.utils.translation import gettext as _

MOST = 3
"""Hints on one page."""
PAGE = "page"
"""The word for which of several pages; a whole number makes sense."""


def of(query: QueryDict, **known: Collection[str] | None) -> list[str]:
    """One sentence about each name or value that narrows nothing. `known`: by name the values that do (None: any)."""
    found = []
    for name in query:
        value = str(query.get(name, ""))
        if name == PAGE and PAGE in known:
            found += [] if value.isdecimal() else [nothing(value)]
        elif name not in known:
            found.append(_("“%(name)s” is nothing this list can be sorted or narrowed by.") % {"name": name[:40]})
        elif value and (values := known[name]) is not None and value not in values:
            found.append(nothing(value))
    return found[:MOST]


def nothing(value: str) -> str:
    """About a value."""
    return _("“%(name)s” is nothing this list can be narrowed to; nobody was left out for it.") % {"name": value[:40]}
