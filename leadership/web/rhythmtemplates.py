"""The ready-made rhythms as pages offer them: a title, the terms of each policy, dates of this year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from policies.refusals import read_terms
from policies.starters import STARTERS, TEMPLATES, TITLES, dated
from policies.terms import Terms


@dataclass(frozen=True)
class Template:
    """One ready-made rhythm; `several` when it makes more than one policy."""

    name: str
    title: str
    terms: tuple[dict[str, Any], ...]

    @property
    def several(self) -> bool:
        return len(self.terms) > 1

    def read(self) -> list[Terms]:
        """Its policies as values."""
        return [read_terms(terms) for terms in self.terms]


def template_of(name: str, on: date) -> Template:
    """The template by its name in the policy language, its campaigns in the year to come. Raises KeyError."""
    titles = TITLES[name]
    terms = tuple(dated(STARTERS[one], on) for one in TEMPLATES[name])
    return Template(name, titles.get(get_language() or "en") or titles["en"], terms)


def every_template(on: date) -> list[Template]:
    """T1 to T6."""
    return [template_of(name, on) for name in TEMPLATES]
