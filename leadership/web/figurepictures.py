"""The pictures of the figures, each drawn from the cells its table is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.utils.translation import gettext as _

from leadership.insights.catalogue import LESS_IN_2020
from leadership.insights.cells import Cell, is_hidden, value_of
from leadership.insights.sight import Figure, Line, Seen
from leadership.insights.wholes import EDGES
from leadership.web import figurewords as words
from leadership.web import plots
from leadership.web.figuretables import Table, class_words, found

AXIS_OF_LESS = 0.4
"""Where the axis of less support ends, as long as no quarter is higher."""
MAP_EDGES = (21, 42, 70, 120)
"""Days since last heard at which the colour of a tile changes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` names its template; `drawing` is what it is drawn from, `table` the same in words and numbers; `key` are
    the words of its tints, by style class."""

    kind: str
    title: str
    text: str
    drawing: Any
    table: Table
    key: tuple[tuple[str, str], ...] = ()


def of_everyone(seen: Seen, tables: list[Table]) -> dict[str, Picture]:
    """By name; those that have nothing to show are left out."""
    makers = (_coverage(seen, tables), _support(seen, tables), _mix(seen, tables), _last_heard(seen, tables))
    return {name: picture for maker in makers for name, picture in maker}


def of_line(line: Line, tables: list[Table]) -> dict[str, Picture]:
    """How long ago people were heard, coverage, and who began, over time."""
    heard, quarters = found(tables, "line-heard"), found(tables, "line")
    pictures = {}
    if heard:
        pairs = zip(line.heard["last_heard"], line.heard["last_heard_p90"], strict=True)
        columns = [
            (words.short(low.key, "month"), value_of(low.cell), value_of(high.cell), _bare(low.cell))
            for low, high in pairs
        ]
        key = (("plot-a", _("half were heard within")), ("plot-b", _("nine of ten within")))
        text = _("Days since people in the line were last heard, on the first of each month.")
        pictures["heard"] = Picture("columns", heard.title, text, plots.days(columns), heard, key)
    if quarters:
        text = _("The share of the line whose talks were all held, quarter by quarter.")
        drawn = plots.shares([_point(one, "quarter") for one in line.figures["coverage"]])
        pictures["coverage"] = Picture("columns", _("People heard over time"), text, drawn, quarters)
        drawn = plots.shares([_point(one, "quarter") for one in line.figures["started_by_members"]], whole=True)
        pictures["mix"] = Picture("columns", _("Who began"), _mix_text(), drawn, quarters, _mix_key())
        pictures |= _silence(line, quarters)
    return pictures


def _silence(line: Line, table: Table) -> dict[str, Picture]:
    """How long the move rested with each side in the latest quarter, where that can be told of one of them."""
    sides = (("silence_coach", _("With the coach"), "plot-a"), ("silence_member", _("With the member"), "plot-b"))
    latest = [(label, line.figures[name][-1].cell, css) for name, label, css in sides]
    if all(value_of(cell) is None for _label, cell, _css in latest):
        return {}
    rows = [
        (label, float(value_of(cell) or 0), words.said(cell, "working_days"), "plot-none" if is_hidden(cell) else css)
        for label, cell, css in latest
    ]
    text = _("Working days the next step rested with each side, half of the times, in the latest quarter.")
    return {"silence": Picture("bars", _("Where the next step rested"), text, plots.bars(rows), table)}


def organisation_map(figure: Figure, table: Table) -> Picture | None:
    """Units sized by people and coloured by how long ago they were heard; None where there are no units to show."""
    groups = figure.groups.get("unit", {})
    known = {name: cell for name, cell in groups.items() if value_of(cell) is not None}
    if not known:
        return None
    drawn = plots.tiles([_tile(name, cell) for name, cell in known.items()], MAP_EDGES)
    key = tuple(_scale())
    text = _("Units, each as large as the people in it, the darker the longer ago half of them were heard.")
    return Picture("tiles", _("Where people were heard lately"), text, drawn, table, key)


def _tile(name: str, cell: Cell) -> tuple[str, float, float | None, str]:
    return name, float(cell["n"]), value_of(cell), words.said(cell, "days")


def _bare(cell: Cell) -> str:
    value = value_of(cell)
    return words.DASH if value is None else str(round(value))


def _scale() -> Iterator[tuple[str, str]]:
    edges = (0, *MAP_EDGES)
    for step, low in enumerate(edges, 1):
        high = MAP_EDGES[step - 1] if step <= len(MAP_EDGES) else None
        yield f"scale-{step}", class_words({"from": low + (step > 1), "to": high})


def _coverage(seen: Seen, tables: list[Table]) -> Iterator[tuple[str, Picture]]:
    figure, table = seen.named("coverage"), found(tables, "coverage-over-time")
    if figure and table:
        text = _("The share of people whose talks were all held, quarter by quarter.")
        drawn = plots.shares([_point(one, "quarter") for one in figure.past])
        yield "coverage", Picture("columns", table.title, text, drawn, table)


def _support(seen: Seen, tables: list[Table]) -> Iterator[tuple[str, Picture]]:
    felt, less = seen.named("support"), seen.named("less_support")
    if _known(felt) and (table := found(tables, "support-over-time")):
        yield "support", _picture_of_support(felt, table)
    if _known(less) and (table := found(tables, "less-support-over-time")):
        line = {"line": words.percent(100 * LESS_IN_2020)}
        text = _("The share of people who say they get less support than a quarter ago, quarter by quarter, beside a "
                 "line at %(line)s.") % line  # fmt: skip
        drawn = plots.shares([_point(one, "quarter") for one in less.past], mark=LESS_IN_2020, top=AXIS_OF_LESS)
        said = _("%(line)s: people who felt less support from their leader in 2020, a national figure. A line to "
                 "compare with, not a target.") % line  # fmt: skip
        yield "less_support", Picture("columns", table.title, text, drawn, table, (("plot-aim", said),))


def _known(figure: Figure | None) -> TypeGuard[Figure]:
    """Whether there is a quarter in which enough people answered."""
    return figure is not None and any(value_of(point.cell) is not None for point in figure.past)


def _picture_of_support(figure: Figure, table: Table) -> Picture:
    """Support felt, over the quarters."""
    text = _("The share of people who say that they got the support they needed, quarter by quarter.")
    drawn = plots.shares([_point(one, "quarter") for one in figure.past])
    return Picture("columns", table.title, text, drawn, table)


def _mix(seen: Seen, tables: list[Table]) -> Iterator[tuple[str, Picture]]:
    figure, table = seen.named("started_by_members"), found(tables, "started-by-members-over-time")
    if figure and table:
        drawn = plots.shares([_point(one, "quarter") for one in figure.past], whole=True)
        yield "mix", Picture("columns", _("Who began"), _mix_text(), drawn, table, _mix_key())


def _last_heard(seen: Seen, tables: list[Table]) -> Iterator[tuple[str, Picture]]:
    table = found(tables, "last-heard")
    if table:
        rows = [(class_words(one), float(one["n"] or 0), str(one["n"]), _css(one)) for one in seen.distribution]
        text = _("How many people were last heard how many days ago.")
        yield "last_heard", Picture("bars", table.title, text, plots.bars(rows), table)


def _css(one: Mapping[str, int | None]) -> str:
    low = one["from"] or 0
    return f"scale-{min(plots.SCALE, 1 + sum(low > edge for edge in EDGES))}"


def _mix_text() -> str:
    return _("Of the talks that were held: how many the member began, and how many the coach, quarter by quarter.")


def _mix_key() -> tuple[tuple[str, str], ...]:
    return (("plot-a", _("started by members")), ("plot-b", _("started by coaches")))


def _point(point: Any, kind: str) -> tuple[str, float | None, str]:
    return words.short(point.key, kind), value_of(point.cell), words.said(point.cell, "share")
