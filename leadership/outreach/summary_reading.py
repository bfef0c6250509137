"""What letters to those above the pairs, and their summaries, are judged and written from, for all those of a claim.

As `reading.Reading`, whose part this is: the first one that asks reads for all. Counts of lines are one statement,
whoever leads how many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet, Value

from leadership.conversations.models import Credit
from leadership.insights import last_heard, seen
from leadership.lib.instants import local_date
from leadership.obligations.models import OPEN, Obligation
from leadership.outreach import preferences, summaries
from leadership.outreach.models import Delivery, Preferences
from leadership.people import persons
from leadership.people.models import Person

A_MONTH = timedelta(days=30)
COUNTED = ("open", "booked", "unconfirmed", "fulfilled")


class Told(NamedTuple):
    """One talk that remains to be held, of which somebody above was told, or waits to be told."""

    policy: int
    due_on: date
    member: int


class Counted(NamedTuple):
    """People of a line whose talk has been planned for a day that is over: heard, and not."""

    heard: int
    remain: int


class SummaryReading:
    """Of some summaries at `now` (UTC)."""

    def __init__(self, letters: Iterable[Delivery], *, now: datetime) -> None:
        self.letters = [one for one in letters if one.letter in (*summaries.LETTERS, *summaries.SUMMARIES)]
        self.now = now

    def told(self, letter: Delivery) -> Sequence[Told]:
        """What its reader has been told of and is still open."""
        return self._told[letter.letter].get(letter.recipient_id, ())

    def waits_until(self, notice: Delivery) -> datetime | None:
        """When a word about one person is said in the next summary, because its reader had a letter lately; else
        None."""
        summary, reader = summaries.SUMMARIES[notice.letter], notice.recipient
        if (summary.letter, reader.pk) not in self._in_peace:
            return None
        return summaries.next_one(summary, reader, self._wishes.get(reader.pk), self.now)

    def counted(self, leader: Person) -> Counted:
        """Of those in the line whose talk of the rhythms the leader was told about was planned for the same days or
        later, and has been planned for a day that is over."""
        return self._counted.get(leader.pk, Counted(0, 0))

    def own_due(self, leader: Person) -> date | None:
        """By when the leader is to be heard."""
        return self._own.get(leader.pk)

    def heard(self, leader: Person) -> date | None:
        """When the leader was last heard."""
        return self._heard.get(leader.pk)

    def held_lately(self, today: date) -> int:
        """How many talks have counted within a month."""
        known: dict[date, int] = self.__dict__.setdefault("_held_lately", {})
        if today not in known:
            credits = Credit.objects.filter(withdrawn_at__isnull=True, credited_on__gt=today - A_MONTH)
            known[today] = credits.values("conversation").distinct().count()
        return known[today]

    @cached_property
    def failed_lately(self) -> int:
        """How many letters of a month could not be delivered."""
        return Delivery.objects.filter(state=Delivery.State.FAILED, made_at__gt=self.now - A_MONTH).count()

    # --- read when it is asked for ------------------------------------------------------------------------------------

    @cached_property
    def _told(self) -> dict[str, dict[int, list[Told]]]:
        return {one.letter: self._told_in(one) for one in summaries.SUMMARIES.values()}

    def _told_in(self, summary: summaries.Summary) -> dict[int, list[Told]]:
        readers = {one.recipient_id for one in self.letters if one.letter == summary.letter}
        found: defaultdict[int, list[Told]] = defaultdict(list)
        if readers:
            rows = summaries.open_for_each(readers, summary.gathers)
            columns = (f"obligation__{name}" for name in ("policy_id", "due_on", "person_id"))
            for reader, *row in rows.values_list("recipient_id", *columns):
                found[reader].append(Told(*row))
        return found

    @cached_property
    def _in_peace(self) -> set[tuple[str, int]]:
        """Readers who had a letter lately, and for whom no summary is on its way."""
        found: set[tuple[str, int]] = set()
        for summary in summaries.SUMMARIES.values():
            readers = {one.recipient_id for one in self.letters if one.letter == summary.gathers}
            if readers:
                told = set(summaries.told_lately(summary, readers, self.now).values_list("recipient_id", flat=True))
                told -= set(summaries.is_leaving(summary, readers).values_list("recipient_id", flat=True))
                found |= {(summary.letter, reader) for reader in told}
        return found

    @cached_property
    def _wishes(self) -> Mapping[int, Preferences]:
        return preferences.of_many({one.recipient_id for one in self.letters})

    @cached_property
    def _leaders(self) -> dict[int, Person]:
        return {one.recipient_id: one.recipient for one in self.letters if one.letter == summaries.WEEK.letter}

    @cached_property
    def _counted(self) -> dict[int, Counted]:
        told = self._told[summaries.WEEK.letter]
        binding, lines = seen.compulsory().condition, self._lines()
        parts = [
            _past(seen.owed_in(lines[pk], pk, binding), pk, told[pk], self._today(leader))
            for pk, leader in self._leaders.items()
            if pk in told
        ]
        rows: Iterable[Any] = parts[0].union(*parts[1:], all=True) if parts else ()
        return {pk: Counted(people - remain, remain) for pk, people, remain in rows}

    def _lines(self) -> dict[int, Q]:
        by_day: defaultdict[date, list[Person]] = defaultdict(list)
        for leader in self._leaders.values():
            by_day[self._today(leader)].append(leader)
        found: dict[int, Q] = {}
        for day, leaders in by_day.items():
            found |= persons.lines_of(leaders, on=day, prefix="person__")
        return found

    def _today(self, person: Person) -> date:
        return local_date(self.now, person.zone_info)

    @cached_property
    def _own(self) -> Mapping[int, date]:
        owed = seen.owed(seen.compulsory().condition).filter(OPEN, person__in=self._leaders)
        return dict(owed.order_by().values("person_id").annotate(first=Min("due_on")).values_list("person_id", "first"))

    @cached_property
    def _heard(self) -> Mapping[int, date]:
        return last_heard.of(list(self._leaders))


def _past(owed: QuerySet[Obligation], leader: int, told: Collection[Told], today: date) -> QuerySet[Any, Any]:
    """One row: the leader, how many people, and how many of them remain."""
    past = owed.filter(
        policy__in={one.policy for one in told},
        due_on__gte=min(one.due_on for one in told),
        due_on__lt=today,
        state__in=COUNTED,
        person__is_active=True,
    )
    people = Count("person", distinct=True)
    remain = Count("person", distinct=True, filter=~Q(state="fulfilled"))
    counted = past.order_by().values(whose=Value(leader)).annotate(people=people, remain=remain)
    return counted.values_list("whose", "people", "remain")
