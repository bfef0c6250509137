"""What pages must never write into a log: links that open something, and the requests that carried them."""

import logging
import re

OPENS = re.compile(r"(/a/|/password/reset/key/)[^/\s]+")


class WithoutKeys(logging.Filter):
    """Takes the token out of an address, and drops the request, whose text repeats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        vars(record).pop("request", None)
        record.msg, record.args = OPENS.sub(r"\1…", record.getMessage()), ()
        return True
