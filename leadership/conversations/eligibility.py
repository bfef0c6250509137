"""How a coach stands to a member, and whether a rhythm accepts that (docs/reference/cadence.md B.2, coach.eligible)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadership.conversations.apart import apart_from
from leadership.conversations.listed import Card, Listed
from leadership.conversations.models import NotWith
from leadership.lib.statements import Reading, one
from leadership.obligations.models import Obligation
from leadership.people.models import CoachProfile, Person
from policies.terms import Terms


def kinds(member: Person, coach: Person | Listed, *, pools: Iterable[str] | None = None) -> frozenset[str]:
    """Every word of coach.eligible that `coach` is for `member`; empty for the member.

    `above` and `below` are read off the manager tree. Peers are those of whom neither leads the other.
    `pools`: the names of the coach's pools when known already, as they are of a line.
    """
    if member.pk == coach.pk:
        return frozenset()
    found = {"anyone", *_in_the_tree(member, coach), *_in_units(member, coach)}
    profile = profile_of(coach)
    if profile and profile.certified:
        found.add("certified")
    if coach.is_hr:
        found.add("hr")
    if profile:
        found.update(f"pool:{name}" for name in (_pools(coach) if pools is None else pools))
    return frozenset(found)


def accepts(terms: Terms, kinds: frozenset[str]) -> bool:
    """Whether the rhythm takes somebody of these kinds as coach; what it excludes wins."""
    return bool(kinds.intersection(terms.coach.eligible)) and not kinds.intersection(terms.coach.exclude)


def open_to(coach: Person, obligations: Iterable[Obligation]) -> set[int]:
    """Ids of those obligations whose rhythm takes `coach` for its member; one query for any number of rows that were
    read with `person__manager`, one more where a rhythm names a pool, or somebody is kept apart."""
    rows = [(row, row.terms) for row in obligations]
    me: Any = AS_COACH.first(coach.pk)
    if me is None:
        raise Person.DoesNotExist(coach.key)
    apart = apart_from(me.pk) if me.is_apart else frozenset()
    profile = profile_of(me)
    pools = _pools(me) if profile and any(names_a_pool(terms) for _row, terms in rows) else []
    open_rows = [(row, terms) for row, terms in rows if row.person_id not in apart]
    return {row.pk for row, terms in open_rows if accepts(terms, kinds(row.person, me, pools=pools))}


def _as_coach(person: Any) -> QuerySet[Person]:
    asked = Exists(NotWith.objects.filter(Q(person=OuterRef("pk")) | Q(other=OuterRef("pk"))))
    people = Person.objects.filter(is_active=True, pk=person).select_related("coach_profile", "unit")
    marked: QuerySet[Person] = people.annotate(is_apart=asked)
    return marked


AS_COACH = Reading(_as_coach, one)


@overload
def profile_of(person: Person) -> CoachProfile | None: ...


@overload
def profile_of(person: Listed) -> Card | None: ...


def profile_of(person: Person | Listed) -> CoachProfile | Card | None:
    """What the person says of themselves as a coach, None when nothing."""
    found: CoachProfile | Card | None = getattr(person, "coach_profile", None)
    return found


def coaches() -> QuerySet[Person]:
    """People with what `kinds` reads, in a constant number of queries."""
    people: QuerySet[Person] = Person.objects.filter(is_active=True)
    return people.select_related("coach_profile", "unit", "door").prefetch_related("coach_profile__pools")


def is_above(leader: Person | Listed, person: Person | Listed) -> bool:
    """Whether `leader` leads `person`, directly or through others."""
    return bool(leader.path) and person.path.startswith(leader.path) and person.path != leader.path


def names_a_pool(terms: Terms) -> bool:
    """Whether the rhythm looks at pools."""
    return any(kind.startswith("pool:") for kind in (*terms.coach.eligible, *terms.coach.exclude))


def _in_the_tree(member: Person, coach: Person | Listed) -> set[str]:
    found: set[str] = set()
    if member.manager_id == coach.pk:
        found.add("own_manager")
    elif member.manager and member.manager.manager_id == coach.pk:
        found.add("skip_manager")
    if not is_above(coach, member) and not is_above(member, coach) and not found:
        found.update({"outside_own_line", "peer"})
    return found


def _in_units(member: Person, coach: Person | Listed) -> set[str]:
    if member.unit_id is None or coach.unit_id is None:
        return set()
    return {"same_unit"} if member.unit_id == coach.unit_id else {"other_unit"}


def _pools(coach: Person | Listed) -> Sequence[str]:
    if isinstance(coach, Listed):
        return coach.pools
    profile = profile_of(coach)
    return [pool.name for pool in profile.pools.all()] if profile else []
