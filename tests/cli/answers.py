"""Asking a command for its JSON, as a program does."""

import io
import json
from contextlib import redirect_stdout

from django.core.management import call_command


def ask(*words):
    """(exit code, the object it printed)."""
    out, code = io.StringIO(), 0
    try:
        with redirect_stdout(out):
            call_command(*words, "--json", stdout=out)
    except SystemExit as left:
        code = left.code
    return code, json.loads(out.getvalue())
