"""What the demo loads when the database is empty."""

from __future__ import annotations

from datetime import datetime

from leadership.cli import demo_year
from leadership.cli.demo_year import Progress
from leadership.people.models import Person


def silent(done: int, of: int) -> None:
    """Progress that nobody watches."""


def seed(*, now: datetime, progress: Progress = silent) -> int:
    """The organisation Nordljus with a year behind it; returns how many people there are."""
    demo_year.live(now=now, progress=progress)
    count: int = Person.objects.count()
    return count
