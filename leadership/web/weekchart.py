"""Bars by week as numbers an SVG is drawn from on the server; a table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 720, 180
TOP, BOTTOM, LEFT = 14, 26, 44


@dataclass(frozen=True)
class Bar:
    """One week: where its bar stands (whole SVG units), its size (hours, or per cent of the busiest) and talks; `label`
    on every fourth or so."""

    week: date | None
    x: int
    y: int
    width: int
    size: float
    talks: float
    label: bool

    @property
    def height(self) -> int:
        return HEIGHT - BOTTOM - self.y

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Chart:
    """The bars, the line of the room there is (None: above the picture), and the number at the top of the axis."""

    bars: list[Bar]
    room: float
    room_y: int | None
    top: float
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM
    ceiling: int = TOP
    left: int = LEFT


def of(weeks: Sequence[tuple[date | None, float, float]], room: float) -> Chart:
    """The chart of (Monday, size, talks) in their order; `room` is what there is in a week. The line of the room
    is drawn when it is within twice the highest bar, so that small bars stay readable."""
    highest = max((size for _week, size, _talks in weeks), default=0.0)
    shows_room = 0 < room <= 2 * highest
    top = max(highest, room if shows_room else 0.0, 1.0)
    step = (WIDTH - LEFT) / max(len(weeks), 1)
    every = max(1, round(len(weeks) / 7))
    bars = [
        Bar(week, round(LEFT + nth * step + step * 0.12), _y(size, top), max(2, round(step * 0.76)), size, talks,
            label=nth % every == 0)
        for nth, (week, size, talks) in enumerate(weeks)
    ]  # fmt: skip
    return Chart(bars, room, _y(room, top) if shows_room else None, round(top, 1))


def _y(value: float, top: float) -> int:
    return round(TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / top))
