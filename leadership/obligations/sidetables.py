"""What stands beside people and matters for what they are owed: each kind read once, by person.

`among` says whose rows are read, in words of tables that have a `person`; empty for everybody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from leadership.obligations.models import Exemption as StoredExemption
from leadership.obligations.models import OptIn, Stay
from leadership.obligations.models import Skip as StoredSkip
from leadership.obligations.models import Wish as StoredWish
from leadership.obligations.wishes import CADENCES
from leadership.people.models import Absence, Passage, Person, Unit
from policies.facts import Exemption, Leave, Skip, Wish

TABLES: Mapping[str, type[Model]] = {
    "leave": Absence, "exemption": StoredExemption, "stay": Stay, "wish": StoredWish, "opt_in": OptIn,
    "event": Passage, "tag": Person.role_tags.through,
}  # fmt: skip


def marks() -> list[Exists]:
    """For each of these tables whether it says anything of a person, in their order: mostly none does, and then none
    of them need be read."""
    return [Exists(table._default_manager.filter(person=OuterRef("pk"))) for table in TABLES.values()]


def present(marked: Iterable[Sequence[bool]]) -> frozenset[str]:
    """The tables that say something of some of the people that `marks` were read of."""
    return frozenset(name for row in marked for name, is_there in zip(TABLES, row, strict=True) if is_there)


def leaves(among: Q) -> dict[int, tuple[Leave, ...]]:
    """Absences by person."""
    found: defaultdict[int, list[Leave]] = defaultdict(list)
    for person, key, start, end in Absence.objects.filter(among).values_list("person_id", "key", "start", "end"):
        found[person].append(Leave(str(key), start, end))
    return {person: tuple(leaves) for person, leaves in found.items()}


def exemptions(among: Q) -> dict[int, tuple[Exemption, ...]]:
    """Exemptions that were agreed to, by person."""
    found: defaultdict[int, list[Exemption]] = defaultdict(list)
    rows = StoredExemption.objects.granted().filter(among).order_by("start", "id")
    for person, policy, start, end in rows.values_list("person_id", "policy__key", "start", "end"):
        found[person].append(Exemption(policy, start, end))
    return {person: tuple(exemptions) for person, exemptions in found.items()}


def stays(among: Q) -> dict[int, tuple[tuple[str, date], ...]]:
    """Since when somebody is in an audience, where that is later than their first day."""
    found: defaultdict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = Stay.objects.filter(among).order_by("policy_id")
    for person, policy, since in rows.values_list("person_id", "policy__key", "since"):
        found[person].append((policy, since))
    return {person: tuple(stays) for person, stays in found.items()}


def opted_in(among: Q) -> dict[int, tuple[tuple[str, date], ...]]:
    """Rhythms for those who ask, by who asked."""
    found: defaultdict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = OptIn.objects.filter(among).order_by("policy_id")
    for person, policy, since in rows.values_list("person_id", "policy__key", "since"):
        found[person].append((policy, since))
    return {person: tuple(asked) for person, asked in found.items()}


def wishes(among: Q) -> dict[int, tuple[Wish, ...]]:
    """Where somebody asked for more than is promised."""
    found: defaultdict[int, list[Wish]] = defaultdict(list)
    rows = StoredWish.objects.filter(among).order_by("policy_id")
    for person, policy, often, since in rows.values_list("person_id", "policy__key", "often", "since"):
        found[person].append(Wish(policy, CADENCES[often], since))
    return {person: tuple(wishes) for person, wishes in found.items()}


def skips(people: QuerySet[Person]) -> dict[int, tuple[Skip, ...]]:
    """Talks passed over; `people` are those asked about."""
    among = Q() if not people.query.has_filters() else Q(obligation__person__in=people.order_by().values("pk"))
    found: defaultdict[int, list[Skip]] = defaultdict(list)
    rows = StoredSkip.objects.filter(among).order_by("on", "id")
    for person, policy, cycle, slot, on in rows.values_list(
        "obligation__person_id", "obligation__policy__key", "obligation__cycle_key", "obligation__slot", "on"
    ):
        found[person].append(Skip(policy, cycle, slot, on))
    return {person: tuple(skips) for person, skips in found.items()}


def events(among: Q) -> dict[int, tuple[tuple[str, tuple[date, ...]], ...]]:
    """New roles and managers, each kind's days in order, because their number is part of a cycle's name (R7)."""
    found: defaultdict[int, defaultdict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    rows = Passage.objects.filter(among).order_by("on", "id")
    for person, kind, on in rows.values_list("person_id", "kind", "on"):
        found[person][kind].append(on)
    return {
        person: tuple((kind, tuple(days)) for kind, days in sorted(kinds.items())) for person, kinds in found.items()
    }


def tags(among: Q) -> dict[int, frozenset[str]]:
    """Roles and tags by person."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    through = Person.role_tags.through.objects.filter(among)
    for person, name in through.values_list("person_id", "roletag__name"):
        found[person].add(name)
    return {person: frozenset(names) for person, names in found.items()}


def unit_paths() -> dict[int | None, tuple[str, ...]]:
    """The keys from the top down to each unit."""
    parents = {pk: (str(key), parent) for pk, key, parent in Unit.objects.values_list("pk", "key", "parent_id")}
    paths: dict[int | None, tuple[str, ...]] = {None: ()}
    for pk in parents:
        line: list[str] = []
        above: int | None = pk
        while above is not None:
            key, above = parents[above]
            line.insert(0, key)
        paths[pk] = tuple(line)
    return paths
