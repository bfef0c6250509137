"""A unit may add to the organisation's floor, never weaken it (docs/reference/cadence.md B.6, precedence 4).

Two rhythms of one family stand for each other: the closer one takes the other's place. So whatever would take the
place of a floor must ask for at least as much; a rhythm of its own family stands beside the floor and weakens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import get_language

from leadership.lib.refusal import Refusal
from policies.models import Policy
from policies.precedence import weakened as weakened_among
from policies.problems import Problem
from policies.refusals import said
from policies.terms import Terms


def weakened(terms: Terms, *, except_for: Policy | None = None) -> Iterator[Refusal]:
    """One refusal for each way in which these terms would ask for less than a floor whose place they would take; both
    rhythms by their titles in the active language."""
    floors = list(_floors(except_for))
    titles = {one.key: one.title_in(get_language() or "en") for one in (*floors, terms)}
    found = [one for one in weakened_among([*floors, terms]) if dict(one.params)["key"] == terms.key]
    yield from said(_titled(one, titles) for one in found)


def _titled(problem: Problem, titles: dict[str, str]) -> Problem:
    return replace(problem, params=tuple((name, titles.get(value, value)) for name, value in problem.params))


def _floors(except_for: Policy | None) -> Iterator[Terms]:
    """The floors in force."""
    kept = Policy.objects.filter(state__in=(Policy.State.ADOPTED, Policy.State.SUSPENDED)).prefetch_related("versions")
    for policy in kept.exclude(pk=except_for.pk) if except_for else kept:
        adopted = [version for version in policy.versions.all() if version.adopted_at]
        floor = max(adopted, key=lambda version: version.number).read() if adopted else None
        if floor is not None and floor.floor:
            yield floor
