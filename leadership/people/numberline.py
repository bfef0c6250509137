"""The number line in the database: who stands below whom, as an interval, so that a line is a range of an index.

`manager` is the truth; `path`, `lft` and `rgt` follow it, and this module is their only writer for people. Whoever
calls it holds `trees.lock`. What is owed carries a copy of `lft`, which the database itself keeps
(`obligations.linecopy`). See docs/explanation/number-line.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from leadership.people import intervals, trees
from leadership.people.intervals import END, LEAST, SPARE, Interval
from leadership.people.models import Person
from leadership.people.models.unit import STEP, step

PEOPLE = Person._meta.db_table
BATCH = 20_000


class Place(NamedTuple):
    """Where somebody stands: what follows from the managers."""

    path: str
    lft: int
    rgt: int


def place(person_id: int, parent_id: int | None) -> Place:
    """Puts a person and everybody below under `parent_id` (None: at the top) in one UPDATE; returns where that is.

    Raises Refused when the tree would become deeper than a path has room for.
    """
    old, above = _standing(person_id), _standing(parent_id) if parent_id else Place("", 0, END)
    new = above.path + step(person_id)
    if old.path and not old.rgt:
        mend()
    if _standing(person_id).path == new:
        return _standing(person_id)
    deepest, people = _extent(old)
    trees.check_depth(deepest - len(old.path) + len(new))
    begin, stride = _room(person_id, parent_id, people)
    if old.path:
        _carry(_standing(person_id), new, begin, stride)
    else:
        Person.objects.filter(pk=person_id).update(path=new, lft=begin + stride, rgt=begin + 2 * stride)
    return _standing(person_id)


def wrong() -> int:
    """How many people's path or interval does not follow from the managers; nothing is written."""
    rows = {pk: (manager, Place(*place)) for pk, manager, *place in _everybody()}
    return len(_wrong(rows, trees.paths_of({pk: manager for pk, (manager, _) in rows.items()})))


def mend() -> int:
    """Makes every path and interval follow the managers; how many rows were wrong. Right ones stay as they are, but
    where there is no room left everyone gets a new interval."""
    with transaction.atomic():
        trees.lock()
        rows = {pk: (manager, Place(*place)) for pk, manager, *place in _everybody()}
        return settle(rows)


def settle(rows: Mapping[int, tuple[int | None, Place]]) -> int:
    """The same for rows that were read already: manager and present place of everybody, by id."""
    parents = {pk: manager for pk, (manager, _) in rows.items()}
    paths = trees.paths_of(parents)
    trees.check_depth(max(map(len, paths.values()), default=0))
    known = {pk: (place.lft, place.rgt) for pk, (_, place) in rows.items()}
    wrong = _wrong(rows, paths)
    found = intervals.settled(parents, known, _with_all_below(wrong, paths)) if wrong else {}
    if found is None or misplaced(parents, known | found):
        found = intervals.fresh(parents)
    written = {pk: Place(paths[pk], *place) for pk, place in found.items()}
    _write({pk: place for pk, place in written.items() if place != rows[pk][1]})
    return len(wrong)


def _wrong(rows: Mapping[int, tuple[int | None, Place]], paths: Mapping[int, str]) -> set[int]:
    parents = {pk: manager for pk, (manager, _) in rows.items()}
    known = {pk: (place.lft, place.rgt) for pk, (_, place) in rows.items()}
    return {pk for pk, (_, place) in rows.items() if place.path != paths[pk]} | set(misplaced(parents, known))


def misplaced(parents: intervals.Parents, known: Mapping[int, Interval]) -> list[int]:
    """Those whose interval does not lie within their manager's, or touches another one; those never placed."""
    found: list[int] = []
    above: list[tuple[int | None, int]] = [(None, END)]
    taken = 0
    for pk in sorted(parents, key=lambda one: known[one]):
        lft, rgt = known[pk]
        while above[-1][1] < lft:
            taken = above.pop()[1]
        if above[-1][0] == parents[pk] and taken < lft < rgt < above[-1][1]:
            above.append((pk, rgt))
            taken = lft
        else:
            found.append(pk)
    return found


def _with_all_below(wrong: set[int], paths: Mapping[int, str]) -> list[int]:
    """Those, and everybody who stands below one of them."""
    steps = {step(pk) for pk in wrong}
    return [pk for pk, path in paths.items() if any(path[at : at + STEP] in steps for at in range(0, len(path), STEP))]


def _standing(person_id: int) -> Place:
    return Place(*Person.objects.values_list("path", "lft", "rgt").get(pk=person_id))


