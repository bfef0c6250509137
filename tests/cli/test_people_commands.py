"""clock, grant, seed_cast, import_people: one answer each, and honest exit codes."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from leadership.people import clock
from leadership.people.models import Person
from tests.people.lists import csv_of, person

pytestmark = pytest.mark.django_db


def run(*words):
    """Exit status and the one JSON object on stdout."""
    out = io.StringIO()
    try:
        call_command(*map(str, words), "--json", stdout=out)
    except SystemExit as stopped:
        return stopped.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_clock_is_set_and_runs_on_from_there():
    status, told = run("clock", "--set", "2026-04-01T08:00:00Z")

    assert (status, told["now"][:16]) == (0, "2026-04-01T08:00")
    assert clock.now() - datetime(2026, 4, 1, 8, tzinfo=UTC) < timedelta(minutes=1)


def test_the_clock_is_advanced_by_days_and_hours():
    run("clock", "--set", "2026-04-01T08:00:00Z")
    assert run("clock", "--advance", "10d")[1]["now"][:13] == "2026-04-11T08"
    assert run("clock", "--advance", "1d3h")[1]["now"][:13] == "2026-04-12T11"


def test_the_clock_goes_back_to_real_time():
    run("clock", "--advance", "10d")

    assert run("clock", "--real")[1]["ahead_seconds"] == 0


@pytest.mark.parametrize("words", [("--advance", "ten"), ("--set", "soon"), ("--real", "--advance", "1d")])
def test_a_clock_command_that_makes_no_sense_is_a_usage_error(words):
    with pytest.raises(CommandError):
        run("clock", *words)


def test_setting_the_clock_is_refused_in_production(settings):
    settings.DEMO = False
    status, told = run("clock", "--advance", "1d")

    assert status == 1
    assert told["errors"][0]["path"] == "clock"


def test_a_role_is_granted_and_revoked(cast):
    assert run("grant", "ERIK@example.org", "hr") == (0, {"person": "erik@example.org", "roles": ["hr"]})
    assert run("grant", "erik@example.org", "hr", "--revoke")[1]["roles"] == []


def test_a_role_for_nobody_is_refused(cast):
    status, told = run("grant", "nobody@example.org", "hr")

    assert (status, told["errors"][0]["value"]) == (1, "nobody@example.org")


def test_the_cast_is_six_people_and_making_it_twice_changes_nothing():
    first, second = run("seed_cast"), run("seed_cast")

    assert first == second
    assert Person.objects.count() == 6
    assert [one["name"].split()[0] for one in first[1]["people"]] == [
        "Freja",
        "Astrid",
        "Erik",
        "David",
        "Björn",
        "Camilla",
    ]


def test_an_import_tells_counts_and_errors(tmp_path):
    file = tmp_path / "staff.csv"
    file.write_bytes(csv_of([person(1), person(2, **{"E-mail": "broken"})]))
    dry, done, again = run("import_people", file, "--dry-run"), run("import_people", file), run("import_people", file)

    assert dry == done
    status, told = done
    assert status == 0
    assert {name: told[name] for name in ("added", "changed", "left", "unchanged", "without_manager")} == {
        "added": 1, "changed": 0, "left": 0, "unchanged": 0, "without_manager": 1,
    }  # fmt: skip
    assert [(one["row"], one["column"], one["value"]) for one in told["errors"]] == [(3, "E-mail", "broken")]
    assert (again[1]["added"], again[1]["unchanged"]) == (0, 1)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    status, told = run("import_people", tmp_path / "none.csv")

    assert (status, told["errors"][0]["path"]) == (1, "file")


def test_a_cut_off_list_is_refused_unless_partial_or_meant(tmp_path):
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    whole.write_bytes(csv_of([person(number) for number in range(10)]))
    part.write_bytes(csv_of([person(number) for number in range(2)]))
    run("import_people", whole)

    assert run("import_people", part)[0] == 1
    assert run("import_people", part, "--partial")[1]["left"] == 0
    assert run("import_people", part, "--many-may-leave")[1]["left"] == 8
