"""Campaigns, wordings applied at once, leave that is offered all the same, waivers, whose word counts."""

from dataclasses import replace

import pytest

from policies.cautions import cautions
from policies.facts import Leave, Skip, Version
from policies.mixing import refused_by_mix
from policies.mover import next_mover
from policies.skipping import skip_refused, skips_left
from policies.terms import Terms

from .facts_for_tests import DAYS, arranged, biweekly, day, held, policy, row, rows

AUTUMN = {"campaign": {"from": "2026-09-01", "to": "2026-10-31"}}
Q2 = policy("2026-04-01")


def leave(start, end=None):
    return (Leave("leave", day(start), day(end) if end else None),)


def changed(first, *, now, start="05-18", **terms):
    second = policy(f"2026-{start}", **terms).versions[0]
    return replace(first, versions=(*first.versions, Version(2, second.terms, second.effective_from, now)))


def test_a_campaign_is_one_period_due_at_its_end():
    found = row(policy(cadence=AUTUMN), cycle="campaign-2026-09-01", on="09-02")
    assert (found.opens_on, found.due_on, found.close_on) == (day("09-01"), day("10-31"), day("12-04"))
    assert rows(policy(cadence=AUTUMN), on="12-05")[0].state == "missed"


def test_a_campaign_asks_a_newcomer_for_its_share():
    cadence = {"campaign": {"from": "2026-09-01", "to": "2026-10-31", "count": 2}}
    from .facts_for_tests import CAMILLA

    late = replace(CAMILLA, hire=day("10-05"))
    assert len([one for one in rows(policy(cadence=cadence), on="10-06", person=late) if one.state == "open"]) == 1


def test_whoever_is_on_leave_is_offered_the_talk_and_excused_only_when_it_closes():
    pay = policy(cadence=AUTUMN, leave_mode="offer")
    for away, close in ((leave("06-01", "2027-05-31"), day("11-30")), (leave("06-01"), None)):
        during = row(pay, cycle="campaign-2026-09-01", on="11-20", leaves=away)
        assert (during.state, during.timeliness, during.due_on, during.close_on) == (
            "open",
            "resting",
            day("10-31"),
            close,
        )
        assert row(pay, cycle="campaign-2026-09-01", on="2027-02-01", leaves=away).reason == "leave"
    paused = row(policy(cadence=AUTUMN), cycle="campaign-2026-09-01", slot=0, on="09-02", leaves=leave("06-01"))
    assert paused.reason == "leave"


def test_offered_rolling_clocks_run_during_leave():
    offered = row(
        biweekly("2026-06-01", leave_mode="offer"), cycle="since-2026-06-01", on="06-05", leaves=leave("06-03", "06-30")
    )
    assert offered.due_on == day("08-12")
    assert row(biweekly("2026-06-01"), cycle="since-2026-06-01", on="06-05", leaves=leave("06-03", "06-30")).due_on == (
        day("08-10")
    )


def test_a_wording_applied_at_once_never_asks_within_ten_working_days():
    soon = changed(Q2, now=True, start="06-22")
    assert row(soon, cycle="2026-Q2", slot=0, on="06-22").reason == "share"
    whole = changed(Q2, now=True, start="06-22", prorate="none", cadence={"per_period": {"period": "month"}})
    assert row(whole, cycle="2026-06", on="06-22").due_on == day("08-03")


def test_a_running_clock_takes_up_a_wording_applied_at_once():
    faster = biweekly("2026-05-13", cadence={"rolling": {"every": 7, "unit": "day"}}).versions[0]
    first = biweekly("2026-05-11")
    both = replace(first, versions=(*first.versions, Version(2, faster.terms, faster.effective_from, True)))
    found = row(both, cycle="since-2026-05-11", on="05-13")
    assert (found.version, found.due_on) == (2, day("05-28"))
    later = replace(first, versions=(*first.versions, Version(2, faster.terms, faster.effective_from, False)))
    assert (row(later, cycle="since-2026-05-11", on="05-13").due_on) == day("05-25")


def test_a_changed_count_keeps_its_keys_and_what_was_held():
    cadence = {"per_period": {"period": "quarter", "count": 2}}
    twice = changed(Q2, now=True, start="04-27", cadence=cadence)
    found = row(twice, cycle="2026-Q2", on="04-28", talks=[held("04-14")])
    assert (found.version, found.state, found.credited_on) == (2, "fulfilled", day("04-14"))


