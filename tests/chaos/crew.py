"""An installation under attack: its workers are killed at random, and started again as a service manager would."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from leadership.worker.processes import MARK
from tests.worker.family import FIRST, alive, family, recovered, wait_for

ROOT = Path(__file__).resolve().parents[2]


class Crew:
    """N workers on one database, a feeder who lives in it, and somebody who kills."""

    def __init__(self, database, folder, server, *, seed, workers):
        self.chance, self.count, self.kills, self.whole = random.Random(seed), workers, 0, 0
        self.recovered = recovered(0)
        told = {name: value for name, value in os.environ.items() if name not in (MARK, "SITE_URL")}
        self.env = told | {
            "DEMO": "1", "VAR_DIR": str(folder), "PULSE_SECONDS": "1", "LOG_LEVEL": "WARNING",
            "DATABASE_URL": database.url, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "MAIL_FROM": "heard@example.org",
        }  # fmt: skip
        self.log = (folder / "workers.log").open("ab")
        self.workers, self.dead = [], []
        database.make_tables(self.env)
        self.feeder = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.feeder"],
            cwd=ROOT, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, *deed):
        """Has the feeder do something; returns what it says."""
        self.feeder.stdin.write(json.dumps(deed) + "\n")
        self.feeder.stdin.flush()
        line = self.feeder.stdout.readline()
        assert line, f"the feeder died over {deed}"
        return json.loads(line)

    def start(self):
        """Brings the crew up to its number."""
        self.workers = [one for one in self.workers if one.poll() is None]
        while len(self.workers) < self.count:
            words = [sys.executable, "manage.py", "worker"]
            self.workers.append(
                subprocess.Popen(words, cwd=ROOT, env=self.env, start_new_session=True, stderr=self.log)
            )

    def begin(self):
        """The crew is at work; how long that took tells how busy the machine is, and so what it may take to recover."""
        self.start()
        self.recovered = recovered(self.ticks_again(patience=FIRST))

    def kill_one(self):
        """Somebody of somebody's family dies at once: a part, idle or busy, the sentinel, the watchdog; or all."""
        worker = self.chance.choice(self.workers)
        relatives = family(worker.pid)
        victims = relatives if self.chance.random() < 0.1 else [self.chance.choice(relatives)]
        self.whole += len(victims) > 1
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self.dead += victims
        self.start()

    def attack(self, kills, seconds, meanwhile):
        """So many kills in so many seconds, at random moments; `meanwhile` are deeds spread over the same time."""
        begun = time.monotonic()
        moments = [(self.chance.random() * seconds, self.kill_one) for _ in range(kills)]
        step = seconds / max(1, len(meanwhile))
        moments += [(place * step, lambda deed=deed: self.ask(*deed)) for place, deed in enumerate(meanwhile)]
        for moment, deed in sorted(moments, key=lambda pair: pair[0]):
            threading.Event().wait(max(0.0, begun + moment - time.monotonic()))
            deed()

    def ticks_again(self, patience=None):
        """Waits for another tick; returns how many seconds it took. A worker that found no database when it began has
        said so and ended, and is started again, as a service manager would."""
        begun, before = time.monotonic(), self.ask("ticked")

        def ticked():
            self.start()
            return self.ask("ticked") > before

        wait_for(ticked, patience or self.recovered, "another tick")
        return time.monotonic() - begun

    def stop(self):
        """Ends the workers as a service manager does; nothing is left of anybody who ever worked here."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            try:
                worker.wait(self.recovered / 3)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        wait_for(lambda: not self.left_behind(), self.recovered / 3, "nothing of the crew is left behind")
        self.workers = []

    def left_behind(self):
        """Processes that carry the mark of this installation's guardians."""
        place = str(self.env["VAR_DIR"]).encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                surroundings = (folder / "environ").read_bytes()
                if MARK.encode() + b"=" in surroundings and place in surroundings:
                    found.append(int(folder.name))
        return alive(found)

    def end(self):
        """Whatever happened: nobody survives."""
        self.count = 0
        for worker in self.workers:
            for pid in reversed(family(worker.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            worker.wait()
        for pid in self.left_behind():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.feeder.kill()
        self.feeder.wait()
        self.log.close()
        print(Path(self.log.name).read_text(errors="replace")[-6000:])  # noqa: T201 - shown when the test fails
