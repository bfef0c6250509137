"""What pages must never write into a log: links that open something, and the requests that carried them."""

import logging
import re

OPENS = re.compile(r"(/a/|/feeds/|/unsubscribe/|/password/reset/key/)[^/\s]+")


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
