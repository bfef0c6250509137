"""What a large trial organisation has behind it and before it: who talks with whom, and when, written in sets.

Each talk lies in working hours of both, no two talks of one person overlap, and nobody has more members than places.
What the talks count for is left to the real reckoning.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from leadership.cli.crowd_prints import BLOCK_FROM
from leadership.conversations import booking, eligibility
from leadership.conversations.models import Conversation
from leadership.lib.instants import at_local, iso
from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.outbox.models import Fact
from leadership.people import workcalendar
from leadership.people.models import Person
from policies.models import ConversationType
from policies.organisation import org_facts
from policies.workdays import WorkCalendar, calendar_of

MINUTES = 30
HOURS = (9, 10, 11, 13, 14, 15)
SHARED_HOURS = (13, 14)
"""Hours (UTC) of which one is a working hour at every site, in summer and in winter."""
OWN_MANAGER = 0.35
AHEAD = timedelta(days=14)
"""How long before it a talk was booked."""
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Pair:
    """Who is coach of whom."""

    member: Person
    coach: Person


@dataclass
class Places:
    """Coaches with room, by site; each takes as many members as there are places. Whoever will be copied talks with
    people who will be copied alone."""

    chance: random.Random
    room: dict[int, int] = field(default_factory=dict)
    lists: dict[tuple[bool, str], deque[Person]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person], chance: random.Random) -> Places:
        """Everyone has room for as many as they say, without a profile for the usual number."""
        found = cls(chance)
        for person in people:
            profile = eligibility.profile_of(person)
            found.room[person.pk] = profile.capacity if profile else 12
            if profile and profile.certified:
                found.lists.setdefault((_is_printed(person), str(person.zone)), deque()).append(person)
        return found

    def coach_for(self, member: Person) -> Person | None:
        """The member's own manager or a certified coach, near if possible; None when there is no place anywhere."""
        manager, part = member.manager, _is_printed(member)
        if manager and _is_printed(manager) == part and self.chance.random() < OWN_MANAGER and self._take(manager):
            return manager
        zones = (str(member.zone), *sorted(zone for mine, zone in self.lists if mine == part))
        near = [self.lists[part, zone] for zone in zones if (part, zone) in self.lists]
        return next((coach for coaches in near if (coach := self._next(coaches, member))), None)

    def _next(self, coaches: deque[Person], member: Person) -> Person | None:
        for _ in range(len(coaches)):
            coach = coaches.popleft()
            if coach.pk != member.pk and self._take(coach):
                coaches.append(coach)
                return coach
            if self.room[coach.pk] > 0:
                coaches.append(coach)
        return None

    def _take(self, coach: Person) -> bool:
        if self.room[coach.pk] <= 0:
            return False
        self.room[coach.pk] -= 1
        return True


def _is_printed(person: Person) -> bool:
    return person.pk >= BLOCK_FROM


@dataclass
class Diary:
    """Finds a time for two: on a working day of both, at an hour at which neither is in another talk."""

    chance: random.Random
    taken: set[tuple[int, datetime]] = field(default_factory=set)
    days: dict[object, list[date]] = field(default_factory=dict)
    calendars: dict[tuple[str, str], WorkCalendar] = field(default_factory=dict)

    def start(self, pair: Pair, first: date, last: date) -> datetime | None:
        """A start (UTC) from `first` to `last`, which is taken from now on; None when there is no time left."""
        days = self._common(pair, first, last)
        after = self.chance.randrange(len(days)) if days else 0
        for day in days[after:] + days[:after]:
            for start in self._starts(pair, day):
                mine, theirs = (pair.member.pk, start), (pair.coach.pk, start)
                if mine not in self.taken and theirs not in self.taken:
                    self.taken |= {mine, theirs}
                    return start
        return None

    def _starts(self, pair: Pair, day: date) -> Iterator[datetime]:
        if str(pair.member.zone) != str(pair.coach.zone):
            shared = (datetime.combine(day, time(hour), UTC) for hour in SHARED_HOURS)
            yield from (start for start in shared if _is_in_hours(start, pair))
            return
        zone = pair.member.zone_info
        first = self.chance.randrange(len(HOURS))
        for hour in HOURS[first:] + HOURS[:first]:
            yield at_local(day, time(hour), zone)

    def _common(self, pair: Pair, first: date, last: date) -> list[date]:
        """Working days of both; few pairs of calendars serve everybody."""
        mine, theirs = ((person.country, person.subdiv) for person in (pair.member, pair.coach))
        key = (mine, theirs, first, last)
        if key not in self.days:
            both = [self._calendar(*where) for where in {mine, theirs}]
            every = (first + timedelta(days=number) for number in range((last - first).days + 1))
            self.days[key] = [day for day in every if all(calendar.is_workday(day) for calendar in both)]
        return self.days[key]

    def _calendar(self, country: str, subdiv: str) -> WorkCalendar:
        if (country, subdiv) not in self.calendars:
            made = calendar_of(workcalendar.book(), country, subdiv, pauses=org_facts().pauses)
            self.calendars[country, subdiv] = made
        return self.calendars[country, subdiv]


