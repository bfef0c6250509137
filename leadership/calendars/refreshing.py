"""Reading calendars kept elsewhere: daily, when a page asks and they are older than five minutes, and after a failure.

Fetching and parsing happen outside any transaction and within the limits of `guard` and `limited`; the result replaces
the old busy time in one transaction. A failure keeps what was read last and is told to the owner as a plain code.
Run twice, or by two workers at once, it comes to the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from leadership.calendars import caldav_account, copying, freebusy, guard, leaving, limited, noticing
from leadership.calendars.connecting import our_guard
from leadership.calendars.elsewhere import Reading
from leadership.calendars.freebusy import Owner, Stretch
from leadership.calendars.guard import Blocked
from leadership.calendars.limited import Unread
from leadership.calendars.models import DAILY, STALE_AFTER, BusyTime, Grant, Source
from leadership.people.models import Person

REACH = timedelta(days=400)
"""How far ahead busy time is kept: a year's obligation with room to spare."""
BATCH = 20
MOST_SECONDS = 40.0
"""A batch begins no further calendar after so long: a task has a minute."""


def ask(people: Iterable[Person], *, now: datetime) -> int:
    """Notes that somebody looks at these people's free times: what was read over five minutes ago is read again soon.

    Returns how many calendars were asked for; one statement, and no waiting.
    """
    stale = Q(tried_at__isnull=True) | Q(tried_at__lte=now - STALE_AFTER)
    unasked = Q(asked_at__isnull=True) | Q(asked_at__lte=now - STALE_AFTER)
    return Source.objects.filter(stale, unasked, person__in=list(people)).update(asked_at=now)


def is_due(now: datetime) -> bool:
    """Whether there is anything to read, or a calendar that is to go."""
    return Source.objects.due(now).exists() or leaving.is_due(now)


def run(now: datetime, *, beat: Callable[[], Any] | None = None) -> int:
    """Lets go of what is to go, and reads a batch of what is due; returns how many calendars were tried. `beat` is
    called after each."""
    leaving.finish(now, beat=beat)
    begun, tried = time.monotonic(), 0
    for source in Source.objects.due(now).select_related("person", "grant")[:BATCH]:
        if tried and time.monotonic() - begun > MOST_SECONDS:
            break
        refresh(source, now=now)
        tried += 1
        if beat:
            beat()
    return tried


def refresh(source: Source, *, now: datetime) -> Source:
    """Reads one calendar and keeps what it says, or why it could not be read."""
    known = noticing.known(source, now=now)
    try:
        found = _read(source, now)
        noticed = noticing.altered(source, known, found, now=now)
    except (Blocked, Unread) as failure:
        return _failed(source, failure, now)
    kept = _kept(source, found, now)
    for copy, seen in noticed:
        copying.note(copy, seen, now=now)
    return kept


def _read(source: Source, now: datetime) -> Reading:
    """What the server calls this state, and what is in it unless nothing has changed since."""
    if source.grant is not None:
        return _read_granted(source, source.grant, now)
    if source.username and source.credentials is None:
        raise Blocked("moved")
    return _read_caldav(source, now) if source.kind == Source.Kind.CALDAV else _read_ics(source, now)


def _read_granted(source: Source, grant: Grant, now: datetime) -> Reading:
    """At Google and Microsoft, who expand recurrences themselves: no file of theirs is parsed here."""
    account = copying.granted(source, grant, now=now, seconds=guard.MOST_SECONDS)
    places = {noticing.uid_of(copy): copy.place for copy in source.copies.all()}
    first, until = _first(now), now + REACH
    found = account.read(first=first, until=until, owner=_owner(source), places=places)
    return replace(found, busy=freebusy.clipped(found.busy or (), first, until))


def _owner(source: Source) -> Owner:
    mine = tuple(address.lower() for address in (source.person.email, source.username) if "@" in address)
    return Owner(str(source.person.zone), mine, noticing.domain())


def _read_ics(source: Source, now: datetime) -> Reading:
    known = source.etag if _is_fresh_enough(source, now) else ""
    response = guard.fetch(source.url, our_guard(), headers={"If-None-Match": known} if known else None)
    if response.status_code == 304:
        return Reading(known, None)
    return Reading(response.headers.get("ETag", "")[:300], *_parsed(source, [response.content], now))


def _read_caldav(source: Source, now: datetime) -> Reading:
    asked: dict[str, Any] = {"credentials": source.credentials, "guard": our_guard()}
    state = caldav_account.state_of(source.url, **asked)
    if state and state == source.etag and _is_fresh_enough(source, now):
        return Reading(state, None)
    files, whole = caldav_account.events(source.url, first=_first(now), until=now + REACH, **asked)
    busy, ours = _parsed(source, files, now)
    return Reading(state, busy, ours if whole else None)


def _is_fresh_enough(source: Source, now: datetime) -> bool:
    """Whether an unchanged calendar needs no new look: what was kept still reaches far enough."""
    return source.reaches_until is not None and source.reaches_until >= now + REACH - 2 * DAILY


def _parsed(source: Source, files: Iterable[bytes], now: datetime) -> tuple[tuple[Stretch, ...], dict[str, Stretch]]:
    return limited.read(list(files), owner=_owner(source), first=_first(now), until=now + REACH)


def _first(now: datetime) -> datetime:
    return (now - DAILY).replace(second=0, microsecond=0)


@transaction.atomic
def _kept(source: Source, found: Reading, now: datetime) -> Source:
    if not Source.objects.select_for_update().filter(pk=source.pk).exists():
        return source
    if found.busy is not None:
        source.busy.all().delete()
        BusyTime.objects.bulk_create(
            [BusyTime(source=source, start=start, end=end) for start, end in found.busy], batch_size=1000
        )
        source.reaches_until = now + REACH
    return _noted(
        source, now, state=Source.State.READ, etag=found.state, fetched_at=now, failures=0, problem="", wait=DAILY
    )


def _failed(source: Source, failure: Blocked | Unread, now: datetime) -> Source:
    source.failures += 1
    asked = failure.wait if isinstance(failure, Blocked) else timedelta()
    wait = max(source.wait_after_failure(), asked)
    return _noted(source, now, state=Source.State.FAILING, problem=failure.code, failures=source.failures, wait=wait)


def _noted(source: Source, now: datetime, *, wait: timedelta, **values: Any) -> Source:
    values |= {"tried_at": now, "next_at": now + wait, "reaches_until": source.reaches_until}
    Source.objects.filter(pk=source.pk).update(**values)
    for name, value in values.items():
        setattr(source, name, value)
    return source
