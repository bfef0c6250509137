"""One page of a leader's list, and how many there are of each kind: one statement, each part a short walk of an index.

The list has three stretches, each in the order of an index: what is overdue, by its day and the place in the line; what
has passed its day without the leader's knowing, by the place alone, so that its place tells nothing; what is ahead, by
its day and the place. What has ended stands by the place alone. A page begins after a row (keyset paging), never after
a number of rows. Counts stop at CAP.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from leadership.insights import seen
from leadership.insights.asked import Kind, Wanted
from leadership.lib.statements import Hole, ids, kept, listed, one
from leadership.obligations.models import OPEN, Obligation, ObligationQuerySet

CAP = 1000
"""Counts above it are told as "over 1,000"."""
CHUNK = 20_000
STATES = frozenset(Obligation.State.values)
ENDED = ("heard", "excused")
COUNTED = ("overdue", "due_soon", "on_track", *ENDED)

EVER = date(1900, 1, 1)
"""Said of days that have been: with two ends an embedded database chooses them, and not the places in the line."""
PAST = 1
"""The stretch of what has passed its day."""

QUICK = frozenset({"overdue", "due_soon"})
"""Words of which an index finds the few there may be in a long line."""

Key = tuple[int, date, int, int]
"""Where a row stands: stretch, day, place in the line, id."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the rows in no order, and counts, none above CAP + 1."""

    ids: tuple[int, ...]
    counts: dict[str, int]


def find(wanted: Wanted, *, after: Key | None, limit: int, counts: bool = True) -> Found:
    """At most `limit` rows of each stretch after the key, and the counts, if they are asked for: one query, and one
    more to find the few of a word."""
    stretch = None if after is None else after[0]
    few = _few(wanted) if limit and wanted.word in QUICK else None
    past = _few(wanted, past=True) if limit and _may_be_rare(wanted, stretch) else None
    page = Page(stretch, limit, counts, few is not None, past is not None)
    rows, numbers = [], dict.fromkeys([*COUNTED, "stuck"], 0)
    for name, value in _asked(_made(wanted.kind, page), wanted, after, few, past):
        if name == "row":
            rows.append(value)
        else:
            numbers[name] += value
    return Found(tuple(rows), {name: min(count, CAP + 1) for name, count in numbers.items()})


def places(wanted: Wanted) -> dict[tuple[str, int], array[int]]:
    """Where on the line the rows of each kind and rhythm (its id) stand, in order and without a cap: how many there are
    in any line is how many lie between its ends."""
    found: defaultdict[tuple[str, int], array[int]] = defaultdict(lambda: array("q"))
    for name, rows in _counted(wanted, short=False):
        there: Iterator[Any] = rows.order_by().values_list("policy_id", "lft").iterator(CHUNK)
        for policy, place in there:
            found[name, policy].append(place)
    return {kind: array("q", sorted(standing)) for kind, standing in found.items()}


def _few(wanted: Wanted, *, past: bool = False) -> list[int] | None:
    """Where there are no more than CAP of what is asked for, or of what has passed its day, which ones: to find them in
    the order of the list, all that is open might have to be walked through."""
    rows = [pk for _name, pk in _asked(_rare(wanted.kind, past), wanted)]
    return rows if len(rows) <= CAP else None


def _may_be_rare(wanted: Wanted, stretch: int | None) -> bool:
    """Whether the list comes by the stretch of what has passed its day, and nobody knows whether it is short."""
    return wanted.form.wide and wanted.word not in (*QUICK, *ENDED) and (stretch is None or stretch <= PAST)


class Page(NamedTuple):
    """What of a list the statement is to find: from which stretch on, how many rows, whether with counts, and whether
    the rows, or those of the stretch of what has passed its day, are among a few that are known."""

    stretch: int | None
    limit: int
    counts: bool
    few: bool = False
    past: bool = False


Part = tuple[str, str, Sequence[Any]]
"""The name of what is found, a statement, and its parameters."""


@lru_cache(maxsize=512)
def _made(kind: Kind, page: Page) -> tuple[Part, ...]:
    """The parts of the statement, with holes for the values of the question, for the key and for the ids of the few."""
    parts: list[Part] = []
    wanted, n = kind.with_holes(), kind.values
    after: Any = None if page.stretch is None else (page.stretch, *(one(n + place) for place in range(3)))
    few, past = (Q(pk__in=ids(n + place)) if known else Q() for place, known in ((3, page.few), (4, page.past)))
    for rows in _stretches(wanted, after, past) if page.limit else ():
        parts += _part("row", "id", rows.filter(few).values("id")[: page.limit])
    for name, rows in _counted(wanted) if page.counts else ():
        parts += _part(name, "count(*)", rows.values("id")[: CAP + 1])
    return tuple(parts)


