"""Connections that answer pages: each question is answered by one process of the database.

A page asks for the first few rows of an index. Helpers (PostgreSQL's parallel workers) make the planner read and sort
everything at once instead, take longer to start than such an answer takes, and on two cores take them from whoever
else is asking. Nor is a statement compiled before it is said: statements of many parts look dear to the planner, take
milliseconds, and would be compiled for a second and a half.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def for_pages() -> None:
    """From here on new connections of this process ask for no helpers and compile nothing."""
    connection_created.connect(_unaided, dispatch_uid="pages are answered unaided")


def _unaided(connection: BaseDatabaseWrapper, **_others: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SET jit = off")
