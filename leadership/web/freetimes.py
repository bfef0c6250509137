"""Free times for the eyes of a reader: what `availability` found, as choices by the reader's clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leadership.conversations import availability, slots
from leadership.conversations.models import Conversation
from leadership.conversations.slots import Reason
from leadership.conversations.wallclock import Places
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import spoken
from leadership.web.spoken import TimeOption


@dataclass(frozen=True)
class Found:
    """The free starts of `member` and `coach`, in order; `reader` is one of the two."""

    reader: Person
    member: Person
    coach: Person
    minutes: int
    times: Sequence[datetime]
    none_because: Reason | None = None
    places: Places = field(default_factory=Places)
    has_stale_calendars: bool = False
    zone: ZoneInfo | None = None
    """The clock the times are read by, where it is not the reader's own."""

    @property
    def clock(self) -> ZoneInfo:
        return self.zone or self.reader.zone_info

    @property
    def other(self) -> Person:
        return self.coach if self.reader.pk == self.member.pk else self.member

    def options(self, times: Sequence[datetime], *, whole: bool = True) -> list[TimeOption]:
        """`times` by the reader's clock, or the one they asked for, with the other one's beside it where the two clocks
        differ, and the place where the coach's hours name one."""
        other = self.other
        return [
            spoken.option(
                start, self.clock, other=other.zone_info, name=other.given_name, whole=whole,
                place=self.places.at(start),
            )
            for start in times
        ]  # fmt: skip

    def by_day(self) -> dict[date, tuple[datetime, ...]]:
        """The times under the dates of that clock."""
        return slots.days_with_times(self.times, self.clock)

    @property
    def why_none(self) -> str:
        """Why there is no time at all, in the reader's language."""
        return str(availability.SENTENCES[self.none_because or Reason.OUTSIDE_WINDOW])


def find(
    reader: Person, member: Person, coach: Person, *, minutes: int, now: datetime, obligation: Obligation | None = None,
    moving: Conversation | None = None, zone: ZoneInfo | None = None,
) -> Found:  # fmt: skip
    """The free times of the two as far as one may choose, and to the end of the window of `obligation`; `moving` is a
    talk that may overlap, `zone` the clock to read them by."""
    by = "member" if reader.pk == member.pk else "coach"
    free = availability.free_times(
        member, coach, minutes=minutes, now=now, by=by, ignoring=moving, obligation=obligation
    )
    seen = free.none_because, free.places, free.has_stale_calendars, zone
    return Found(reader, member, coach, minutes, free.times, *seen)


def for_obligation(obligation: Obligation, *, minutes: int, now: datetime) -> Found:
    """What the member can book with the chosen coach, as far as the obligation reaches. The obligation has a coach."""
    assert obligation.coach is not None
    member, coach = obligation.person, obligation.coach
    return find(member, member, coach, minutes=minutes, now=now, obligation=obligation)


def is_bookable(obligation: Obligation) -> bool:
    """Whether it waits for the member to choose a time."""
    return obligation.state == "open" and obligation.coach_id is not None
