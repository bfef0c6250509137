"""Reading calendar files nobody vouches for: in a child process with little time and little memory.

A rule of 200 bytes can keep any library busy for ever; the child has 10 seconds of processor time and 512 MB, and
what happens to it is a plain code to the caller. Run as a program, this module is that child.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from leadership.calendars import freebusy
from leadership.calendars.freebusy import Owner, Stretch

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024
WALL_SECONDS = 25


class Unread(Exception):
    """The child came to no answer; `code` is one of `freebusy.Unreadable`, or too_heavy."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def busy(sources: Sequence[bytes], *, owner: Owner, first: datetime, until: datetime) -> tuple[Stretch, ...]:
    """What `freebusy.busy` says of all `sources` together, found out in the child. Raises Unread."""
    return read(sources, owner=owner, first=first, until=until)[0]


def read(
    sources: Sequence[bytes], *, owner: Owner, first: datetime, until: datetime
) -> tuple[tuple[Stretch, ...], dict[str, Stretch]]:
    """The busy time in `[first, until)`, and our own events by UID. Raises Unread."""
    window = {"first": first.isoformat(), "until": until.isoformat()}
    answer = _child(json.dumps(_asked(sources, owner) | window))
    if "code" in answer:
        raise Unread(answer["code"])
    ours = {uid: _stretch(times) for uid, times in answer["ours"].items()}
    return tuple(_stretch(times) for times in answer["busy"]), ours


def times_of(sources: Sequence[bytes], *, uid: str) -> Stretch | None:
    """When our event with this UID is, if any of `sources` holds it. Raises Unread."""
    answer = _child(json.dumps(_asked(sources, Owner("UTC", ours=uid.rpartition("@")[2]))))
    if "code" in answer:
        raise Unread(answer["code"])
    return _stretch(answer["ours"][uid]) if uid in answer["ours"] else None


def _asked(sources: Sequence[bytes], owner: Owner) -> dict[str, Any]:
    return {"sources": [base64.b64encode(source).decode() for source in sources], "owner": asdict(owner)}


def _stretch(times: Sequence[str]) -> Stretch:
    return datetime.fromisoformat(times[0]), datetime.fromisoformat(times[1])


def _child(asked: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "leadership.calendars.limited", str(CPU_SECONDS), str(MEMORY)]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "TZDIR") if name in os.environ}
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, text=True, cwd=ROOT, env=kept, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"code": "too_heavy"}
    if done.returncode != 0:
        return {"code": "too_heavy" if done.returncode < 0 or "MemoryError" in done.stderr else "broken"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    owner = Owner(**{**asked["owner"], "addresses": tuple(asked["owner"]["addresses"])})
    sources = [base64.b64decode(source) for source in asked["sources"]]
    try:
        ours = {uid: times for source in sources for uid, times in freebusy.own_events(source, owner=owner).items()}
        busy = _busy(sources, owner, asked) if "first" in asked else []
    except freebusy.Unreadable as unreadable:
        return {"code": unreadable.code}
    except (RecursionError, MemoryError):
        return {"code": "too_heavy"}
    return {"busy": [_written(times) for times in sorted(busy)], "ours": {uid: _written(ours[uid]) for uid in ours}}


def _busy(sources: list[bytes], owner: Owner, asked: dict[str, Any]) -> list[Stretch]:
    first, until = datetime.fromisoformat(asked["first"]), datetime.fromisoformat(asked["until"])
    return [one for source in sources for one in freebusy.busy(source, owner=owner, first=first, until=until)]


def _written(times: Stretch) -> tuple[str, str]:
    return times[0].isoformat(), times[1].isoformat()


if __name__ == "__main__":
    for limit, most in zip((resource.RLIMIT_CPU, resource.RLIMIT_AS), map(int, sys.argv[1:]), strict=True):
        resource.setrlimit(limit, (most, most))
    sys.stdout.write(json.dumps(_answer(json.loads(sys.stdin.read()))))
