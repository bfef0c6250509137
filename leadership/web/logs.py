"""What must never be written into a log: links that open something, the requests that carried them, and whatever an
error says in words, for there may be names, addresses or texts in it. What kind of error it was, and where, is enough.
"""

import logging
import re
import traceback
from pathlib import Path
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

OPENS = re.compile(r"(/a/|/feeds/|/unsubscribe/|/password/reset/key/)[^/\s]+")
HERE = Path(__file__).resolve().parents[2]
Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutKeys(logging.Filter):
    """Takes the token out of an address, and drops the request, whose text repeats it.

    `/readyz` that is not ready is an answer, not an error of ours: whoever asks reads it there, every few seconds.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        vars(record).pop("request", None)
        if getattr(record, "status_code", 0) == 503 and record.getMessage().endswith(": /readyz"):
            return False
        record.msg, record.args = OPENS.sub(r"\1…", record.getMessage()), ()
        return True


class Keys(JsonFormatter):
    """One JSON object a line; of an error its kinds, outermost first, and the places it came through."""

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - the standard library's name
        """`KeyError < OperationalError at leadership/outreach/deliver.py:120 run`, without what they say."""
        kinds: list[str] = []
        error = ei[1]
        while error is not None and len(kinds) < 5:
            kinds.append(type(error).__name__)
            error = error.__cause__ or error.__context__
        places = [f"{_place(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(ei[2])]
        return f"{' < '.join(kinds)} at {' > '.join(places[-8:])}"


def _place(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(HERE)) if path.is_relative_to(HERE) else path.name
