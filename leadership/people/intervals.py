"""The arithmetic of the number line: everyone's interval lies within that of their manager, and the gaps leave room.

Nothing here knows a database. An interval is (lft, rgt), both taken; whoever leads somebody with `lft` n has
`lft < n < rgt`. See docs/explanation/number-line.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

Interval = tuple[int, int]
Parents = Mapping[int, int | None]

END = 2**62
"""Where the line ends; it begins at 0. Well within a bigint."""
SPARE = 16
"""Newcomers take this part of the room that is left, so that there is room for those after them."""
WIDEST = 2**45
"""No number stands further from the next than this, so that the first few take no more than they need."""
LEAST = 2
"""With less between two numbers there is no room."""


def fresh(parents: Parents, *, beside: int = 0) -> dict[int, Interval]:
    """Intervals for everyone, evenly over the whole line, siblings by id; so many more could stand `beside` them. The
    parents must be free of circles."""
    stride = min(END // (2 * (len(parents) + beside) + 1), WIDEST)
    return dict(_numbered(_children(parents), None, 0, stride))


def settled(parents: Parents, known: Mapping[int, Interval], movers: Iterable[int]) -> dict[int, Interval] | None:
    """New intervals for `movers`, who stand elsewhere than before or are new, in the gaps that the others leave.

    Whoever stands below a mover is a mover. `known` holds everybody's interval so far. None: there is no room, and
    everyone needs a fresh one.
    """
    moving = set(movers)
    tops: defaultdict[int | None, list[int]] = defaultdict(list)
    for row in sorted(moving):
        if parents[row] not in moving:
            tops[parents[row]].append(row)
    children = _children({row: parents[row] for row in moving})
    last = _last_numbers(parents, known, moving, set(tops))
    found: dict[int, Interval] = {}
    for parent, rows in tops.items():
        begin, end = last[parent], known[parent][1] if parent is not None else END
        stride = stride_for(end - begin, sum(_size(row, children) for row in rows))
        if stride < LEAST:
            return None
        found |= _numbered({**children, parent: rows}, parent, begin, stride)
    return found


def stride_for(room: int, people: int) -> int:
    """How far apart the numbers of so many people stand in a gap of `room`; below LEAST they do not fit."""
    return min(room // (SPARE * (2 * people + 1)), WIDEST)


def _children(parents: Parents) -> dict[int | None, list[int]]:
    found: defaultdict[int | None, list[int]] = defaultdict(list)
    for row in sorted(parents):
        found[parents[row]].append(row)
    return found


def _size(row: int, children: Mapping[int | None, list[int]]) -> int:
    """How many people stand in the tree of `row`."""
    count, waiting = 0, [row]
    while waiting:
        count += 1
        waiting += children.get(waiting.pop(), [])
    return count


def _numbered(
    children: Mapping[int | None, list[int]], top: int | None, begin: int, stride: int
) -> Iterator[tuple[int, Interval]]:
    """Everyone below `top`, leaders around those they lead, `stride` apart from `begin` on."""
    number, opened = begin, {}
    waiting: list[tuple[int, bool]] = [(row, True) for row in reversed(children.get(top, []))]
    while waiting:
        row, enters = waiting.pop()
        number += stride
        if enters:
            opened[row] = number
            waiting.append((row, False))
            waiting += [(below, True) for below in reversed(children.get(row, []))]
        else:
            yield row, (opened[row], number)


def _last_numbers(
    parents: Parents, known: Mapping[int, Interval], moving: set[int], asked: set[int | None]
) -> dict[int | None, int]:
    """The last number taken below each of those asked about, by people who stay."""
    last = {parent: known[parent][0] if parent is not None else 0 for parent in asked}
    for row, parent in parents.items():
        if parent in last and row not in moving:
            last[parent] = max(last[parent], known[row][1])
    return last
