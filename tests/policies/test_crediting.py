"""Which obligations a talk credits: the earliest due, never twice, no debt carried on."""

from dataclasses import replace

import pytest

from policies.facts import OrgFacts

from .facts_for_tests import CAMILLA, ORG, arranged, biweekly, day, held, policy, row, rows


def monthly(start="2026-01-01", /, **terms):
    return policy(start, **{"key": "monthly", "cadence": {"per_period": {"period": "month"}}} | terms)


def test_one_talk_credits_every_policy_it_suits():
    found = rows(policy(), biweekly(), on="05-13", talks=[held("02-10"), held("05-12")])
    assert {(one.policy, one.cycle_key) for one in found if one.credited_on == day("05-12")} == {
        ("quarterly-coach-talk", "2026-Q2"),
        ("biweekly-with-manager", "since-2026-02-10"),
    }


def test_of_an_exclusive_group_only_the_earliest_due_is_credited():
    group = {"credit": {"exclusive_group": "annual"}}
    found = rows(policy("2026-04-01", **group), monthly(**group), on="05-13", talks=[held("05-12")])
    credited = [(one.policy, one.cycle_key) for one in found if one.credited_on]
    assert credited == [("monthly", "2026-05")]


def test_the_group_of_a_talk_type_is_the_policys_own():
    talk = held("04-14", kind="development", minutes=60)
    development = policy(
        "2026-02-01", key="development", types=["development"], cadence={"per_period": {"period": "year"}}
    )
    pay = policy("2026-02-01", key="pay", types=["pay", "development"], cadence={"per_period": {"period": "quarter"}})
    both = rows(development, pay, on="04-15", talks=[talk])
    assert [one.policy for one in both if one.credited_on] == ["pay"]


def test_with_a_month_the_talk_counts_where_it_is_held_and_the_older_one_is_no_debt():
    found = {one.cycle_key: one for one in rows(monthly("2026-04-01"), on="05-14", talks=[held("05-12")])}
    assert found["2026-05"].credited_on == day("05-12")
    assert found["2026-04"].credited_on is None
    assert found["2026-04"].state == "open"


def test_a_second_talk_of_the_month_then_counts_for_the_month_before():
    talks = [held("05-04"), held("05-12")]
    found = {one.cycle_key: one for one in rows(monthly("2026-04-01"), on="05-14", talks=talks)}
    assert found["2026-05"].credited_on == day("05-04")
    assert (found["2026-04"].credited_on, found["2026-04"].timeliness) == (day("05-12"), "held_late")


def test_who_was_late_twice_running_starts_afresh():
    talks = [held("04-10"), held("07-03")]
    found = {one.cycle_key: one for one in rows(policy("2026-01-01"), on="07-05", talks=talks)}
    assert found["2026-Q1"].timeliness == "held_late"
    assert found["2026-Q3"].credited_on == day("07-03")
    assert found["2026-Q2"].state == "open"


def test_a_talk_after_the_close_is_for_the_next_cycle():
    found = {one.cycle_key: one for one in rows(policy("2026-01-01"), on="05-20", talks=[held("05-16")])}
    assert found["2026-Q1"].state == "missed"
    assert found["2026-Q2"].credited_on == day("05-16")


def test_a_talk_noted_long_after_still_counts_for_its_day():
    talk = held("05-10", confirmed_on=day("06-01"))
    assert row(policy("2026-01-01"), cycle="2026-Q1", on="06-01", talks=[talk]).timeliness == "held_late"


@pytest.mark.parametrize(
    "talk",
    [
        held("05-12", kind="pay"),
        held("05-12", minutes=15),
        held("05-12", coach="somebody"),
        held("05-12", coach="camilla"),
        held("05-12", held=False),
        held("03-31"),
    ],
    ids=["another type", "too short", "no eligible coach", "with oneself", "not held", "before the window"],
)
def test_what_is_not_the_talk_asked_for_credits_nothing(talk):
    assert row(policy("2026-04-01"), cycle="2026-Q2", on="05-13", talks=[talk]).state == "open"


def test_where_it_is_to_be_in_person_a_call_credits_nothing():
    there = policy("2026-04-01", mode="in_person")
    states = [
        row(there, cycle="2026-Q2", on="05-13", talks=[held("05-12", mode=mode)]).state
        for mode in ("remote", "in_person")
    ]
    assert states == ["open", "fulfilled"]


def test_a_short_talk_counts_when_both_say_that_it_was_enough():
    talk = held("05-12", minutes=15, covered_by_both=True)
    assert row(policy("2026-04-01"), cycle="2026-Q2", on="05-13", talks=[talk]).state == "fulfilled"


def test_the_coach_is_judged_as_they_were_when_the_talk_was_booked():
    gone = OrgFacts(pauses=ORG.pauses)
    talk = held("05-12", coach="erik", coach_kinds=frozenset({"certified"}))
    assert row(policy("2026-04-01"), cycle="2026-Q2", on="05-13", org=gone, talks=[talk]).state == "fulfilled"
    assert (
        row(policy("2026-04-01"), cycle="2026-Q2", on="05-13", org=gone, talks=[replace(talk, coach_kinds=None)]).state
        == "open"
    )


