"""A talk of ours as one event in a calendar kept elsewhere, and what every kind of such calendar can do with it.

`Account` is the one interface; CalDAV, Google and Microsoft each stand behind it. Every write is guarded by the ETag
that was read before it, and the event is found again by its UID, so that doing it twice is doing it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

Stretch = tuple[datetime, datetime]


class Altered(Exception):
    """Somebody else has changed the calendar between our look and our write; look again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The talk as its owner's calendar is to show it; instants in UTC, `summary` and `description` in their words."""

    key: UUID
    uid: str
    sequence: int
    stamped_at: datetime
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The event as it stands there: its `place` (address or id), the ETag of its state, and its time (UTC)."""

    place: str
    etag: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says: a name for its state; unless that is the one known, busy time and our own events by UID.

    `ours` is None where a server shows busy and free alone.
    """

    state: str
    busy: tuple[Stretch, ...] | None
    ours: dict[str, Stretch] | None = None


class Account(Protocol):
    """One calendar that we may write to. Everything raises `guard.Blocked`."""

    def find(self, uid: str, place: str) -> Seen | None:
        """Our event, at the `place` it was last seen or by its UID; None when it is not there."""
        ...

    def put(self, wanted: Wanted, seen: Seen | None) -> Seen:
        """Writes the event: anew, or over `seen` as long as nobody has touched it since. Raises Altered."""
        ...

    def remove(self, seen: Seen) -> None:
        """Takes the event away; gone already is as good. Raises Altered."""
        ...
