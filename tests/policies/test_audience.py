"""Who a policy speaks of, and which of a family speaks of them most closely."""

from dataclasses import replace

import pytest

from policies.audience import Audience, Clause
from policies.facts import PersonFacts, Version

from .facts_for_tests import CAMILLA, biweekly, day, policy, row, rows

MEMBER = PersonFacts(
    key="camilla",
    hire=day("2026-03-02"),
    units=("freja", "astrid"),
    roles=frozenset({"engineer"}),
    tags=frozenset({"first-aid"}),
    employment_type="permanent",
    location="Stockholm",
)


@pytest.mark.parametrize(
    "clause",
    [
        Clause(),
        Clause(units=("freja",)),
        Clause(units=("erik", "astrid")),
        Clause(roles=("engineer", "nurse")),
        Clause(tags=("first-aid",)),
        Clause(employment_types=("permanent",)),
        Clause(locations=("Stockholm",)),
        Clause(persons=("camilla",)),
        Clause(is_leader=False),
        Clause(tenure_days_min=60, tenure_days_max=61),
        Clause(units=("freja",), roles=("engineer",)),
    ],
)
def test_a_clause_holds_when_all_its_parts_do(clause):
    assert clause.matches(MEMBER, day("05-02"))


@pytest.mark.parametrize(
    "clause",
    [
        Clause(units=("erik",)),
        Clause(roles=("nurse",)),
        Clause(locations=("Oslo",)),
        Clause(is_leader=True),
        Clause(tenure_days_min=62),
        Clause(tenure_days_max=60),
        Clause(units=("freja",), roles=("nurse",)),
    ],
)
def test_a_clause_fails_when_one_part_does(clause):
    assert not clause.matches(MEMBER, day("05-02"))


def test_exclusion_wins():
    audience = Audience((Clause(units=("freja",)),), (Clause(persons=("camilla",)),))
    assert not audience.matches(MEMBER, day("05-02"))
    assert audience.matches(replace(MEMBER, key="bjorn"), day("05-02"))


def test_the_closest_part_of_a_clause_that_fits_counts():
    order = [
        Clause(persons=("camilla",)),
        Clause(tags=("first-aid",)),
        Clause(roles=("engineer",)),
        Clause(units=("astrid",)),
        Clause(units=("freja",)),
        Clause(locations=("Stockholm",)),
        Clause(employment_types=("permanent",)),
        Clause(tenure_days_min=1),
        Clause(),
    ]
    ranks = [Audience((clause,)).specificity(MEMBER, day("05-02")) for clause in order]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)
    assert Audience((Clause(tags=("other",)), Clause())).specificity(MEMBER, day("05-02")) == (0, 0)


def test_of_a_family_only_the_closest_speaks_and_the_other_says_so():
    mine = biweekly(
        audience={"include": [{"persons": ["camilla"]}]}, key="mine", cadence={"rolling": {"every": 30, "unit": "day"}}
    )
    found = {one.policy: one for one in rows(biweekly(), mine, on="01-20")}
    assert found["mine"].cycle_key == "since-2026-01-05"
    assert (found["biweekly-with-manager"].state, found["biweekly-with-manager"].reason) == ("none", "family")


def test_of_two_equally_close_the_more_frequent_speaks():
    monthly = biweekly(key="monthly", cadence={"per_period": {"period": "month"}})
    found = {one.policy: one.reason for one in rows(biweekly(), monthly, on="02-20")}
    assert found["monthly"] == "family"


def test_different_families_do_not_know_each_other():
    states = {one.policy: one.state for one in rows(policy(), biweekly(), on="02-20") if one.state == "open"}
    assert states.keys() == {"quarterly-coach-talk", "biweekly-with-manager"}


def test_when_a_closer_rhythm_takes_over_what_is_open_is_cancelled():
    later = biweekly("2026-05-04", key="mine", audience={"include": [{"persons": ["camilla"]}]})
    before = row(biweekly("2026-04-20"), later, cycle="since-2026-04-20", on="05-03")
    after = row(biweekly("2026-04-20"), later, cycle="since-2026-04-20", on="05-04")
    assert (before.state, after.state, after.reason) == ("open", "cancelled", "family")


def test_who_outgrows_a_tenure_limit_is_let_go():
    new = policy(
        "2026-01-01", audience={"include": [{"tenure_days": {"max": 60}}]}, cadence={"per_period": {"period": "month"}}
    )
    person = replace(CAMILLA, hire=day("03-02"))
    assert row(new, cycle="2026-04", on="04-20", person=person).state == "open"
    left = row(new, cycle="2026-05", slot=0, on="05-04", person=person)
    assert (left.state, left.reason) == ("none", "audience")


def test_outside_the_audience_the_reason_is_said():
    found = row(policy(audience={"include": [{"units": ["sales"]}]}), cycle="2026-Q2", slot=0, on="05-04")
    assert (found.state, found.reason) == ("none", "audience")


def test_a_new_stretch_in_the_audience_starts_the_share_anew():
    entered = replace(CAMILLA, audience_since=(("quarterly-coach-talk", day("05-16")),))
    assert row(policy(), cycle="2026-Q2", on="05-20", person=entered).opens_on == day("05-16")


def test_terms_of_a_later_version_speak_of_the_cycles_after_it():
    first, second = policy("2026-01-01").versions[0], policy("2026-07-01", grace=1).versions[0]
    both = replace(policy(), versions=(first, Version(2, second.terms, day("07-01"))))
    found = {one.cycle_key: one.version for one in rows(both, on="06-20")}
    assert found == {"2026-Q1": 1, "2026-Q2": 1, "2026-Q3": 2}
