"""Runs everything: lint, types, floors; the tests on SQLite and on PostgreSQL; the journeys in Chromium.

Ends with the counts of each part. Anything failed or skipped makes the whole fail.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

PROCESSES = ["tests/worker/test_worker.py", "tests/journeys"]
"""With real processes of our own: they bring their databases along, and wait more than they work."""
LONG = ["tests/chaos", "tests/house", "tests/outreach", "tests/obligations", "tests/conversations", "tests/web"]
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


def main(arguments: list[str]) -> int:
    if "--chaos" in arguments:
        return _verdict(_chaos())
    print(f"== cases of the oracle: SEED={os.environ.setdefault('SEED', '20261126')}")
    parts = [_checks()]
    if "--check" in arguments:
        parts.append(_pytest("pure", ["-m", "not django_db and not journey", *PURE], workers="2"))
        return _verdict(parts)
    parts.append(_pytest("sqlite", _all_but_processes(), workers="2"))
    with postgres.running() as url:
        asking = [*_all_but_processes(), "--database-only"]
        parts.append(_pytest("postgresql", asking, workers="2", DATABASE_URL=url))
        parts.append(_pytest("journeys", PROCESSES, workers="3", dist="loadgroup"))
    return _verdict(parts)


PURE = [
    "tests/lib",
    "tests/policies",
    *(f"tests/calendars/test_{part}.py" for part in ("ical", "itip", "meeting", "freebusy", "reply", "deciding")),
    "tests/conversations/test_slots.py",
    "tests/outreach/test_mime.py",
]


def _chaos() -> list[Part]:
    """The attack with the numbers of the bar; `-s` shows the seeds and the counts."""
    what = ["-s", "tests/chaos"]
    parts = [_pytest("sqlite", what, workers="0", CHAOS="whole")]
    with postgres.running() as url:
        parts.append(_pytest("postgresql", what, workers="0", CHAOS="whole", DATABASE_URL=url))
    return parts


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


def _pytest(name: str, what: list[str], *, workers: str, dist: str = "loadfile", **environment: str) -> Part:
    print(f"== tests: {name}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="heard-") as folder:
        report = Path(folder) / "report.xml"
        parallel = ["-n", workers, "--dist", dist] if workers != "0" else []
        command = [sys.executable, "-m", "pytest", "-q", *parallel, f"--junitxml={report}", *what]
        code = subprocess.run(
            command, check=False, cwd=ROOT, env=_environment(VAR_DIR=folder, **environment)
        ).returncode
        return _counted(name, report, code, time.monotonic() - begun)


def _counted(name: str, report: Path, code: int, seconds: float) -> Part:
    if not report.exists():
        return Part(name, 0, 1, 0, seconds)
    suite = next(ElementTree.parse(report).getroot().iter("testsuite"))
    count = {key: int(suite.get(key, "0")) for key in ("tests", "errors", "failures", "skipped")}
    failed = count["errors"] + count["failures"]
    passed = count["tests"] - failed - count["skipped"]
    return Part(name, passed, failed or int(code != 0), count["skipped"], seconds)


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
    print()
    for part in parts:
        counts = f"{part.passed:5d} passed {part.failed:4d} failed {part.skipped:4d} skipped"
        print(f"{part.name:12s}{counts}   {part.seconds:6.1f} s")
    passed, failed, skipped = (sum(getattr(part, key) for part in parts) for key in ("passed", "failed", "skipped"))
    if skipped:
        print("Skipped tests count as failed: what cannot run here has not been shown to work.")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(bool(failed or skipped))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
