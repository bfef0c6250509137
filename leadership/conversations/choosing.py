"""Choosing a coach: who may be chosen, who is suggested and why, and who is asked when nobody has chosen.

The choice is the member's and private. Nobody is ranked: suggestions are ordered by what speaks for them from where the
member stands, never by how often a coach is chosen. Full coaches are hidden; pairs that exist stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from leadership.conversations import eligibility, numbers, places, turns
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.defaults import Defaults
from leadership.conversations.errors import Changed, CoachIsFound, NotEligible, NotYours
from leadership.conversations.fitting import Fit, last_coach
from leadership.conversations.handing_back import handed_back_by
from leadership.lib.instants import local_date
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.terms import Terms

REASONS = ("your_last_coach", "your_manager", "outside_your_line", "your_language", "your_site", "has_room")
"""What may speak for a coach, in the order in which it is said."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One coach, what speaks for them (words of `REASONS`), and how many of their places are taken."""

    coach: Person
    reasons: tuple[str, ...]
    taken: int
    capacity: int
    from_another_unit: bool
    topics: str = ""


def suggestions(obligation: Obligation, *, now: datetime, n: int = numbers.SUGGESTIONS) -> list[Suggestion]:
    """At most `n` coaches with a place, the best reasons first; at least one from another unit when there is one."""
    found = sorted(_open_for(obligation, eligibility.coaches(), now), key=_weight)
    chosen = found[:n]
    elsewhere = next((one for one in found if one.from_another_unit), None)
    if elsewhere and not any(one.from_another_unit for one in chosen):
        chosen[-1] = elsewhere
    return chosen


def search(
    obligation: Obligation,
    *,
    now: datetime,
    words: str = "",
    language: str = "",
    location: str = "",
    topic: str = "",
    limit: int = 30,
) -> list[Suggestion]:
    """Those who may be chosen and fit every filter given, by name; texts match anywhere and in any case."""
    people = eligibility.coaches()
    for word in words.split():
        people = people.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    if language:
        people = people.filter(Q(coach_profile__languages__icontains=language) | Q(language=language))
    if location:
        people = people.filter(location__icontains=location)
    if topic:
        people = people.filter(Q(coach_profile__topics__icontains=topic) | Q(coach_profile__bio__icontains=topic))
    return sorted(_open_for(obligation, people, now), key=lambda one: one.coach.name)[:limit]


def eligible(obligation: Obligation, coach: Person, on: date) -> bool:
    """Whether the rhythm accepts `coach` for this member, and the coach is employed on `on`. Room is not asked for."""
    kinds = eligibility.kinds(obligation.person, coach)
    return coach.is_employed(on) and Fit.of(obligation).takes(coach, kinds)


def choose(obligation: Obligation, *, coach: Person, by: Person, now: datetime) -> Obligation:
    """`coach` it is. `by` is the member; the same choice again changes nothing.

    Raises `NotYours`, `CoachIsFound` where the rhythm finds the coach, `NotEligible`, `CoachIsFull`. Nobody is told why
    a coach was left.
    """

    def deed() -> Obligation:
        if by.pk != obligation.person_id:
            raise NotYours(by.key)
        if obligation.coach_id == coach.pk:
            return obligation
        if obligation.terms.coach.choice != "member":
            raise CoachIsFound(coach.key)
        return make_pair(obligation, coach, by=by, now=now)

    return attempt(deed)


def part(obligation: Obligation, *, by: Person, now: datetime) -> Obligation:
    """The member would rather have somebody else where a coach is found for them: no reason is asked for, and this
    coach is not named again. Twice is once. Raises `NotYours`, `Changed` when a time has been set."""

    def deed() -> Obligation:
        if by.pk != obligation.person_id:
            raise NotYours(by.key)
        if obligation.coach_id is None:
            return obligation
        if obligation.state not in ("planned", "open"):
            raise Changed(obligation.state)
        turns.close_all(obligation.pk, now=now, because="another_coach")
        return ledger.let_go(obligation, by=by, now=now)

    return attempt(deed)


