"""Of several rhythms: who comes first, who is muted for how long, and what no unit may weaken."""

from dataclasses import replace

import pytest

from policies.precedence import conflicts, levels
from policies.terms import Terms

from .facts_for_tests import CAMILLA, biweekly, day, held, policy, row, rows

NEW = replace(CAMILLA, hire=day("03-02"))


def onboarding(*offsets, **terms):
    cadence = {"anchored": {"anchor": "hire", "offsets": list(offsets or (30, 60, 90))}}
    return policy(key="onboarding", **{"cadence": cadence, "supersedes": ["quarterly-coach-talk"]} | terms)


def terms(key, **more):
    return Terms.parse({"key": key} | more)


def test_a_talk_while_the_rhythm_is_muted_counts_for_the_other_alone():
    found = rows(onboarding(types=["one_on_one"]), policy(), on="04-02", person=NEW, talks=[held("04-01")])
    assert {one.policy for one in found if one.credited_on} == {"onboarding"}


def test_a_talk_that_is_late_keeps_the_other_muted_until_it_is_done_or_closed():
    late = rows(onboarding(30), policy(), on="04-20", person=NEW)
    assert next(one for one in late if one.policy == "onboarding").timeliness == "overdue"
    closed = row(onboarding(30), policy(), cycle="2026-Q2", key="quarterly-coach-talk", on="05-20", person=NEW)
    assert closed.opens_on > day("05-08")


def test_a_muted_rolling_clock_stands_still():
    muter = onboarding(30, supersedes=["biweekly-with-manager"])
    found = row(muter, biweekly("2026-03-02"), cycle="since-2026-03-02", on="03-05", person=NEW)
    assert found.due_on == day("04-22")


def test_a_steady_rhythm_mutes_for_as_long_as_it_applies():
    weekly = policy(key="weekly", cadence={"per_period": {"period": "week"}}, supersedes=["quarterly-coach-talk"])
    found = [one for one in rows(weekly, policy(), on="05-04") if one.policy == "quarterly-coach-talk"]
    assert {one.reason for one in found} == {"muted"}
    rolled = policy(key="weekly", cadence={"per_period": {"period": "week"}}, supersedes=["biweekly-with-manager"])
    assert [one.reason for one in rows(rolled, biweekly(), on="05-04") if one.policy == "biweekly-with-manager"] == [
        "muted_now"
    ]


def test_what_was_held_for_the_rhythm_before_counts_for_the_one_that_takes_its_place():
    every = policy(family="coaching")
    lab = policy(key="lab-talk", family="coaching", prorate="none", audience={"include": [{"units": ["astrid"]}]})
    moved = replace(CAMILLA, units=("freja", "astrid"), audience_since=(("lab-talk", day("05-20")),))
    found = rows(every, lab, on="05-21", person=moved, talks=[held("02-10"), held("04-20")])
    credited = {(one.policy, one.cycle_key) for one in found if one.credited_on == day("04-20")}
    assert credited == {("quarterly-coach-talk", "2026-Q2"), ("lab-talk", "2026-Q2")}


def test_a_weaker_rhythm_of_the_family_does_not_take_the_place_of_a_floor():
    floor = policy(family="coaching", floor=True)
    unit = {"audience": {"include": [{"units": ["astrid"]}]}, "family": "coaching"}
    person = replace(CAMILLA, units=("freja", "astrid"))
    yearly = policy(key="yearly", cadence={"per_period": {"period": "year"}}, **unit)
    monthly = policy(key="monthly", cadence={"per_period": {"period": "month"}}, **unit)
    assert row(floor, yearly, cycle="2026-Q2", on="05-04", person=person).state == "open"
    assert row(floor, monthly, cycle="2026-Q2", slot=0, on="05-04", person=person).reason == "family"


def test_those_who_come_first_are_looked_at_first():
    found = levels([policy(key="c"), policy(key="a", supersedes=["b"]), policy(key="b", supersedes=["c"])])
    assert [[one.key for one in level] for level in found] == [["a"], ["b"], ["c"]]


def test_rhythms_that_supersede_each_other_in_a_circle_are_refused(english, swedish):
    found = conflicts([terms("a", supersedes=["b"]), terms("b", supersedes=["c"]), terms("c", supersedes=["a"])])
    assert [problem.path for problem in found] == ["supersedes"] * 3
    assert found[0].render(english).message == "supersedes of a leads back to it in a circle: a → b → c → a."
    assert found[0].render(swedish).message != found[0].render(english).message


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"family": "f", "cadence": {"per_period": {"period": "year"}}}, "cadence"),
        ({"family": "f", "binding": "voluntary"}, "binding"),
        ({"family": "f", "min_minutes": 20}, "min_minutes"),
        ({"supersedes": ["floor"]}, "supersedes"),
    ],
)
def test_a_unit_may_add_to_a_floor_and_not_weaken_it(more, path):
    floor = terms("floor", floor=True, family="f", min_minutes=30)
    unit = {"audience": {"include": [{"units": ["lab"]}]}, "min_minutes": 30}
    assert [problem.path for problem in conflicts([floor, terms("unit", **unit | more)])] == [path]
    more_often = terms("unit", **unit, family="f", cadence={"per_period": {"period": "month"}})
    assert conflicts([floor, more_often]) == ()
