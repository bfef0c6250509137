"""What is asked of a line: whose, of which people and rhythms, and in which of the words a leader reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from leadership.insights import seen
from leadership.insights.seen import Promises
from leadership.lib.statements import one
from leadership.obligations.models import ObligationQuerySet
from leadership.people.intervals import END
from leadership.people.models import Person
from leadership.people.persons import Line
from leadership.people.workcalendar import Book
from policies.workdays import calendar_of

WORDS = ("overdue", "due_soon", "on_track", "booked", "stuck", "heard", "excused")
"""What a list can be narrowed to, besides everything that is open."""
LONG = 10
"""Working days after which a move has rested too long, by the public calendar of where the leader is."""

WIDE = 25
"""A line that takes more than one in so many places of the number line is wide."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a leader narrows the list to; without any it is the whole line. `unit` is the path
    of a unit, `rhythm` the key of a policy; one that nobody knows narrows nothing."""

    direct: bool = False
    unit: str = ""
    rhythm: str = ""
    word: str = "all"

    @property
    def narrows_people(self) -> bool:
        """Whether counts are of fewer than the whole line."""
        return self.direct or bool(self.unit) or bool(self.rhythm)


EVERYBODY = Filters()


@dataclass(frozen=True, slots=True)
class Form:
    """What a question is made of, whatever its values: how many stretches of the number line, how it is narrowed.
    `units` are paths of units that are led besides. `everybody`: of no line at all; `wide`: of much of everybody, so
    that an index of days finds what is rare sooner than a walk along the line."""

    everybody: bool = False
    spans: int = 0
    direct: bool = False
    unit: bool = False
    rhythm: bool = False
    units: tuple[str, ...] = ()
    wide: bool = True

    def owed(self, promises: Promises, values: Sequence[Any]) -> ObligationQuerySet:
        """What is owed to those people. `values`: the leader's id, the ends of each stretch, the first path of the unit
        and the first beyond it, the rhythm's id; those of them that there are."""
        if self.everybody:
            return seen.owed(promises.condition).filter(lft__isnull=False)
        leader, *rest = values
        ends, narrow = rest[: 2 * self.spans], iter(rest[2 * self.spans :])
        line = Line(tuple(zip(ends[::2], ends[1::2], strict=True)), self.units)
        owed = seen.owed_in(line.rows(), leader, promises.condition)
        if self.direct:
            owed = owed.filter(person__manager=leader)
        if self.unit:
            owed = owed.filter(Q(person__unit__path__gte=next(narrow), person__unit__path__lt=next(narrow)))
        return owed.filter(policy=next(narrow)) if self.rhythm else owed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a line on `on`, the leader's date: `word` is one of `seen.by_word` or `stuck`; `since` the day
    before which a move has rested too long."""

    promises: Promises
    form: Form
    values: tuple[Any, ...]
    on: Any
    since: Any
    word: str = "all"

    @property
    def owed(self) -> ObligationQuerySet:
        """What is owed, narrowed to people, units and rhythms already."""
        return self.form.owed(self.promises, self.values)

    @property
    def given(self) -> tuple[Any, ...]:
        """Every value, in the order of the holes (`Kind.with_holes`)."""
        return *self.values, self.on, self.since

    @property
    def kind(self) -> Kind:
        """What its statement depends on."""
        return Kind(self.form, self.promises, self.word, len(self.given))


class Kind(NamedTuple):
    """Questions that differ in nothing but their values; there are `values` of them."""

    form: Form
    promises: Promises
    word: str
    values: int

    def with_holes(self) -> Wanted:
        """The question without its values, to make the statement from."""
        *values, on, since = (one(place) for place in range(self.values))
        return Wanted(self.promises, self.form, tuple(values), on, since, self.word)


def asked_for(leader: Person, line: Line, *, on: date, filters: Filters = EVERYBODY) -> Wanted:
    """What the leader's list and counts are made of on `on`, the leader's date. One query."""
    promises = seen.compulsory()
    values: list[Any] = [leader.pk, *(end for span in line.spans for end in span)]
    values += [filters.unit, filters.unit + "~"] if filters.unit else []
    known = filters.rhythm in promises.rhythms
    values += [promises.rhythms[filters.rhythm][0]] if known else []
    wide = bool(line.units) or sum(high - low for low, high in line.spans) * WIDE > END
    form = Form(False, len(line.spans), filters.direct, bool(filters.unit), known, line.units, wide)
    return Wanted(promises, form, tuple(values), on, long_ago(leader, on), filters.word)


def of_everyone(*, on: date, since: date) -> Wanted:
    """The same of all there is, for lines whose leaders have that date and that day (`long_ago`). One query."""
    return Wanted(seen.compulsory(), Form(everybody=True), (), on, since)


def long_ago(leader: Person, on: date) -> date:
    """The day before which a move has rested too long, where the leader is."""
    return calendar_of(Book(None, ()), leader.country, leader.subdiv).plus(on, -LONG)
