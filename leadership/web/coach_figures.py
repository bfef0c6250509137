"""A coach's own figures: hours of the next four weeks, and the own load beside the middle of all; never another's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from leadership.insights import capacity
from leadership.insights.capacity import Own
from leadership.people.models import Person
from leadership.web import plots, spoken
from leadership.web.figurepictures import Picture
from leadership.web.figuretables import Entry, Table
from leadership.web.figurewords import percent
from leadership.web.talklines import TalkLine

WEEKS = 4


@dataclass(frozen=True)
class CoachFigures:
    """`hours` by week, `load` beside the middle, and of the talks due within thirty days how many have a time."""

    hours: Picture
    load: Picture
    own: Own
    too_much: bool


def of(coach: Person, talks: Iterable[TalkLine], *, taken: int, places: int, on: date) -> CoachFigures:
    """`talks` are those ahead, `on` the coach's date. Two queries."""
    own = capacity.own(coach, on=on)
    return CoachFigures(
        _hours(coach, talks, on), _load(own, taken, places), own, taken > min(places, capacity.TOO_MANY)
    )


def _hours(coach: Person, talks: Iterable[TalkLine], on: date) -> Picture:
    monday = on - timedelta(days=on.weekday())
    minutes = dict.fromkeys((monday + timedelta(weeks=n) for n in range(WEEKS)), 0)
    for line in talks:
        assert line.talk.start is not None
        begins = line.talk.start.astimezone(coach.zone_info).date()
        week = begins - timedelta(days=begins.weekday())
        if week in minutes:
            minutes[week] += line.talk.minutes
    rows = [(spoken.short_day(week), spent / 60) for week, spent in minutes.items()]
    return _picture("hours", _("Hours booked, week by week"), rows, _("Hours"), 1)


def _load(own: Own, taken: int, places: int) -> Picture:
    rows = [(_("You"), taken / places if places else float(taken))]
    if own.median is not None:
        rows.append((_("Middle of all"), own.median))
    return _picture("load", _("Places taken, beside the middle of all coaches"), rows, _("Places taken"), None)


def _picture(slug: str, title: str, rows: list[tuple[str, float]], column: str, digits: int | None) -> Picture:
    said = [
        (label, value, percent(100 * value) if digits is None else number_format(value, digits))
        for label, value in rows
    ]
    drawn = plots.bars(
        [
            (label, value, text, "plot-a" if n == 0 or digits else "plot-b")
            for n, (label, value, text) in enumerate(said)
        ],
        whole=0 if digits else 1,
    )
    table = Table(
        slug, title, ("", column), tuple((Entry(label, label), Entry(text, value)) for label, value, text in said)
    )
    return Picture("bars", title, title, drawn, table)
