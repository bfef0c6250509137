"""`manage.py worker`: the background worker under its watchdog, until TERM or INT."""

import signal
import sys
import threading
from typing import Any, NoReturn

from django.core.management import CommandParser
from django_q.cluster import Cluster

from leadership.lib.door import Door
from leadership.worker import timetable
from leadership.worker.processes import die_with_parent
from leadership.worker.watchdog import Watchdog


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
        return {"stopped": True, "restarts": Watchdog(stop).run()}

    def tell(self, result: dict[str, Any]) -> str:
        return "The worker has stopped."


def _be_the_cluster() -> NoReturn:
    """The queue's own processes, until they are told to stop; they do not outlive the worker."""
    die_with_parent()
    cluster = Cluster()
    cluster.start()
    if cluster.sentinel is not None:
        cluster.sentinel.join()
    sys.exit(0)
