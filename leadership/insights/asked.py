"""What is asked of a line: whose, of which people and rhythms, and in which of the words a leader reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from leadership.insights import seen
from leadership.insights.linepages import Wanted
from leadership.people.models import Person
from leadership.people.persons import Line
from leadership.people.workcalendar import Book
from policies.workdays import calendar_of

WORDS = ("overdue", "due_soon", "on_track", "booked", "stuck", "heard", "excused")
"""What a list can be narrowed to, besides everything that is open."""
LONG = 10
"""Working days after which a move has rested too long, by the public calendar of where the leader is."""


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


def asked_for(leader: Person, line: Line, *, on: date, filters: Filters = EVERYBODY) -> Wanted:
    """What the leader's list and counts are made of on `on`, the leader's date. One query."""
    promises = seen.compulsory()
    owed = seen.owed_in(line.rows(), leader.pk, promises.condition)
    if filters.direct:
        owed = owed.filter(person__manager=leader)
    if filters.unit:
        owed = owed.filter(person__unit__path__gte=filters.unit, person__unit__path__lt=filters.unit + "~")
    if filters.rhythm in promises.rhythms:
        owed = owed.filter(policy=promises.rhythms[filters.rhythm][0])
    return Wanted(owed, promises, on, long_ago(leader, on), filters.word)


def of_everyone(*, on: date, since: date) -> Wanted:
    """The same of all there is, for lines whose leaders have that date and that day (`long_ago`). One query."""
    promises = seen.compulsory()
    return Wanted(seen.owed(promises.condition).filter(lft__isnull=False), promises, on, since)


def long_ago(leader: Person, on: date) -> date:
    """The day before which a move has rested too long, where the leader is."""
    return calendar_of(Book(None, ()), leader.country, leader.subdiv).plus(on, -LONG)
