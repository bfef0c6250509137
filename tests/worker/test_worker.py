"""`manage.py worker` as it runs: it beats, it survives the death of any of its parts, it leaves nothing behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leadership.worker.processes import MARK, end_orphans, mark
from tests import templates
from tests.worker.family import FIRST, alive, family, recovered, wait_for

ROOT = Path(__file__).resolve().parents[2]

ENDED = 90
"""Seconds in which processes of ours are gone: most of it is for a machine that is busy with other things."""
CLUSTER, SENTINEL, FIRST_PART = 1, 2, 3
"""Places in `family` of a worker: the watchdog first, the cluster it starts, the cluster's sentinel, and its parts."""


class Installation:
    """A demo installation of its own, on a database file, with the pulse of a second."""

    def __init__(self, folder):
        self.folder, self.recovered = folder, recovered(0)
        told = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", MARK)}
        self.env = told | {"DEMO": "1", "VAR_DIR": str(folder), "PULSE_SECONDS": "1", "LOG_LEVEL": "ERROR"}
        if not templates.copied(folder / "heard.sqlite3"):
            templates.make_tables(self.env)

    def start(self):
        words = [sys.executable, "manage.py", "worker"]
        return subprocess.Popen(words, cwd=ROOT, env=self.env, start_new_session=True)

    def ticked(self):
        """When the last tick came to its end, as the database writes it; empty before the first."""
        with sqlite3.connect(self.folder / "heard.sqlite3", timeout=60) as database:
            row = database.execute("SELECT max(ticked_at) FROM outreach_heartbeat").fetchone()
        return row[0] if row and row[0] else ""

    def begin(self):
        """A first worker, at work."""
        process, begun = self.start(), time.monotonic()
        try:
            self.next_tick(FIRST)
        except BaseException:
            process.kill()
            raise
        self.recovered = recovered(time.monotonic() - begun)
        return process

    def next_tick(self, seconds=None):
        before = self.ticked()
        wait_for(lambda: self.ticked() > before, seconds or self.recovered, "another tick")


@pytest.fixture
def installation(tmp_path):
    return Installation(tmp_path)


@pytest.fixture
def worker(installation):
    process = installation.begin()
    yield process
    for pid in reversed(family(process.pid)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def kill_and_recover(installation, watchdog, which):
    """Kills that member of the family; returns the whole family that ticks again without it."""
    whole = family(watchdog)
    os.kill(whole[which], signal.SIGKILL)

    def restored():
        living = family(watchdog)
        return living if whole[which] not in living and len(living) >= len(whole) else []

    wait_for(restored, installation.recovered, f"a whole family without {whole[which]}")
    installation.next_tick()
    return wait_for(restored, installation.recovered, "the family stays whole")


def test_it_recovers_from_the_death_of_any_part_and_ends_with_all_of_them(installation, worker):
    everyone = family(worker.pid)
    assert len(everyone) >= 6
    for which in (FIRST_PART, SENTINEL, CLUSTER):
        everyone += kill_and_recover(installation, worker.pid, which)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(installation.recovered / 2) == 0
    wait_for(lambda: not alive(everyone), installation.recovered / 2, f"nothing is left behind of {sorted(everyone)}")


def test_what_a_killed_worker_leaves_behind_ends_by_itself_and_the_next_one_is_healthy(installation, worker):
    """Even when the cluster that could have noticed dies along with it."""
    orphans = family(worker.pid)[1:]
    os.kill(orphans[0], signal.SIGKILL)
    worker.kill()
    worker.wait()
    wait_for(lambda: not alive(orphans), installation.recovered / 2, "the cluster ends with its worker")
    again = installation.start()
    try:
        installation.next_tick()
        again.send_signal(signal.SIGINT)
        assert again.wait(installation.recovered / 2) == 0
    finally:
        again.kill()


def test_orphans_of_an_earlier_guardian_are_ended_and_those_of_a_living_one_are_not():
    waiting = [sys.executable, "-c", "import sys; sys.stdin.read()"]

    def child(carried):
        return subprocess.Popen(waiting, env={**os.environ, MARK: carried}, stdin=subprocess.PIPE)

    orphan, mine, others = child("here:999999:1"), child(mark("here")), child("elsewhere:999999:1")
    try:
        carried = Path(f"/proc/{others.pid}/environ")
        wait_for(lambda: b"elsewhere" in carried.read_bytes(), ENDED, "the children have begun")
        assert orphan.pid in end_orphans("here")
        assert orphan.wait(ENDED) == -signal.SIGKILL
        assert mine.poll() is None
        assert others.poll() is None
    finally:
        for one in (orphan, mine, others):
            one.kill()
            one.wait()
