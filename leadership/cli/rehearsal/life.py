"""People who answer, dawdle, leave, fall ill and move units, day by day, with the worker among them.

The same every time for the same seed. The worker looks four times a day, in the small hours too; during an outage it
does not look at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from leadership.cli.demo_year import Progress, Year
from leadership.outreach import deliver, tick
from leadership.people import absences, directory
from leadership.people.models import Person, Unit

WATCHES = (time(2, 30), time(7, 10), time(13, 5), time(20, 40))
"""When the worker looks, UTC."""
WORKDAY = time(9, 30)
TEMPERS = {"prompt": 0.25, "steady": 0.10, "dawdling": 0.02, "silent": 0.0}
"""How likely each kind of person acts on a given day about something open."""
SHARES = (4, 3, 2, 1)
YEARLY = {"ill": 2.5, "away": 0.06, "leaves": 0.08, "moves": 0.10, "hired": 0.06}
"""How often each happens, per person and year."""
WORKDAYS = 230
ONE_A_MONTH = 7
"""On the first Monday of each month somebody joins, however small the organisation: rhythms for newcomers are tried."""


@dataclass(frozen=True)
class Outage:
    """The worker is away from the first to the last day, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class Life(Year):
    """One run from `start` to `until`."""

    def __init__(self, start: date, until: date, *, seed: int, outages: bool) -> None:
        super().__init__(start, datetime.combine(until, time(23), UTC))
        self.until = until
        self.chance = random.Random(seed)
        self.outages = tuple(self._outages()) if outages else ()
        self.happened: dict[str, int] = dict.fromkeys(YEARLY, 0)
        self.looked: list[datetime] = []

    def live_all(self, progress: Progress) -> None:
        """Every day in turn."""
        whole = (self.until - self.start).days + 1
        for number in range(whole):
            day = self.start + timedelta(days=number)
            self._live(day)
            progress(number + 1, whole)

    def returns(self) -> list[datetime]:
        """When the worker looked first after each outage."""
        ends = [self.at(outage.last, time(23, 59)) for outage in self.outages]
        return [min(later) for end in ends if (later := [at for at in self.looked if at > end])]

    def _live(self, day: date) -> None:
        works = day.weekday() < 5
        if works:
            self._happens(day, self.at(day, time(0, 15)))
        for watch in WATCHES:
            if watch > WORKDAY and works and watch is WATCHES[2]:
                self._look_back(self.at(day, WORKDAY))
                self._act(day, self.at(day, WORKDAY))
            if not self._is_out(day):
                self._look(self.at(day, watch))

    def _look(self, moment: datetime) -> None:
        tick.tick(moment)
        deliver.run(moment, seconds=3600)
        self.looked.append(moment)

    def _is_out(self, day: date) -> bool:
        return any(outage.covers(day) for outage in self.outages)

    def _outages(self) -> Iterator[Outage]:
        """One for each four months or part of them, of one to nine days."""
        length = (self.until - self.start).days
        for part in range(length // 122 + 1):
            begin = self.start + timedelta(days=part * 122 + self.chance.randrange(3, max(4, min(122, length) - 10)))
            yield Outage(begin, begin + timedelta(days=self.chance.randrange(1, 9)))

    def _happens(self, day: date, moment: datetime) -> None:
        everybody = list(Person.objects.employed(day).order_by("pk"))
        if day.weekday() == 0 and day.day <= ONE_A_MONTH:
            colleagues = [person for person in everybody if person.manager_id]
            self._try(lambda who, now: self._befalls("hired", who, day, now), self.chance.choice(colleagues), moment)
        for kind, often in YEARLY.items():
            for person in everybody:
                if self.chance.random() < often / WORKDAYS:
                    self._try(lambda who, now, kind=kind: self._befalls(kind, who, day, now), person, moment)

    def _befalls(self, kind: str, person: Person, day: date, moment: datetime) -> None:
        if kind in ("ill", "away"):
            days = self.chance.randrange(0, 9) if kind == "ill" else self.chance.randrange(40, 200)
            absences.note(person, start=day, end=day + timedelta(days=days), now=moment)
        elif kind == "leaves" and not person.is_hr:
            directory.leave(person, last_day=day + timedelta(days=30), now=moment)
        elif kind == "moves":
            self._move(person, moment)
        elif kind == "hired":
            self._hire(person, day, moment)
        else:
            return
        self.happened[kind] += 1

    def _move(self, person: Person, moment: datetime) -> None:
        leader = self.chance.choice(list(Person.objects.leaders().filter(is_active=True).order_by("pk")))
        unit = self.chance.choice(list(Unit.objects.exclude(parent=None).order_by("pk")))
        directory.move(person, manager=leader, unit=unit, now=moment)

    def _hire(self, colleague: Person, day: date, moment: datetime) -> None:
        number = Person.objects.count()
        directory.hire(
            given_name=f"Nova {number}", family_name="Ny", email=f"nova{number}@example.org", hire_date=day,
            manager=colleague.manager, unit=colleague.unit, zone=str(colleague.zone), country=colleague.country,
            subdiv=colleague.subdiv, language=colleague.language, now=moment,
        )  # fmt: skip

    def _is_recent(self, day: date) -> bool:
        return True

    def _temper(self, person: Person, day: date) -> float:
        """Each person's way, for good; whoever is away does nothing."""
        if absences.away(person, day):
            return 0.0
        return TEMPERS[random.Random(person.email).choices(list(TEMPERS), SHARES)[0]]
