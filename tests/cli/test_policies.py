"""`policies import` and `policies list`."""

import json
from datetime import date

import pytest

from leadership.consultations.models import Consultation
from leadership.people import clock
from policies.models import Policy
from policies.starters import STARTERS
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


class TestYaml:
    """The same terms as YAML: read, compared, written, and read again."""

    def test_a_yaml_file_is_taken_like_json(self, tmp_path, cast):
        file = tmp_path / "rhythm.yaml"
        file.write_text("key: spring\ntypes: [development]\ncadence:\n  campaign: {from: 2027-02-01, to: 2027-04-30}\n")
        code, answer = ask("policies", "import", str(file))
        assert (code, answer["policies"][0]["outcome"]) == (0, "created")
        assert str(Policy.objects.get().latest().read().cadence.campaign.end) == "2027-04-30"

    def test_a_dry_run_tells_each_field_and_both_sentences_and_changes_nothing(self, file):
        ask("policies", "import", file(T1))
        changed = T1 | {"cadence": {"per_period": {"period": "month", "count": 1, "spread": "even"}}}
        code, answer = ask("policies", "import", file(changed), "--dry-run")
        [change] = answer["changes"]
        assert (code, change["outcome"]) == (0, "changed")
        assert {"path": "cadence.per_period.period", "before": "quarter", "after": "month"} in change["fields"]
        assert "each quarter" in change["sentence"]["before"] and "each month" in change["sentence"]["after"]
        assert Policy.objects.get().latest().terms["cadence"]["per_period"]["period"] == "quarter"

    def test_importing_tells_what_changed(self, file):
        ask("policies", "import", file(T1))
        _code, answer = ask("policies", "import", file(T1 | {"grace": 7}))
        assert answer["policies"][0]["changes"] == [{"path": "grace", "before": 5, "after": 7}]

    @pytest.mark.parametrize("name", ["all.yaml", "all.json"])
    def test_what_is_exported_comes_back_unchanged(self, tmp_path, cast, file, name):
        team = {"include": [{"units": ["Engineering"]}, {"persons": ["camilla@example.org"]}], "exclude": []}
        ask("policies", "import", file({"policies": [*STARTERS.values(), T1 | {"key": "team", "audience": team}]}))
        path = tmp_path / name
        assert ask("policies", "export", str(path)) == (0, {"file": name, "count": len(STARTERS) + 1})
        assert "Engineering" in path.read_text() and "camilla@example.org" in path.read_text()
        _code, answer = ask("policies", "import", str(path), "--dry-run")
        assert {change["outcome"] for change in answer["changes"]} == {"unchanged"}

    def test_one_policy_goes_to_stdout(self, file):
        ask("policies", "import", file(T1))
        _code, answer = ask("policies", "export", "--key", T1["key"])
        assert answer["text"].startswith("policies:\n- key: quarterly\n")
        assert ask("policies", "export", "--key", "nothing")[0] == 1

    def test_what_is_wrong_is_told_with_path_value_message_and_remedy(self, tmp_path, cast):
        path = tmp_path / "wrong.yaml"
        path.write_text("policies:\n- key: a\n- key: b\n  grace: 9\n  close_after: 3\n")
        code, answer = ask("policies", "import", str(path))
        [error] = answer["errors"]
        assert code == 1 and (error["path"], error["value"]) == ("policies[1].close_after", "3")
        assert "grace" in error["message"] and error["remedy"]
        assert not Policy.objects.exists()

    @pytest.mark.parametrize(
        "content",
        [
            "{",
            "- 1",
            "key: &a [*a]",
            "a: &a [x]\nb: *a",
            "!!python/object:os.system {}",
            "\x00",
            "policies: 3",
            "key: " + "[" * 3000,
        ],
    )
    def test_a_file_that_is_no_rhythm_is_refused_and_never_breaks(self, tmp_path, cast, content):
        path = tmp_path / "odd.yaml"
        path.write_text(content)
        code, answer = ask("policies", "import", str(path))
        assert code == 1 and answer["errors"][0]["message"] and answer["errors"][0]["remedy"]

    def test_the_schema_is_printed(self, db):
        assert json.loads(ask("policies", "schema")[1]["text"])["$defs"]["policy"]["required"] == ["key"]


def test_several_files_are_looked_at_together_and_taken_all_or_none(tmp_path, cast, now):
    clock.set_to(now)
    first, second = {**T1, "key": "a", "supersedes": ["b"]}, {**T1, "key": "b", "supersedes": ["a"]}
    paths = []
    for name, terms in (("one.json", first), ("two.json", {"policies": [{**T1, "key": "c"}, second]})):
        (tmp_path / name).write_text(json.dumps(terms), encoding="utf-8")
        paths.append(str(tmp_path / name))
    code, answer = ask("policies", "import", *paths, "--dry-run")
    assert (code, [one["path"] for one in answer["errors"]]) == (
        1, ["one.json: supersedes", "two.json: policies[1].supersedes"],
    )  # fmt: skip
    assert "a → b → a" in answer["errors"][0]["message"] and answer["errors"][0]["remedy"]
    (tmp_path / "two.json").write_text(json.dumps({**T1, "key": "a"}), encoding="utf-8")
    code, answer = ask("policies", "import", *paths)
    assert (code, answer["errors"][0]["path"], Policy.objects.count()) == (1, "two.json: key", 0)
    assert "one.json: key" in answer["errors"][0]["message"]


def test_a_file_that_would_weaken_its_own_floor_is_not_adopted(file):
    floor = {**T1, "key": "floor", "family": "f", "floor": True, "title": {"en": "Floor"}}
    yearly = {**T1, "key": "yearly", "family": "f", "cadence": {"per_period": {"period": "year"}}}
    code, answer = ask("policies", "import", file({"policies": [floor, yearly]}), "--adopt")
    told = answer["errors"][0]
    assert (code, told["path"], Policy.objects.count()) == (1, "policies[1].cadence", 0)
    assert "yearly" in told["message"] and "floor" in told["message"] and told["remedy"]