@lru_cache(maxsize=512)
def _rare(kind: Kind, past: bool) -> tuple[Part, ...]:
    """Those that find the few: of the word, or of what has passed its day, whoever knows of it: to find those of which
    the leader does not know might take as long as the walk that is to be spared."""
    wanted = kind.with_holes()
    if past:
        due = wanted.owed.filter(OPEN, due_on__gte=EVER, due_on__lte=wanted.on).order_by("due_on", "lft")
        return tuple(_part("row", "id", due.values("id")[: CAP + 1]))
    found = [rows for name, rows in _counted(wanted) if name == wanted.word]
    return tuple(part for rows in found for part in _part("row", "id", rows.values("id")[: CAP + 1]))


def key_of(row: Obligation, on: date, *, resting: bool, word: str = "all") -> Key:
    """Where a row stands in the list of that word, or stood before it ended."""
    if word in ENDED:
        return 0, on, row.lft or row.person.lft, row.pk
    over = seen.word_while_open(row, on, resting=resting) == "overdue"
    stretch = 0 if over else 1 if row.due_on <= on else 2
    return stretch, on if stretch == 1 else row.due_on, row.lft or row.person.lft, row.pk


def _stretches(wanted: Wanted, after: Key | None, past: Q) -> Iterator[ObligationQuerySet]:
    on, word = wanted.on, wanted.word
    if word in ENDED:
        yield _later(wanted.owed.filter(seen.by_word(word, on)), ("lft", "pk"), after and _place(after))
        return
    rows = first_of_its_rhythm(wanted).filter(_narrowed(wanted))
    stretches: list[tuple[ObligationQuerySet, tuple[str, ...], Callable[[Key], tuple[Any, ...]]]] = [
        (rows.filter(seen.told(on), OPEN, opens_on__lte=on).exclude(seen.away(on)), ("due_on", "lft", "pk"), _whole),
        (rows.filter(_past(on), past), ("lft", "pk"), _place),
        (rows.filter(OPEN, due_on__gt=on), ("due_on", "lft", "pk"), _whole),
    ]
    for number, (found, order, of) in enumerate(stretches):
        if after is None or number > after[0]:
            yield found.order_by(*order)
        elif number == after[0]:
            yield _later(found, order, of(after))


def _past(on: Any) -> Q:
    """What has passed its day without the leader's knowing."""
    return OPEN & Q(due_on__lte=on) & (seen.not_told(on) | seen.away(on))


def _whole(key: Key) -> tuple[Any, ...]:
    return key[1:]


def _place(key: Key) -> tuple[Any, ...]:
    return key[2:]


def _narrowed(wanted: Wanted) -> Q:
    if wanted.word == "stuck":
        return seen.rested(wanted.since, wanted.on)
    return seen.by_word(wanted.word, wanted.on)


def _later(rows: ObligationQuerySet, order: tuple[str, ...], key: tuple[Any, ...] | None) -> ObligationQuerySet:
    """Those that come after the key in this order, said so that the first column bounds the walk."""
    if key is None:
        return rows.order_by(*order)
    beyond = Q(pk__in=[])
    for at, name in enumerate(order):
        same = Q(**dict(zip(order[:at], key[:at], strict=True)))
        beyond |= same & Q(**{f"{name}__gt": key[at]})
    return rows.filter(beyond, **{f"{order[0]}__gte": key[0]}).order_by(*order)


