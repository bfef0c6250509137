"""Catalogues for the pure core, which renders whole sentences with whichever catalogue it is given."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

from policies.problems import Catalogue


class Language:
    """One language of the application; without a code the one that is active where it is asked."""

    def __init__(self, code: str | None = None) -> None:
        self.code = code

    def gettext(self, message: str) -> str:
        with translation.override(self._code()):
            return str(translation.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        with translation.override(self._code()):
            return str(translation.ngettext(msgid1, msgid2, n))

    def _code(self) -> str | None:
        return self.code or translation.get_language()


def both() -> Mapping[str, Catalogue]:
    """English and Swedish, as every reason is told."""
    return {"en": Language("en"), "sv": Language("sv")}
