"""A large organisation, fast: for trials and benchmarks. `demo --people N` makes it.

What the year of the small demo organisation does by living through it is done here in sets: the people and their talks
are written in bulk with their facts; obligations are opened, credited and closed by the real reckoning, at two
moments: the first day of the quarter before, and now. So `reconcile --check` finds nothing to mend.

Nobody is written to about what lies behind: the ladders count as walked up to now, and talks that are booked sent no
calendar mail. From the next step on everything happens as usual.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from leadership.cli import crowd_people, crowd_prints, crowd_pulse, crowd_talks, demo_rhythms
from leadership.cli.crowd_talks import Diary, Pair, Places, Talk
from leadership.cli.demo_year import Progress
from leadership.conversations import reckoning
from leadership.lib.refusal import refuse
from leadership.obligations import many
from leadership.obligations.models import Obligation
from leadership.obligations.moments import Moments
from leadership.obligations.sets import among
from leadership.people import pauses
from leadership.people.models import Person
from policies.cadence import Period, period_at, period_before

FEWEST = 20
MORNING = time(5)
HEARD = 0.88
"""The share who were heard in the quarter before."""
HEARD_SO_FAR, BOOKED = 0.8, 0.2
"""Of those whose quarter has passed, the share heard; of the others, the share with a time."""
CHOSEN_WITHIN = timedelta(days=9)
APART = timedelta(days=25)
"""Days between the talks of two quarters, so that each counts for its own."""
BOOKED_WITHIN = timedelta(days=21)
STAGES, STAGE = 5, 24
"""Stages before the copying, and about how many steps of copying each of them takes as long as."""
BATCH = 2000
LOOKED_AT = 1000
"""Rows of each index that an embedded database looks at to know its tables."""
READ = ("person", "coach", "policy_version")


def make(people: int, *, now: datetime, progress: Progress) -> int:
    """An organisation of `people` at `now` (UTC), all of it or, when something goes wrong, nothing; how many there are.

    Raises Refused when there is somebody already, or when `people` is fewer than 20.
    """
    if people < FEWEST:
        raise refuse("people", people, "That is too few for an organisation.", f"Ask for at least {FEWEST}.")
    if Person.objects.exists():
        raise refuse(
            "people", people, "There is an organisation already.", "Use an empty database, such as another VAR_DIR."
        )
    with transaction.atomic():
        for done, whole in _steps(people, now):
            progress(done, whole)
    return people


def _steps(people: int, now: datetime) -> Iterator[tuple[int, int]]:
    """Yields after each of `STAGES` stages and each step of copying: how far it has come, and how far it goes."""
    quarter = period_at("quarter", now.date(), (1, 1))
    before = period_before(quarter, (1, 1))
    begun = datetime.combine(before.start, MORNING, UTC)
    block = crowd_people.make(people, start=before.start, joining=(quarter.start, now.date()), now=begun)
    copying = crowd_prints.copies(block) if block else iter(())
    copies = block.copies if block else 0
    whole = STAGES * STAGE + (crowd_prints.steps(block) if block else 0)
    for done, work in enumerate((lambda: None, *_stages(before, quarter, begun, now, copies)), start=1):
        work()
        count_rows_anew()
        yield done * STAGE, whole
    for done, _step in enumerate(copying, start=STAGES * STAGE + 1):
        yield done, whole
    count_rows_anew()


def _stages(
    before: Period, quarter: Period, begun: datetime, now: datetime, copies: int
) -> tuple[Callable[[], None], ...]:
    """What is done once everybody is there."""
    return (
        lambda: _open(before.start, now.date(), begun),
        lambda: _live(before, quarter, now, copies),
        lambda: _reckon(now),
        lambda: _rest(now),
    )


def count_rows_anew() -> None:
    """Without fresh statistics a database plans the next stage, and the first pages, for empty tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        for model in crowd_prints.COPIED:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _promise(start: date, until: date, now: datetime) -> None:
    """Summers without talks, and the quarterly rhythm adopted."""
    hr = Person.objects.get(email="david@example.org")
    for year in range(start.year, until.year + 2):
        summer = date.fromisocalendar(year, 28, 1)
        pauses.set(start=summer, end=summer + timedelta(days=27), now=now, label="Industrisemester", by=hr)
    demo_rhythms.adopt_quarterly(by=hr, on=start, now=now)


def _open(start: date, until: date, now: datetime) -> None:
    """What the rhythm asks for opens."""
    _promise(start, until, now)
    reckoning.signals(now=now)
    reckoning.rollover(now=now)