def test_an_excluded_kind_of_coach_does_not_count_even_if_certified():
    only_outside = policy("2026-04-01", coach={"eligible": ["certified"], "exclude": ["own_manager"]})
    assert row(only_outside, cycle="2026-Q2", on="05-13", talks=[held("05-12", coach="astrid")]).state == "open"
    assert row(only_outside, cycle="2026-Q2", on="05-13", talks=[held("05-12", coach="erik")]).state == "fulfilled"


def test_an_arranged_talk_books_every_obligation_it_would_credit():
    found = rows(policy(), biweekly(), on="05-13", talks=[held("02-10"), arranged("05-20", key="soon")])
    booked = {one.policy: one for one in found if one.state == "booked"}
    assert {one.talk for one in booked.values()} == {"soon"}
    assert booked.keys() == {"quarterly-coach-talk", "biweekly-with-manager"}


def test_a_second_arranged_talk_books_the_next_slot_and_not_the_same():
    twice = policy("2026-01-01", cadence={"per_period": {"period": "half_year", "count": 2}})
    found = rows(twice, on="02-02", talks=[arranged("02-10"), arranged("04-20")])
    assert [(one.slot, one.state, one.talk) for one in found if one.cycle_key == "2026-H1"] == [
        (1, "booked", "02-10"),
        (2, "booked", "04-20"),
    ]


def test_a_talk_nobody_answers_for_waits_ten_working_days_and_is_then_forgotten():
    talk = arranged("05-12")
    assert row(policy("2026-04-01"), cycle="2026-Q2", on="05-27", talks=[talk]).state == "unconfirmed"
    assert row(policy("2026-04-01"), cycle="2026-Q2", on="05-28", talks=[talk]).state == "open"


def test_an_unanswered_talk_keeps_the_door_open_beyond_the_close():
    assert row(policy("2026-01-01"), cycle="2026-Q1", on="05-16", talks=[arranged("05-14")]).state == "unconfirmed"


def test_a_talk_arranged_after_the_close_is_kept_for_the_next_cycle():
    found = {one.cycle_key: one for one in rows(policy("2026-01-01"), on="05-10", talks=[arranged("05-20")])}
    assert found["2026-Q1"].state == "open"
    assert found["2026-Q2"].state == "booked"


def test_a_contest_after_the_close_opens_the_talk_again_for_at_least_five_working_days():
    talk = held("05-14", by="coach", confirmed_on=day("05-14"), contested_on=day("05-20"))
    again = row(policy("2026-01-01"), cycle="2026-Q1", on="05-20", talks=[talk])
    assert (again.state, again.timeliness, again.due_on) == ("open", "due_soon", day("05-27"))
    assert again.overdue_from == again.close_on == day("06-04")


def test_a_contest_after_five_working_days_comes_too_late():
    talk = held("05-12", by="coach", contested_on=day("05-21"))
    assert row(policy("2026-04-01"), cycle="2026-Q2", on="05-22", talks=[talk]).state == "fulfilled"


def test_when_the_credit_of_a_rolling_talk_is_withdrawn_the_old_one_is_open_again():
    talk = held("05-12", by="coach", contested_on=day("05-13"))
    found = rows(biweekly("2026-05-04"), on="05-13", talks=[talk])
    assert [(one.cycle_key, one.state) for one in found] == [("since-2026-05-04", "open")]


def test_talks_on_one_day_count_once_for_a_rolling_rhythm():
    talks = [held("05-12", key="one"), held("05-12", key="two")]
    found = rows(biweekly("2026-05-04"), on="05-13", talks=talks)
    assert [one.state for one in found] == ["fulfilled", "planned"]


def test_moving_to_another_zone_later_changes_nothing():
    late = replace(held("06-30"), start=held("06-30").start.replace(hour=22, minute=30), zone="Europe/London")
    assert row(policy(), cycle="2026-Q2", on="07-02", talks=[held("02-10"), late]).timeliness == "held"
    assert CAMILLA.zone == "Europe/Stockholm"
    assert (
        row(policy(), cycle="2026-Q2", on="07-02", talks=[held("02-10"), replace(late, zone=None)]).timeliness
        == "held_late"
    )


def test_a_refused_talk_is_explained():
    found = row(
        policy(
            "2026-01-01", types=["skip_level"], cadence={"per_period": {"period": "half_year", "count": 2}}, coach={}
        ),
        cycle="2026-H1",
        slot=2,
        on="02-23",
        talks=[held(on, kind="skip_level", coach="freja") for on in ("02-10", "02-20")],
    )
    assert dict(found.trace[-1].from_) == {"day": "2026-02-20", "other": "2026-02-10", "min_gap": "22"}
