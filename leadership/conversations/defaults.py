"""Who is asked where the member has not chosen by `choose_by`, for many obligations in a constant number of queries.

The first of the rhythm's fallbacks who is eligible, here and has a place (R16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from heapq import merge

from django.db.models import Q

from leadership.conversations import eligibility, places
from leadership.conversations.apart import apart_from_each
from leadership.conversations.eligibility import profile_of
from leadership.conversations.fitting import Fit, fits_of
from leadership.lib.instants import local_date
from leadership.obligations.models import Obligation
from leadership.outbox.models import LET_GO, Fact
from leadership.people import absences
from leadership.people.models import Person
from policies.terms import Terms

LEAST_LOADED = "least_loaded"
LEADERS = frozenset({"own_manager", "skip_manager"})
"""Kinds of coach.eligible that name one person for each member."""
BETWEEN = {"outside_own_line", "peer", "same_unit", "other_unit"}
"""Words of coach.eligible that depend on how two people stand to each other; leaders are looked at for themselves."""


class Defaults:
    """What is known of those who might be asked about some obligations at `now` (UTC), read when it is first needed.

    `give` says that a pair was made since, so that the next one is not promised the same place.
    """

    def __init__(self, obligations: Iterable[Obligation], *, now: datetime) -> None:
        self.obligations = list(obligations)
        self.now = now
        self._by_load: dict[tuple[int | None, tuple[str, ...]], list[Person]] = {}

    def of(self, owed: Obligation) -> Person | None:
        """Who is asked about `owed`, one of the obligations; None: HR is asked to find somebody."""
        terms = owed.terms
        fit, on = self._fits[owed.pk], local_date(self.now, owed.person.zone_info)
        found = (self._first(word, owed, fit, on) for word in _fallbacks(terms))
        return next((coach for coach in found if coach is not None), None)

    def give(self, coach: Person, owed: Obligation) -> None:
        """The two are a pair from here on."""
        self._claims.add(coach.pk, owed.person_id)
        self._by_load.clear()

    def _first(self, word: str, owed: Obligation, fit: Fit, on: date) -> Person | None:
        """The one with most room among those whom one word of coach.default means and who may be asked."""
        open_now = (one for one in self._meant(word, owed, fit.terms) if self._may_be_asked(one, owed, fit, on))
        return next(open_now, None)

    def _meant(self, word: str, owed: Obligation, terms: Terms) -> Iterator[Person]:
        named = {
            "keep_last": self._last.get((owed.person_id, owed.policy_id, owed.pk)),
            "own_manager": owed.person.manager_id,
            "skip_manager": owed.person.manager and owed.person.manager.manager_id,
        }
        if word in named:
            one = self._people.get(named[word] or 0)
            return iter([one] if one else [])
        if word == "hr":
            return (one for one in self._possible(owed.person, terms) if one.is_hr)
        pool = word.removeprefix(LEAST_LOADED).strip("()")
        offering = (one for one in self._possible(owed.person, terms) if profile_of(one))
        return (one for one in offering if not pool or pool in self._pools[one.pk])

    def _possible(self, member: Person, terms: Terms) -> Iterator[Person]:
        """Whom the rhythm may take for `member`, who has most room for somebody new first; of equals who came first."""
        most = terms.coach.max_open
        suited = self._suited(terms)
        near = [self._people[pk] for pk in _near(member) if pk in self._people]
        others = sorted((one for one in near if one not in suited), key=lambda one: self._load(one, most))
        return merge(suited, others, key=lambda one: self._load(one, most))

    def _suited(self, terms: Terms) -> list[Person]:
        """Those whom the rhythm takes whoever the member is, and, where it looks at how two people stand to each other,
        everybody."""
        key = (terms.coach.max_open, terms.coach.eligible)
        if key not in self._by_load:
            any_of = set(terms.coach.eligible)
            found = [one for one in self._people.values() if any_of & BETWEEN or any_of & self._known_as(one)]
            self._by_load[key] = sorted(found, key=lambda one: self._load(one, terms.coach.max_open))
        return self._by_load[key]

    def _known_as(self, coach: Person) -> set[str]:
        """The words of coach.eligible that somebody is for every member."""
        profile = profile_of(coach)
        words = {"anyone", *(f"pool:{name}" for name in self._pools[coach.pk])}
        return words | ({"hr"} if coach.is_hr else set()) | ({"certified"} if profile and profile.certified else set())

    def _load(self, coach: Person, most: int | None) -> tuple[float, int]:
        room = places.capacity(coach, most=most, profile=profile_of(coach))
        return len(self._pairs.get(coach.pk, ())) / max(room, 1), coach.pk

    def _may_be_asked(self, coach: Person, owed: Obligation, fit: Fit, on: date) -> bool:
        return (
            coach.is_employed(on)
            and _is_plausible(owed.person, coach, fit.terms)
            and self._has_place(owed.person_id, coach, fit.terms.coach.max_open)
            and str(coach.key) not in self._handed_back[owed.name]
            and coach.pk not in self._away(on)
            and fit.takes(coach, eligibility.kinds(owed.person, coach, pools=self._pools[coach.pk]))
        )

    def _has_place(self, member: int, coach: Person, most: int | None) -> bool:
        profile = profile_of(coach)
        if member in self._pairs.get(coach.pk, ()):
            return True
        if profile and not profile.accepting:
            return False
        taken = self._claims.ahead_of(member, coach.pk)
        return taken < places.capacity(coach, most=most, profile=profile)

    # --- what is read, in sets ---------------------------------------------------------------------------------------

    @cached_property
    def _people(self) -> dict[int, Person]:
        words = {word for owed in self.obligations for word in _fallbacks(owed.terms)}
        near = {pk for owed in self.obligations for pk in _near(owed.person)}
        wanted = Q(pk__in=near | {pk for pk in self._last.values() if pk})
        if "hr" in words:
            wanted |= Q(is_hr=True)
        if any(word.startswith(LEAST_LOADED) for word in words):
            wanted |= Q(coach_profile__isnull=False)
        return {one.pk: one for one in eligibility.coaches().filter(wanted)}

    @cached_property
    def _last(self) -> dict[tuple[int, int, int], int | None]:
        """Whom each member had the last time in the same rhythm, by member, rhythm and the obligation asked about."""
        earlier = Obligation.objects.filter(
            person__in={owed.person_id for owed in self.obligations},
            policy__in={owed.policy_id for owed in self.obligations},
            coach__isnull=False,
        )
        rows = defaultdict(list)
        newest = earlier.order_by("-due_on", "-pk").values_list("person_id", "policy_id", "pk", "coach_id")
        for person, policy, pk, coach in newest:
            rows[person, policy].append((pk, coach))
        return {
            (owed.person_id, owed.policy_id, owed.pk): _other_than(owed.pk, rows[owed.person_id, owed.policy_id])
            for owed in self.obligations
        }

    @cached_property
    def _pairs(self) -> Mapping[int, set[int]]:
        return self._claims.pairs

    @cached_property
    def _claims(self) -> places.Claims:
        return places.claims_on(list(self._people))

    @cached_property
    def _fits(self) -> Mapping[int, Fit]:
        return fits_of(self.obligations, apart=apart_from_each(owed.person_id for owed in self.obligations))

    @cached_property
    def _pools(self) -> dict[int, list[str]]:
        profiles = {one.pk: profile_of(one) for one in self._people.values()}
        return {pk: [pool.name for pool in known.pools.all()] if known else [] for pk, known in profiles.items()}

    @cached_property
    def _handed_back(self) -> Mapping[str, set[str]]:
        """Keys of those who are not asked again, by the obligation over which the pair has parted."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        told = Fact.objects.filter(object__in=[owed.name for owed in self.obligations], kind=LET_GO)
        for name, data in told.values_list("object", "data"):
            found[name].add(data.get("was") or "")
        return found

    def _away(self, on: date) -> Collection[int]:
        known: dict[date, frozenset[int]] = self.__dict__.setdefault("_away_on", {})
        if on not in known:
            known[on] = absences.away_of(self._people, on)
        return known[on]


def _fallbacks(terms: Terms) -> tuple[str, ...]:
    """The rhythm's own, in its order; first the leader to whom it speaks, and last the leader where nobody else may
    listen (a skip-level talk): then there is no one to wait for."""
    if terms.subject == "leader":
        return *terms.coach.eligible, *terms.coach.default
    alone = terms.coach.eligible if LEADERS.issuperset(terms.coach.eligible) else ()
    return *terms.coach.default, *alone


def _is_plausible(member: Person, coach: Person, terms: Terms) -> bool:
    """Strangers are asked only when they have said that they coach; the member's own leaders and HR need not."""
    return profile_of(coach) is not None or coach.pk in _near(member) or ("hr" in terms.coach.eligible and coach.is_hr)


def _near(member: Person) -> list[int]:
    """The member's leader and the leader's leader."""
    above = member.manager
    return [pk for pk in (member.manager_id, above.manager_id if above else None) if pk]


def _other_than(obligation: int | None, rows: Iterable[tuple[int, int]]) -> int | None:
    return next((coach for pk, coach in rows if pk != obligation), None)