def make_pair(obligation: Obligation, coach: Person, *, by: Person, now: datetime) -> Obligation:
    """Part of a deed: the two are a pair from here on. Raises `NotEligible`, `CoachIsFull`."""
    if not eligible(obligation, coach, local_date(now, obligation.person.zone_info)):
        raise NotEligible(coach.key)
    lock([coach])
    places.require(coach, obligation.person, most=obligation.terms.coach.max_open)
    turns.close_others(obligation.pk, besides=coach, now=now, because="another_coach")
    return ledger.choose_coach(obligation, coach, by=by, now=now)


def default(obligation: Obligation, *, now: datetime) -> Person | None:
    """Who is asked when the member has not chosen by `choose_by` (`defaults`); None: HR is asked to find somebody."""
    return Defaults([obligation], now=now).of(obligation)


def _open_for(obligation: Obligation, people: QuerySet[Person], now: datetime) -> list[Suggestion]:
    """Those of `people` whom the rhythm accepts, who are employed and have a place or are the pair already."""
    member, fit = obligation.person, Fit.of(obligation)
    terms = fit.terms
    on = local_date(now, member.zone_info)
    here = people.exclude(key__in=handed_back_by(obligation)).employed(on)  # type: ignore[attr-defined]
    rows = list(_accepted(member, fit, here))
    pairs = places.pairs_of([coach.pk for coach, _kinds in rows])
    last = last_coach(obligation)
    return [
        _suggestion(member, coach, kinds, _Room(len(pairs.get(coach.pk, ())), terms), coach == last)
        for coach, kinds in rows
        if _has_place(member, coach, pairs, terms)
    ]


def _accepted(
    member: Person, fit: Fit, people: QuerySet[Person]
) -> Iterator[tuple[Person, frozenset[str]]]:  # fmt: skip
    for coach in _plausible(member, fit.terms, people):
        kinds = eligibility.kinds(member, coach)
        if fit.takes(coach, kinds):
            yield coach, kinds


def _plausible(member: Person, terms: Terms, people: QuerySet[Person]) -> QuerySet[Person]:
    """Strangers are asked only when they have said that they coach; the member's own leaders and HR need not."""
    manager = member.manager
    near = [member.manager_id, manager.manager_id if manager else None]
    told = Q(coach_profile__isnull=False) | Q(pk__in=[pk for pk in near if pk])
    if "hr" in terms.coach.eligible:
        told |= Q(is_hr=True)
    return people.filter(told).exclude(pk=member.pk)


def _has_place(member: Person, coach: Person, pairs: Mapping[int, set[int]], terms: Terms) -> bool:
    of_coach = pairs.get(coach.pk, set())
    if member.pk in of_coach:
        return True
    profile = eligibility.profile_of(coach)
    if profile and not profile.accepting:
        return False
    return len(of_coach) < places.capacity(coach, most=terms.coach.max_open, profile=profile)


@dataclass(frozen=True, slots=True)
class _Room:
    taken: int
    terms: Terms


def _suggestion(member: Person, coach: Person, kinds: frozenset[str], room: _Room, was_last: bool) -> Suggestion:
    profile = eligibility.profile_of(coach)
    capacity = places.capacity(coach, most=room.terms.coach.max_open, profile=profile)
    speaks = {
        "your_last_coach": was_last,
        "your_manager": "own_manager" in kinds,
        "outside_your_line": "outside_own_line" in kinds,
        "your_language": coach.language == member.language,
        "your_site": bool(coach.location) and coach.location == member.location,
        "has_room": room.taken * 2 <= capacity,
    }
    reasons = tuple(reason for reason in REASONS if speaks[reason])
    return Suggestion(coach, reasons, room.taken, capacity, "other_unit" in kinds, profile.topics if profile else "")


def _weight(one: Suggestion) -> tuple[int, float, int]:
    """The better the reasons, the earlier; of equals the one with more room."""
    weight = sum(2 ** (len(REASONS) - REASONS.index(reason)) for reason in one.reasons)
    return -weight, one.taken / max(one.capacity, 1), one.coach.pk
