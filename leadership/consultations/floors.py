"""A unit may add to the organisation's floor, never weaken it (docs/reference/cadence.md B.6, precedence 4).

Two rhythms of one family stand for each other: the closer one takes the other's place. So whatever would take the
place of a floor must ask for at least as much; a rhythm of its own family stands beside the floor and weakens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.lib.refusal import Refusal
from policies.models import Policy
from policies.terms import Terms

WEIGHT = {"compulsory": 2, "opt_in": 1, "voluntary": 0}


def weakened(terms: Terms, *, except_for: Policy | None = None) -> Iterator[Refusal]:
    """One refusal for each way in which these terms would ask for less than a floor whose place they would take."""
    for floor in _floors(terms, except_for):
        title = floor.title_in(get_language() or "en")
        for path, value, message, remedy in _less(terms, floor):
            said = _("“%(floor)s” is the floor for everyone: %(message)s") % {"floor": title, "message": message}
            yield Refusal(path, value, said, remedy)


def _floors(terms: Terms, except_for: Policy | None) -> Iterator[Terms]:
    """The floors in force that these terms would take the place of."""
    others = Policy.objects.filter(state__in=(Policy.State.ADOPTED, Policy.State.SUSPENDED)).prefetch_related(
        "versions"
    )
    for policy in others.exclude(pk=except_for.pk) if except_for else others:
        adopted = [version for version in policy.versions.all() if version.adopted_at]
        floor = max(adopted, key=lambda version: version.number).read() if adopted else None
        if floor is not None and floor.floor and _replaces(terms, policy, floor):
            yield floor


def _replaces(terms: Terms, policy: Policy, floor: Terms) -> bool:
    same_family = bool(terms.family) and terms.family == floor.family
    return same_family or policy.key in terms.supersedes


def _less(terms: Terms, floor: Terms) -> Iterator[tuple[str, str, str, str]]:
    if terms.cadence.interval_days > floor.cadence.interval_days:
        message = _("these talks would come less often than it promises.")
        yield "cadence", str(round(terms.cadence.interval_days)), message, _("Make them as frequent, or more so.")
    if WEIGHT[terms.binding] < WEIGHT[floor.binding]:
        message = _("it is binding, this would be less so.")
        yield "binding", terms.binding, message, _("Choose “%(binding)s”.") % {"binding": floor.binding}
    if (terms.min_minutes or 0) < (floor.min_minutes or 0):
        message = _("a shorter talk would count.")
        yield (
            "min_minutes",
            str(terms.min_minutes or ""),
            message,
            _("Ask for %(n)s minutes.") % {"n": floor.min_minutes},
        )
    if terms.grace > floor.grace:
        message = _("a late talk would be seen later.")
        yield "grace", str(terms.grace), message, _("Choose %(n)s working days or fewer.") % {"n": floor.grace}
    if not set(terms.coach.eligible) <= set(floor.coach.eligible) | {"own_manager"} and terms.coach.choice != "member":
        message = _("people could choose less freely whom they talk to.")
        yield "coach.choice", terms.coach.choice, message, _("Let the member choose.")
