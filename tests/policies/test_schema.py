"""The published schema says what the validation says: neither lets in what the other calls impossible."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policies.schema import of_file, of_policy
from policies.starters import STARTERS
from policies.terms import Terms, TermsRefused

REFERENCE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
POLICY, FILE = Draft202012Validator(of_policy()), Draft202012Validator(of_file())
CASES = sorted((REFERENCE / "cases").glob("*.json"))
FULL = STARTERS["T1"] | {
    "audience": {"include": [{"units": ["a"], "tenure_days": {"min": 3}}], "exclude": [{"is_leader": True}]},
    "agenda": {"questions": ["How is it?"], "prep_days": 2},
    "quiet": {"hours": "18:00-08:00"},
    "reminders": [{"anchor": "due", "offset": -5, "to": ["member"], "template": "not_booked"}],
    "review_on": "2027-01-15", "min_minutes": 30, "grace": 5, "min_gap": "auto", "handover_after": "off",
}  # fmt: skip
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 9999)
    | st.text(max_size=5)
    | st.sampled_from(["all", "2027-02-30", "hr"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def accepted(terms):
    try:
        Terms.parse(terms)
    except TermsRefused:
        return False
    return True


def places(value, path=()):
    """Every place in a document, the root left out."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inside:
        yield (*path, step)
        yield from places(one, (*path, step))


def changed(document, path, value):
    new = copy.deepcopy(document)
    at = new
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return new


def test_the_published_file_is_the_one_the_validation_makes():
    assert json.loads((REFERENCE / "cadence.schema.json").read_text()) == of_file(), "manage.py policies schema > it"


def test_it_is_a_schema():
    Draft202012Validator.check_schema(of_file())


@pytest.mark.parametrize("name", STARTERS)
def test_every_template_fits_as_it_is_written_and_with_its_defaults(name):
    assert POLICY.is_valid(STARTERS[name])
    assert POLICY.is_valid(Terms.parse(STARTERS[name]).as_dict())
    assert FILE.is_valid({"policies": [STARTERS[name]]})


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_policies_of_every_worked_example_fit(case):
    """A case may hold several versions in turn, and when the policy ended; a file of policies holds one wording."""
    written, life = json.loads(case.read_text()).get("policies", []), ("versions", "retired_on", "stop_open")
    for policy in ({name: value for name, value in one.items() if name not in life} for one in written):
        assert POLICY.is_valid(policy), list(POLICY.iter_errors(policy))


@pytest.mark.parametrize(
    "terms",
    [
        {}, {"key": "a b"}, {"key": "a", "colour": "red"}, {"key": "a", "binding": "must"}, {"key": "a", "grace": -1},
        {"key": "a", "review_on": "soon"}, {"key": "a", "types": ["gossip"]}, {"key": "a", "cadence": {"hourly": {}}},
        {"key": "a", "coach": {"eligible": ["robot"]}}, {"key": "a", "purpose": "x" * 281},
        {**FULL, "agenda": {"questions": [None]}},
        {"key": "a", "cadence": {"rolling": {"every": "often"}}}, {"key": "a", "audience": {"include": [{"floor": 3}]}},
    ],
)  # fmt: skip
def test_what_no_field_can_hold_both_refuse(terms):
    assert not POLICY.is_valid(terms) and not accepted(terms)


@pytest.mark.parametrize(
    "terms",
    [
        {"key": "a", "close_after": 1, "grace": 9}, {"key": "a", "supersedes": ["a"]},
        {"key": "a", "coach": {"eligible": ["hr"], "exclude": ["hr"]}},
        {"key": "a", "cadence": {"per_period": {"period": "week", "count": 9}}},
    ],
)  # fmt: skip
def test_what_only_two_fields_together_make_impossible_the_validation_refuses(terms):
    assert POLICY.is_valid(terms) and not accepted(terms)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_the_schema_refuses_the_validation_refuses_too(data):
    name = data.draw(st.sampled_from(["full", *STARTERS]))
    document = FULL if name == "full" else STARTERS[name]
    path = data.draw(st.sampled_from(sorted(places(document), key=str)))
    broken = changed(document, path, data.draw(junk))
    if not POLICY.is_valid(broken):
        assert not accepted(broken), (path, broken)
