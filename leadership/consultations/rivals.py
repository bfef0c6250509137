"""Which other rhythms the same people have, and who wins where two cannot hold at once (cadence.md B.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from leadership.obligations import facts_for
from leadership.obligations.audience import people_of
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import Policy, PolicyVersion
from policies.terms import Terms

LOOKED_AT = 200
"""People of both audiences who are asked one by one which of two rhythms of a family is made more closely for them."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One other rhythm for some of the same people.

    `kind`: "wins" this rhythm takes the other's place, "loses" the other takes its place (same family), "shared" the
    family is decided person by person (`people` of `both` go to the other); "mutes", "muted": as long as it runs, one
    rests for those who have the other; "group": one talk counts for only one of the two.
    """

    kind: str
    version: PolicyVersion
    people: int
    both: int


def of(
    terms: Terms, concerned: QuerySet[Person], *, policy: Policy | None, on: date, now: datetime
) -> tuple[Rival, ...]:
    """Every adopted rhythm that meets these terms on `on`; people are counted by the database."""
    others = Policy.objects.adopted().exclude(key=terms.key).prefetch_related("versions")
    age = policy.created_at if policy else now
    looking = _Looking(terms, concerned, age, on, now)
    return tuple(rival for other in others for rival in looking.at(other))


@dataclass(frozen=True)
class _Looking:
    """A draft held against the other rhythms; `age` is when it was written first."""

    terms: Terms
    concerned: QuerySet[Person]
    age: datetime
    on: date
    now: datetime

    def at(self, other: Policy) -> Iterator[Rival]:
        version = _in_force(other, self.on)
        if version is None:
            return
        version.policy, theirs = other, version.read()
        if self.terms.family and self.terms.family == theirs.family:
            yield from self._family(version)
        elif other.key in self.terms.supersedes:
            yield from self._all("mutes", version)
        elif self.terms.key in theirs.supersedes:
            yield from self._muted(version)
        group = self.terms.credit.exclusive_group
        if group and group == theirs.credit.exclusive_group and set(self.terms.types) & set(theirs.types):
            yield from self._all("group", version)

    def _meeting(self, version: PolicyVersion) -> QuerySet[Person]:
        theirs = people_of(version.read(), on=self.on).order_by().values("pk")
        return self.concerned.order_by().filter(pk__in=theirs)

    def _all(self, kind: str, version: PolicyVersion) -> Iterator[Rival]:
        both = self._meeting(version).count()
        yield from [Rival(kind, version, both, both)] if both else []

    def _muted(self, version: PolicyVersion) -> Iterator[Rival]:
        """The other rhythm rests this one for whoever is owed something by it now."""
        people = self.concerned.order_by().values("pk")
        owed = Obligation.objects.live().filter(policy=version.policy, person__in=people)
        muted = owed.values("person").distinct().count()
        yield from [Rival("muted", version, muted, muted)] if muted else []

    def _family(self, version: PolicyVersion) -> Iterator[Rival]:
        meets, theirs = self._meeting(version), version.read()
        both = meets.count()
        if not both:
            return
        ids = list(meets.order_by("pk").values_list("pk", flat=True)[:LOOKED_AT])
        older = self.age < version.policy.created_at
        sheets = facts_for.sheets(facts_for.people_by_id(ids), now=self.now)
        mine = [_rank(self.terms, sheet, is_older=older) > _rank(theirs, sheet, is_older=not older) for sheet in sheets]
        if all(mine) or not any(mine):
            yield Rival("wins" if all(mine) else "loses", version, both, both)
        else:
            yield Rival("shared", version, round(both * mine.count(False) / len(mine)), both)


def _in_force(policy: Policy, on: date) -> PolicyVersion | None:
    """What holds on that day, else what will hold first; read from the versions that are there already."""
    adopted = [one for one in policy.versions.all() if one.adopted_at and one.effective_from]
    begun = [one for one in adopted if one.effective_from and one.effective_from <= on]
    if begun:
        return max(begun, key=lambda one: one.number)
    return min(adopted, key=lambda one: one.number, default=None)


def _rank(terms: Terms, sheet: facts_for.Sheet, *, is_older: bool) -> tuple[tuple[int, int], float, bool]:
    """B.6 precedence (2): the closest description, then the more frequent, then the older."""
    return terms.audience.specificity(sheet.person, sheet.on), -terms.cadence.interval_days, is_older
