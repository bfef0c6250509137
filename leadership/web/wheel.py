"""Drawing the year wheel: one ring for each rhythm, January on top, clockwise; shapes as paths, colours by class.

An arc lies along its days; how many of its talks have been held fills it from the inside out, so that the hand of today
and the filling cannot be taken for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

SIZE, OUTER, INNER, GAP = 640, 262, 84, 3
"""Of the picture, of the outermost and innermost edge of the rings, and between two arcs, in units of the picture."""
MOST_RINGS = 12
THINNEST = 1.5
"""Of a filling, in the same units: a line where nothing has been held yet, and none where that is not known."""


@dataclass(frozen=True)
class Arc:
    """One piece of a ring; `text` says it in words, `filling` is the part of it that has been held ("": not known)."""

    path: str
    text: str
    css: str
    filling: str = ""


@dataclass(frozen=True)
class Mark:
    """A word or a number at a place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Ring:
    """One rhythm: its arcs, and the number that stands in it and in the legend."""

    number: int
    track: str
    arcs: tuple[Arc, ...]
    mark: Mark


@dataclass(frozen=True)
class Wheel:
    """Everything the template draws."""

    rings: tuple[Ring, ...]
    spokes: tuple[str, ...]
    months: tuple[Mark, ...]
    rests: tuple[Arc, ...]
    today: str
    size: int = SIZE
    middle: int = SIZE // 2


@dataclass(frozen=True)
class Span:
    """Days of a year, both included, what they are called, how they are drawn (css), and how many per cent of the talks
    in them have been held (None: not known)."""

    start: date
    end: date
    text: str
    css: str = ""
    held: int | None = None


def draw(year: int, rings: Sequence[Sequence[Span]], months: Sequence[str], rests: Iterable[Span], on: date) -> Wheel:
    """The picture of one year: `rings` from the outside in, `rests` the pauses of everyone, `on` today."""
    width = min(44.0, (OUTER - INNER) / max(len(rings), 1))
    angles = [_angle(date(year, month, 1)) for month in range(1, 13)]
    names = [_mark(_middle(year, month), OUTER + 26, name) for month, name in enumerate(months, 1)]
    hand = _line(_angle(on), INNER - 22, OUTER + 6) if on.year == year else ""
    return Wheel(
        tuple(_ring(n, spans, OUTER - n * width, width) for n, spans in enumerate(rings)),
        tuple(_line(angle, INNER - 10, OUTER + 8) for angle in angles),
        tuple(names),
        tuple(Arc(_arc(rest, OUTER + 6, INNER - 6, 0), rest.text, "rest") for rest in rests),
        hand,
    )


def _ring(n: int, spans: Sequence[Span], outer: float, width: float) -> Ring:
    inner = outer - width + 4
    arcs = tuple(
        Arc(_arc(span, outer, inner, GAP), span.text, span.css, _filling(span, outer, inner)) for span in spans
    )
    whole = _full(outer, inner)
    first = min((span.start for span in spans), default=None)
    angle = _angle(first) + 9 / ((outer + inner) / 2) if first else -pi / 2
    return Ring(n + 1, whole, arcs, _mark(angle, (outer + inner) / 2, str(n + 1)))


def _arc(span: Span, outer: float, inner: float, gap: float) -> str:
    """The piece of a ring between two radii, its edges drawn in by half the gap."""
    start, end = _angle(span.start), _angle(span.end) + _day(span.end)
    trim = gap / (outer + inner)
    start, end = start + trim, max(end - trim, start + 2 * trim)
    large = 1 if end - start > pi else 0
    corners = (_at(start, outer), _at(end, outer), _at(end, inner), _at(start, inner))
    a, b, c, d = (f"{x:.1f} {y:.1f}" for x, y in corners)
    return f"M{a}A{outer:.1f} {outer:.1f} 0 {large} 1 {b}L{c}A{inner:.1f} {inner:.1f} 0 {large} 0 {d}Z"


def _filling(span: Span, outer: float, inner: float) -> str:
    """The inner part of the piece, as thick as the share that has been held."""
    if span.held is None:
        return ""
    thick = max(THINNEST, (outer - inner) * min(span.held, 100) / 100)
    return _arc(span, inner + thick, inner, GAP)


def _full(outer: float, inner: float) -> str:
    """A whole ring, as two circles of which the inner is cut out."""
    return "".join(_circle(radius) for radius in (outer, inner))


def _circle(radius: float) -> str:
    middle, half = SIZE / 2, f"A{radius:.1f} {radius:.1f} 0 1 1"
    top, bottom = f"{middle:.1f} {middle - radius:.1f}", f"{middle:.1f} {middle + radius:.1f}"
    return f"M{top}{half} {bottom}{half} {top}Z"


def _line(angle: float, inner: float, outer: float) -> str:
    (x1, y1), (x2, y2) = _at(angle, inner), _at(angle, outer)
    return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"


def _mark(angle: float, radius: float, text: str) -> Mark:
    x, y = _at(angle, radius)
    return Mark(f"{x:.1f}", f"{y:.1f}", text)


def _middle(year: int, month: int) -> float:
    after = date(year, month + 1, 1) if month < 12 else date(year, 12, 31)
    return (_angle(date(year, month, 1)) + _angle(after)) / 2


def _angle(day: date) -> float:
    """Where the day begins: 1 January at the top, clockwise."""
    return -pi / 2 + (day.timetuple().tm_yday - 1) * _day(day)


def _day(day: date) -> float:
    return 2 * pi / (366 if date(day.year, 12, 31).timetuple().tm_yday == 366 else 365)


def _at(angle: float, radius: float) -> tuple[float, float]:
    return SIZE / 2 + radius * cos(angle), SIZE / 2 + radius * sin(angle)
