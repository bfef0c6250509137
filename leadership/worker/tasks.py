"""What the queue may ask for. Tasks carry no content: losing one, or running it twice, means nothing."""

import logging
import signal
import threading
import time

from django_q.conf import Conf

from leadership.calendars import refreshing
from leadership.calendars.imap import Closed
from leadership.outreach import deliver as outgoing
from leadership.outreach import fetching, heartbeat, mailcheck, mailway, queue
from leadership.outreach import tick as clockwork
from leadership.people import clock
from leadership.worker import timetable

log = logging.getLogger(__name__)


def tick() -> None:
    """Everything that is due now, then the letters it wrote; what goes through everybody is a task of its own."""
    _begin("tick")
    begun = time.monotonic()
    report = clockwork.tick(clock.now(), beat=_beat, counts=False)
    heartbeat.ticked(worker=Conf.CLUSTER_NAME)
    timetable.nudge(timetable.DELIVER)
    if clockwork.is_to_be_counted(clock.now()):
        timetable.nudge(timetable.COUNT)
    if fetching.is_due():
        timetable.nudge(timetable.FETCH)
    if refreshing.is_due(clock.now()):
        timetable.nudge(timetable.REFRESH)
    if mailway.is_old():
        mailcheck.look()
    log.info("tick", extra=report.figures() | {"seconds": round(time.monotonic() - begun, 3)})


def count() -> None:
    """What is counted from time to time: the number line, large lines, figures."""
    _begin("count")
    report = clockwork.count(clock.now(), beat=_beat)
    if report.errors:
        log.info("count", extra=report.figures())


def deliver() -> None:
    """The letters that are due now; where they are many, another process of the cluster is asked to help."""
    _begin("deliver")
    if queue.is_long(clock.now()):
        timetable.nudge(timetable.DELIVER)
    counts = outgoing.run(clock.now(), beat=_beat)
    if counts.more:
        timetable.nudge(timetable.DELIVER)
    if any(counts.as_dict().values()):
        log.info("letters", extra=counts.as_dict())


def fetch() -> None:
    """The messages that came to the mailbox."""
    _begin("fetch")
    try:
        fetched = fetching.run(clock.now(), beat=lambda: _beat("fetch"))
    except Closed as closed:
        log.warning("the mailbox cannot be looked into", extra={"trouble": closed.trouble})
        return
    if fetched.decided:
        log.info("messages", extra=fetched.as_dict())


def refresh() -> None:
    """The calendars kept elsewhere that are due to be read."""
    _begin("refresh")
    refreshing.run(clock.now(), beat=lambda: _beat("refresh"))


def _begin(note: str) -> None:
    """A task whose minute is over ends as if killed. The queue would have it end by an exception instead, which takes
    leave of the mail server behind a letter that has not been noted yet."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _beat(note)


def _beat(note: str = "") -> None:
    """The worker whose queue this is lives."""
    heartbeat.beat(note, worker=Conf.CLUSTER_NAME)
