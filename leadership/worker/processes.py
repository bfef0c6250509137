"""Programs we start and answer for: each in a process group of its own, ended politely and then for certain.

A child carries the name of its guardian (process id and start) in its environment. When the guardian is gone, whoever
starts next finds the children by that mark and ends them; a guardian that lives is never touched (Linux: /proc).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

MARK = "HEARD_GUARDIAN"
GRACE = 10.0
"""Seconds a program has to end by itself after TERM."""
LOOK = 0.1


class Group:
    """One program and everything it starts."""

    def __init__(self, command: Sequence[str], *, place: str, env: Mapping[str, str] | None = None) -> None:
        """Starts `command`; `place` names the installation, so that two on one machine never end each other's."""
        surroundings = {**os.environ, **(env or {}), MARK: mark(place)}
        self.process = subprocess.Popen(command, env=surroundings, start_new_session=True)

    @property
    def pid(self) -> int:
        return self.process.pid

    def ended(self) -> int | None:
        """The exit code of the program itself, None while it runs."""
        return self.process.poll()

    def stop(self, grace: float = GRACE) -> int:
        """TERM, wait, KILL the whole group. Returns the program's exit code."""
        if self.ended() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(grace)
        return self.kill()

    def kill(self) -> int:
        """KILL the whole group, at once."""
        _kill_group(self.pid)
        return self.process.wait()


def mark(place: str) -> str:
    """What children of this process carry: the installation, this process, and when it began."""
    return f"{place}:{os.getpid()}:{_began(os.getpid())}"


def name() -> str:
    """Names this worker among all of all machines: its machine, its process, and when that began."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{_began(os.getpid())}"


def is_gone(worker: str) -> bool:
    """Whether `worker`, named as by `name`, ran on this machine and does not run any more."""
    rest, _, began = worker.rpartition("-")
    host, _, process = rest.rpartition("-")
    is_ours = host == socket.gethostname()[:60] and process.isdecimal()
    return is_ours and _began(int(process)) != began


def end_orphans(place: str) -> list[int]:
    """Ends what an earlier guardian of this installation left running; returns the process ids."""
    found = [pid for pid, carried in _marked() if carried.startswith(f"{place}:") and _is_orphan(carried)]
    for pid in found:
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    return found


def die_with_guardian() -> None:
    """From now on this process and every one forked from it ends, with its whole group, when its guardian is gone.

    Each holds its own leash: whoever of a family is killed along with the guardian, the others still notice.
    """
    os.register_at_fork(after_in_child=_hold_leash)
    _hold_leash()


def _hold_leash() -> None:
    carried = os.environ[MARK]

    def watch() -> None:
        while not _is_orphan(carried):
            time.sleep(1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="leash", daemon=True).start()


def _is_orphan(carried: str) -> bool:
    """Whether the guardian that a mark names is gone."""
    _, pid, began = [*carried.split(":"), "", ""][:3]
    return pid.isdecimal() and _began(int(pid)) != began


def _marked() -> list[tuple[int, str]]:
    """Processes of ours that carry a mark, this one left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            surroundings = (folder / "environ").read_bytes()
        except OSError:
            continue
        for entry in surroundings.split(b"\0"):
            if entry.startswith(MARK.encode() + b"=") and int(folder.name) != os.getpid():
                found.append((int(folder.name), entry.partition(b"=")[2].decode(errors="replace")))
    return found


def _began(pid: int) -> str:
    """When the process began, in the kernel's ticks; empty when it does not run (any more)."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = told.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
