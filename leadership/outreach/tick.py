"""The tick: everything that is due at one moment, once (docs/explanation/worker.md).

Whoever's last day is over is let go, facts are reckoned with, cycles roll over, ladders are walked, talks end, and what
has happened becomes letters. Run it twice, late, or on three machines: the result is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from leadership.conversations import moments as talk_moments
from leadership.conversations import reckoning
from leadership.outreach import advance, happenings
from leadership.outreach.report import Report
from leadership.people import directory
from leadership.people.importing import keeping

TALKS = 500


def tick(now: datetime, *, beat: Callable[[], None] = lambda: None) -> Report:
    """Does what is due at `now` (UTC) and says what that was. `beat` is called between the pieces of the work."""
    report = Report(now)
    directory.close_past(now=now)
    keeping.forget_old(now=now)
    report.mended(reckoning.signals(now=now).done)
    beat()
    report.mended(reckoning.rollover(now=now).done)
    beat()
    advance.due(report, now=now, beat=beat)
    _talks(report, now, beat)
    told = happenings.tell(now=now)
    report.written += told.written
    report.errors += told.errors
    return report


def _talks(report: Report, now: datetime, beat: Callable[[], None]) -> None:
    more = True
    while more:
        done = talk_moments.advance(now=now, limit=TALKS)
        report.errors += [{"object": "conversation", "error": "could not be advanced; see the log"}] * done.errors
        more = done.total >= TALKS
        beat()
