"""What is owed to one person on one day: `assess`, the one public verb of the engine (docs/reference/cadence.md)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from policies.anchored import anchored_slots
from policies.cadence import Period, period_at, period_before, periods_from
from policies.crediting import Book, replay, rolling_version
from policies.dating import Slot
from policies.eligibility import suits
from policies.facts import (
    Exemption,
    Holidays,
    Leave,
    OrgFacts,
    PersonFacts,
    PolicyFacts,
    Row,
    Skip,
    Talk,
    TraceItem,
    Version,
)
from policies.hearing import DEFAULT_RULE, heard
from policies.muting import mutes_of
from policies.personal import own_rhythms, own_row
from policies.precedence import levels, muters_of
from policies.reigns import Reign, reigns, spoken, taken_up
from policies.standing import NO_MUTES, Circumstances, Mute, Standing, standings_of
from policies.status import row_of
from policies.termparts import PerPeriod
from policies.trace import because
from policies.window import Cycle, calendar_note, cycle_of
from policies.words import gettext_noop
from policies.workdays import ONE_DAY

__all__ = ["Row", "TraceItem", "assess", "facts_key"]

LONGEST_OPEN = timedelta(days=250)
"""How long after an absence a talk that it moved may still be held."""

LONGEST_CLOSE = timedelta(days=45)
"""What the moved due, days off, and the last step of the ladder may add to grace and close_after after a pause."""

FARTHEST = timedelta(days=800)
"""How far ahead the next cycle that asks for something is looked for."""
PAST = timedelta(days=400)
"""How long an anchored talk that came to nothing is still told."""

_NONE = {
    "share": gettext_noop("The rhythm applies to you on %(days)s of the %(of)s days of %(key)s, too few for a talk."),
    "short_window": gettext_noop("You joined too late in %(key)s for a talk in it."),
    "paused": gettext_noop("More than half of %(key)s is a pause of the whole organisation, so no talk is asked."),
    "leave": gettext_noop("You are away in %(key)s, so no talk is asked."),
    "muted": gettext_noop("Another rhythm of yours comes first in %(key)s, so no talk is asked."),
    "anchor": gettext_noop("Nothing that this rhythm counts from lies near for you."),
    "muted_now": gettext_noop("Another rhythm of yours comes first for now, so no talk is asked."),
    "exemption": gettext_noop("You are exempt in %(key)s, so no talk is asked."),
    "not_yet": gettext_noop("The rhythm does not apply to you yet in %(key)s."),
    "ended": gettext_noop("Your employment ends before %(key)s."),
    "audience": gettext_noop("The rhythm does not speak of you."),
    "family": gettext_noop("A rhythm made more closely for you takes the place of this one."),
    "opt_in": gettext_noop("The rhythm is for those who ask for it; you have not."),
    "not_effective": gettext_noop("The rhythm is not in force yet."),
    "over": gettext_noop("The time this rhythm speaks of is over."),
    "retired": gettext_noop("The rhythm has ended."),
    "no_more": gettext_noop("What you asked for is not more than the rhythm gives by itself now."),
}
_FIRST_CYCLE = gettext_noop("First cycle %(first_cycle)s.")
_ALIKE = gettext_noop("The same holds for each cycle from %(start)s to %(end)s, as far as is known today.")


def assess(
    *,
    policies: Sequence[PolicyFacts],
    org: OrgFacts,
    person: PersonFacts,
    leaves: Sequence[Leave] = (),
    exemptions: Sequence[Exemption] = (),
    skips: Sequence[Skip] = (),
    talks: Sequence[Talk] = (),
    on: date,
    holidays: Holidays,
) -> tuple[Row, ...]:
    """Every obligation that matters on `on` (a day in the member's zone), with the reasons.

    Rows: the current cycle, the next that asks for something, the one before, and older ones that were open when the
    earliest of the talks was held or are still; anchored talks from 120 days before their target; state "none" explains
    a cycle that asks for nothing. Give every talk since the oldest cycle you want told truthfully: a cycle whose talk
    is left out looks missed.
    """
    facts = Circumstances.of(
        person=person, org=org, leaves=leaves, exemptions=exemptions, skips=skips, on=on, holidays=holidays
    )
    return Assessment(_asked_of(policies, person), facts, talks).rows()


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
    facts = Circumstances.of(
        person=person, org=org, leaves=leaves, exemptions=exemptions, skips=(), on=on, holidays=holidays
    )
    return tuple(standing for _, standing in Assessment(_asked_of(policies, person), facts, ()).standings())


def _asked_of(policies: Sequence[PolicyFacts], person: PersonFacts) -> Sequence[PolicyFacts]:
    """The policies in the words that come into force, and what the person asks for beyond them."""
    said = [spoken(one) if one.retired_on else one for one in policies]  # most have not ended: nothing to look up
    return [*said, *own_rhythms(said, person)] if person.wishes else said


class Assessment:
    """All policies towards one person on one day; those that come before others are looked at first (B.6)."""

    def __init__(self, policies: Sequence[PolicyFacts], facts: Circumstances, talks: Sequence[Talk]) -> None:
        self.policies, self.facts = policies, facts
        rules = {DEFAULT_RULE, *(version.terms.held_rule for policy in policies for version in policy.versions)}
        zone, days, on = facts.person.zone, facts.days, facts.on
        self.talks = [{rule: heard(talk, zone, days, on, rule) for rule in rules} for talk in talks]
        self.first = min([on, *(one[DEFAULT_RULE].day for one in self.talks)])

    def rows(self) -> tuple[Row, ...]:
        """What is owed, policy by policy."""
        standings = self.standings()
        if not self.talks:
            return tuple(row for policy, one in standings for row in _untouched(policy, one, self.facts.on))
        return tuple(row for book, cycles in self._heard(standings) for row in _rows(book, cycles, self.facts.on))

    def standings(self) -> tuple[tuple[PolicyFacts, Standing], ...]:
        """Each policy as it stands to the person, muted where another comes first."""
        mutes: Mapping[str, Mute] = NO_MUTES
        order = levels(self.policies)
        muters = muters_of(self.policies) if len(order) > 1 else {}
        for depth in range(1, len(order)):
            above = {one.key for level in order[:depth] for one in level}
            known = [pair for pair in standings_of(self.policies, self.facts, mutes) if pair[0].key in above]
            mutes = mutes_of([book for book, _ in self._heard(known)], muters, self.facts.on)
        return standings_of(self.policies, self.facts, mutes)

    def _heard(self, standings: Iterable[tuple[PolicyFacts, Standing]]) -> list[tuple[Book, tuple[Cycle, ...]]]:
        """The books of these policies with every talk entered."""
        person, org, on = self.facts.person, self.facts.org, self.facts.on
        pages = [_open_book(policy, standing, self.first, on) for policy, standing in standings]
        replay([book for book, _ in pages], self.talks, lambda terms, talk: suits(terms, talk, person, org))
        for book, _ in pages:
            book.catch_up(on)
        return pages


@lru_cache(maxsize=65536)
def _untouched(policy: PolicyFacts, standing: Standing, on: date) -> tuple[Row, ...]:
    """The rows while no talk is known."""
    book, cycles = _open_book(policy, standing, on, on)
    return _rows(book, cycles, on)


def _open_book(policy: PolicyFacts, standing: Standing, first: date, on: date) -> tuple[Book, tuple[Cycle, ...]]:
    """Every obligation that talks since `first` may touch, and the cycles they belong to."""
    book = Book(policy, standing, on)
    cycles: list[Cycle] = []
    governed: dict[tuple[str, int], Slot] = {}
    for reign, here in _through_the_next(
        [(reign, tuple(_cycles(reign, policy, standing, first, on))) for reign in reigns(policy) if reign.version.asks],
        on,
    ):
        slots = [slot for cycle in here for slot in cycle.slots]
        slots += anchored_slots(reign, policy.key, standing) if reign.version.terms.cadence.anchored else []
        begins = here[0].period.start if here else reign.version.effective_from
        governed = taken_up(governed, slots, reign.version, begins)
        cycles += here
    book.add(governed.values())
    base = _first_base(policy, standing, on)
    if base is not None:
        book.roll(base)
        book.catch_up(first)
    return book, tuple(cycles)


def _through_the_next(
    told: Sequence[tuple[Reign, tuple[Cycle, ...]]], on: date
) -> list[tuple[Reign, tuple[Cycle, ...]]]:
    """Of several versions with a next cycle each, only the next one overall is planned (R7)."""
    ahead = [cycle.period.start for _, cycles in told for cycle in cycles if _ends_the_search(cycle, on)]
    last = min(ahead, default=date.max)
    return [(reign, tuple(cycle for cycle in cycles if cycle.period.start <= last)) for reign, cycles in told]


def _ends_the_search(cycle: Cycle, on: date) -> bool:
    """Whether nothing is looked for after this cycle: ahead and asking for something, or after the last day."""
    return cycle.period.start > on and bool(cycle.slots or cycle.why_none == "ended")


def _first_base(policy: PolicyFacts, standing: Standing, on: date) -> date | None:
    """The day the rolling clock starts when nothing has been held: the start of the stretch, once rolling holds."""
    if not standing.spans:
        return None
    entered = standing.entered(on) or standing.spans[-1][0]
    rolling = [version for version in policy.versions if version.asks and version.terms.cadence.rolling]
    days = [max(entered, version.effective_from) for version in rolling]
    here = [day for day in sorted(days) if standing.last_day is None or day <= standing.last_day]
    return next((day for day in here if rolling_version(policy, day)), None)


def _cycles(reign: Reign, policy: PolicyFacts, standing: Standing, first: date, on: date) -> Iterator[Cycle]:
    """The calendar cycles of one version in date order, through the first one after today that asks for something."""
    for period in _periods(reign, policy.key, standing, first, on):
        cycle = cycle_of(policy.key, reign.version, period, standing)
        if period.start > on:
            cycle = cycle.foreseen()
        if policy.retired_on:
            cycle = cycle.begun_before(policy.retired_on)
        yield cycle
        if _ends_the_search(cycle, on):
            return


def _periods(reign: Reign, policy: str, standing: Standing, first: date, on: date) -> Iterator[Period]:
    """The periods that the version governs; a campaign has one."""
    version, last = reign.version, reign.last_begin(on + FARTHEST)
    campaign, cadence = version.terms.cadence.campaign, version.terms.cadence.per_period
    if campaign and campaign.start <= last and reign.covers(campaign.start, campaign.end):
        yield Period("campaign", f"campaign-{campaign.start}", campaign.start, campaign.end)
    if cadence is None or last < version.effective_from:
        return
    begin = _begin(policy, version, standing, min(first, last))
    for period in periods_from(cadence.period, begin, standing.fiscal_start):
        if period.start > last:
            return
        if reign.covers(period.start, period.end):
            yield period


def _begin(policy: str, version: Version, standing: Standing, first: date) -> date:
    """The start of the oldest cycle that matters: the one before the first day's, and further back while still open.

    A cycle that asks for nothing (a pause, a long leave) says nothing about those before it.
    """
    kind, fiscal = (version.terms.cadence.per_period or PerPeriod()).period, standing.fiscal_start
    shut = _shut_since(standing, version, first)
    since = max(min(first, shut, _away_since(standing, first)), version.effective_from)
    period = period_before(period_at(kind, since, fiscal), fiscal)
    earliest = max(version.effective_from, standing.spans[0][0]) if standing.spans else first
    open_on = _returned_since(standing, first)
    while period.end >= earliest and _is_unfinished(policy, version, period, standing, on=open_on):
        period = period_before(period, fiscal)
    return period.start


def _away_since(standing: Standing, first: date) -> date:
    """The start of the longest absence that may still hold something open: its dues moved to after it (R11, R17)."""
    away = [(one.start, one.end or first) for one in standing.away if one.counted]
    recent = [start for start, end in away if start < first <= end + LONGEST_OPEN]
    return min([*recent, _returned_since(standing, first)])


def _returned_since(standing: Standing, first: date) -> date:
    """The start of the earliest exemption after which what was open then may have returned, and be open still (R17)."""
    recent = [start for start, end in standing.exempt if start < first <= end + LONGEST_OPEN]
    return min(recent, default=first)


def _shut_since(standing: Standing, version: Version, first: date) -> date:
    """The start of the earliest pause that may still hold something open: its dues moved to after it (R3), by working
    days that whoever works one day a week has once a week."""
    workdays = (version.terms.grace + 5) * -(-7 // len(standing.days.pattern))
    lasts = timedelta(days=(version.terms.close_after or 0) + workdays) + LONGEST_CLOSE
    return min((start for start, end in standing.days.pauses if start < first <= end + lasts), default=first)


def _is_unfinished(policy: str, version: Version, period: Period, standing: Standing, *, on: date) -> bool:
    slots = cycle_of(policy, version, period, standing).slots
    return not slots or any(slot.close_on is None or slot.close_on >= on for slot in slots)


def _rows(book: Book, cycles: Sequence[Cycle], on: date) -> tuple[Row, ...]:
    book.catch_up(on)
    upcoming = next((cycle.period.key for cycle in cycles if cycle.slots and cycle.period.end >= on), "")
    empty = {cycle.period.key: cycle for cycle in cycles if not cycle.slots and cycle.period.end >= on}.values()
    rows = [_none_row(book, alike, why, upcoming) for why, alike in _alike(book, empty, on)]
    rows += [row_of(slot, book, on) for slot in book.slots.values() if not _is_far(slot, book, on)]
    rows = rows or [_silent_row(book, on)]
    return tuple(own_row(row) for row in rows) if book.policy.own else tuple(rows)


def _is_far(slot: Slot, book: Book, on: date) -> bool:
    """A rolling offer that ended before the last one did; an anchored talk not yet known, or long past."""
    if slot.known_from is not None:
        is_past = slot.close_on is not None and slot.close_on < on - PAST
        return (slot.known_from > on or is_past) and slot.name not in {**book.credits, **book.bookings}
    newest, ended = book.current, slot.close_on or slot.excused_from
    return newest is not None and slot.cycle_end is None and bool(ended and ended < newest.cycle_start)


def _why_none(book: Book, cycle: Cycle, on: date) -> str:
    """Too few days because the audience was left is said as what it is."""
    left = cycle.why_none == "share" and book.standing.entered(on) is None
    return book.standing.why_not if left else cycle.why_none


def _alike(book: Book, empty: Iterable[Cycle], on: date) -> list[tuple[str, list[Cycle]]]:
    """Cycles that ask for nothing, those in a row for the same reason together: one explanation is enough. A share is
    each cycle's own."""
    found: list[tuple[str, list[Cycle]]] = []
    for cycle in empty:
        why = _why_none(book, cycle, on)
        before = found[-1][1][-1] if found and found[-1][0] == why != "share" else None
        if before and before.version == cycle.version and before.period.end + ONE_DAY == cycle.period.start:
            found[-1][1].append(cycle)
        else:
            found.append((why, [cycle]))
    return found


def _none_row(book: Book, alike: Sequence[Cycle], why: str, first_cycle: str) -> Row:
    cycle, also = alike[0], tuple(one.period.key for one in alike[1:])
    given = {"key": cycle.period.key, "days": cycle.share.days, "of": cycle.share.of}
    trace = (*cycle.trace, because("R8", _NONE[why], given, {"required": 0}))
    if also:
        span = {"start": cycle.period.start, "end": alike[-1].period.end}
        trace = (*trace, because("R8", _ALIKE, {"key": cycle.period.key, "last_key": also[-1]}, span))
    if first_cycle:
        trace = (*trace, because("R8", _FIRST_CYCLE, {"key": cycle.period.key}, {"first_cycle": first_cycle}))
    return Row(book.policy.key, cycle.version, cycle.period.key, 0, "none", "none", reason=why, trace=trace, also=also)


def _silent_row(book: Book, on: date) -> Row:
    """No cycle at all: outside the audience, not yet in force, or ended."""
    policy = book.policy
    ended = policy.retired_on is not None and policy.retired_on <= on
    why = "retired" if ended else book.standing.why_not or _why_silent(book, on)
    trace = (calendar_note(book.standing), because("B.6", _NONE[why], {"key": policy.key}, {"required": 0}))
    version = policy.versions[-1].number if policy.versions else 0
    return Row(policy.key, version, "", 0, "none", "none", reason=why, trace=trace)


def _why_silent(book: Book, on: date) -> str:
    """In force and addressed to the person, and still nothing to ask."""
    versions = [version for version in book.policy.versions if version.effective_from <= on]
    if not versions:
        return "not_effective"
    if not versions[-1].asks:
        return "no_more"
    if versions[-1].terms.cadence.rolling:
        return "muted_now"
    return "anchor" if versions[-1].terms.cadence.anchored else "over"
