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
    asked = {
        "sources": [base64.b64encode(source).decode() for source in sources],
        "owner": asdict(owner),
        "first": first.isoformat(),
        "until": until.isoformat(),
    }
    answer = _child(json.dumps(asked))
    if "code" in answer:
        raise Unread(answer["code"])
    return tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"])


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
    first, until = datetime.fromisoformat(asked["first"]), datetime.fromisoformat(asked["until"])
    try:
        found = [
            stretch
            for source in asked["sources"]
            for stretch in freebusy.busy(base64.b64decode(source), owner=owner, first=first, until=until)
        ]
    except freebusy.Unreadable as unreadable:
        return {"code": unreadable.code}
    except (RecursionError, MemoryError):
        return {"code": "too_heavy"}
    return {"busy": [(start.isoformat(), end.isoformat()) for start, end in sorted(found)]}


if __name__ == "__main__":
    for limit, most in zip((resource.RLIMIT_CPU, resource.RLIMIT_AS), map(int, sys.argv[1:]), strict=True):
        resource.setrlimit(limit, (most, most))
    sys.stdout.write(json.dumps(_answer(json.loads(sys.stdin.read()))))
