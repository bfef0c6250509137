"""An installation of its own for a story: database, web, worker and mail server, all of them the real ones."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.journeys.mailbox import Mailbox, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 180.0
"""Seconds; a machine that is busy with other things takes its time."""
ENDED_WITHIN = 60.0
MAIL_FROM = "heard@example.org"


class Installation:
    """What `make run` starts, with a database and a mail server of its own, on a free port.

    `database` is a DATABASE_URL, which may have its tables; without one the installation embeds SQLite, as a copy of
    `template`.
    """

    def __init__(
        self, folder: Path, *, database: str = "", has_tables: bool = False, template: Path | None = None
    ) -> None:
        self.folder, self.mail, self.port = folder, Mailbox(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mail.start()
        self._demo: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "DEMO": "1",
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "MAIL_FROM": MAIL_FROM,
            "DATABASE_URL": database or f"sqlite:///{folder / 'heard.sqlite3'}",
        }
        self._environment.pop("SITE_URL", None)
        if template is not None:
            shutil.copy(template, folder / "heard.sqlite3")
        elif not has_tables:
            self.manage("migrate", "-v0")

    def manage(self, *command: str) -> str:
        """Runs a management command to its end and returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def ask(self, *command: str) -> dict[str, object]:
        """Runs a command with --json and returns its answer."""
        return json.loads(self.manage(*command, "--json"))

    def run(self, module: str) -> str:
        """Runs a Python module in the surroundings of this installation."""
        command = [sys.executable, "-m", module]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{module} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Starts web and worker and waits until both do their work."""
        with (self.folder / "demo.log").open("wb") as log:
            self._demo = subprocess.Popen(
                [sys.executable, "manage.py", "demo"], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        until = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            assert self._demo.poll() is None, f"the demo ended by itself: {self.log()}"
            assert time.monotonic() < until, f"not ready within {READY_WITHIN:.0f} s: {self.log()}"
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends all of it, as Ctrl-C does."""
        if self._demo is not None and self._demo.poll() is None:
            self._demo.send_signal(signal.SIGINT)
            try:
                self._demo.wait(ENDED_WITHIN)
            except subprocess.TimeoutExpired:
                self._demo.kill()
                self._demo.wait()
        self.mail.stop()

    def log(self) -> str:
        """What web and worker have said so far."""
        return (self.folder / "demo.log").read_text(errors="replace")

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
