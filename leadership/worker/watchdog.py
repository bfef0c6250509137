"""Keeps one cluster healthy: gives it the pulse, and when its heart stops, ends all of it and starts a new one.

A cluster whose process was killed can live on for ever without hearing anything (docs/explanation/worker.md); only its
heartbeat tells. Whatever happens to it, it is healthy again within three minutes, unattended.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from leadership.outreach import heartbeat
from leadership.worker import timetable
from leadership.worker.processes import Group, end_orphans, is_gone, name

log = logging.getLogger(__name__)

MARGIN = 25.0
TASK = 60.0
"""Seconds one task may take (Q_CLUSTER's timeout): a cluster in the middle of one is given its time."""
LOOK = 0.5
QUEUE = "Q_CLUSTER_NAME"
"""In a cluster's environment: the queue it listens to, which is its worker's own."""


def place() -> str:
    """Names this installation on this machine: the same database, the same place."""
    database = settings.DATABASES["default"]
    return hashlib.sha256(f"{database['ENGINE']}{database['NAME']}{database.get('HOST')}".encode()).hexdigest()[:16]


class Starting:
    """How long a new cluster may take to its first sign of life: twice as long after each that gave none, four times at
    most; or a machine too busy to start one in time would end each of them just before it is ready."""

    MOST = 4

    def __init__(self, seconds: float) -> None:
        self.usual, self.times, self.was_heard = seconds, 1, False

    @property
    def seconds(self) -> float:
        return self.usual * self.times

    def heard(self) -> None:
        """The cluster has given a sign of life since it was started."""
        self.was_heard = True

    def again(self) -> None:
        """It is ended, and another one started."""
        self.times = 1 if self.was_heard else min(self.MOST, 2 * self.times)
        self.was_heard = False


class Watchdog:
    """Runs until `stop` is set; `restarts` counts how often the cluster had to be started anew."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.restarts = 0
        self.name = name()
        self.pulse = float(settings.PULSE_SECONDS)
        self.patience = 2 * self.pulse + MARGIN
        self.patience_when_busy = max(self.patience, self.pulse + TASK + MARGIN)
        self.cluster: Group | None = None
        self.starting = Starting(self.patience)
        self.started = self.nudged = 0.0

    def run(self) -> int:
        """Starts the cluster and looks after it; ends all of it before returning. Returns the number of restarts."""
        end_orphans(place())
        self._start()
        try:
            while not self.stop.wait(LOOK):
                self._look()
        finally:
            if self.cluster is not None:
                self.cluster.stop()
            self._take_leave()
        return self.restarts

    def _start(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--cluster"]
        self.cluster = Group(command, place=place(), env={QUEUE: self.name})
        self.started, self.nudged = time.monotonic(), 0.0

    def _look(self) -> None:
        try:
            if self._is_dead() or self._is_deaf():
                self._anew()
            self._give_pulse()
        except (DatabaseError, InterfaceError):
            log.exception("the database cannot be asked just now; looking again")
        finally:
            close_old_connections()

    def _is_dead(self) -> bool:
        return self.cluster is None or self.cluster.ended() is not None

    def _is_deaf(self) -> bool:
        """No sign of life for longer than two pulses and a margin, a running task being given its time."""
        up = time.monotonic() - self.started
        if up < self.starting.seconds:
            return False
        age = heartbeat.age(self.name)
        if age is not None and age.total_seconds() < up:
            self.starting.heard()
        if age is None or age > timedelta(seconds=self.patience_when_busy):
            return True
        return age > timedelta(seconds=self.patience) and not timetable.is_busy(self.name)

    def _anew(self) -> None:
        log.warning("the cluster has stopped answering; starting it anew")
        if self.cluster is not None:
            self.cluster.kill()
        self.restarts += 1
        self.starting.again()
        self._start()

    def _give_pulse(self) -> None:
        if time.monotonic() - self.nudged >= self.pulse:
            self._tidy()
            timetable.nudge(timetable.TICK, queue=self.name)
            self.nudged = time.monotonic()

    def _tidy(self) -> None:
        """What workers that are gone have left: their rows, their tasks, and the one schedule."""
        heartbeat.forget([one.worker for one in heartbeat.signs() if one.worker != self.name and is_gone(one.worker)])
        timetable.take_over(self.name, alive=[one.worker for one in heartbeat.signs()])

    def _take_leave(self) -> None:
        """A worker that ends politely is missed by nobody."""
        with suppress(DatabaseError, InterfaceError):
            heartbeat.forget([self.name])
        close_old_connections()
