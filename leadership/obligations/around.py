"""What dates of stored obligations are measured with: calendars, leave and terms of many rows in a constant number of
queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leadership.lib.statements import Question, ids
from leadership.obligations.models import Obligation
from leadership.people import workcalendar
from leadership.people.models import Absence, Person
from leadership.people.models import Pause as StoredPause
from policies.facts import Holidays, Leave, Pause
from policies.leaves import Away, counted_on, counted_stretches, joined
from policies.models import PolicyVersion
from policies.terms import Terms
from policies.workdays import Stretch, WorkCalendar, calendar_of


@dataclass(frozen=True, slots=True)
class Around:
    """Calendars and leave of the members of some obligations."""

    holidays: Holidays
    pauses: tuple[Pause, ...]
    leaves: dict[int, tuple[Leave, ...]]

    @classmethod
    def of(cls, obligations: Iterable[Obligation]) -> Around:
        """Three queries, and one for each of member, coach and version that was not read with the rows."""
        rows = list(obligations)
        _complete(rows)
        leaves: defaultdict[int, list[Leave]] = defaultdict(list)
        for person, key, start, end in ABSENCES.ask({row.person_id for row in rows}) if rows else ():
            leaves[person].append(Leave(str(key), start, end))
        return cls(
            workcalendar.book(),
            tuple(Pause(*days) for days in PAUSES.ask()),
            {person: tuple(known) for person, known in leaves.items()},
        )

    def days(self, person: Person) -> WorkCalendar:
        """The person's own working days."""
        pattern = person.work_days or frozenset(range(5))
        return calendar_of(self.holidays, person.country, person.subdiv, pattern, self.pauses)

    def away(self, person: Person) -> tuple[Away, ...]:
        """The person's leaves, joined (R4)."""
        leaves = self.leaves.get(person.pk, ())
        return joined(leaves, self.days(person).is_free) if leaves else ()

    def counted(self, person: Person) -> tuple[Stretch, ...]:
        """Counted leave with a known end."""
        return counted_stretches(self.away(person))

    def is_resting(self, obligation: Obligation, on: date) -> bool:
        """Whether the member is on counted leave, so that nothing is asked of them."""
        if terms_of(obligation).binding == "voluntary":
            return False
        return counted_on(self.away(obligation.person), on) is not None


ABSENCES = Question(
    lambda people: Absence.objects.filter(person__in=people).values_list("person_id", "key", "start", "end"), ids
)
PAUSES = Question(lambda: StoredPause.objects.order_by("start", "end").values_list("start", "end"))


def _complete(rows: list[Obligation]) -> None:
    """Reads what was not read with the rows. By ids, because SQLite refuses a prefetch of more than a thousand."""
    known: tuple[tuple[str, type[Person] | type[PolicyVersion]], ...] = (
        ("person", Person), ("coach", Person), ("policy_version", PolicyVersion),
    )  # fmt: skip
    for name, model in known:
        lacking = [row for row in rows if getattr(row, f"{name}_id") and name not in row._state.fields_cache]
        found = model._default_manager.in_bulk({getattr(row, f"{name}_id") for row in lacking}) if lacking else {}
        for row in lacking:
            setattr(row, name, found[getattr(row, f"{name}_id")])


def terms_of(obligation: Obligation) -> Terms:
    """The terms it opened with."""
    return obligation.terms
