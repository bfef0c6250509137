"""The cursor of PostgreSQL connections that keep plans: values travel beside the statement, up to as many as fit."""

from __future__ import annotations

from typing import Any

import psycopg

MOST = 65_535
"""Values of one statement: the protocol counts them in two octets."""


class Cursor(psycopg.Cursor[Any]):
    """A statement with more values than that is said with its values in its text, as the driver writes them."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Any:
        if params is not None and len(params) > MOST:
            query, params = psycopg.ClientCursor(self.connection).mogrify(query, params), None
        return super().execute(query, params, prepare=prepare, binary=binary)
