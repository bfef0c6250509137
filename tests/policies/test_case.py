"""A case as data: read strictly, answered in full, never a crash."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies import case

from .holiday_lookup import lookup

GIVEN = json.loads(Path("docs/reference/cases/E1.json").read_text())


def changed(path, value):
    """The case E1 with one value replaced."""
    new = copy.deepcopy(GIVEN)
    here = new
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return new


def refused(source):
    with pytest.raises(case.CaseRefused) as caught:
        case.run(source, lookup)
    return [problem.path for problem in caught.value.problems]


def test_a_case_is_answered_in_json_with_its_reasons(swedish):
    answer = case.run(GIVEN, lookup, swedish=swedish)
    assert json.loads(json.dumps(answer)) == answer
    row = next(one for one in answer["rows"] if one["cycle_key"] == "2026-Q2")
    assert row["due_on"] == "2026-06-30"
    assert row["trace"][-1] == {
        "rule": "R13",
        "from": {"day": "2026-05-12", "talk": "may"},
        "result": {"credited_on": "2026-05-12"},
        "en": "Counted from your talk on 12 May 2026.",
        "sv": "Räknat från ditt samtal 12 maj 2026.",
    }


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (["on"], "today", "on"),
        (["policies"], [], "policies"),
        (["policies", 0, "cadence"], {"anchored": {"offsets": [{"day": 30}]}}, "policies[0].cadence.anchored.anchor"),
        (["policies", 0], "T1", "policies[0]"),
        (["person", "zone"], "Stockholm", "person.zone"),
        (["person", "country"], "Narnia", "person.country"),
        (["person", "work_pattern"], ["måndag"], "person.work_pattern"),
        (["person", "fte"], 0, "person.fte"),
        (["person", "hire"], "2026-13-01", "person.hire"),
        (["person", "age"], 42, "person.age"),
        (["org", "fiscal_start"], "31-12", "org.fiscal_start"),
        (["org", "pauses", 0, "to"], "2026-07-01", "org.pauses[0].to"),
        (["talks", 0, "start"], "2026-02-10 10:00", "talks[0].start"),
        (["talks", 0, "confirmed_by"], "leader", "talks[0].confirmed_by"),
        (["leaves"], [{"from": "2026-05-10", "to": "2026-05-01"}], "leaves[0].to"),
        (["leaves"], [{"to": "2026-05-01"}], "leaves[0].from"),
        (["exemptions"], [{"from": "2026-05-01", "to": "2026-05-10"}], "exemptions[0].policy"),
        (["weather"], "fine", "weather"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named_by_its_path(path, value, where):
    assert refused(changed(path, value)) == [where]


@pytest.mark.parametrize("source", [None, [], "case", {}, {"policies": None}, 7])
def test_what_is_no_case_is_refused(source):
    assert refused(source)


def test_two_policies_of_one_key_are_refused():
    assert refused(changed(["policies"], GIVEN["policies"] * 2)) == ["policies"]


def test_the_documented_example_is_answered_as_documented():
    text = Path("docs/reference/cases/README.md").read_text()
    blocks = [json.loads(part.split("```")[0]) for part in text.split("```json\n")[1:]]
    source, told = blocks[0], blocks[1]
    answer = case.run(source, lookup)
    shown = next(row for row in answer["rows"] if row["cycle_key"] == told["cycle_key"])
    shown["trace"] = [item for item in shown["trace"] if item["rule"] == told["trace"][0]["rule"]][: len(told["trace"])]
    assert {**shown, "trace": [_without_swedish(item) for item in shown["trace"]]} == {
        **told,
        "trace": [_without_swedish(item) for item in told["trace"]],
    }


def _without_swedish(item):
    return {name: value for name, value in item.items() if name != "sv"}


def _paths(value, here=()):
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from _paths(inner, (*here, name))


PATHS = [path for path in _paths(GIVEN) if path]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("2026-05-01"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), anything), min_size=1, max_size=3))
def test_no_input_breaks_it(changes):
    source = copy.deepcopy(GIVEN)
    for path, value in changes:
        here = source
        try:
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    try:
        assert case.run(source, lookup)["rows"]
    except case.CaseRefused as refusal:
        assert refusal.problems
