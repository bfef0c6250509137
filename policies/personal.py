"""A member may ask for more than a policy promises (docs/reference/cadence.md B.2, personal); what is promised stays.

The extra talks are a rhythm of their own beside the policy: asked for by the member (opt_in, so never overdue), kept
under the policy's key with cycle keys that begin with `own-`. One talk counts for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import dropwhile

from policies.facts import PersonFacts, PolicyFacts, Row, Version, Wish
from policies.problems import Problem
from policies.termparts import Cadence, PerPeriod, Rolling, plain
from policies.terms import Terms
from policies.words import gettext_noop

PREFIX = "own-"

_FOLLOWS = (
    "min_gap",
    "grace",
    "close_after",
    "handover_after",
    "answer_within",
    "prorate",
    "fte_scaling",
    "reminders",
    "escalation",
    "floor",
    "supersedes",
    "credit",
    "personal",
    "effective_from",
    "review_on",
    "on_missed_review",
)
"""What a personal rhythm does not take over: it follows from its own cadence, or speaks of the policy as a whole."""

_PERIODS = {"W": "week", "Q": "quarter", "T": "tertial", "H": "half_year"}

_NOT_MORE = gettext_noop("%(path)s is not more than the policy already promises.")
_ASK_MORE = gettext_noop("Ask for a shorter interval, or for more talks; less than the policy is not possible.")
_NOT_HERE = gettext_noop(
    "%(path)s: nobody can ask for more of this policy (its personal is false, or it is no steady rhythm)."
)
_TALK = gettext_noop("Arrange the talk you want with a coach; it needs no rhythm.")


def own_rhythms(policies: Sequence[PolicyFacts], person: PersonFacts) -> Iterator[PolicyFacts]:
    """The personal rhythms of the person beside these policies."""
    known = {policy.key: policy for policy in policies}
    for wish in person.wishes:
        if wish.policy in known:
            yield from _own(known[wish.policy], wish)


def wish_refused(terms: Terms, cadence: Cadence) -> Problem | None:
    """Why more of this policy cannot be asked for at that cadence; None when it can."""
    path = f"personal.{cadence.kind}"
    if not _can_be_asked(terms):
        return Problem(path, terms.key, _NOT_HERE, _TALK)
    steady = cadence.per_period or cadence.rolling
    if not steady or cadence.interval_days >= terms.cadence.interval_days:
        return Problem(path, str(plain(cadence)), _NOT_MORE, _ASK_MORE)
    return None


def cadence_of(cycle_key: str) -> Cadence:
    """The cadence a personal cycle key speaks of: `own-2026-W23`, `own-2026-05`, `own-2026-Q2`, `own-since-…`."""
    key = cycle_key.removeprefix(PREFIX).rstrip("s")
    if key.startswith("since-"):
        return Cadence(rolling=Rolling(14, "day"))
    last = key.rpartition("-")[2]
    period = _PERIODS.get(last[:1], "month") if "-" in key else "year"
    return Cadence(per_period=PerPeriod(period))


def own_row(row: Row) -> Row:
    """The row under the key of a personal cycle, `own` where there is none."""
    also = tuple(f"{PREFIX}{key}" for key in row.also)
    return replace(row, cycle_key=f"{PREFIX}{row.cycle_key}" if row.cycle_key else "own", also=also)


def _own(policy: PolicyFacts, wish: Wish) -> Iterator[PolicyFacts]:
    worded = (_beyond(version, wish) for version in _from(policy.versions, wish.since))
    versions = tuple(dropwhile(lambda version: not version.asks, worded))
    if versions:
        yield PolicyFacts(policy.key, versions, policy.retired_on, policy.stop_open, own=True)


def _beyond(version: Version, wish: Wish) -> Version:
    """The wish in the words of that version; nothing begins of it while the policy promises as much itself."""
    since = max(version.effective_from, wish.since)
    if wish_refused(version.terms, wish.cadence):
        return Version(version.number, version.terms, since, asks=False)
    return Version(version.number, own_terms(version.terms, wish.cadence), since)


def _from(versions: Sequence[Version], since: date) -> Sequence[Version]:
    """The version in force on the day, and those after it."""
    before = [version for version in versions if version.effective_from <= since]
    return [*before[-1:], *(version for version in versions if version.effective_from > since)]


def _can_be_asked(terms: Terms) -> bool:
    steady = terms.cadence.per_period or terms.cadence.rolling
    return bool(steady) and terms.personal and terms.subject == "member"


@lru_cache(maxsize=4096)
def own_terms(terms: Terms, cadence: Cadence) -> Terms:
    """The policy's words for talks asked for beyond it, at that cadence."""
    written = {name: value for name, value in terms.as_dict().items() if name not in _FOLLOWS}
    coach = {name: value for name, value in written["coach"].items() if name not in ("choose_by", "mix")}
    kinds = {kind: one for kind, one in plain(cadence).items() if one}
    return Terms.parse(written | {"coach": coach, "cadence": kinds, "binding": "opt_in"}, terms.types)
