"""What figures are made from: plain values read from ledger and calendar, without a name in them. Pure.

People are ids, days are dates, times are minutes or working days as each field says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Owed:
    """One compulsory talk that was due in the interval. `state` and `reason` are those of the ledger."""

    person: int
    state: str
    due_on: date
    credited_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk that was held: who made the first move (`member`, `coach` or "" where nobody knows), whether the coach
    works outside the member's line, and the minutes it took, for one of the two."""

    member: int
    coach: int
    first_move: str
    outside: bool = False
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Booking:
    """One talk that was booked: whether it was cancelled, and whether it was moved at least once."""

    member: int
    cancelled: bool
    moved: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """How long the move of one pair rested with `side` (member or coach), in working days."""

    member: int
    side: str
    days: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Times that a member suggested to a coach, and whether the coach answered before they passed."""

    member: int
    coach: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who is open for choice: how many people they have, for how many there is room, and the minutes of talks
    they held in the last ninety days."""

    person: int
    people: int
    room: int
    minutes: int

    @property
    def load(self) -> float:
        """People / room; a coach with no room at all is full as soon as somebody comes."""
        return self.people / self.room if self.room else float(self.people)


@dataclass(frozen=True, slots=True)
class Answers:
    """How many people answered a question, and how many of them said what is counted (`part`)."""

    n: int
    part: int


@dataclass(frozen=True, slots=True)
class Voices:
    """One consultation: how many were asked, how many spoke, concerns raised and concerns answered."""

    asked: int
    spoke: int
    raised: int
    answered: int
