"""Markers for translatable text: they change nothing, they only let gettext extraction find the messages.

The names are the ones extraction knows already; the core has no catalogue of its own, so whoever renders passes one in.
"""

from __future__ import annotations

from typing import NamedTuple


class Plural(NamedTuple):
    """A message with its plural form."""

    singular: str
    plural: str


def gettext_noop(message: str) -> str:
    """The message itself."""
    return message


def ngettext_lazy(singular: str, plural: str) -> Plural:
    """Both forms, to be chosen by the catalogue when rendered."""
    return Plural(singular, plural)
