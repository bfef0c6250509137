"""`round`: the plan on the command line, and its offers where somebody answers for them."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from leadership.conversations import choosing
from leadership.conversations.models import Conversation
from leadership.obligations.models import Obligation
from leadership.people import clock
from policies.starters import T1
from tests.conversations.conftest import adopted


@pytest.fixture
def rhythm(cast, now):
    clock.set_to(now)
    policy = adopted(T1, now)
    choosing.choose(
        Obligation.objects.get(person=cast.camilla, cycle_key="2026-Q2"), coach=cast.erik, by=cast.camilla, now=now
    )
    return policy


def _said(*words):
    out = StringIO()
    call_command("round", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_preview_says_who_gets_which_time_and_why_others_do_not_and_writes_nothing(rhythm):
    said = _said(rhythm.key, "--preview")
    [placed] = said["placed"]
    assert (said["people"], placed["person"], placed["coach"]) == (6, "camilla@example.org", "erik@example.org")
    assert (placed["after_due"], len(placed["also"])) == (False, 2)
    assert {row["reason"] for row in said["left"]} == {"no_coach"}
    assert not Conversation.objects.exists()


def test_somebody_answers_for_offers_that_go_out(rhythm, capsys):
    with pytest.raises(SystemExit):
        call_command("round", rhythm.key, "--json")
    assert json.loads(capsys.readouterr().out)["errors"][0]["path"] == "as"
    assert _said(rhythm.key, "--as", "david@example.org")["offers"] == 1
    assert Conversation.objects.get().state == "proposed"
