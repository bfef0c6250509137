"""A member may ask for more than the floor: it stays as it is, and the extra talks are never overdue."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from policies.facts import OrgFacts, Version, Wish
from policies.personal import wish_refused
from policies.termparts import Anchored, Cadence, Offset, PerPeriod, Rolling
from policies.terms import Terms

from . import anything
from .facts_for_tests import CAMILLA, day, held, policy, rows
from .test_invariants import SITUATION, assessed

MONTHLY = Cadence(per_period=PerPeriod("month"))


def wishing(cadence=MONTHLY, since="04-01"):
    return replace(CAMILLA, wishes=(Wish("quarterly-coach-talk", cadence, day(since)),))


def test_the_extra_talks_stand_beside_the_floor_under_keys_of_their_own():
    found = {one.cycle_key: one for one in rows(policy("2026-04-01"), on="05-04", person=wishing())}
    assert found["2026-Q2"].due_on == day("06-30")
    assert (found["own-2026-05"].state, found["own-2026-05"].due_on) == ("open", day("05-31"))
    assert found["own-2026-05"].overdue_from is None


def test_one_talk_counts_for_the_floor_and_for_the_wish():
    found = rows(policy("2026-04-01"), on="05-13", person=wishing(), talks=[held("05-12")])
    assert {one.cycle_key for one in found if one.credited_on} == {"2026-Q2", "own-2026-05"}


def test_extra_talks_are_late_for_the_pair_alone_and_then_let_go():
    def may(on):
        found = rows(policy("2026-04-01"), on=on, person=wishing())
        return next(one for one in found if one.cycle_key == "own-2026-05")

    assert may("06-10").timeliness == "late"
    assert may("06-20").state == "lapsed"


@pytest.mark.parametrize("later", [{"cadence": {"per_period": {"period": "month", "count": 2}}}, {"personal": False}])
def test_nothing_begins_beyond_a_wording_that_promises_as_much_or_lets_nobody_ask(later):
    """And begins again beyond one that promises less."""
    first, again = policy("2026-04-01"), policy("2026-09-01")
    second = Version(2, policy("2026-07-01", **later).versions[0].terms, day("07-01"))
    third = Version(3, again.versions[0].terms, day("09-01"))
    worded = replace(first, versions=(*first.versions, second, third))
    person, told = wishing(), {}
    for on in ("06-10", "08-10", "09-10"):
        found = rows(worded, on=on, person=person, org=OrgFacts())
        told[on] = {one.cycle_key for one in found if one.cycle_key.startswith("own-") and one.state != "none"}
    assert {"own-2026-06"} <= told["06-10"] and not {"own-2026-07", "own-2026-08"} & {*told["06-10"], *told["08-10"]}
    assert {"own-2026-09", "own-2026-10"} <= told["09-10"]


@pytest.mark.parametrize(
    ("terms", "cadence", "path"),
    [
        ({}, Cadence(per_period=PerPeriod("quarter")), "personal.per_period"),
        ({}, Cadence(per_period=PerPeriod("year")), "personal.per_period"),
        ({}, Cadence(anchored=Anchored("hire", (Offset(1),))), "personal.anchored"),
        ({"personal": False}, MONTHLY, "personal.per_period"),
        ({"cadence": {"campaign": {"from": "2026-09-01", "to": "2026-10-31"}}}, MONTHLY, "personal.per_period"),
    ],
)
def test_only_more_can_be_asked_for(terms, cadence, path, english, swedish):
    problem = wish_refused(Terms.parse({"key": "a"} | terms), cadence)
    assert problem.path == path
    assert problem.render(english).message != problem.render(swedish).message
    assert wish_refused(Terms.parse({"key": "a"}), Cadence(rolling=Rolling(2, "week"))) is None


@settings(max_examples=40, deadline=None)
@given(**SITUATION)
def test_a_wish_never_changes_what_is_promised(policy, **facts):
    person = facts.pop("person")
    plain = assessed(policy, person=replace(person, wishes=()), **facts)
    wished = assessed(policy, person=replace(person, wishes=(Wish("p0", MONTHLY, anything.FIRST),)), **facts)
    own = [one for one in wished if one.cycle_key.startswith("own")]
    assert tuple(one for one in wished if one not in own) == plain
    assert all(one.timeliness != "overdue" for one in own)
