"""Many at once: real threads with connections of their own, on the database the tests run on.

SQLite's test database lives in memory, where threads do not queue as they do on a file; so it is copied to a file first
and everybody, whoever looks at the outcome included, works on that.
"""

import sqlite3
import threading
from contextlib import contextmanager

from django.db import connection, connections

PATIENCE = 120
"""Seconds somebody may have to wait for the others, on a machine that is busy with other things."""


@contextmanager
def on_a_real_database(folder):
    """Inside, every new thread works on a database that many can use at once."""
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "crowd.sqlite3"
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")  # of many who ask for it first at once, some would be refused
    copy.close()
    settings = connections.settings["default"]
    memory = {name: settings[name] for name in ("NAME", "OPTIONS")}
    settings |= {"NAME": str(path), "OPTIONS": memory["OPTIONS"] | {"timeout": PATIENCE}}
    try:
        yield
    finally:
        settings |= memory


def together(deeds):
    """Does all deeds at the same moment; returns for each what it returned, or the error it raised."""
    results = [None] * len(deeds)
    ready = threading.Barrier(len(deeds), timeout=PATIENCE)

    def run(index, deed):
        try:
            connection.ensure_connection()
            ready.wait()
            results[index] = deed()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def alone(question):
    """The answer to a question about the database the crowd has worked on."""
    [answer] = together([question])
    if isinstance(answer, Exception):
        raise answer
    return answer
