"""The rhythm in words, as letters and invitations say it: its sentence, and the red thread it hangs on."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext, ngettext

from leadership.people.models import Unit
from policies import sentence as sentences
from policies.models import PolicyVersion
from policies.terms import Terms


class ActiveCatalogue:
    """Django's active language as the catalogue that the pure engine asks for."""

    def gettext(self, message: str) -> str:
        return gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ngettext(msgid1, msgid2, n)


def sentence(version: PolicyVersion, language: str) -> str:
    """The rhythm as the sentence it is; `language` is the active one."""
    return _sentence(version.read(), language)


def thread(version: PolicyVersion, language: str) -> str:
    """The red thread from why to what: the theme where there is one, then the rhythm, then this talk."""
    theme = version.theme
    titles = [getattr(theme, f"title_{language}", "") or theme.title_en] if theme else []
    return " → ".join([*titles, version.title(language), gettext("this talk")])


def purpose(version: PolicyVersion, language: str) -> str:
    """Why there is this rhythm, in the reader's language, else in English."""
    written = dict(version.read().purpose)
    return written.get(language) or written.get("en", "")


@lru_cache(maxsize=256)
def _sentence(terms: Terms, language: str) -> str:
    units = {str(key): name for key, name in Unit.objects.values_list("key", "name")}
    return sentences.render(terms, units, ActiveCatalogue())
