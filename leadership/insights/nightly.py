"""What is kept in order without anybody's asking, once a day: the number line is held against the managers, and of what
people said after talks that is forgotten which has served."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from leadership.conversations import pulse
from leadership.insights import chores
from leadership.obligations import linecopy
from leadership.people import numberline

log = logging.getLogger(__name__)

DAILY = timedelta(days=1)
LATEST = timedelta(days=2)
"""After a row's date, the time in which it may still be that day somewhere."""


def number_line(*, now: datetime) -> int:
    """Lets go of what is history, then compares, and mends what differs; how much did. Once a day: again at once does
    nothing."""
    if not chores.begin("number line", now=now, every=DAILY):
        return 0
    _know_the_tables()
    linecopy.let_go((now - LATEST).date())
    with transaction.atomic():
        people = numberline.mend() if numberline.wrong() else 0
        copies = linecopy.mend() if linecopy.wrong() else 0
    if people or copies:
        log.warning("the number line was mended", extra={"people": people, "copies": copies})
    return people + copies


def answers(*, now: datetime) -> int:
    """Lets go of turns and counts of answers that have served; how many rows. Once a day."""
    return pulse.let_go(now=now) if chores.begin("pulse", now=now, every=DAILY) else 0


def _know_the_tables() -> None:
    """An embedded database knows how its indexes are filled only when it is told to look; PostgreSQL looks by itself.
    A thousand rows of each are enough, so it takes a moment."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
