"""Every command: one JSON object on stdout, words on stderr, honest exit codes."""

import io
import json
from argparse import ArgumentTypeError
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from leadership.lib import door
from leadership.lib.refusal import Refusal, Refused


class Sample(door.Door):
    def answer(self, **options):
        if options["refuse"]:
            raise Refused(Refusal("thing", "x", "It cannot be.", "Try y."), Refusal("other", "", "Nor this."))
        return {"on": date(2026, 4, 1), "at": datetime(2026, 4, 1, 8, tzinfo=UTC), "name": "Åsa"}

    def add_arguments(self, parser):
        parser.add_argument("--refuse", action="store_true")


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(Sample(), *words, stdout=out, stderr=err)
    except SystemExit as stopped:
        status = stopped.code
    return status, out.getvalue(), err.getvalue()


def test_the_answer_is_one_object_with_iso_dates_and_utc_instants():
    status, out, _err = run("--json")

    assert (status, out.count("\n")) == (0, 1)
    assert json.loads(out) == {"on": "2026-04-01", "at": "2026-04-01T08:00:00Z", "name": "Åsa"}


def test_a_refusal_is_status_one_with_all_its_reasons():
    status, out, err = run("--refuse", "--json")

    assert (status, err) == (1, "")
    assert json.loads(out)["errors"] == [
        {"path": "thing", "value": "x", "message": "It cannot be.", "remedy": "Try y."},
        {"path": "other", "value": "", "message": "Nor this.", "remedy": ""},
    ]


def test_without_json_a_refusal_is_told_on_stderr():
    status, out, err = run("--refuse")

    assert (status, out) == (1, "")
    assert "thing: It cannot be. Try y." in err


def test_days_and_instants_on_the_command_line_are_checked():
    assert door.day("2026-04-01") == date(2026, 4, 1)
    assert door.instant("2026-04-01T10:00+02:00") == datetime(2026, 4, 1, 8, tzinfo=UTC)
    with pytest.raises(ArgumentTypeError, match="'soon' is not a date such as"):
        door.day("soon")
    with pytest.raises(ArgumentTypeError, match="is not an instant such as"):
        door.instant("2026-04-01T10:00")
