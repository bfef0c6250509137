"""The worked examples of the policy language (docs/reference/cadence.md B.7), as the published cases say them."""

import json
from pathlib import Path

import pytest

from policies import case

from .holiday_lookup import lookup

CASES = sorted(Path("docs/reference/cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_published_case_comes_out_as_it_says(path):
    given = json.loads(path.read_text())
    rows = {(row["cycle_key"], row["slot"]): row for row in case.run(given, lookup)["rows"]}
    for expected in given["expect"]:
        row = rows[expected["cycle_key"], expected.get("slot", 1)]
        assert {name: row[name] for name in expected} == expected


def test_the_examples_of_the_first_release_are_all_there():
    wanted = {f"E{n}" for n in (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 14, 16, 17)}
    assert {path.stem.split("-")[0] for path in CASES} >= wanted
