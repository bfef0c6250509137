"""What must hold whatever the facts (docs/reference/cadence.md B.8), as far as it is pure.

Making facts up costs more than assessing them; so what can be seen in one answer is looked for in the same answers.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from policies import explain, personal
from policies.engine import assess
from policies.mover import next_mover
from policies.promises import Shown, keep
from policies.timeliness import LIVE
from policies.workdays import calendar_of

from . import anything
from .holiday_lookup import lookup

DAYS = anything.days
calm = settings(max_examples=60, deadline=None)
SITUATION = {
    "policy": anything.policies(),
    "person": anything.people,
    "org": anything.orgs,
    "leaves": anything.open_leaves,
    "exemptions": anything.exemptions,
    "skips": anything.skips,
    "talks": st.lists(anything.talks(), max_size=6).map(tuple),
    "on": DAYS,
}


def assessed(policy, **facts):
    return assess(policies=[policy], holidays=lookup, **facts)


@settings(calm, max_examples=200)
@given(coach=st.booleans(), offered=st.sampled_from([None, "member", "coach"]), **SITUATION)
def test_every_answer_keeps_each_of_these_promises(coach, offered, policy, english, swedish, **facts):
    rows = assessed(policy, **facts)
    assert assessed(policy, **facts) == rows
    there_is_an_answer_and_no_name_comes_twice(rows)
    a_talk_credits_at_most_one_obligation_of_a_policy(rows)
    for row in rows:
        its_dates_are_in_order(row)
        who_is_exempt_or_free_to_choose_is_never_overdue(row, policy, facts)
        exactly_one_moves_next(row, policy, facts, coach, offered)
        it_is_explained(row, english, swedish)


def there_is_an_answer_and_no_name_comes_twice(rows):
    names = [(row.policy, row.cycle_key, row.slot) for row in rows]
    assert rows
    assert len(names) == len(set(names))


def a_talk_credits_at_most_one_obligation_of_a_policy(rows):
    credited = [row.talk for row in rows if row.state == "fulfilled"]
    assert len(credited) == len(set(credited))


def its_dates_are_in_order(row):
    if row.due_on is None:
        assert row.state == "none"
        return
    assert row.opens_on <= row.due_on
    assert row.choose_by <= row.due_on
    assert row.overdue_from is None or row.due_on < row.overdue_from
    assert row.close_on is None or row.due_on <= row.close_on
    assert None in (row.close_on, row.overdue_from) or row.overdue_from <= row.close_on


def who_is_exempt_or_free_to_choose_is_never_overdue(row, policy, facts):
    """What a member has asked for beyond the policy is opt_in, whatever the policy is."""
    own = (row.cycle_key or "").startswith(personal.PREFIX)
    binding = "opt_in" if own else policy.versions[0].terms.binding
    exempt = any(one.start <= facts["on"] <= one.end for one in facts["exemptions"])
    if row.timeliness == "overdue":
        assert binding == "compulsory" and row.state in LIVE and not exempt
    if row.timeliness == "late":
        assert binding != "voluntary"


def exactly_one_moves_next(row, policy, facts, coach, offered):
    if row.state not in LIVE:
        return
    on, person, org = max(facts["on"], row.opens_on), facts["person"], facts["org"]
    mover = next_mover(
        policy.versions[-1].terms,
        state=row.state,
        opens_on=row.opens_on,
        choose_by=row.choose_by,
        on=on,
        days=calendar_of(lookup, person.country, person.subdiv, person.work_pattern, org.pauses),
        coach_since=row.opens_on if coach else None,
        offered_by=offered,
        offered_on=row.opens_on if offered else None,
        ended_on=row.opens_on,
    )
    assert (mover.role == "nobody") == (row.state == "booked")
    assert mover.role in {"member", "coach", "owner", "hr", "nobody"}
    assert mover.since <= on


def it_is_explained(row, english, swedish):
    assert row.trace
    for item in row.trace:
        said = [explain.render(item, catalogue) for catalogue in (english, swedish)]
        assert all(said) and said[0] != said[1] and "%(" not in said[0] + said[1]


@calm
@given(after=st.tuples(anything.orgs, anything.open_leaves, anything.exemptions, anything.people), **SITUATION)
def test_no_change_of_facts_makes_anybody_late_that_same_day(after, policy, **facts):
    on = facts["on"]
    before = {(row.cycle_key, row.slot): row for row in assessed(policy, **facts)}
    org, leaves, exemptions, person = after
    changed = assessed(policy, **facts | {"org": org, "leaves": leaves, "exemptions": exemptions, "person": person})
    days = calendar_of(lookup, person.country, person.subdiv, person.work_pattern, org.pauses)
    for row in changed:
        old = before.get((row.cycle_key, row.slot))
        if old is None or old.due_on is None or old.state == "missed" or old.timeliness in ("late", "overdue"):
            continue
        shown = Shown(old.state, old.due_on, old.overdue_from, old.close_on, old.credited_on)
        kept = keep(shown, row, on=on, days=days, cause="facts")
        assert kept.timeliness not in ("late", "overdue") or (old.timeliness == "resting" and on > old.due_on), (
            old,
            row,
            kept,
        )
        assert kept.state != "missed"


@calm
@given(**SITUATION)
def test_as_days_pass_no_day_comes_nearer_and_what_time_ended_stays_ended(policy, **facts):
    facts["talks"] = ()
    seen = {}
    for days in range(0, 300, 7):
        for row in assessed(policy, **facts | {"on": facts["on"] + timedelta(days=days)}):
            name = (row.cycle_key, row.slot)
            before = seen.get(name)
            if before is not None and row.due_on is not None and before.due_on is not None:
                assert row.due_on >= before.due_on
                assert before.state not in ("missed", "lapsed") or row.state == before.state
            seen[name] = row


@calm
@given(second=anything.policies("p1"), **SITUATION)
def test_a_talk_credits_at_most_one_obligation_of_an_exclusive_group(second, policy, **facts):
    def grouped(one):
        group = [
            replace(
                version, terms=replace(version.terms, credit=replace(version.terms.credit, exclusive_group="annual"))
            )
            for version in one.versions
        ]
        return replace(one, versions=tuple(group))

    rows = assess(policies=[grouped(policy), grouped(second)], holidays=lookup, **facts)
    credited = [row.talk for row in rows if row.state == "fulfilled"]
    assert len(credited) == len(set(credited))
