"""`assess`: the pure engine over files, without a database."""

import json
from pathlib import Path

import pytest

from tests.cli.answers import ask

CASES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cases"
CASE = {
    "policies": [{"key": "quarterly", "types": ["one_on_one"], "cadence": {"per_period": {"period": "quarter"}}}],
    "person": {"hire": "2026-05-16"},
    "on": "2026-05-20",
}


def written(tmp_path, name, case):
    path = tmp_path / name
    path.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
    return str(path)


def test_one_case_answers_with_rows(tmp_path):
    code, answer = ask("assess", written(tmp_path, "one.json", CASE))
    assert (code, answer["rows"][0]["cycle_key"], answer["rows"][0]["due_on"]) == (0, "2026-Q2", "2026-06-30")


def test_several_cases_answer_with_results_in_order(tmp_path):
    later = {**CASE, "person": {"hire": "2026-05-17"}}
    files = [written(tmp_path, name, case) for name, case in (("a.json", CASE), ("b.json", later))]
    results = ask("assess", *files)[1]["results"]
    assert [result["rows"][0]["state"] for result in results] == ["open", "none"]


def test_a_case_that_cannot_be_read_is_refused_with_paths(tmp_path):
    wrong = {**CASE, "person": {"country": "XX"}, "weather": "fine"}
    code, answer = ask("assess", written(tmp_path, "wrong.json", wrong))
    assert code == 1
    assert {"person.country", "weather"} <= {error["path"] for error in answer["errors"]}
    assert ask("assess", written(tmp_path, "broken.json", "{"))[0] == 1
    assert ask("assess", str(tmp_path / "missing.json"))[0] == 1


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_the_published_cases_are_read(path):
    code, answer = ask("assess", str(path))
    assert code == 0
    assert answer["rows"]
