"""Processes as the kernel knows them, and waiting for what must come about."""

import threading
import time
from pathlib import Path

RECOVERED = 180
"""Seconds in which a worker is healthy again after any kill (docs/explanation/worker.md). A part that dies with a task
in its hands is found out when the watchdog's patience with a busy cluster is over, which takes more than a minute."""
BEGUN = 20
"""Seconds in which a first worker ticks on a machine that has time for it; where that takes longer, all does."""
FIRST = 10 * RECOVERED
"""Seconds a first worker is waited for, however busy the machine is."""


def recovered(begun):
    """Seconds in which a worker is healthy again on a machine where the first one needed `begun` seconds to tick."""
    return RECOVERED * max(1.0, begun / BEGUN)


def wait_for(condition, seconds, what):
    """Looks until `condition` holds; fails with `what` when it does not within so many seconds."""
    until, never = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        never.wait(0.2)
    raise AssertionError(f"not within {seconds} seconds: {what}")


def family(pid):
    """The process and all below it, parents first."""
    children = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += sorted(children.get(one, []))
    return found


def alive(pids):
    """Those of them that still run."""
    return [pid for pid in pids if _runs(pid)]


def _runs(pid):
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
