"""What the demo loads when the database is empty."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from leadership.cli import demo_year
from leadership.cli.demo_year import Progress
from leadership.people import doors
from leadership.people.models import Person


def silent(done: int, of: int) -> None:
    """Progress that nobody watches."""


def seed(*, now: datetime, progress: Progress = silent) -> int:
    """The organisation Nordljus with a year behind it; returns how many people there are."""
    demo_year.live(now=now, progress=progress)
    _open_doors(now)
    count: int = Person.objects.count()
    return count


def _open_doors(now: datetime) -> None:
    """Two coaches keep an hour open for whoever comes, and Astrid says where she is on Tuesdays."""
    erik, astrid = (Person.objects.get(email=f"{name}@example.org") for name in ("erik", "astrid"))
    hours: dict[str, Any] = {"minutes": 15, "first_day": now.date(), "now": now}
    doors.open_hours(erik, weekday=2, opens=time(14), closes=time(15), place="Quiet room", by=erik, **hours)
    doors.open_hours(astrid, weekday=3, opens=time(9), closes=time(9, 45), by=astrid, **hours)
    tuesday = [["09:00", "12:00", "Kista"], ["12:00", "17:00", "Solna"]]
    doors.keep_week(astrid, {**astrid.work_hours, "tue": tuesday}, by=astrid, now=now)
