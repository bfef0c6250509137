"""`manage.py worker`: the background worker under its watchdog, until TERM or INT."""

import logging
import signal
import sys
import threading
from typing import Any, NoReturn

from django.core.management import CommandParser
from django.db import DatabaseError, close_old_connections
from django_q.cluster import Cluster

from leadership.lib.door import Door
from leadership.outreach import guard, mailcheck
from leadership.worker import timetable
from leadership.worker.processes import die_with_guardian
from leadership.worker.watchdog import Watchdog

log = logging.getLogger(__name__)


class Command(Door):
    help = "Runs the background worker: the pulse, the tick, the letters. Ends with all its children on TERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cluster", action="store_true", help="the watched part itself; started by the worker")

    def answer(self, *, cluster: bool = False, **options: Any) -> dict[str, Any]:
        if cluster:
            _be_the_cluster()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        timetable.ensure()
        threading.Thread(target=_look_around, name="look around", daemon=True).start()
        return {"stopped": True, "restarts": Watchdog(stop).run()}

    def tell(self, result: dict[str, Any]) -> str:
        return "The worker has stopped."


def _look_around() -> None:
    """Says at the start, in one sentence, what will keep letters from leaving; the work begins meanwhile."""
    try:
        held, trouble = guard.look(), mailcheck.look()
    except DatabaseError:
        return
    finally:
        close_old_connections()
    if held:
        log.error("Letters are held back (%s). Look at /delivery/ and let them go there, or with: mail --release", held)
    if trouble:
        log.error("%s %s", mailcheck.sentence(trouble), mailcheck.remedy(trouble))


def _be_the_cluster() -> NoReturn:
    """The queue's own processes, until they are told to stop; they do not outlive the worker."""
    die_with_guardian()
    cluster = Cluster()
    cluster.start()
    if cluster.sentinel is not None:
        cluster.sentinel.join()
    sys.exit(0)
