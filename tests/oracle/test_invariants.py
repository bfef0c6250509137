"""The pure invariants of docs/reference/cadence.md B.8 over whole generated cases: every kind of cadence, several
rhythms, histories, edits and days without a worker. The stored ones are named in docs/explanation/engine.md."""

import copy
from collections import Counter
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from policies import case as engine
from tests.policies.holiday_lookup import lookup

from .generate import KINDS, Making, case_of

LIVE = {"planned", "open", "booked", "unconfirmed"}
cases = st.builds(case_of, st.sampled_from(KINDS), st.integers(0, 10**9))
calm = settings(max_examples=60, deadline=None)


def rows_of(case):
    return engine.run({name: value for name, value in case.items() if name != "pair"}, lookup)["rows"]


@calm
@given(cases)
def test_answering_twice_is_answering_once(case):
    """I1, I13: nothing is added by asking again, and every row has one name and one state."""
    first = rows_of(case)
    assert rows_of(copy.deepcopy(case)) == first
    names = [(row["policy"], row["cycle_key"], row["slot"]) for row in first]
    assert len(names) == len(set(names))
    assert Counter(row["state"] for row in first).total() == len(first)


@calm
@given(cases)
def test_the_order_in_which_facts_were_written_down_does_not_matter(case):
    """I10: the whole story is told again each time, so the same facts give the same states."""
    turned = copy.deepcopy(case)
    for name in ("talks", "leaves", "exemptions"):
        turned[name].reverse()
    turned["org"]["pauses"].reverse()
    assert rows_of(turned) == rows_of(case)


@calm
@given(cases)
def test_a_talk_credits_at_most_one_obligation_of_a_policy_and_of_a_group(case):
    """I4; what goes beyond a policy is a rhythm of its own, and stands outside groups (decision 0012.37)."""
    groups = {one["key"]: one.get("credit", {}).get("exclusive_group") for one in case["policies"]}
    held = [row for row in rows_of(case) if row["state"] == "fulfilled"]
    credits = [(row["talk"], row["policy"], is_own(row)) for row in held]
    assert len(credits) == len(set(credits))
    grouped = [(talk, groups[policy]) for talk, policy, own in credits if groups[policy] and not own]
    assert len(grouped) == len(set(grouped))


def is_own(row):
    return row["cycle_key"].startswith("own")


def bindings_of(case):
    """By policy, what its wordings say of binding."""
    return {one["key"]: {said["binding"] for said in one.get("versions", [one])} for one in case["policies"]}


@calm
@given(cases)
def test_exempt_excused_and_voluntary_are_never_overdue(case):
    """I5; what goes beyond a policy is opt_in, whatever the policy is."""
    binding = bindings_of(case)
    exempt = {one["policy"] for one in case["exemptions"] if one["from"] <= case["on"] <= one["to"]}
    for row in rows_of(case):
        if row["timeliness"] == "overdue":
            assert row["state"] in LIVE and "compulsory" in binding[row["policy"]] and not is_own(row)
            assert row["policy"] not in exempt
        assert row["timeliness"] != "late" or is_own(row) or binding[row["policy"]] != {"voluntary"}


@calm
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), cases)
def test_everyone_is_covered_by_a_compulsory_rhythm_or_told_why_not(seeds, case):
    """I6: an organisation of people as different as can be; whoever is here is asked for something or hears why not."""
    compulsory = {key for key, said in bindings_of(case).items() if said == {"compulsory"}}
    for seed in seeds:
        one = case | {"person": Making(Random(seed)).person(case["policies"]), "talks": []}
        rows = [row for row in rows_of(one) if row["policy"] in compulsory]
        covered = {row["policy"] for row in rows if row["state"] != "none"}
        told = {row["policy"] for row in rows if row["state"] == "none" and row["reason"] and row["trace"]}
        assert covered | told == compulsory


@calm
@given(cases)
def test_every_row_says_why_in_english(case):
    """I8; Swedish beside it is held by tests/policies/test_invariants.py, one catalogue for both."""
    for row in rows_of(case):
        assert row["trace"] and all(item["en"] and "%(" not in item["en"] for item in row["trace"])


@calm
@given(cases, st.integers(1, 40))
def test_days_without_a_worker_change_nothing_about_the_answer(case, days):
    """I9: what is shown after an outage is what would have been shown without it; a date kept moves no earlier.
    Only words applied at once on a day between open it anew."""
    case = case | {"talks": [], "exemptions": []}
    later = (date.fromisoformat(case["on"]) + timedelta(days=days)).isoformat()
    before = {(row["policy"], row["cycle_key"], row["slot"]): row for row in rows_of(case)}
    for row in rows_of(case | {"on": later}):
        old = before.get((row["policy"], row["cycle_key"], row["slot"]))
        if old and old["due_on"] and row["due_on"] and {old["state"], row["state"]} <= LIVE:
            assert row["due_on"] >= old["due_on"]
            reworded = row["version"] != old["version"]
            assert reworded or row["opens_on"] == old["opens_on"]


@calm
@given(cases, st.integers(1, 40))
def test_what_was_open_when_somebody_left_stays_excused(case, days):
    """R17, I2: whatever comes to nothing afterwards, a talk nobody answers for above all, makes nothing missed."""
    left = date.fromisoformat(case["on"])
    gone = case | {"person": case["person"] | {"last_day": left.isoformat()}}
    last = gone | {"on": (left + timedelta(days=1)).isoformat()}
    before = {(row["policy"], row["cycle_key"], row["slot"]): row["state"] for row in rows_of(last)}
    for row in rows_of(gone | {"on": (left + timedelta(days=1 + days)).isoformat()}):
        if before.get((row["policy"], row["cycle_key"], row["slot"])) == "excused":
            assert row["state"] in ("excused", "fulfilled")
