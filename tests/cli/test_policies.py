"""`policies import` and `policies list`."""

import json
from datetime import date

import pytest

from leadership.consultations.models import Consultation
from leadership.people import clock
from policies.models import Policy
from tests.cli.answers import ask
from tests.obligations.conftest import T1

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path, cast, now):
    clock.set_to(now)

    def written(content):
        path = tmp_path / "policies.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return written


def test_a_policy_is_imported_and_adopted_from_the_command_line(file):
    code, answer = ask("policies", "import", file(T1), "--adopt", "--effective-from", "2026-04-01")
    told = answer["policies"][0]
    assert (code, told["key"], told["state"], told["effective_from"]) == (0, "quarterly", "adopted", "2026-04-01")
    kept = Consultation.objects.get()
    assert (kept.start, kept.decided_on) == (None, date(2026, 4, 1)), "the record says that nobody was asked here"


def test_the_same_file_again_changes_nothing(file):
    for outcome in ("created", "unchanged"):
        code, answer = ask("policies", "import", file(T1), "--adopt")
        assert (code, answer["policies"][0]["outcome"], answer["policies"][0]["version"]) == (0, outcome, 1)


def test_a_changed_file_is_a_new_version_that_waits_for_the_next_cycle(file):
    ask("policies", "import", file(T1), "--adopt")
    code, answer = ask("policies", "import", file({**T1, "grace": 8}), "--adopt")
    told = answer["policies"][0]
    assert (code, told["outcome"], told["version"], told["effective_from"]) == (0, "changed", 2, "2026-07-01")


def test_a_consultation_in_the_file_is_kept_with_the_version(file):
    consultation = {"from": "2026-03-16", "until": "2026-03-23", "with": "all", "heard": "yes", "changed": "nothing"}
    code, _ = ask(
        "policies", "import", file({**T1, "consultation": consultation}), "--adopt", "--as", "david@example.org"
    )
    kept = Consultation.objects.get()
    assert (code, kept.start, kept.recorded_by.given_name) == (0, date(2026, 3, 16), "David")


def test_outside_the_demonstration_adoption_needs_a_record(file, settings):
    path = file(T1)
    settings.DEMO = False
    code, answer = ask("policies", "import", path, "--adopt", "--effective-from", "2027-01-01")
    assert code == 1
    assert "consultation.from" in [error["path"] for error in answer["errors"]]
    assert not Policy.objects.exists()


def test_what_is_missing_is_told_with_path_and_remedy_and_nothing_is_kept(file):
    bare = {name: value for name, value in T1.items() if name not in ("purpose", "metrics")}
    two = {"policies": [{**T1, "key": "fine"}, {**bare, "metrics": []}]}
    code, answer = ask("policies", "import", file(two), "--adopt")
    assert code == 1
    paths = {error["path"] for error in answer["errors"]}
    assert "policies[1].purpose" in paths
    assert all(error["message"] and error["remedy"] for error in answer["errors"])
    assert not Policy.objects.exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"policies": []}', '{"policies": [1]}', '{"consultation": 1}'])
def test_a_file_that_holds_no_policy_is_refused(file, content):
    code, answer = ask("policies", "import", file(content))
    assert code == 1
    assert answer["errors"][0]["remedy"]


def test_the_list_tells_key_state_and_version(file):
    ask("policies", "import", file(T1))
    assert ask("policies", "list")[1]["policies"][0]["state"] == "draft"
