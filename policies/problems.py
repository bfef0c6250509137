"""What is wrong with an input, where, and what to do about it: a value that is rendered where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Catalogue(Protocol):
    """The part of `gettext.NullTranslations` the core uses."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Text:
    """The rendered problem."""

    path: str
    value: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: `path` is the field ("cadence.per_period.count"), `message` and `remedy` are English msgids."""

    path: str
    value: str
    message: str
    remedy: str
    params: tuple[tuple[str, str], ...] = ()

    def render(self, catalogue: Catalogue) -> Text:
        """The problem in the catalogue's language."""
        named = dict(self.params) | {"path": self.path, "value": self.value}
        return Text(
            self.path,
            self.value,
            catalogue.gettext(self.message) % named,
            catalogue.gettext(self.remedy) % named,
        )


class Refused(ValueError):
    """Input the core does not accept; carries every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{one.path}: {one.message}" for one in problems))
