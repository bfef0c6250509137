"""What a reader may see of the figures: the one way from what was rolled up to page, command and export.

Everyone: the organisation's open figures. Union representatives: those by unit as well. HR: all of them. Whoever leads:
the own line besides, and of the cells of support by unit those of the units they lead. Which cells are hidden was
decided when they were rolled up and is the same for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from leadership.insights import gathering, lines
from leadership.insights.catalogue import CATALOGUE, DIMENSIONS, LINE, Entry
from leadership.insights.cells import HIDDEN, Cell
from leadership.insights.models import Kind, LineSnapshot, Snapshot
from leadership.people.models import Person

QUARTERS, MONTHS = 8, 12
SHARES, SILENCES = ("coverage", "on_time", "parity_site", "parity_mode"), ("silence_coach", "silence_member")
LIVE = 1000
"""Lines of so many people are looked at as they are now; larger ones as they were on the first of the month."""


@dataclass(frozen=True, slots=True)
class Point:
    """One interval of a figure's past; `as_of` the day it was rolled up."""

    key: str
    as_of: date
    cell: Cell


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its past, the newest last, and its groups in the newest interval by grouping and group."""

    entry: Entry
    past: tuple[Point, ...]
    groups: dict[str, dict[str, Cell]] = field(default_factory=dict)

    @property
    def latest(self) -> Point:
        return self.past[-1]


@dataclass(frozen=True, slots=True)
class Seen:
    """All a reader may see: `figures` in the catalogue's order; for HR how long ago people were heard, as classes, and
    how many people no compulsory rhythm covers; `month` is the day of these."""

    n_min: int
    figures: tuple[Figure, ...]
    distribution: tuple[dict[str, int | None], ...] = ()
    uncovered: int | None = None
    month: date | None = None

    def named(self, name: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.entry.name == name), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A leader's line over time: `figures` by quarter, `heard` by month, `now` the same today; `own` by quarter and
    month: whether the leader was heard, and days since; `support` by quarter, of each unit in which all but the leader
    were in the line then."""

    figures: dict[str, tuple[Point, ...]]
    heard: dict[str, tuple[Point, ...]]
    now: dict[str, Cell] | None
    own: tuple[tuple[str, Any], ...]
    coaches: dict[str, Any]
    coaches_as_of: date | None
    both_views: bool = False
    support: tuple[tuple[Point, str], ...] = ()


def audiences(reader: Person | None) -> frozenset[str]:
    """Whose figures the reader sees; no reader is whoever runs the installation, who sees what HR does."""
    if reader is None or reader.is_hr:
        return frozenset({"everyone", "rep", "hr"})
    return frozenset({"everyone", "rep"} if reader.is_rep else {"everyone"})


def figures(reader: Person | None, *, on: date, n_min: int) -> Seen:
    """What had been rolled up by `on`, as far as the reader may see it. Two queries."""
    kinds = {Kind.QUARTER: _before(Kind.QUARTER, on, QUARTERS), Kind.MONTH: _before(Kind.MONTH, on, MONTHS)}
    allowed = audiences(reader)
    found = [
        _figure(entry, kinds[Kind(entry.kind)], allowed)
        for entry in CATALOGUE
        if entry.audience in allowed and kinds[Kind(entry.kind)]
    ]
    newest = kinds[Kind.MONTH][-1] if kinds[Kind.MONTH] else None
    if newest is None or "hr" not in allowed:
        return Seen(n_min, tuple(found), month=newest.as_of if newest else None)
    classes, uncovered = newest.figures["distribution"], newest.figures["uncovered"]
    return Seen(n_min, tuple(found), tuple(classes), uncovered, newest.as_of)


def line(leader: Person, *, on: date, people: Sequence[int] | None) -> Line:
    """The line of `leader` as it was rolled up by `on`; `people` are those in it today where it is small enough to look
    at them (None: it is not).

    Whoever also sees the organisation by group sees no exact share of the own line, and HR no silences of it: the two
    could be held against each other.
    """
    rows = LineSnapshot.objects.filter(leader=leader, snapshot__as_of__lte=on).select_related("snapshot")
    both = leader.is_hr or leader.is_rep
    quarters = [row for row in rows.order_by("snapshot__end") if row.snapshot.kind == Kind.QUARTER][-QUARTERS:]
    months = [row for row in rows.order_by("snapshot__end") if row.snapshot.kind == Kind.MONTH][-MONTHS:]
    closed = [*(SHARES if both else ()), *(SILENCES if leader.is_hr else ())]
    return Line(
        {name: _points(quarters, name, closed) for name in LINE},
        {name: _points(months, name) for name in ("last_heard", "last_heard_p90")},
        _now(people, on) if people is not None else None,
        tuple((row.snapshot.key, row.figures["own"]["heard"]) for row in quarters),
        months[-1].figures.get("coaches", {}) if months else {},
        months[-1].snapshot.as_of if months else None,
        both,
        tuple(_support(quarters)),
    )


def _support(quarters: Iterable[LineSnapshot]) -> Iterator[tuple[Point, str]]:
    for row in quarters:
        known = row.snapshot.figures.get("support", {}).get("groups", {}).get("unit", {})
        for unit in row.figures.get("units", ()):
            yield Point(row.snapshot.key, row.snapshot.as_of, known.get(unit, HIDDEN)), unit


def _before(kind: Kind, on: date, most: int) -> list[Snapshot]:
    newest = Snapshot.objects.filter(kind=kind, as_of__lte=on).order_by("-end")[:most]
    return list(newest)[::-1]


def _figure(entry: Entry, snapshots: Sequence[Snapshot], allowed: frozenset[str]) -> Figure:
    past = tuple(Point(one.key, one.as_of, _whole(one.figures, entry.name)) for one in snapshots)
    groups = snapshots[-1].figures.get(entry.name, {}).get("groups", {})
    open_to = DIMENSIONS if "hr" in allowed else ("unit",) if "rep" in allowed else ()
    return Figure(entry, past, {name: groups[name] for name in open_to if groups.get(name)})


def _whole(kept: dict[str, Any], name: str) -> Cell:
    cell: Cell = kept.get(name, {}).get("whole", HIDDEN)
    return cell


def _points(rows: Iterable[LineSnapshot], name: str, closed: Sequence[str] = ()) -> tuple[Point, ...]:
    return tuple(
        Point(row.snapshot.key, row.snapshot.as_of, HIDDEN if name in closed else row.figures.get(name, HIDDEN))
        for row in rows
    )


def _now(people: Sequence[int], on: date) -> dict[str, Cell]:
    return lines.last_heard(gathering.days_of(people, on).values())
