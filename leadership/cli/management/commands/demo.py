"""`demo`: what `make run` calls. Prepares the database, loads the demo organisation, starts web and worker."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import CommandParser, call_command
from django.db import connection

from leadership.cli import demo_crowd, demo_seed
from leadership.lib.door import Door
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.models import Person

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GRACE = 15.0
"""Seconds a part has to end by itself after TERM."""
READY_WITHIN = 120.0
DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2): a part whose demo was killed ends too (Linux)."""


class Command(Door):
    help = "Starts the demo organisation on this machine: web and worker, until Ctrl-C."
    told = 0
    """Tenths of the way of which it has been said that they are done."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, metavar="N", help="make a large organisation of N people instead")

    def answer(self, *, people: int | None = None, **options: Any) -> dict[str, Any]:
        _refuse_strangers()
        if people is not None:
            return self._crowd(people)
        _refuse_taken_port()
        self._prepare()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        parts = {"web": _start(_web()), "worker": _start(_manage("worker"))}
        self._welcome()
        try:
            died = self._watch(parts, stop)
        finally:
            _end(parts)
        if died:
            raise refuse(died, parts[died].returncode, f"The {died} ended by itself.", "Its last words are above.")
        return {"stopped": True}

    def tell(self, result: dict[str, Any]) -> str:
        if "people" in result:
            return f"There are {result['people']} people now; `demo` without --people starts web and worker."
        return "The demo has stopped."

    def _crowd(self, people: int) -> dict[str, Any]:
        _lay_tables()
        return {"people": demo_crowd.make(people, now=clock.now(), progress=self._progress)}

    def _prepare(self) -> None:
        _lay_tables()
        if Person.objects.exists():
            return
        self._say("Making the demo organisation; this takes a little while, once.")
        demo_seed.seed(now=clock.now(), progress=self._progress)
        connection.close()

    def _welcome(self) -> None:
        self._say("DEMO MODE is on: signing in is one click, and every letter can be read under /demo/mail/.")
        self._say(f"Sign in at {settings.SITE_URL}/demo/ as:")
        for person in Person.objects.filter(email__in=[f"{name}@example.org" for name in CAST]).order_by("pk"):
            self._say(f"  {person.name:<20} {person.email:<24} {CAST[person.email.partition('@')[0]]}")

    def _watch(self, parts: dict[str, subprocess.Popen[bytes]], stop: threading.Event) -> str:
        """Says when the demo is ready, then waits. Returns the name of a part that died, or nothing."""
        told, started = False, time.monotonic()
        while not stop.wait(0.2):
            died = next((name for name, part in parts.items() if part.poll() is not None), "")
            if died:
                return died
            if not told and _is_ready():
                told = True
                self._say(f"Ready: http://127.0.0.1:{settings.PORT}/")
            elif not told and time.monotonic() - started > READY_WITHIN:
                self._say(f"Not ready after {READY_WITHIN:.0f} seconds; see {settings.SITE_URL}/readyz for the reason.")
                told = True
        return ""

    def _progress(self, done: int, whole: int) -> None:
        """A line a tenth of the way, so that nobody wonders."""
        tenth = done * 10 // whole if whole else 0
        if tenth > self.told:
            self.told = tenth
            self.stderr.write(f"  {done * 100 // whole} %", str)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


CAST = {
    "freja": "leads Astrid, Erik and David; sits in New York",
    "astrid": "certified coach, leads Björn and Camilla",
    "erik": "certified coach in another unit; reads English",
    "david": "HR",
    "bjorn": "team member in Helsinki",
    "camilla": "team member in Stockholm",
}


def _lay_tables() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _refuse_strangers() -> None:
    """The demo lets everyone in, so it is there for this machine only."""
    if not settings.DEMO:
        raise refuse("DEMO", "0", "This is not a demo installation.", "Start it with `make run`, which sets DEMO=1.")
    host = urlsplit(settings.SITE_URL).hostname
    if host not in LOOPBACK:
        raise refuse(
            "SITE_URL",
            settings.SITE_URL,
            "The demo serves this machine only.",
            f"Use http://127.0.0.1:{settings.PORT}.",
        )


def _refuse_taken_port() -> None:
    """Before anything is made: a demo that is running already, or something else, listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except OSError as error:
            remedy = f"End what listens there, or choose another port: PORT={settings.PORT + 1} make run."
            raise refuse("PORT", settings.PORT, f"Port {settings.PORT} is not free.", remedy) from error


def _web() -> list[str]:
    address = f"127.0.0.1:{settings.PORT}"
    options = ["--workers", "1", "--threads", "8", "--graceful-timeout", "5", "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", "leadership.wsgi", "--bind", address, *options]


def _manage(*command: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """A part in a process group of its own, so that a Ctrl-C reaches us alone and we end the parts in order."""
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - nothing else runs in this process yet
    )


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _is_ready() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """TERM to all, then wait, then KILL the groups."""
    for part in parts.values():
        with suppress(ProcessLookupError):
            part.terminate()
    until = time.monotonic() + GRACE
    for part in parts.values():
        with suppress(subprocess.TimeoutExpired):
            part.wait(max(0.1, until - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGKILL)
        part.wait()
