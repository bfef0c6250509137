"""`deliver`: what is due leaves, without the worker."""

import json

from django.core.management import call_command

from leadership.outreach import resets
from leadership.people import clock


def told(capsys):
    call_command("deliver", "--json")
    return json.loads(capsys.readouterr().out)


def test_it_sends_what_is_due_and_says_how_much(cast, capsys):
    resets.ask(cast.bjorn, now=clock.now())
    assert told(capsys) == {
        "sent": 1, "dropped": 0, "again": 0, "failed": 0, "held": False, "unreachable": False, "more": False,
    }  # fmt: skip
    assert told(capsys)["sent"] == 0


def test_it_says_when_letters_are_held_back(cast, capsys, settings):
    settings.MAIL_SENDING = False
    assert told(capsys)["held"] is True
    call_command("deliver")
    assert "switched off" in capsys.readouterr().out
