"""`slots MEMBER COACH`: the same times as on the page, as one JSON object."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from leadership.people import absences, clock, doors


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
    answer = ask("--minutes", "30")
    assert (answer["times"], answer["none_because"], answer["next_free"]) == ([], "absent_coach", None)


def test_every_rule_of_the_two_is_said_and_can_be_tried_out(ask, cast, now):
    doors.keep_rules(cast.erik, by=cast.erik, now=now, before=15, step=30, notice=60, opens_on=date(2026, 4, 10))
    week = {day: [["09:00", "12:00", "Kista"]] for day in ("mon", "fri")}
    doors.keep_week(cast.erik, week, by=cast.erik, now=now)
    answer = ask("--until", "2026-04-12T00:00Z", "--others", "astrid@example.org")
    assert answer["times"] == [
        f"2026-04-10T{clock}:00Z" for clock in ("07:00", "07:30", "08:00", "08:30", "09:00", "09:30")
    ]
    assert set(answer["places"].values()) == {"Kista"}
    assert answer["rules"] | {"until": ""} == {
        "minutes": 30, "step": 30, "notice": 60, "horizon": 60, "until": "", "per_day": 2, "per_week": 6, "lengths": [],
        "member": {"zone": "Europe/Stockholm", "before": 5, "after": 10},
        "coach": {"zone": "Europe/Stockholm", "before": 15, "after": 10}, "door_opens_on": "2026-04-10",
    }  # fmt: skip
    assert answer["others"]["astrid@example.org"][0] == "2026-04-02T08:15:00Z"
    tried = ask("--until", "2026-04-12T00:00Z", "--step", "60", "--opens-on", "2026-04-01", "--notice", "0")
    assert tried["times"][0] == "2026-04-10T07:00:00Z"
    assert len(tried["times"]) == 3


def test_what_is_in_the_way_of_one_time_is_told_to_one_of_the_two(ask, cast, now):
    absences.note(cast.erik, start=date(2026, 4, 8), end=date(2026, 4, 8), now=now)
    asked = ("--why", "2026-04-08T09:00Z")
    assert ask(*asked)["why"] == [{"side": "other", "rule": "busy", "text": "Erik is not free then."}]
    assert ask(*asked, "--reader", "erik@example.org")["why"][0]["rule"] == "absence"
    assert ask("--why", "2026-04-09T09:00Z") == {"start": "2026-04-09T09:00:00Z", "free": True, "why": []}


def test_where_no_time_is_left_the_next_one_is_named(ask, cast, now):
    doors.keep_rules(cast.erik, by=cast.erik, now=now, horizon=5, opens_on=date(2026, 5, 4))
    answer = ask()
    assert (answer["none_because"], answer["next_free"]) == ("door_closed", "2026-05-04T07:00:00Z")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--minutes", "0"),
        ("--from", "2026-04-09T00:00Z", "--until", "2026-04-08T00:00Z"),
        ("--step", "7"),
        ("--before", "-1"),
        ("--why", "2026-04-09T09:00Z", "--reader", "astrid@example.org"),
    ],
)
def test_a_question_without_sense_is_refused(ask, arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        ask(*arguments)
    assert ended.value.code == 1


def test_nobody_talks_with_themselves(cast, capsys):
    with pytest.raises(SystemExit):
        call_command("slots", "erik@example.org", "erik@example.org", "--json")
    assert json.loads(capsys.readouterr().out)["errors"][0]["path"] == "coach"