def _counted(wanted: Wanted, *, short: bool = True) -> Iterator[tuple[str, ObligationQuerySet]]:
    """What is counted, in parts that do not overlap, each in the order of the index that finds it soonest: without an
    order a database that expects many would rather read the whole table."""
    on, rows = wanted.on, first_of_its_rhythm(wanted, short=short)
    begun = rows.filter(OPEN, opens_on__lte=on)
    here = begun.exclude(seen.away(on))
    never, known = Q(told_from=None), Q(told_from__lte=on)
    soon = Q(soon_from__lte=on)

    def by(*days: str) -> tuple[str, ...]:
        return days if wanted.form.wide else ("lft",)

    yield "overdue", here.filter(known, overdue_from__lte=on).order_by(*by("due_on", "lft"))
    yield "due_soon", here.filter(never, soon).order_by(*by("told_from", "soon_from"))
    yield "due_soon", here.filter(soon, told_from__gt=on).order_by(*by("told_from", "soon_from"))
    yield "due_soon", _in_grace(here, on).order_by(*by("overdue_from", "lft"))
    yield "due_soon", here.filter(soon, known, overdue_from=None).order_by(*by("overdue_from", "lft"))
    yield "on_track", begun.filter(never, soon_from__gt=on).order_by(*by("told_from", "soon_from"))
    yield "on_track", begun.filter(told_from__isnull=False, soon_from__gt=on).order_by(*by("told_from", "soon_from"))
    yield "on_track", begun.filter(seen.away(on), soon)
    yield "stuck", rows.filter(OPEN, seen.rested(wanted.since, on)).order_by(*by("due_on", "lft"))
    for word in ENDED:
        yield word, wanted.owed.filter(seen.by_word(word, on)).order_by("lft")


def _in_grace(rows: ObligationQuerySet, on: Any) -> ObligationQuerySet:
    """Told, and not overdue yet. Wrapped, so that only the index of what was told and will be overdue can answer it:
    the others would have to go through everything that was told."""
    day = Value(on) if isinstance(on, date) else on
    told = Coalesce("told_from", day, output_field=DateField())
    days = {"told_day": told, "soon_day": Coalesce("soon_from", "due_on")}
    later = rows.filter(told_from__isnull=False, overdue_from__gt=on)
    return later.alias(**days).filter(told_day__lte=on, soon_day__lte=on)  # type: ignore[misc]  # aliases


def first_of_its_rhythm(wanted: Wanted, *, short: bool = True) -> ObligationQuerySet:
    """Of one person's open talks of one rhythm only the earliest: a second row would tell that the first is late.

    A `short` walk looks it up row by row. It is said so that a planner cannot turn it into a join: to weigh the joins
    of a dozen parts took it 11 ms of 15."""
    others = ObligationQuerySet(Obligation).promised().filter(OPEN, wanted.promises.condition)
    same = others.filter(person=OuterRef("person"), policy=OuterRef("policy"))
    second = Exists(same.filter(_before(OuterRef("due_on"), OuterRef("pk"))))
    return wanted.owed.exclude(Coalesce(second, Value(False)) if short else second)


def _before(*place: Any) -> Func:
    """Due earlier, or made earlier where both are due that day. Compared as rows, so that the index of what is open of
    one person and rhythm answers it, and the very row that is asked about need not be read again."""
    mine, other = (Func(*row, template="(%(expressions)s)") for row in ((F("due_on"), F("pk")), place))
    return Func(mine, other, template="%(expressions)s", arg_joiner=" < ", output_field=BooleanField())


def _part(name: str, what: str, rows: Any) -> list[Part]:
    """A part of the statement; none where the database need not be asked."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    said, others = _with_states_said(sql, parameters)
    return [(name, f"SELECT %s, {what} FROM ({said}) AS part", others)]


def _with_states_said(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """The statement with our own words for states written into it: an embedded database uses an index of what is open
    only where it reads the very words of the index."""
    first, *pieces = sql.split("%s")
    said, others = [first], []
    for value, piece in zip(parameters, pieces, strict=True):
        if value in STATES:
            said.append(f"'{value}'")
        else:
            said.append("%s")
            others.append(value)
        said.append(piece)
    return "".join(said), others


def _asked(
    parts: Sequence[Part], wanted: Wanted, after: Key | None = None, *known: Sequence[int] | None
) -> list[tuple[str, int]]:
    if not parts:
        return []
    lists = [None if of is None else listed(of) for of in known]
    values = [*map(kept, (*wanted.given, *(after or (None,) * 4)[1:])), *lists]
    parameters = [
        values[one.place] if isinstance(one, Hole) else one for name, _, given in parts for one in (name, *given)
    ]
    sql = " UNION ALL ".join(sql for _, sql, _ in parts)
    with connection.cursor() as cursor:
        cursor.execute(*_said(sql, parameters))
        return [(name, int(value)) for name, value in cursor.fetchall()]


def _said(sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    """With its values in its text, where a server keeps plans: a plan kept for a team would be walked for seconds by
    the head of a million, and the other way round. So it is kept for one leader and one day alone."""
    if connection.vendor != "postgresql":
        return sql, parameters
    return (connection.ops.compose_sql(sql, parameters),)  # type: ignore[attr-defined]  # PostgreSQL's own
