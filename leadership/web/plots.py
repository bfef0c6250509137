"""Pictures of figures as numbers an SVG is drawn from on the server; a table beside each says the same.

Every picture is 360 units wide, so that its words can be read on a phone, and is drawn larger where there is room.
Shapes are told apart by place, label and texture as well as by tint; the tints are the style sheet's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
ROW, BAR, LABEL, LONGEST = 34, 18, 126, 19
"""Of a lying bar: its row, its thickness, the room for the words before it, and how many letters fit there."""
COLUMNS, TOP, BOTTOM, LEFT = 190, 22, 26, 40
"""Of standing columns: height of the picture, and the room around them."""
MAP = 220
TWO_LINES, LETTER = 40, 6.5
"""Of a tile: the height two lines of words need, and the width of a letter."""
SCALE = 5
"""Steps of the scale a map is coloured by."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar with the words before it and behind it."""

    label: str
    text: str
    y: int
    width: int
    css: str = ""

    @property
    def middle(self) -> int:
        return self.y + BAR // 2

    @property
    def end(self) -> int:
        return LABEL + self.width + 6


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars, the first on top; `track` is how long a whole one would be, `aim` where one that is as agreed ends
    (0: neither is drawn)."""

    bars: tuple[Bar, ...]
    track: int = 0
    aim: int = 0
    width: int = WIDTH
    start: int = LABEL
    thick: int = BAR

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def bars(rows: Sequence[tuple[str, float, str, str]], *, whole: float = 0, aim: float = 0) -> Bars:
    """Bars of (label, value, words, css); the longest takes the room there is, or of shares the `whole`."""
    longest = max((whole, *(value for _label, value, _words, _css in rows))) or 1
    room = WIDTH - LABEL - 84
    return Bars(
        tuple(
            Bar(_short(label), words, n * ROW + (ROW - BAR) // 2, max(2, round(room * value / longest)), css)
            for n, (label, value, words, css) in enumerate(rows)
        ),
        track=room if whole else 0,
        aim=LABEL + round(room * min(aim, longest) / longest) if aim else 0,
    )


def _short(label: str) -> str:
    """What fits before a bar; the table has all of it."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class Column:
    """One standing column: its lower part, the part on top of it where there are two, or nothing where it is hidden."""

    label: str
    text: str
    x: int
    width: int
    y: int
    height: int
    rest: int = 0
    hidden: bool = False

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def rest_y(self) -> int:
        return self.y - self.rest

    @property
    def text_y(self) -> int:
        """The words stand where the lower part ends: in it where there is room under another one, otherwise above."""
        if self.hidden:
            return COLUMNS - BOTTOM - 6
        return self.y + 15 if self.rest and self.height >= 20 else self.y - 5


@dataclass(frozen=True, slots=True)
class Columns:
    """Standing columns on a floor; `lines` are the values of the axis with their heights, `mark` the height of a line
    to compare with (0: there is none)."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[str, int], ...]
    width: int = WIDTH
    height: int = COLUMNS
    left: int = LEFT
    floor: int = COLUMNS - BOTTOM
    mark: int = 0


def shares(
    points: Sequence[tuple[str, float | None, str]], *, whole: bool = False, mark: float = 0, top: float = 1
) -> Columns:
    """Columns of (label, share or None where it is hidden, words) on an axis from 0 to 100 %, or to `top` where none is
    higher; with `whole` the rest up to 100 % is drawn on top, at `mark` a line to compare with."""
    room = COLUMNS - BOTTOM - TOP
    top = top if all((share or 0) <= top for _label, share, _words in points) else 1
    scaled = [(label, share and share / top, words) for label, share, words in points]
    made = [_column(n, len(points), point, room, room if whole else 0) for n, point in enumerate(scaled)]
    lines = tuple((f"{part * 50 * top:.0f} %", COLUMNS - BOTTOM - round(room * part / 2)) for part in range(3))
    return Columns(tuple(made), lines, mark=COLUMNS - BOTTOM - round(room * mark / top) if mark else 0)


def days(points: Sequence[tuple[str, float | None, float | None, str]]) -> Columns:
    """Columns of (label, days of the median, days nine of ten are within, words): the upper part reaches there."""
    known = [max(low, high or 0) for _label, low, high, _words in points if low is not None]
    top = _round_up(max(known, default=1))
    room = COLUMNS - BOTTOM - TOP
    made = []
    for n, (label, low, high, words) in enumerate(points):
        share = None if low is None else low / top
        rest = 0 if low is None or high is None else round(room * max(0.0, high - low) / top)
        column = _column(n, len(points), (label, share, words), room, 0)
        made.append(Column(column.label, words, column.x, column.width, column.y, column.height, rest, column.hidden))
    lines = tuple((str(round(top * part / 2)), COLUMNS - BOTTOM - round(room * part / 2)) for part in range(3))
    return Columns(tuple(made), lines)


def _column(n: int, of: int, point: tuple[str, float | None, str], room: int, whole: int) -> Column:
    label, share, words = point
    step = (WIDTH - LEFT) / max(of, 1)
    x, width = round(LEFT + n * step + step * 0.15), max(4, round(step * 0.7))
    if share is None:
        return Column(label, words, x, width, TOP, room, hidden=True)
    height = round(room * share)
    return Column(label, words, x, width, COLUMNS - BOTTOM - height, height, max(0, whole - height))


def _round_up(value: float) -> int:
    """A number an axis can end on."""
    steps = (10, 20, 30, 50, 60, 90, 120, 150, 200, 300, 400, 500, 600, 800, 1000, 2000, 5000, 10000)
    return next((step for step in steps if value <= step), round(value))


@dataclass(frozen=True, slots=True)
class Tile:
    """One group of people: its place, its number in the legend, its words, its step on the scale (0: hidden)."""

    x: int
    y: int
    width: int
    height: int
    number: int
    label: str
    text: str
    step: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def has_name(self) -> bool:
        """Whether its words fit into it; otherwise its number stands for them."""
        longest = max(len(self.label), len(self.text))
        return self.height >= TWO_LINES and longest * LETTER + LETTER <= self.width


@dataclass(frozen=True, slots=True)
class Map:
    """The tiles, sized by people."""

    tiles: tuple[Tile, ...]
    width: int = WIDTH
    height: int = MAP


def tiles(groups: Sequence[tuple[str, float, float | None, str]], edges: Sequence[float]) -> Map:
    """Tiles of (label, size, value or None where it is hidden, words), coloured by how many of `edges` are passed."""
    total = sum(size for _label, size, _value, _words in groups) or 1
    rows = _in_rows([size / total for _label, size, _value, _words in groups])
    made: list[Tile] = []
    y = 0.0
    for row in rows:
        tall, x = sum(row) * MAP, 0.0
        for part in row:
            label, _size, value, words = groups[len(made)]
            wide = part / sum(row) * WIDTH
            step = 0 if value is None else min(SCALE, 1 + sum(value > edge for edge in edges))
            made.append(Tile(round(x), round(y), round(wide), round(tall), len(made) + 1, label, words, step))
            x += wide
        y += tall
    return Map(tuple(made))


def _in_rows(parts: Sequence[float]) -> list[list[float]]:
    """The parts in rows, each about as high as its tiles are wide."""
    per_row = max(1, round((len(parts) * WIDTH / MAP) ** 0.5))
    return [list(parts[n : n + per_row]) for n in range(0, len(parts), per_row)]
