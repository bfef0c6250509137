"""Which rhythms nothing is said of: those whose people are almost those of another figure.

A rhythm's share is said in tens, and tens of few people, or at the edge of a ten, are exact. So a rhythm for everyone
but the head tells about the head as soon as it stands beside the whole. Where a rhythm does not ask the same people as
the whole, it is one grouping more beside the others (`suppression`), and the first to be hidden. A rhythm that lacks
one person is never spoken of; with its reader it could be a group of enough, so it counts beside the others as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count

from leadership.consultations import costing
from leadership.consultations.costing import Figures
from leadership.insights import gathering, metrics
from leadership.insights.crowd import DIMENSIONS, Crowd
from leadership.insights.models import Kind, Snapshot
from leadership.insights.periods import Interval
from leadership.insights.suppression import Grouping, visible
from leadership.obligations.models import ObligationQuerySet
from policies.models import Policy

WHOLE, ASKED = "whole", "asked"
KEPT = "silent"


def kept(*, on: date) -> Collection[str]:
    """The keys of rhythms of which nothing is said of the last year, by the latest month rolled up by `on`; before the
    first there is nothing they could be held against. One query."""
    latest = Snapshot.objects.filter(kind=Kind.MONTH, as_of__lte=on).order_by("-end").first()
    found: list[str] = latest.figures.get(KEPT, []) if latest else []
    return found


def cost(policy: Policy, *, on: date) -> Figures:
    """What the rhythm costs and what came of it, for its review; too few, where nothing may be said. Four queries."""
    figures = costing.figures(policy, on=on)
    return replace(figures, few=True) if policy.key in kept(on=on) else figures


def silent_in_year(crowd: Crowd, n_min: int) -> frozenset[str]:
    """The keys of rhythms of which nothing may be said of the year up to the crowd's day."""
    return silent(Interval("year", KEPT, crowd.on - costing.YEAR + timedelta(days=1), crowd.on), crowd, n_min)


def silent(interval: Interval, crowd: Crowd, n_min: int) -> frozenset[str]:
    """The keys of rhythms of which nothing may be said of what was due in the interval. Four queries; where rhythms ask
    only some of the people, one for each of these, and one for everybody."""
    asked = gathering.asked_of_everyone().filter(due_on__gte=interval.start, due_on__lte=interval.end)
    compulsory = gathering.due_in(interval).exclude(state__in=metrics.ASIDE)
    everybody = compulsory.aggregate(people=Count("person", distinct=True))["people"]
    binding = set(gathering.binding_rhythms())
    sizes = asked.order_by().values_list("policy__key").annotate(people=Count("person", distinct=True))
    partial = {policy for policy, people in sizes if people != everybody or policy not in binding}
    return _too_near(partial, asked, _people(compulsory), crowd, n_min) if partial else frozenset()


def lacking(interval: Interval, n_min: int) -> dict[str, Grouping]:
    """The rhythms that lack one person to be spoken of, as groupings of those of whom something compulsory was due in
    the interval. One query, and one for each of these."""
    due = gathering.due_in(interval).exclude(state__in=metrics.ASIDE)
    sizes = due.order_by().values_list("policy__key").annotate(people=Count("person", distinct=True))
    short = sorted(policy for policy, people in sizes if people == n_min - 1)
    return {f"of {policy}": dict.fromkeys(_people(due.filter(policy__key=policy)), ASKED) for policy in short}


def _too_near(
    partial: set[str], asked: ObligationQuerySet, everybody: set[int], crowd: Crowd, n_min: int
) -> frozenset[str]:
    """Those of the rhythms whose people can be set against everybody's, against groups, or against each other's."""
    people = {policy: _people(asked.filter(policy__key=policy)) for policy in sorted(partial)}
    people = {one: of for one, of in people.items() if len(of) >= n_min - 1 and not 0 < len(of - everybody) < n_min}
    together = everybody.union(*people.values())
    groupings: dict[str, Grouping] = {WHOLE: dict.fromkeys(everybody, ASKED), **_groups(crowd, everybody, together)}
    groupings |= {f"of {policy}": dict.fromkeys(of, ASKED) for policy, of in people.items()}
    shown = visible(together, groupings, n_min)
    if ASKED not in shown[WHOLE]:
        return frozenset(partial)
    return frozenset(policy for policy in partial if ASKED not in shown.get(f"of {policy}", ()))


def _groups(crowd: Crowd, everybody: set[int], together: set[int]) -> dict[str, Grouping]:
    """The groups figures are shown by: of those whom the whole is about, in whatever company they are looked at."""
    found: dict[str, Grouping] = {name: crowd.groupings[name] for name in DIMENSIONS}
    if len(together) > len(everybody):
        found = {name: {one: of[one] for one in everybody if one in of} for name, of in found.items()}
    return found


def _people(rows: ObligationQuerySet) -> set[int]:
    return set(rows.order_by().values_list("person_id", flat=True).distinct().iterator(gathering.CHUNK))
