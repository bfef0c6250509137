"""What the mail server has taken is noted, even when the database goes away between its answer and our note.

Only there may a letter be said twice, so the sender stays with it while its claim lasts (docs/explanation/worker.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from leadership.outreach.days import is_away

PATIENCE = 45.0
"""Seconds: twice what SQLite waits for its lock before it says so (`env.database`). With a run and one slow letter
(`deliver.SPEND`, `smtpline.LETTER`) it stays below a lease; a task whose minute is over by then ends as if killed."""
PAUSE = 0.2

T = TypeVar("T")


def until_noted(note: Callable[[], T], *, patience: float = PATIENCE, pause: float = PAUSE) -> T:
    """Does `note`, one transaction; again on a new connection while the database is away, for so many seconds.

    Raises what the database said last when it has not come back by then, and anything else at once.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return note()
        except Exception as error:
            if not is_away(error) or connection.in_atomic_block or time.monotonic() >= until:
                raise
            connection.close()
            time.sleep(pause)
