"""What is owed to one person on one day: `assess`, the one public verb of the engine (docs/reference/cadence.md)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from policies.cadence import Period, period_at, period_before, periods_from
from policies.crediting import Book, replay, rolling_version
from policies.dating import Slot
from policies.eligibility import suits
from policies.facts import Exemption, Holidays, Leave, OrgFacts, PersonFacts, PolicyFacts, Row, Talk, TraceItem, Version
from policies.hearing import heard
from policies.standing import Circumstances, Standing, standings_of
from policies.status import row_of
from policies.termparts import PerPeriod
from policies.trace import because
from policies.window import Cycle, calendar_note, cycle_of
from policies.words import gettext_noop
from policies.workdays import ONE_DAY

__all__ = ["Row", "TraceItem", "assess", "facts_key"]

FARTHEST = timedelta(days=800)
"""How far ahead the next cycle that asks for something is looked for."""

_NONE = {
    "share": gettext_noop("The rhythm applies to you on %(days)s of the %(of)s days of %(key)s, too few for a talk."),
    "short_window": gettext_noop("You joined too late in %(key)s for a talk in it."),
    "paused": gettext_noop("More than half of %(key)s is a pause of the whole organisation, so no talk is asked."),
    "leave": gettext_noop("You are away in %(key)s, so no talk is asked."),
    "exemption": gettext_noop("You are exempt in %(key)s, so no talk is asked."),
    "not_yet": gettext_noop("The rhythm does not apply to you yet in %(key)s."),
    "ended": gettext_noop("Your employment ends before %(key)s."),
    "audience": gettext_noop("The rhythm does not speak of you."),
    "family": gettext_noop("A rhythm made more closely for you takes the place of this one."),
    "opt_in": gettext_noop("The rhythm is for those who ask for it; you have not."),
    "not_effective": gettext_noop("The rhythm is not in force yet."),
    "retired": gettext_noop("The rhythm has ended."),
}
_FIRST_CYCLE = gettext_noop("First cycle %(first_cycle)s.")


def assess(
    *,
    policies: Sequence[PolicyFacts],
    org: OrgFacts,
    person: PersonFacts,
    leaves: Sequence[Leave] = (),
    exemptions: Sequence[Exemption] = (),
    talks: Sequence[Talk] = (),
    on: date,
    holidays: Holidays,
) -> tuple[Row, ...]:
    """Every obligation that matters on `on` (a day in the member's zone), with the reasons.

    Rows: the current cycle, the next that asks for something, the one before, and older ones that were open when the
    earliest of the talks was held or are still; state "none" explains a cycle that asks for nothing. Give every talk
    since the oldest cycle you want told truthfully: a cycle whose talk is left out looks missed.
    """
    facts = Circumstances.of(person=person, org=org, leaves=leaves, exemptions=exemptions, on=on, holidays=holidays)
    standings = standings_of(policies, facts)
    if not talks:
        return tuple(row for policy, standing in standings for row in _untouched(policy, standing, on))
    heard_talks = [heard(talk, person.zone, facts.days, on) for talk in talks]
    first = min([on, *(one.day for one in heard_talks)])
    pages = [_open_book(policy, standing, first, on) for policy, standing in standings]
    replay([book for book, _ in pages], heard_talks, lambda terms, talk: suits(terms, talk, person, org))
    return tuple(row for book, cycles in pages for row in _rows(book, cycles, on))


def facts_key(
    *,
    policies: Sequence[PolicyFacts],
    org: OrgFacts,
    person: PersonFacts,
    leaves: Sequence[Leave] = (),
    exemptions: Sequence[Exemption] = (),
    on: date,
    holidays: Holidays,
) -> Hashable:
    """People with an equal key and no talks get equal rows on `on`, so one assessment serves them all."""
    facts = Circumstances.of(person=person, org=org, leaves=leaves, exemptions=exemptions, on=on, holidays=holidays)
    return tuple(standing for _, standing in standings_of(policies, facts))


@lru_cache(maxsize=65536)
def _untouched(policy: PolicyFacts, standing: Standing, on: date) -> tuple[Row, ...]:
    """The rows while no talk is known."""
    book, cycles = _open_book(policy, standing, on, on)
    return _rows(book, cycles, on)


def _open_book(policy: PolicyFacts, standing: Standing, first: date, on: date) -> tuple[Book, tuple[Cycle, ...]]:
    """Every obligation that talks since `first` may touch, and the cycles they belong to."""
    book = Book(policy, standing, on)
    cycles = tuple(_cycles(policy, standing, first, on))
    for cycle in cycles:
        book.add(cycle.slots)
    base = _first_base(policy, standing, on)
    if base is not None:
        book.roll(base)
        book.catch_up(first)
    return book, cycles


def _first_base(policy: PolicyFacts, standing: Standing, on: date) -> date | None:
    """The day the rolling clock starts when nothing has been held: the start of the stretch, once rolling holds."""
    if not standing.spans:
        return None
    entered = standing.entered(on) or standing.spans[-1][0]
    days = [max(entered, version.effective_from) for version in policy.versions if version.terms.cadence.rolling]
    return next((day for day in sorted(days) if rolling_version(policy, day)), None)


def _cycles(policy: PolicyFacts, standing: Standing, first: date, on: date) -> Iterator[Cycle]:
    """The calendar cycles in date order, through the first one after today that asks for something."""
    for version, period in _periods(policy, standing, first, on):
        cycle = cycle_of(policy.key, version, period, standing)
        if period.start > on:
            cycle = cycle.foreseen()
        if policy.retired_on:
            cycle = cycle.begun_before(policy.retired_on)
        yield cycle
        if period.start > on and (cycle.slots or cycle.why_none == "ended"):
            return


def _periods(policy: PolicyFacts, standing: Standing, first: date, on: date) -> Iterator[tuple[Version, Period]]:
    """The periods of each version in turn, with the version that governs them."""
    for nth, version in enumerate(policy.versions):
        cadence = version.terms.cadence.per_period
        last = _last_begin(policy, nth, on)
        if cadence is None or last < version.effective_from:
            continue
        for period in periods_from(
            cadence.period, _begin(policy, version, standing, min(first, last)), standing.fiscal_start
        ):
            if period.start > last:
                break
            covered = period.start if nth else period.end
            if covered >= version.effective_from:
                yield version, period


def _last_begin(policy: PolicyFacts, nth: int, on: date) -> date:
    """The last day on which a cycle of the version may begin: before the next version, before the end."""
    ends = [version.effective_from for version in policy.versions[nth + 1 : nth + 2]]
    ends += [policy.retired_on] if policy.retired_on else []
    return min([on + FARTHEST, *(end - ONE_DAY for end in ends)])


def _begin(policy: PolicyFacts, version: Version, standing: Standing, first: date) -> date:
    """The start of the oldest cycle that matters: the one before the first day's, and further back while still open."""
    kind, fiscal = (version.terms.cadence.per_period or PerPeriod()).period, standing.fiscal_start
    period = period_before(period_at(kind, max(first, version.effective_from), fiscal), fiscal)
    while period.end >= version.effective_from and _is_unfinished(policy.key, version, period, standing, on=first):
        period = period_before(period, fiscal)
    return period.start


def _is_unfinished(policy: str, version: Version, period: Period, standing: Standing, *, on: date) -> bool:
    slots = cycle_of(policy, version, period, standing).slots
    return any(slot.close_on is None or slot.close_on >= on for slot in slots)


def _rows(book: Book, cycles: Sequence[Cycle], on: date) -> tuple[Row, ...]:
    book.catch_up(on)
    upcoming = next((cycle.period.key for cycle in cycles if cycle.slots and cycle.period.end >= on), "")
    empty = [cycle for cycle in cycles if not cycle.slots and cycle.period.end >= on]
    rows = [_none_row(book, cycle, _why_none(book, cycle, on), upcoming) for cycle in empty]
    rows += [row_of(slot, book, on) for slot in book.slots.values() if not _is_long_gone(slot, book)]
    return tuple(rows) or (_silent_row(book, on),)


def _is_long_gone(slot: Slot, book: Book) -> bool:
    """A rolling offer that lapsed before the last one did."""
    newest = book.current
    return newest is not None and slot.cycle_end is None and bool(slot.close_on and slot.close_on < newest.cycle_start)


def _why_none(book: Book, cycle: Cycle, on: date) -> str:
    """Too few days because the audience was left is said as what it is."""
    left = cycle.why_none == "share" and book.standing.entered(on) is None
    return book.standing.why_not if left else cycle.why_none


def _none_row(book: Book, cycle: Cycle, why: str, first_cycle: str) -> Row:
    given = {"key": cycle.period.key, "days": cycle.share.days, "of": cycle.share.of}
    trace = (*cycle.trace, because("R8", _NONE[why], given, {"required": 0}))
    if first_cycle:
        trace = (*trace, because("R8", _FIRST_CYCLE, {"key": cycle.period.key}, {"first_cycle": first_cycle}))
    return Row(book.policy.key, cycle.version, cycle.period.key, 0, "none", "none", reason=why, trace=trace)


def _silent_row(book: Book, on: date) -> Row:
    """No cycle at all: outside the audience, not yet in force, or ended."""
    policy = book.policy
    ended = policy.retired_on is not None and policy.retired_on <= on
    why = "retired" if ended else book.standing.why_not or "not_effective"
    trace = (calendar_note(book.standing), because("B.6", _NONE[why], {"key": policy.key}, {"required": 0}))
    version = policy.versions[-1].number if policy.versions else 0
    return Row(policy.key, version, "", 0, "none", "none", reason=why, trace=trace)