def test_a_talk_that_was_waived_is_excused_from_that_day():
    skip = (Skip("quarterly-coach-talk", "2026-Q2", 1, day("05-04")),)
    assert row(Q2, cycle="2026-Q2", on="05-03", skips=skip).state == "open"
    found = row(Q2, cycle="2026-Q2", on="05-04", skips=skip)
    assert (found.state, found.reason) == ("excused", "skip")
    assert row(Q2, cycle="2026-Q2", on="05-20", skips=skip, talks=[held("05-12")]).state == "excused"
    assert row(Q2, cycle="2026-Q2", on="05-20", skips=skip, talks=[held("04-28")]).state == "fulfilled"


def test_a_rolling_clock_starts_anew_on_the_day_of_a_waiver():
    skip = (Skip("biweekly-with-manager", "since-2026-05-04", 1, day("05-12")),)
    found = {one.cycle_key: one for one in rows(biweekly("2026-05-04"), on="05-13", skips=skip)}
    assert found["since-2026-05-04"].reason == "skip"
    assert found["since-2026-05-12"].due_on == day("05-26")


def test_so_many_talks_a_fiscal_year_may_be_waived_and_no_more(english):
    twice = Terms.parse({"key": "a", "allow_skip": 2})
    skips = [
        Skip("a", "2026-Q1", 1, day("03-01")),
        Skip("a", "2026-Q2", 1, day("05-01")),
        Skip("b", "x", 1, day("05-02")),
    ]
    assert skips_left(twice, skips[:1], day("05-01"), (1, 1)) == 1
    assert skips_left(twice, skips, day("05-03"), (1, 1)) == 0
    assert skips_left(twice, skips, day("05-03"), (4, 1)) == 1
    said = skip_refused(twice, skips, day("05-03"), (1, 1)).render(english)
    assert said.remedy == "The next one can be waived from 2027-01-01."
    assert skip_refused(Terms.parse({"key": "a"}), (), day("05-03"), (1, 1)).path == "allow_skip"


@pytest.mark.parametrize(
    ("rule", "by", "on", "state"),
    [
        ("member", "coach", "05-13", "unconfirmed"),
        ("member", "coach", "05-28", "open"),
        ("member", "member", "05-13", "fulfilled"),
        ("both", "member", "05-13", "unconfirmed"),
        ("both", "both", "05-13", "fulfilled"),
        ("both", "member", "05-28", "fulfilled"),
        ("member_or_uncontested", "coach", "05-13", "fulfilled"),
    ],
)
def test_whose_word_makes_a_talk_held(rule, by, on, state):
    talk = held("05-12", by=by)
    assert row(policy("2026-04-01", held_rule=rule), cycle="2026-Q2", on=on, talks=[talk]).state == state


def test_a_coach_answers_within_the_days_that_are_promised():
    leader = Terms.parse({"key": "a", "subject": "leader", "types": ["skip_level"], "answer_within": 3})
    assert (leader.coach.choice, leader.coach.eligible) == ("assigned", ("skip_manager",))
    asked = {"state": "open", "opens_on": day("05-04"), "choose_by": day("05-07"), "on": day("05-05"), "days": DAYS}
    moves = next_mover(leader, **asked, coach_since=day("05-04"), offered_by="member", offered_on=day("05-05"))
    assert (moves.role, moves.answer_by) == ("coach", day("05-08"))
    waits = next_mover(leader, **asked, coach_since=day("05-04"), offered_by="coach", offered_on=day("05-05"))
    assert (waits.role, waits.answer_by) == ("member", None)


def test_a_mix_refuses_a_choice_only_when_what_is_left_could_not_make_up_for_it():
    rules = Terms.parse({"key": "a", "coach": {"mix": {"outside_own_line": 1, "differ_from_last": True}}}).coach
    ask = {"last": "astrid", "chosen": "freja", "outside": False, "outside_before": 0}
    assert refused_by_mix(rules, **ask, left=2) == ""
    assert refused_by_mix(rules, **ask, left=1) == "outside_own_line"
    assert refused_by_mix(rules, **ask | {"chosen": "astrid"}, left=2) == "differ_from_last"
    assert refused_by_mix(rules, **ask | {"outside_before": 1}, left=1) == ""


def test_what_should_be_thought_over_is_said_before_adoption(english):
    wary = {"exclude": [{"employment_types": ["part_time"]}, {"is_leader": True}]}
    found = cautions(Terms.parse({"key": "a", "audience": wary}))
    assert [problem.path for problem in found] == [
        "theme",
        "audience.exclude[0].employment_types",
        "audience.exclude[1].is_leader",
    ]
    assert "2002:293" in found[1].render(english).message
    assert cautions(Terms.parse({"key": "a", "theme": "listening"})) == ()


def test_a_booked_talk_silences_nothing_of_a_muted_rhythm():
    first = policy(key="first", cadence=AUTUMN, supersedes=["quarterly-coach-talk"])
    found = rows(first, policy(), on="09-02", talks=[arranged("09-10")])
    assert {one.policy for one in found if one.state == "booked"} == {"first"}
