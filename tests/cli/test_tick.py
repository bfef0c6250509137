"""`tick`: everything due at a moment, once; the demo's clock moves along, a production one never runs ahead."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from leadership.outreach.models import Delivery
from leadership.people import clock
from leadership.people.models import ClockSetting
from tests.outreach.conftest import T1, adopt

APRIL = datetime(2027, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def rhythm(cast, now):
    return adopt({**T1, "review_on": "2027-12-01"}, on=date(2027, 4, 1), now=now)


def told(capsys, *words):
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_it_says_what_it_did_in_the_words_of_the_reference(rhythm, capsys):
    first = told(capsys, "tick", "--at", "2027-04-01T08:00Z")
    assert set(first) == {"at", "opened", "excused", "closed", "written", "dropped", "errors"}
    assert (first["at"], first["opened"], first["written"], first["errors"]) == ("2027-04-01T08:00:00Z", 6, 6, [])
    again = told(capsys, "tick", "--at", "2027-04-01T08:00Z")
    assert (again["opened"], again["written"]) == (0, 0)


def test_in_the_demo_the_clock_goes_where_the_tick_went(rhythm, capsys):
    told(capsys, "tick", "--at", "2027-04-01T08:00Z")
    assert clock.now() >= APRIL


def test_a_walk_passes_every_moment_on_the_way_and_lets_the_letters_go(rhythm, capsys):
    told(capsys, "tick", "--at", "2027-04-01T08:00Z")
    walked = told(capsys, "tick", "--until", "2027-04-28T18:00Z")
    assert walked["at"] == "2027-04-28T18:00:00Z"
    said = Delivery.objects.filter(recipient__given_name="Camilla", state="sent").exclude(letter="digest")
    assert [one.letter for one in said.order_by("sent_at")] == ["invitation", "choose_coach"]
    first_step = Delivery.objects.get(letter="first_step", obligation__person__given_name="Camilla")
    assert (first_step.state, first_step.recipient.given_name) == ("sent", "Astrid")


def test_a_person_reads_a_sentence(rhythm, capsys):
    call_command("tick", "--at", "2027-04-01T08:00Z")
    assert "6 opened" in capsys.readouterr().out


def test_a_production_installation_does_not_tick_ahead_of_time(cast, capsys, settings):
    settings.DEMO = False
    for way in ("--at", "--until"):
        with pytest.raises(SystemExit) as stopped:
            call_command("tick", way, "2199-01-01T00:00Z", "--json")
        assert stopped.value.code == 1
        [error] = json.loads(capsys.readouterr().out)["errors"]
        assert error["value"] == "2199-01-01T00:00:00Z"
    assert ClockSetting.objects.count() == 0
