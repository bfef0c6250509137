"""Figures as tables: the one shape that is read on the page, drawn as a picture, and taken along as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadership.insights.catalogue import BY_NAME, DIMENSIONS, LINE
from leadership.insights.cells import HIDDEN, Cell, value_of
from leadership.insights.sight import Figure, Line, Point, Seen
from leadership.web import figurewords as words

Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: what it says, and the bare value for a program (None: hidden)."""

    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Table:
    """`slug` names it in addresses; every row begins with what it is about."""

    slug: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]

    @property
    def pairs(self) -> list[list[tuple[Entry, str]]]:
        """Each row as cells with what their column is called."""
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]


def of_everyone(seen: Seen) -> list[Table]:
    """All tables of the organisation the reader may see, those without rows left out."""
    tables = [_figures(seen), *_pasts(seen), *_groups(seen), _distribution(seen)]
    return [table for table in tables if table.rows]


def of_line(line: Line) -> list[Table]:
    """The tables of a leader's line over time."""
    entries = [BY_NAME[name] for name in LINE]
    points = line.figures[LINE[0]]
    rows = [_line_row(line, nth) for nth in range(len(points))]
    columns = (_("Quarter"), *(str(one.title) for one in entries))
    quarters = Table("line", _("My line, quarter by quarter"), columns, tuple(rows))
    return [table for table in (_heard(line), quarters, support_in(line)) if table.rows]


def support_in(line: Line) -> Table:
    """Support felt in the units of the line, in the latest quarter beside the one before; without rows where nothing
    was rolled up or no unit is led as a whole."""
    quarters = list(dict.fromkeys(point.key for point, _unit in line.support))[:-3:-1]
    cells = {(point.key, unit): point.cell for point, unit in line.support}
    units = [unit for point, unit in line.support if point.key == quarters[0]]
    rows = []
    for unit in units:
        said = [cells.get((quarter, unit), HIDDEN) for quarter in quarters]
        rows.append((_text(unit), *(entry(cell, "share") for cell in said), n(said[0])))
    columns = (str(DIMENSIONS["unit"]), *(words.interval(quarter, "quarter") for quarter in quarters), "n")
    about = {"figure": BY_NAME["support"].title, "group": str(DIMENSIONS["unit"]).lower()}
    return Table("line-support", _("%(figure)s: %(group)s") % about, columns, tuple(rows))


def _line_row(line: Line, nth: int) -> tuple[Entry, ...]:
    key = line.figures[LINE[0]][nth].key
    figures = (entry(line.figures[name][nth].cell, BY_NAME[name].unit) for name in LINE)
    return (_text(words.interval(key, "quarter")), *figures)


def entry(cell: Cell, unit: str) -> Entry:
    """One figure."""
    return Entry(words.said(cell, unit), value_of(cell))


def _heard(line: Line) -> Table:
    pairs = zip(line.heard["last_heard"], line.heard["last_heard_p90"], strict=True)
    rows = [
        (_text(words.interval(half.key, "month")), entry(half.cell, "days"), entry(nine.cell, "days"), n(half.cell))
        for half, nine in pairs
    ]
    columns = (_("On"), _("Half were heard within"), _("Nine of ten within"), _("People"))
    return Table("line-heard", _("Days since people in my line were heard"), columns, tuple(rows))


def _figures(seen: Seen) -> Table:
    rows = []
    for figure in seen.figures:
        latest = figure.latest
        interval = words.interval(latest.key, figure.entry.kind)
        about = (_text(str(figure.entry.title)), _text(figure.entry.code), _text(interval))
        rows.append((*about, entry(latest.cell, figure.entry.unit), n(latest.cell), _text(latest.as_of.isoformat())))
    columns = (_("Figure"), _("Number"), _("Of"), _("Value"), "n", _("As of"))
    return Table("figures", _("All figures"), columns, tuple(rows))


def _pasts(seen: Seen) -> Iterable[Table]:
    for name in ("coverage", "support", "less_support", "started_by_members", "exempt", "last_heard"):
        figure = seen.named(name)
        if figure:
            rows = tuple(_past_row(point, figure) for point in figure.past)
            title = _("%(figure)s over time") % {"figure": figure.entry.title}
            columns = (_("Of"), str(figure.entry.title), "n", _("As of"))
            yield Table(f"{name.replace('_', '-')}-over-time", title, columns, rows)


def _past_row(point: Point, figure: Figure) -> tuple[Entry, ...]:
    of = _text(words.interval(point.key, figure.entry.kind))
    return of, entry(point.cell, figure.entry.unit), n(point.cell), _text(point.as_of.isoformat())


def _groups(seen: Seen) -> Iterable[Table]:
    for figure in seen.figures:
        for dimension, groups in figure.groups.items():
            about = {"figure": figure.entry.title, "group": str(DIMENSIONS[dimension]).lower()}
            named = sorted((words.group(name, dimension).casefold(), name) for name in groups)
            rows = tuple(_group_row(words.group(name, dimension), groups[name], figure) for _key, name in named)
            columns = (str(DIMENSIONS[dimension]), str(figure.entry.title), "n")
            slug = f"{figure.entry.name.replace('_', '-')}-by-{dimension}"
            yield Table(slug, _("%(figure)s: %(group)s") % about, columns, rows)


def _group_row(name: str, cell: Cell, figure: Figure) -> tuple[Entry, ...]:
    return _text(name), entry(cell, figure.entry.unit), n(cell)


def _distribution(seen: Seen) -> Table:
    rows = tuple((_text(class_words(one)), Entry(str(one["n"]), one["n"])) for one in seen.distribution)
    return Table("last-heard", _("When people were last heard"), (_("Last heard"), _("People")), rows)


def class_words(one: dict[str, int | None]) -> str:
    """ "8 to 21 days"."""
    if one["to"] is None:
        return _("%(n)s days or more") % {"n": one["from"]}
    return _("%(low)s to %(high)s days") % {"low": one["from"], "high": one["to"]}


def _text(text: str) -> Entry:
    return Entry(text, text)


def n(cell: Cell) -> Entry:
    return Entry(words.DASH, None) if value_of(cell) is None else Entry(str(cell["n"]), cell["n"])


def found(tables: Sequence[Table], slug: str) -> Table | None:
    """The table of that name."""
    return next((table for table in tables if table.slug == slug), None)
