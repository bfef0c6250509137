"""Choosing a coach: who may be chosen, who is suggested and why, and who is asked when nobody has chosen.

The choice is the member's and private. Nobody is ranked: suggestions are ordered by what speaks for them from where the
member stands, never by how often a coach is chosen. Full coaches are hidden; pairs that exist stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from leadership.conversations import eligibility, listed, numbers, places, turns
from leadership.conversations.attempts import attempt, lock
from leadership.conversations.defaults import Defaults
from leadership.conversations.errors import Changed, CoachIsFound, NotEligible, NotYours
from leadership.conversations.fitting import Fit, last_coach
from leadership.conversations.handing_back import parting
from leadership.conversations.listed import Listed
from leadership.conversations.models import Conversation, WaitingForCoach
from leadership.lib.instants import local_date
from leadership.lib.statements import Reading, ids
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.terms import Terms

REASONS = (
    "place_kept",
    "suggested_to_you",
    "your_last_coach",
    "your_manager",
    "outside_your_line",
    "your_language",
    "your_site",
    "has_room",
)
"""What may speak for a coach, in the order in which it is said."""
MIX = timedelta(weeks=10)


Whoever = TypeVar("Whoever", Listed, Person)


@dataclass(frozen=True, slots=True)
class Weighed(Generic[Whoever]):
    """A coach who may be chosen, what speaks for them (words of `REASONS`), and how many of their places are taken."""

    coach: Whoever
    reasons: tuple[str, ...]
    taken: int
    capacity: int
    from_another_unit: bool
    topics: str = ""


Suggestion = Weighed[Person]
"""What pages show; whoever is only weighed is one line of a list."""


@dataclass(frozen=True, slots=True)
class Board:
    """Coaches to choose from, the best reasons first, and those whose places are all taken: one may wait for them."""

    open: list[Suggestion]
    full: list[Suggestion]


def suggestions(obligation: Obligation, *, now: datetime, n: int = numbers.SUGGESTIONS) -> list[Suggestion]:
    """At most `n` coaches with a place, as on the board."""
    return board(obligation, now=now, n=n).open


def board(obligation: Obligation, *, now: datetime, n: int = numbers.SUGGESTIONS) -> Board:
    """At most `n` coaches with a place, at least one from another unit when there is one, and at most `n` without.

    Where the rhythm is voluntary, nobody whom the member has met within ten weeks: pairs are to mix.
    """
    people = Person.objects.filter(is_active=True).exclude(pk__in=_met_lately(obligation, now))
    found, full = (sorted(some, key=_weight) for some in _sorted_out(obligation, people, now))
    chosen = found[:n]
    elsewhere = next((one for one in found if one.from_another_unit), None)
    if elsewhere and not any(one.from_another_unit for one in chosen):
        chosen[-1] = elsewhere
    return _board(chosen, full[:n])


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
    people = Person.objects.filter(is_active=True)
    for word in words.split():
        people = people.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    if language:
        people = people.filter(Q(coach_profile__languages__icontains=language) | Q(language=language))
    if location:
        people = people.filter(location__icontains=location)
    if topic:
        people = people.filter(Q(coach_profile__topics__icontains=topic) | Q(coach_profile__bio__icontains=topic))
    found, _full = _sorted_out(obligation, people, now)
    return _board(sorted(found, key=lambda one: one.coach.name)[:limit], []).open


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
    waits = WaitingForCoach.objects.filter(obligation=obligation)
    waits.filter(state="offered", coach=coach).update(state="taken")
    waits.filter(state__in=("waiting", "offered")).update(state="left")
    return ledger.choose_coach(obligation, coach, by=by, now=now)


def default(obligation: Obligation, *, now: datetime) -> Person | None:
    """Who is asked when the member has not chosen by `choose_by` (`defaults`); None: HR is asked to find somebody."""
    return Defaults([obligation], now=now).of(obligation)


def _met_lately(obligation: Obligation, now: datetime) -> set[int]:
    """Ids of those the member has talked with, or will, within ten weeks; nobody where the rhythm is not voluntary."""
    if obligation.terms.binding != "voluntary":
        return set()
    member = obligation.person_id
    talks = Conversation.objects.agreed().filter(Q(member=member) | Q(coach=member), start__gt=now - MIX)  # type: ignore[attr-defined]
    return {pk for pair in talks.values_list("member", "coach") for pk in pair} - {member}


def _board(found: Sequence[Weighed[Listed]], full: Sequence[Weighed[Listed]]) -> Board:
    """The lines as people; one query."""
    people = SHOWN.ask([one.coach.pk for one in (*found, *full)])
    known = {person.pk: person for person in people}
    return Board(*([_shown(one, known) for one in some if one.coach.pk in known] for some in (found, full)))


def _shown(one: Weighed[Listed], known: Mapping[int, Person]) -> Suggestion:
    return Weighed(
        known[one.coach.pk], one.reasons, one.taken, one.capacity, one.from_another_unit, one.topics
    )  # fmt: skip


SHOWN: Reading[Person] = Reading(
    lambda people: Person.objects.filter(pk__in=people).select_related("coach_profile", "unit", "door"), ids
)


def _sorted_out(
    obligation: Obligation, people: QuerySet[Person], now: datetime
) -> tuple[list[Weighed[Listed]], list[Weighed[Listed]]]:  # fmt: skip
    """Those of `people` whom the rhythm accepts and who are employed: with a place, or the pair already; and those
    whose door is open but whose places are all taken."""
    member, fit = obligation.person, Fit.of(obligation)
    terms = fit.terms
    gone, suggested = parting(obligation)
    here = people.exclude(key__in=gone).employed(local_date(now, member.zone_info))  # type: ignore[attr-defined]
    rows = list(_accepted(member, fit, here))
    taken = places.counted_for(member.pk, [coach.pk for coach, _kinds in rows])
    last = last_coach(obligation)
    found: tuple[list[Weighed[Listed]], list[Weighed[Listed]]] = [], []
    for coach, kinds in rows:
        place = taken.get(coach.pk, NOBODY)
        known = {
            "your_last_coach": last is not None and coach.pk == last.pk,
            "suggested_to_you": str(coach.key) == suggested,
            "place_kept": place.kept,
        }
        if _has_place(coach, place, terms):
            found[0].append(_weighed(member, coach, kinds, _Room(place.pairs, terms), known))
        elif _is_accepting(coach):
            found[1].append(_weighed(member, coach, kinds, _Room(place.pairs, terms), known))
    return found


NOBODY = places.Taken()


def _accepted(
    member: Person, fit: Fit, people: QuerySet[Person]
) -> Iterator[tuple[Listed, frozenset[str]]]:  # fmt: skip
    plausible = _plausible(member, fit.terms, people)
    for coach in listed.of(plausible, pools=eligibility.names_a_pool(fit.terms)):
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


def _has_place(coach: Listed, place: places.Taken, terms: Terms) -> bool:
    if place.has:
        return True
    return _is_accepting(coach) and place.ahead < places.capacity(coach, most=terms.coach.max_open)


def _is_accepting(coach: Listed) -> bool:
    profile = eligibility.profile_of(coach)
    return profile is None or profile.accepting


@dataclass(frozen=True, slots=True)
class _Room:
    taken: int
    terms: Terms


def _weighed(
    member: Person, coach: Listed, kinds: frozenset[str], room: _Room, known: Mapping[str, bool]
) -> Weighed[Listed]:  # fmt: skip
    profile = eligibility.profile_of(coach)
    capacity = places.capacity(coach, most=room.terms.coach.max_open, profile=profile)
    speaks = {
        **known,
        "your_manager": "own_manager" in kinds,
        "outside_your_line": "outside_own_line" in kinds,
        "your_language": coach.language == member.language,
        "your_site": bool(coach.location) and coach.location == member.location,
        "has_room": room.taken * 2 <= capacity,
    }
    reasons = tuple(reason for reason in REASONS if speaks[reason])
    return Weighed(coach, reasons, room.taken, capacity, "other_unit" in kinds, profile.topics if profile else "")


WEIGHTS = {reason: 2 ** (len(REASONS) - place) for place, reason in enumerate(REASONS)}


def _weight(one: Weighed[Listed]) -> tuple[int, float, int]:
    """The better the reasons, the earlier; of equals the one with more room."""
    weight = sum(WEIGHTS[reason] for reason in one.reasons)
    return -weight, one.taken / max(one.capacity, 1), one.coach.pk