def _everybody() -> Iterator[Any]:
    yield from Person.objects.order_by().values_list("pk", "manager_id", "path", "lft", "rgt").iterator(BATCH)


def _extent(old: Place) -> tuple[int, int]:
    """The longest path and the number of people from a place down."""
    if not old.path:
        return 0, 1
    sql = f"SELECT max(length(path)), count(*) FROM {PEOPLE} WHERE lft BETWEEN %s AND %s"
    [(deepest, people)] = _asked(sql, [old.lft, old.rgt])
    return deepest, people


def _room(person_id: int, parent_id: int | None, people: int) -> tuple[int, int]:
    """After which number, and how far apart, so many people may stand at the end of the parent's interval."""
    for make_room in (lambda: None, lambda: _make_room(parent_id, people), mend):
        make_room()
        begin, end = _gap(person_id, parent_id)
        stride = intervals.stride_for(end - begin, people)
        if stride >= LEAST:
            return begin, stride
    raise AssertionError("there is no room on an even number line")


def _gap(person_id: int, parent_id: int | None) -> Interval:
    """The last number taken below the parent, and the parent's own last."""
    begin, end = Person.objects.values_list("lft", "rgt").get(pk=parent_id) if parent_id else (0, END)
    beside = Person.objects.filter(manager=parent_id).exclude(pk=person_id)
    return max(begin, beside.aggregate(last=Max("rgt"))["last"] or 0), end


def _make_room(parent_id: int | None, people: int) -> None:
    """Spreads out the line of the nearest leader above who has room enough for so many more."""
    above = reversed(trees.ids_in(_standing(parent_id).path)) if parent_id else ()
    for lft, rgt in [*(_standing(pk)[1:] for pk in above), (0, END)]:
        [(there,)] = _asked(f"SELECT count(*) FROM {PEOPLE} WHERE lft > %s AND lft < %s", [lft, rgt])
        stride = min((rgt - lft) // (2 * there + 1), intervals.WIDEST)
        if intervals.stride_for(stride, people) >= LEAST * SPARE or (lft, rgt) == (0, END):
            _run(_spread("lft > %s AND lft < %s", ""), [lft, rgt, lft, rgt, lft, stride, lft, stride])
            return


def _carry(old: Place, new: str, begin: int, stride: int) -> None:
    """A line of people takes its new place, in the order it had."""
    sql = _spread("lft BETWEEN %s AND %s", "path = %s || substr(path, %s), ")
    line = [old.lft, old.rgt]
    _run(sql, [*line, *line, new, len(old.path) + 1, begin, stride, begin, stride])


def _spread(which: str, besides: str) -> str:
    """One UPDATE that numbers these people anew, evenly, in the order they have. Parameters: those of `which`, twice;
    those of `besides`; then where to begin and how far apart, twice."""
    return f"""
        WITH marks AS (
            SELECT id, lft AS mark FROM {PEOPLE} WHERE {which} UNION ALL SELECT id, rgt FROM {PEOPLE} WHERE {which}
        ), ranked AS (SELECT id, row_number() OVER (ORDER BY mark) AS rank FROM marks),
        placed AS (SELECT id, min(rank) AS low, max(rank) AS high FROM ranked GROUP BY id)
        UPDATE {PEOPLE} SET {besides}lft = %s + %s * placed.low, rgt = %s + %s * placed.high
        FROM placed WHERE {PEOPLE}.id = placed.id
    """


def _write(places: Mapping[int, Place]) -> None:
    rows = [(pk, *place) for pk, place in sorted(places.items())]
    for start in range(0, len(rows), BATCH):
        _run(_WRITE[connection.vendor], [_listed(rows[start : start + BATCH])])


_WRITE = {
    "postgresql": f"""
        UPDATE {PEOPLE} SET path = row.path, lft = row.lft, rgt = row.rgt
        FROM jsonb_to_recordset(%s::jsonb) AS row (id bigint, path text, lft bigint, rgt bigint)
        WHERE {PEOPLE}.id = row.id
    """,
    "sqlite": f"""
        UPDATE {PEOPLE} SET path = value ->> 'path', lft = value ->> 'lft', rgt = value ->> 'rgt'
        FROM json_each(%s) WHERE {PEOPLE}.id = value ->> 'id'
    """,
}


def _listed(rows: Iterable[tuple[int, str, int, int]]) -> str:
    return json.dumps([dict(zip(("id", "path", "lft", "rgt"), row, strict=True)) for row in rows])


def _run(sql: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _asked(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
