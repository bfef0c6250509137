"""The personal feed: an address that shows a person's own talks, and the days to be heard by, to their calendar.

The address holds 128 random bits; only their hash is kept, so it is shown once, when made. Making a new one ends the
old. Titles are neutral unless the person wants them to say who the other one is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from icalendar import Calendar, Event

from leadership.calendars.models import Feed
from leadership.lib.lines import many_lines, one_line
from leadership.lib.tokens import random_token, token_hash
from leadership.outbox import facts
from leadership.people.models import Person

PRODID = "-//Heard//Feed//EN"
REFRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the feed: with `end` a stretch of time (instants in UTC), without one a whole `day`."""

    uid: str
    summary: str
    stamped_at: datetime
    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""


@transaction.atomic
def make(person: Person, *, now: datetime, titles: bool) -> str:
    """A new address for `person`; the old one opens nothing any more. Returns the secret, shown this once."""
    secret = random_token()
    values = {"token_hash": token_hash(secret), "made_at": now, "titles": titles}
    Feed.objects.update_or_create(person=person, defaults=values)
    facts.write("feed.made", at=now, actor=person.key, subject=person.key, object=f"feed:{person.key}")
    return secret


@transaction.atomic
def end(person: Person, *, now: datetime) -> None:
    """The address opens nothing any more."""
    if Feed.objects.filter(person=person).delete()[0]:
        facts.write("feed.ended", at=now, actor=person.key, subject=person.key, object=f"feed:{person.key}")


def of_secret(secret: str) -> Feed | None:
    """The feed that opens with `secret`; None when there is none or its owner has left."""
    found = Feed.objects.select_related("person").filter(token_hash=token_hash(secret), person__is_active=True)
    return found.first()


def render(entries: Iterable[Entry], *, name: str) -> bytes:
    """The feed as a calendar file (RFC 5545), the same bytes for the same entries."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT30M")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamped_at)
    event.add("sequence", entry.sequence)
    event.add("summary", one_line(entry.summary))
    event.add("dtstart", entry.day or entry.start)
    if entry.end:
        event.add("dtend", entry.end)
    for name, text in (("location", one_line(entry.location)), ("description", many_lines(entry.description))):
        if text:
            event.add(name, text)
    if entry.url:
        event.add("url", entry.url)
    # A day to be heard by takes no time; a talk does.
    event.add("transp", "OPAQUE" if entry.end else "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