def _live(before: Period, quarter: Period, now: datetime, copies: int) -> None:
    """Coaches are chosen, talks are held and booked; what they count for is reckoned afterwards. Of those that are over
    people have said how they were."""
    crowd = _Crowd.read(now)
    past = crowd.past(before)
    crowd_talks.write([*past, *crowd.present(quarter)], crowd.chance, now=now)
    crowd_pulse.write(past, random.Random(len(past)), copies=copies)


def _reckon(now: datetime) -> None:
    """Today's reckoning; of those whose talk remains from the quarter before, both were told in time."""
    reckoning.rollover(now=now)
    today = now.date()
    remaining = Obligation.objects.filter(state="open", overdue_from__lte=today).select_related("person")
    many.warn(remaining, now=now - timedelta(days=7))


def _rest(now: datetime) -> None:
    """The ladders are walked up to now, without a letter; each is looked at again when its next day comes."""
    live = Obligation.objects.filter(next_action_at__isnull=False).order_by("id")
    ids = list(live.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(Obligation.objects.filter(pk__in=among(ids[start : start + BATCH])).select_related(*READ))
        moments = Moments.of(rows)
        many.touch({row.pk: moments.next_for(row, after=now) for row in rows}, acted_until=now)


@dataclass
class _Crowd:
    """Everyone, with the coach each of them talks with, and what they are owed."""

    pairs: list[Pair]
    owed: dict[tuple[int, str], Obligation]
    diary: Diary
    chance: random.Random
    now: datetime

    @classmethod
    def read(cls, now: datetime) -> _Crowd:
        people = list(Person.objects.select_related("coach_profile", "unit").order_by("pk"))
        by_id = {person.pk: person for person in people}
        for person in people:
            person.manager = by_id[person.manager_id] if person.manager_id else None
        chance = random.Random(len(people))
        places = Places.of(people, chance)
        owed = {(row.person_id, row.cycle_key): row for row in Obligation.objects.order_by("id")}
        for row in owed.values():
            row.person = by_id[row.person_id]
        pairs = [Pair(person, coach) for person in people if (coach := places.coach_for(person))]
        return cls(pairs, owed, Diary(chance), chance, now)

    def past(self, before: Period) -> list[Talk]:
        """The quarter that is over: most were heard, with the coach they had chosen in its first days."""
        due = [pair for pair in self._owed(before) if pair.member.hire_date <= before.start]
        self._choose(due, before, min(before.start + CHOSEN_WITHIN, self.now.date()))
        heard = [pair for pair in due if self.chance.random() < HEARD]
        return list(self._talks(heard, before, before.start + CHOSEN_WITHIN, before.end - APART, is_held=True))

    def present(self, quarter: Period) -> list[Talk]:
        """The quarter that runs: the further it has come the more have chosen, and have been heard."""
        today = self.now.date()
        days = (today - quarter.start).days
        passed = days / (quarter.end - quarter.start).days
        due = list(self._owed(quarter))
        chosen = [pair for pair in due if self.chance.random() < 2.5 * passed]
        self._choose(chosen, quarter, min(quarter.start + CHOSEN_WITHIN, today))
        heard = [pair for pair in chosen if self.chance.random() < HEARD_SO_FAR * passed]
        others = {pair.member.pk for pair in chosen} - {pair.member.pk for pair in heard}
        ahead = [pair for pair in chosen if pair.member.pk in others and self.chance.random() < BOOKED]
        first, last = today + timedelta(days=2), min(today + BOOKED_WITHIN, quarter.end)
        yesterday = today - timedelta(days=1)
        return [
            *self._talks(heard, quarter, quarter.start + timedelta(days=2), yesterday, is_held=True),
            *self._talks(ahead, quarter, first, last, is_held=False),
        ]

    def _owed(self, period: Period) -> Iterator[Pair]:
        return (pair for pair in self.pairs if (pair.member.pk, period.key) in self.owed)

    def _choose(self, pairs: list[Pair], period: Period, on: date) -> None:
        choices = [
            many.Choice(self.owed[pair.member.pk, period.key], pair.coach.pk, pair.coach.key, on) for pair in pairs
        ]
        many.choose_coaches(choices, now=min(self.now, datetime.combine(on, MORNING, UTC)))

    def _talks(self, pairs: list[Pair], period: Period, first: date, last: date, *, is_held: bool) -> Iterator[Talk]:
        for pair in pairs:
            since = max(first, pair.member.hire_date)
            start = self.diary.start(pair, since, last) if since <= last else None
            if start:
                yield Talk(pair, self.owed[pair.member.pk, period.key], start, is_held)
