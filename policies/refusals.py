"""What the pure core refuses, said in the language of whoever is asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from leadership.lib.refusal import Refusal, Refused
from policies import problems
from policies.languages import Language
from policies.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_terms(mapping: Mapping[str, Any]) -> Terms:
    """`Terms.parse`, refusing the way every deed refuses. Raises Refused with one refusal per problem."""
    with refused():
        return Terms.parse(mapping)


@contextmanager
def refused() -> Iterator[None]:
    """Inside it, what the core refuses is raised as `lib.refusal.Refused`."""
    try:
        yield
    except problems.Refused as error:
        raise Refused(*said(error.problems)) from error


def said(found: Iterable[problems.Problem]) -> list[Refusal]:
    """The problems as refusals in the active language."""
    texts = [problem.render(Language()) for problem in found]
    return [Refusal(text.path, text.value, text.message, text.remedy) for text in texts]
