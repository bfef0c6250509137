"""What a leader sees of an obligation, as conditions on stored moments: no calendar is asked, nothing is derived twice.

The words are those of docs/explanation/privacy.md: a pair that is merely late, or has not been warned yet, is due soon
like any other (docs/reference/cadence.md R14, B.5). `word` says of one row what the conditions say of many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import F, Q, QuerySet

from leadership.lib.statements import Reading
from leadership.obligations.models import OPEN, Obligation, ObligationQuerySet
from leadership.people.models import Absence
from policies.models import PolicyVersion

COUNTED = timedelta(days=13)
"""A leave of fourteen days has its last day so long after its first (R4)."""
ENDED = ("fulfilled", "excused")
OVER = Q(state__in=ENDED, lft__isnull=False)
"""What has ended and still counts; an index carries this very condition."""


@dataclass(frozen=True, slots=True, eq=False)
class Promises:
    """The rhythms that are a leader's concern: `condition` on obligations; policies by key, as (id, newest version).
    One and the same as long as no rhythm changes, so that what is made with it can be kept by it."""

    condition: Q
    rhythms: Mapping[str, tuple[int, PolicyVersion]]


def compulsory() -> Promises:
    """What is compulsory. One query; of anchored talks each may be binding or not (`offsets`)."""
    return _promises(VERSIONS.question.raw())


VERSIONS: Reading[PolicyVersion] = Reading(
    lambda: (
        PolicyVersion.objects.filter(adopted_at__isnull=False)
        .select_related("policy")
        .order_by("policy__key", "number")
    )
)


@lru_cache(maxsize=4)
def _promises(rows: tuple[tuple[Any, ...], ...]) -> Promises:
    whole, some, rhythms = [], Q(pk__in=[]), {}
    for version in VERSIONS.read(rows):
        binding = version.terms.get("binding", "compulsory")
        others = _bound_otherwise(version, binding)
        if binding != "compulsory" and not others:
            continue
        rhythms[version.policy.key] = version.policy_id, version
        if others:
            slots = Q(slot__in=others)
            some |= Q(policy_version=version.pk) & (~slots if binding == "compulsory" else slots)
        else:
            whole.append(version.pk)
    return Promises(Q(policy_version__in=whole) | some, rhythms)


def _bound_otherwise(version: PolicyVersion, binding: str) -> list[int]:
    """Slots of anchored talks with a binding of their own."""
    anchored = (version.terms.get("cadence") or {}).get("anchored") or {}
    offsets = enumerate(anchored.get("offsets") or [], start=1)
    return [slot for slot, one in offsets if one.get("binding", binding) != binding]


def owed_in(line: Q, leader_id: int, binding: Q) -> ObligationQuerySet:
    """What rhythms owe to the people of a line, not to the leader."""
    return owed(binding).filter(line).exclude(person=leader_id)


def owed(binding: Q) -> ObligationQuerySet:
    """What rhythms owe to anybody."""
    return ObligationQuerySet(Obligation).promised().filter(binding)


def away(on: date) -> Q:
    """The member is on counted leave on that day."""
    return Q(person__in=_counted_leaves(on).values("person"))


def is_away(person_id: int, on: date) -> bool:
    """Whether that member is."""
    return _counted_leaves(on).filter(person=person_id).exists()


def _counted_leaves(on: date) -> QuerySet[Absence]:
    """Leaves of fourteen days and more. Shorter ones that join to one (R4) rest by themselves: they move the dates."""
    long_enough = Q(end=None) | Q(end__gte=on) & Q(end__gte=F("start") + COUNTED)
    return Absence.objects.filter(long_enough, start__lte=on)


def told(on: date) -> Q:
    """Overdue, and the pair has been told that their leader can see it."""
    return Q(overdue_from__lte=on, told_from__lte=on)


def not_told(on: date) -> Q:
    """The contrary of `told`, said so that an index can answer it."""
    never = Q(overdue_from=None) | Q(told_from=None)
    return never | Q(overdue_from__gt=on) | Q(told_from__gt=on)


def by_word(word: str, on: date) -> Q:
    """The condition for a word a leader reads: overdue, due_soon, on_track, booked, heard, excused; all, for what is
    open."""
    begun = OPEN & Q(opens_on__lte=on)
    return {
        "all": OPEN,
        "booked": Q(state=Obligation.State.BOOKED),
        "overdue": begun & told(on) & ~away(on),
        "due_soon": begun & Q(soon_from__lte=on) & not_told(on) & ~away(on),
        "on_track": begun & (Q(soon_from__gt=on) | away(on)),
        "heard": OVER & Q(state=Obligation.State.FULFILLED, due_on__gte=on),
        "excused": OVER & Q(state=Obligation.State.EXCUSED, due_on__gte=on),
    }[word]


def rested(since: date, on: date) -> Q:
    """Whoever was to move has not moved after `since`, the last day that is not too long ago."""
    waiting = Q(state="open", move_since=None) & (Q(coach_chosen_on=None) | Q(coach_chosen_on__lt=since))
    still = Q(opens_on__lt=since) & (waiting | Q(state__in=("open", "unconfirmed"), move_since__lt=since))
    return still & (Q(quiet_until=None) | Q(quiet_until__lte=on)) & ~away(on)


def has_rested(row: Obligation, since: date, on: date) -> bool:
    """The same of one row whose member is here."""
    moved = row.move_since or row.coach_chosen_on or row.opens_on
    waits = row.state == "open" or (row.state == "unconfirmed" and row.move_since is not None)
    quiet = row.quiet_until is not None and row.quiet_until > on
    return waits and max(moved, row.opens_on) < since and not quiet


def word(row: Obligation, on: date, *, resting: bool) -> str:
    """planned, on_track, due_soon or overdue; heard, excused or closed when it has ended."""
    if row.state in ENDED:
        return "heard" if row.state == Obligation.State.FULFILLED else "excused"
    return word_while_open(row, on, resting=resting) if row.is_live else "closed"


def word_while_open(row: Obligation, on: date, *, resting: bool) -> str:
    """The word of a row that is open, or how it would read if it still were."""
    if on < row.opens_on:
        return "planned"
    if resting:
        return "on_track"
    if row.overdue_from and row.told_from and max(row.overdue_from, row.told_from) <= on:
        return "overdue"
    return "due_soon" if row.soon_from and row.soon_from <= on else "on_track"
