"""Runs everything: lint, types, floors; the tests on SQLite and on PostgreSQL; the journeys in Chromium.

What waits more than it works (the attack on the worker, the worker's own deaths) runs beside the rest, and what it said
comes at the end. Ends with the counts of each part. Anything failed or skipped makes the whole fail.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres, templates  # noqa: E402

JOURNEYS, ATTACK, DEATHS = "tests/journeys", "tests/chaos", "tests/worker/test_worker.py"
PROCESSES = [JOURNEYS, ATTACK, DEATHS]
"""With real processes of our own: they bring their databases along."""
LONG = ["tests/house", "tests/outreach", "tests/obligations", "tests/conversations", "tests/web"]
"""What takes longest begins first, so that no worker ends long after the other."""
CHECKS = [
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["lint-imports", "--no-cache"],
    ["djlint", "templates", "--lint", "--quiet"],
]


@dataclass(frozen=True)
class Part:
    """What one part of the run came to."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    said: str = ""
    """What there was to read, where it was kept for the end."""


def main(arguments: list[str]) -> int:
    if "--chaos" in arguments:
        return _verdict(_whole_chaos())
    print(f"== cases of the oracle: SEED={os.environ.setdefault('SEED', '20261126')}")
    if "--check" in arguments:
        return _verdict([_checks(), _pytest("pure", ["-m", "not django_db and not journey", *PURE], workers="2")])
    with (
        tempfile.TemporaryDirectory(prefix="heard-") as folder,
        postgres.running() as server,
        templates.empty_database(server) as (name, address),
        ThreadPoolExecutor() as beside,
    ):
        return _verdict(_everything(Path(folder), server, name, address, beside))


def _everything(folder: Path, server: str, name: str, address: str, beside: Executor) -> list[Part]:
    """All parts. The tables are made while there is only one thing to do: `address` is that of the database `name` on
    `server` that the others there become copies of."""
    embedded = beside.submit(templates.make_embedded, folder / "template.sqlite3")
    on_the_server = beside.submit(templates.make_tables, _environment(DATABASE_URL=address, VAR_DIR=str(folder)))
    parts = [_checks()]
    os.environ[templates.EMBEDDED] = str(embedded.result())
    attacks = beside.submit(_chaos, server)
    deaths = beside.submit(_pytest, "worker", [DEATHS], workers="0", aside=True)
    parts.append(_pytest("sqlite", _all_but_processes(), workers="2"))
    on_the_server.result()
    os.environ[templates.ON_THE_SERVER] = name
    asking = [*_all_but_processes(), "--database-only"]
    parts.append(_pytest("postgresql", asking, workers="2", DATABASE_URL=server))
    parts.append(_pytest("journeys", [JOURNEYS], workers="3", dist="loadgroup", TEST_POSTGRES_URL=server))
    return [*parts, *attacks.result(), deaths.result()]


PURE = [
    "tests/lib",
    "tests/policies",
    *(f"tests/calendars/test_{part}.py" for part in ("ical", "itip", "meeting", "freebusy", "reply", "deciding")),
    "tests/conversations/test_slots.py",
    "tests/outreach/test_mime.py",
]


def _whole_chaos() -> list[Part]:
    """The attack with the numbers of the bar."""
    with postgres.running() as server:
        return _chaos(server, aside=False, CHAOS="whole")


def _chaos(server: str, *, aside: bool = True, **environment: str) -> list[Part]:
    """The attack on both databases, one after the other; `-s` shows the seeds and the counts."""
    what = ["-s", ATTACK]
    return [
        _pytest("chaos sqlite", what, workers="0", aside=aside, **environment),
        _pytest("chaos postgresql", what, workers="0", aside=aside, **environment, DATABASE_URL=server),
    ]


def _all_but_processes() -> list[str]:
    rest = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").iterdir() if path.is_dir())
    rooms = [*LONG, *(room for room in rest if room not in (*LONG, *PROCESSES) and "__" not in room)]
    return ["--no-loadscope-reorder", *rooms, *(f"--ignore={path}" for path in PROCESSES)]


def _checks() -> Part:
    begun, failed = time.monotonic(), 0
    for command in CHECKS:
        print(f"== {' '.join(command)}", flush=True)
        tool = Path(sys.executable).parent / command[0]
        failed += bool(subprocess.run([str(tool), *command[1:]], check=False, cwd=ROOT, env=_environment()).returncode)
    return Part("checks", len(CHECKS) - failed, failed, 0, time.monotonic() - begun)


def _pytest(
    name: str, what: list[str], *, workers: str, dist: str = "loadfile", aside: bool = False, **environment: str
) -> Part:
    """One part; `aside`: beside others, so that what it says is kept for the end."""
    print(f"== tests: {name}{' (aside)' if aside else ''}", flush=True)
    begun, kept = time.monotonic(), subprocess.PIPE if aside else None
    with tempfile.TemporaryDirectory(prefix="heard-") as folder:
        report = Path(folder) / "report.xml"
        parallel = ["-n", workers, "--dist", dist] if workers != "0" else []
        command = [sys.executable, "-m", "pytest", "-q", *parallel, f"--junitxml={report}", *what]
        surroundings = _environment(VAR_DIR=folder, **environment)
        done = subprocess.run(
            command, check=False, cwd=ROOT, env=surroundings, stdout=kept, stderr=kept and subprocess.STDOUT
        )
        said = (done.stdout or b"").decode(errors="replace")
        return _counted(name, report, done.returncode, time.monotonic() - begun, said)


def _counted(name: str, report: Path, code: int, seconds: float, said: str) -> Part:
    if not report.exists():
        return Part(name, 0, 1, 0, seconds, said)
    suite = next(ElementTree.parse(report).getroot().iter("testsuite"))
    count = {key: int(suite.get(key, "0")) for key in ("tests", "errors", "failures", "skipped")}
    failed = count["errors"] + count["failures"]
    passed = count["tests"] - failed - count["skipped"]
    return Part(name, passed, failed or int(code != 0), count["skipped"], seconds, said)


def _environment(**more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DEMO": "1",
        "EXAMPLES": "same",
        "PYTHONWARNINGS": "default",
        "VAR_DIR": tempfile.gettempdir(),
        **more,
    }


def _verdict(parts: list[Part]) -> int:
    for part in parts:
        if part.said:
            print(f"\n== said by {part.name}\n{part.said}")
    print()
    for part in parts:
        counts = f"{part.passed:5d} passed {part.failed:4d} failed {part.skipped:4d} skipped"
        print(f"{part.name:17s}{counts}   {part.seconds:6.1f} s")
    passed, failed, skipped = (sum(getattr(part, key) for part in parts) for key in ("passed", "failed", "skipped"))
    if skipped:
        print("Skipped tests count as failed: what cannot run here has not been shown to work.")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(bool(failed or skipped))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
