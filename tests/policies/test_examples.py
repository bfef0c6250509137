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
    only = given["policies"][0]["key"]
    rows = {(row["policy"], row["cycle_key"], row["slot"]): row for row in case.run(given, lookup)["rows"]}
    for expected in given["expect"]:
        row = rows[expected.get("policy", only), expected["cycle_key"], expected.get("slot", 1)]
        assert {name: row[name] for name in expected} == expected


def test_every_worked_example_is_a_case():
    assert {path.stem.split("-")[0] for path in CASES} >= {f"E{n}" for n in range(1, 19)}
