"""`slots MEMBER COACH`: the same times as on the page, as one JSON object."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from leadership.people import absences, clock


@pytest.fixture
def ask(cast, now):
    clock.set_to(now)

    def run(*arguments):
        out = StringIO()
        call_command("slots", "camilla@example.org", "erik@example.org", *arguments, "--json", stdout=out)
        return json.loads(out.getvalue())

    return run


def test_the_free_times_of_two_are_instants_in_utc(ask):
    answer = ask("--from", "2026-04-08T00:00Z", "--until", "2026-04-09T00:00Z", "--minutes", "30")
    assert answer["times"][0] == "2026-04-08T07:00:00Z"
    assert answer["times"][-1] == "2026-04-08T14:30:00Z"
    assert answer["none_because"] is None


def test_without_a_time_it_says_why(ask, cast, now):
    absences.note(cast.erik, start=now.date(), end=None, now=now)
    assert ask("--minutes", "30") == {"times": [], "none_because": "absent_coach"}


@pytest.mark.parametrize(
    "arguments", [("--minutes", "0"), ("--from", "2026-04-09T00:00Z", "--until", "2026-04-08T00:00Z")]
)
def test_a_question_without_sense_is_refused(ask, arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        ask(*arguments)
    assert ended.value.code == 1


def test_nobody_talks_with_themselves(cast, capsys):
    with pytest.raises(SystemExit):
        call_command("slots", "erik@example.org", "erik@example.org", "--json")
    assert json.loads(capsys.readouterr().out)["errors"][0]["path"] == "coach"
