"""Databases that can be taken away in the middle of a run and given back: SQLite by a lock, PostgreSQL by a stop."""

import sqlite3
import threading
from contextlib import contextmanager

from tests import postgres, templates


class EmbeddedDatabase:
    """A file. Taking it away is a lock nobody else passes."""

    def __init__(self, folder):
        self.path = folder / "heard.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def make_tables(self, environment):
        if not templates.copied(self.path):
            templates.make_tables(environment)

    @contextmanager
    def away(self):
        held = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            held.execute("ROLLBACK")
            held.close()


class Server:
    """A PostgreSQL of its own. Taking it away is what a crash is: all connections gone, nobody answers."""

    def __init__(self, server):
        self.server, self.url = server, server.url

    def make_tables(self, environment):
        templates.make_tables(environment)

    @contextmanager
    def away(self):
        self.server.stop()
        try:
            yield
        finally:
            self.server.start()


@contextmanager
def database(vendor, folder):
    """A fresh one of that vendor."""
    if vendor == "sqlite":
        yield EmbeddedDatabase(folder)
        return
    with postgres.own() as server:
        yield Server(server)


def interrupted(database, seconds):
    """Takes the database away for so long."""
    with database.away():
        threading.Event().wait(seconds)