def _is_in_hours(start: datetime, pair: Pair) -> bool:
    local = (start.astimezone(person.zone_info).hour for person in (pair.member, pair.coach))
    return all(HOURS[0] <= hour <= HOURS[-1] + 1 for hour in local)


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk of a pair for an obligation at `start` (UTC); held, or still ahead."""

    pair: Pair
    obligation: Obligation
    start: datetime
    is_held: bool


def write(talks: Iterable[Talk], chance: random.Random, *, now: datetime) -> None:
    """Stores the talks with what happened to each. No signal is written, so no calendar mail leaves."""
    kind = ConversationType.objects.get(key="one_on_one")
    rows = [_row(talk, kind, chance, now) for talk in talks]
    Conversation.objects.bulk_create(rows, batch_size=BATCH)
    facts.write_many(fact for row in rows for fact in _facts(row))


def _row(talk: Talk, kind: ConversationType, chance: random.Random, now: datetime) -> Conversation:
    member, coach = talk.pair.member, talk.pair.coach
    booked_at = min(now, talk.start - AHEAD)
    profile = eligibility.profile_of(coach)
    row = Conversation(
        key=UUID(int=chance.getrandbits(128), version=4), member=member, coach=coach, type=kind,
        asked_for=talk.obligation, state="booked", initiated_by="coach" if chance.random() < 0.7 else "member",
        minutes=MINUTES, zone=member.zone, place=profile.place if profile else "", made_at=booked_at,
        booked_at=booked_at, stamped_at=booked_at, **booking.times(talk.start, MINUTES),
        coach_kinds=sorted(eligibility.kinds(member, coach, pools=())),
        next_action_at=talk.start + timedelta(minutes=MINUTES),
    )  # fmt: skip
    if talk.is_held:
        row.state, row.version, row.next_action_at = "held", 1, None
        row.confirmed_by, row.confirmed_on = "member", talk.start.astimezone(member.zone_info).date()
    return row


def _facts(row: Conversation) -> Iterator[Fact]:
    """Booked by the side that began; held by the member's word, an hour after the start."""
    assert row.booked_at is not None and row.start is not None
    began = row.coach if row.initiated_by == "coach" else row.member
    yield _fact(row, "booked", row.booked_at, began, {"from": "", "to": "booked", "version": 0})
    if row.state == "held":
        said = {"from": "booked", "to": "held", "version": 1, "by": "member"}
        yield _fact(row, "held", row.start + timedelta(hours=1), row.member, said)


def _fact(row: Conversation, deed: str, at: datetime, by: Person, told: dict[str, object]) -> Fact:
    assert row.start is not None
    data = {"sequence": 0, "coach": str(row.coach.key), "start": iso(row.start), "minutes": row.minutes, **told}
    return Fact(
        at=at, kind=f"conversation.{deed}", actor_key=by.key, subject_key=row.member.key, object=row.name, data=data
    )  # fmt: skip
