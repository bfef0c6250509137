"""Databases with all their tables and nobody in them, made once for a run of `make test` and copied from then on.

To make the tables takes longer than most files of tests. By hand there is no template: whoever needs tables makes them.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED, ON_THE_SERVER = "TEST_TEMPLATE_FILE", "TEST_TEMPLATE_DATABASE"
"""Variables of the environment: the file, and the name of the database on the server of the run."""


def make_embedded(file: Path) -> Path:
    """Makes the embedded one as `file`, with no write-ahead log beside it, ready for many at once."""
    with tempfile.TemporaryDirectory(prefix="heard-") as folder:
        whole = Path(folder) / "whole.sqlite3"
        make_tables({**os.environ, "DEMO": "1", "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{whole}"})
        with closing(sqlite3.connect(whole)) as database:
            database.execute("VACUUM INTO ?", (str(file),))
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")  # of many who ask for it first at once, some would be refused
    return file


@contextmanager
def empty_database(server: str, *, template: str = "template1") -> Iterator[tuple[str, str]]:
    """A database on `server` as `template` is, gone afterwards: its name and its address."""
    name, parts = f"heard_{uuid4().hex[:12]}", urlsplit(server)
    with psycopg.connect(server.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield name, urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def make_tables(environment: dict[str, str]) -> None:
    """In the database that the environment names."""
    for words in (["migrate", "-v0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)


def copied(to: Path) -> bool:
    """Puts a copy of the embedded template there; False where there is none."""
    template = os.environ.get(EMBEDDED)
    if template:
        shutil.copy(template, to)
    return bool(template)


def use_for_tests() -> None:
    """The database the tests of this process are to have, not yet made, will be a copy of the run's template."""
    from django.db import connection

    if connection.vendor == "sqlite" and os.environ.get(EMBEDDED):
        connection.creation.create_test_db = _restored  # type: ignore[method-assign]
    elif connection.vendor == "postgresql" and os.environ.get(ON_THE_SERVER):
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[ON_THE_SERVER]


def _restored(**_options: object) -> str:
    """As Django's own, which makes the tables in memory."""
    from django.conf import settings
    from django.db import connection

    name = connection.creation._get_test_db_name()
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    with closing(sqlite3.connect(os.environ[EMBEDDED])) as template:
        template.backup(connection.connection)
    return name
