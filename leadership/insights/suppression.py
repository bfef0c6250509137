"""Which groups of people may stand beside each other in figures without telling about a few of them. Pure.

A figure of a group is a sum over its people. Whoever sees several figures can add and subtract them; what comes out is
again a sum over people. `visible` shows so few groups that no such sum, whatever is added to or subtracted from
whatever, concerns fewer than `n_min` people, the whole and the rest of each grouping included.

How it is known: call two groups of one grouping linked when at least `n_min` pairs of people, one of each, are alike in
every other grouping. A sum over fewer than `n_min` people cannot tell such groups apart, because each pair of which it
treats the two differently has one of its people in it. So linked groups count as one, until nothing more is linked;
what is left after that must be cells of `n_min` people or more.

Whoever reads a figure knows about one person more than it says: themselves. So no cell of just `n_min` people may be
one hidden group and one person more, who could be the reader.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

Grouping = Mapping[int, str]
"""The group of each person, by id."""
Atom = tuple[str, ...]
"""People who are alike in every grouping."""
REST = ""
"""All hidden groups of a grouping together: their sum is the whole less what is shown."""


def visible(people: Collection[int], groupings: Mapping[str, Grouping], n_min: int) -> dict[str, frozenset[str]]:
    """The groups that may be shown, by grouping; none at all where there are fewer than `n_min` people.

    Groupings named first keep their groups longest. Whoever has no group in a grouping counts in its rest.
    """
    atoms = Counter(tuple(grouping.get(one, REST) for grouping in groupings.values()) for one in people)
    return dict(zip(groupings, among(atoms, len(groupings), n_min), strict=True))


def among(atoms: Mapping[Atom, int], places: int, n_min: int) -> list[frozenset[str]]:
    """The same from how many people are alike, in each of so many groupings."""
    sizes = [_sizes(atoms, place) for place in range(places)]
    if sum(atoms.values()) < n_min:
        return [frozenset()] * places
    shown = [_kept(one, n_min) for one in sizes]
    while (hide := _to_hide(atoms, shown, sizes, n_min)) is not None:
        place, group = hide
        shown[place] = _kept(sizes[place], n_min, shown[place] - {group})
    return [frozenset(groups) for groups in shown]


def merged(counts: Collection[int], n_min: int) -> list[tuple[int, int]]:
    """Neighbouring classes of a distribution joined until each has `n_min` or nobody: (how many classes, count)."""
    joined: list[tuple[int, int]] = []
    width = count = 0
    for one in counts:
        width, count = width + 1, count + one
        if count >= n_min:
            joined.append((width, count))
            width = count = 0
    if width and joined:
        before = joined.pop()
        joined.append((before[0] + width, before[1] + count))
    return joined


def _kept(sizes: Mapping[str, int], n_min: int, among: Collection[str] | None = None) -> set[str]:
    """Those with enough people, and then so few that the rest of them is nobody or enough people too; one more, where
    in the rest is a group that lacks one."""
    shown = {group for group in (sizes if among is None else among) if group != REST and sizes[group] >= n_min}
    enough = n_min + bool(_lacking(sizes, n_min))
    while shown and 0 < sum(size for group, size in sizes.items() if group not in shown) < enough:
        shown.remove(_smallest(shown, sizes))
    return shown


def _lacking(sizes: Mapping[str, int], n_min: int) -> set[str]:
    """Groups that are one person short of being shown."""
    return {group for group, size in sizes.items() if group != REST and size == n_min - 1}


def _sizes(atoms: Mapping[Atom, int], place: int) -> dict[str, int]:
    sizes: Counter[str] = Counter()
    for atom, count in atoms.items():
        sizes[atom[place]] += count
    return sizes


def _smallest(groups: Collection[str], sizes: Mapping[str, int]) -> str:
    return min(groups, key=lambda group: (sizes[group], group))


def _to_hide(
    atoms: Mapping[Atom, int], shown: list[set[str]], sizes: list[dict[str, int]], n_min: int
) -> tuple[int, str] | None:
    """A group whose hiding takes away what could be subtracted, in the last grouping that has one; None: all is well.

    Where one grouping alone is left, its groups are large enough already.
    """
    classes: list[dict[str, str]] = [{group: group for group in groups} | {REST: REST} for groups in shown]
    lacking = [_lacking(one, n_min) for one in sizes]
    joined = _joined(_seen_as(atoms, classes), classes, n_min + any(lacking))
    small = [atom for atom, count in joined.items() if count < n_min]
    small += [cell for cell in _all_but_one(atoms, classes, lacking) if joined[cell] == n_min]
    for place in reversed(range(len(shown))) if small else ():
        if len({atom[place] for atom in joined}) > 1:
            risky = {atom[place] for atom in small}
            among = [group for group in shown[place] if classes[place][group] in risky] or shown[place]
            if among:
                return place, _smallest(among, sizes[place])
    return None


def _all_but_one(atoms: Mapping[Atom, int], classes: list[dict[str, str]], lacking: list[set[str]]) -> Iterator[Atom]:
    """Cells in which a group that lacks one lies as a whole: of `n_min` people in it, the other one could be told."""
    cells: defaultdict[tuple[int, str], set[Atom]] = defaultdict(set)
    for atom in atoms:
        for place, group in enumerate(atom):
            if group in lacking[place]:
                cells[place, group].add(_name_of(atom, classes))
    return (next(iter(found)) for found in cells.values() if len(found) == 1)


def _name_of(atom: Atom, classes: list[dict[str, str]]) -> Atom:
    return tuple(known.get(group, known[REST]) for group, known in zip(atom, classes, strict=True))


def _seen_as(atoms: Mapping[Atom, int], classes: list[dict[str, str]]) -> Counter[Atom]:
    """The people by what can be told of them."""
    seen: Counter[Atom] = Counter()
    for atom, count in atoms.items():
        seen[_name_of(atom, classes)] += count
    return seen


def _joined(seen: Counter[Atom], classes: list[dict[str, str]], n_min: int) -> Counter[Atom]:
    """The cells left when all linked groups count as one; `classes` says which group has become part of which."""
    place = 0
    while place < len(classes):
        links = _links(seen, place, n_min)
        if links:
            for group, name in classes[place].items():
                classes[place][group] = links.get(name, name)
            seen = _renamed(seen, place, links)
            place = 0
        else:
            place += 1
    return seen


def _renamed(seen: Mapping[Atom, int], place: int, links: Mapping[str, str]) -> Counter[Atom]:
    renamed: Counter[Atom] = Counter()
    for atom, count in seen.items():
        renamed[(*atom[:place], links.get(atom[place], atom[place]), *atom[place + 1 :])] += count
    return renamed


def _links(seen: Mapping[Atom, int], place: int, n_min: int) -> dict[str, str]:
    """Groups that are linked to another one, with the name they go on under."""
    contexts: defaultdict[Atom, dict[str, int]] = defaultdict(dict)
    for atom, count in seen.items():
        contexts[(*atom[:place], *atom[place + 1 :])][atom[place]] = count
    pairs: Counter[tuple[str, str]] = Counter()
    for groups in contexts.values():
        for one, other in combinations(sorted(groups), 2):
            pairs[one, other] += min(groups[one], groups[other])
    names: dict[str, str] = {}
    for (one, other), alike in pairs.items():
        if alike >= n_min:
            _link(names, one, other)
    return {group: _name(names, group) for group in names}


def _link(names: dict[str, str], one: str, other: str) -> None:
    first, second = _name(names, one), _name(names, other)
    if first != second:
        names[max(first, second)] = min(first, second)


def _name(names: Mapping[str, str], group: str) -> str:
    while group in names:
        group = names[group]
    return group
