"""The tick: everything that is due at one moment, once (docs/explanation/worker.md).

Whoever's last day is over is let go, facts are reckoned with, cycles roll over, ladders are walked, talks end, and what
has happened becomes letters; figures whose time has come are rolled up. Run it twice, late, or on three machines: the
result is the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from leadership.calendars import copying, mailbox
from leadership.consultations import moments as rhythm_moments
from leadership.conversations import moments as talk_moments
from leadership.conversations import reckoning, rounds, stepping_aside, waiting
from leadership.insights import chores, linecounts, nightly, rollup
from leadership.outreach import advance, happenings, incoming, summaries
from leadership.outreach.days import is_away
from leadership.outreach.report import Report
from leadership.people import directory
from leadership.people.importing import keeping

log = logging.getLogger(__name__)

TALKS = 500


def tick(now: datetime, *, beat: Callable[[], None] = lambda: None, counts: bool = True) -> Report:
    """Does what is due at `now` (UTC) and says what that was. `beat` is called between the pieces of the work. Without
    `counts` somebody else does `count`."""
    report = Report(now)
    pieces: dict[str, Callable[[], object]] = {
        "leavers": lambda: directory.close_past(now=now),
        "staff lists": lambda: keeping.forget_old(now=now),
        "messages that came": lambda: _mailbox(now),
        "signals": lambda: report.mended(reckoning.signals(now=now).done),
        "absent coaches": lambda: stepping_aside.act(now=now),
        "cycles": lambda: report.mended(reckoning.rollover(now=now).done),
        "ladders": lambda: advance.due(report, now=now, beat=beat),
        "summaries": lambda: _summaries(report, now),
        "talks": lambda: _talks(report, now, beat),
        "waiting lists": lambda: waiting.advance(now=now),
        "rounds": lambda: rounds.advance(now=now, beat=beat),
        "rhythms": lambda: rhythm_moments.advance(now=now, beat=beat),
        "happenings": lambda: _happenings(report, now),
    }
    _do(pieces, report, beat)
    if counts:
        count(now, beat=beat, report=report)
    return report


def count(now: datetime, *, beat: Callable[[], None] = lambda: None, report: Report | None = None) -> Report:
    """What goes through everybody from time to time: the number line, answers that have served, exact counts of
    large lines, figures. Of a million people this takes a minute or two."""
    report = report or Report(now)
    pieces: dict[str, Callable[[], object]] = {
        "number line": lambda: nightly.number_line(now=now),
        "pulse": lambda: nightly.answers(now=now),
        "line counts": lambda: linecounts.refresh(now=now, beat=beat),
        "figures": lambda: rollup.look(now=now, beat=beat),
    }
    _do(pieces, report, beat)
    return report


def is_to_be_counted(now: datetime) -> bool:
    """Whether `count` would have something to do."""
    every = dict.fromkeys(("number line", "pulse"), nightly.DAILY)
    every |= {"line counts": linecounts.EVERY, "figures": rollup.EVERY}
    return chores.any_due(every, now=now)


def _do(pieces: Mapping[str, Callable[[], object]], report: Report, beat: Callable[[], None]) -> None:
    for name, piece in pieces.items():
        _piece(name, piece, report)
        beat()


def _piece(name: str, piece: Callable[[], object], report: Report) -> None:
    """A piece that goes wrong is named in log and report; the others are done all the same."""
    try:
        piece()
    except Exception as error:
        if is_away(error):
            raise
        log.exception("a piece of the tick went wrong", extra={"piece": name})
        report.errors.append({"object": name, "error": f"{type(error).__name__}: {error}"})


def _summaries(report: Report, now: datetime) -> None:
    report.written += summaries.write(now=now)


def _mailbox(now: datetime) -> None:
    """What was kept and not decided, as after a crash; and what has served is forgotten."""
    incoming.settle_waiting(now=now)
    mailbox.forget_old(now=now)
    copying.forget_old(now=now)


def _happenings(report: Report, now: datetime) -> None:
    told = happenings.tell(now=now)
    report.written += told.written
    report.errors += told.errors


def _talks(report: Report, now: datetime, beat: Callable[[], None]) -> None:
    more = True
    while more:
        done = talk_moments.advance(now=now, limit=TALKS)
        report.errors += [{"object": "conversation", "error": "could not be advanced; see the log"}] * done.errors
        more = done.total >= TALKS
        beat()
