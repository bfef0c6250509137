"""What is owed to one person on one day: cycles, leave, exemptions, ends, and who shares an answer."""

from dataclasses import replace

import pytest

from policies.engine import assess, facts_key
from policies.explain import render
from policies.facts import Exemption, Leave, OrgFacts, PolicyFacts

from .facts_for_tests import CAMILLA, ORG, biweekly, day, held, policy, row, rows
from .holiday_lookup import lookup

Q2 = policy("2026-04-01")


def leave(start, end=None):
    return (Leave("leave", day(start), day(end) if end else None),)


def exempt(start, end, key="quarterly-coach-talk"):
    return (Exemption(key, day(start), day(end)),)


def test_the_next_cycle_is_planned_and_the_one_before_is_told():
    assert [(one.cycle_key, one.state) for one in rows(policy("2026-01-01"), on="05-20")] == [
        ("2026-Q1", "missed"),
        ("2026-Q2", "open"),
        ("2026-Q3", "planned"),
    ]


def test_before_it_takes_effect_the_first_cycle_is_planned():
    found = rows(policy("2026-07-01"), on="05-20")
    assert [(one.cycle_key, one.state, one.reason) for one in found] == [("2026-Q3", "planned", "")]


def test_a_first_version_may_take_effect_in_mid_cycle_and_is_prorated():
    assert row(policy("2026-05-16"), cycle="2026-Q2", on="05-16").opens_on == day("05-16")
    assert row(policy("2026-05-17"), cycle="2026-Q2", slot=0, on="05-17").reason == "share"


@pytest.mark.parametrize(("prorate", "state"), [("share", "open"), ("whole", "none"), ("none", "open")])
def test_a_started_period_asks_for_its_share_for_all_or_for_nothing(prorate, state):
    late = replace(CAMILLA, hire=day("05-10"))
    found = [one for one in rows(policy(prorate=prorate), on="05-12", person=late) if one.cycle_key == "2026-Q2"]
    assert [one.state for one in found] == [state]


def test_without_proration_a_window_under_ten_working_days_asks_for_nothing():
    in_time = replace(CAMILLA, hire=day("06-16"))
    assert row(policy(prorate="none"), cycle="2026-Q2", on="06-17", person=in_time).state == "open"
    too_late = replace(CAMILLA, hire=day("06-17"))
    assert row(policy(prorate="none"), cycle="2026-Q2", slot=0, on="06-22", person=too_late).reason == "short_window"


def test_a_period_more_than_half_paused_asks_for_nothing():
    monthly = policy("2026-06-01", key="monthly", cadence={"per_period": {"period": "month"}})
    july = row(monthly, cycle="2026-07", slot=0, on="06-20")
    assert (july.state, july.reason) == ("none", "paused")
    assert row(monthly, cycle="2026-08", on="06-20").due_on == day("08-31")


def test_a_due_inside_the_pause_moves_to_five_working_days_after_it():
    twice = policy("2026-07-01", cadence={"per_period": {"period": "quarter", "count": 5}})
    found = {one.slot: one.due_on for one in rows(twice, on="07-01") if one.cycle_key == "2026-Q3"}
    assert found[1] == day("08-07")
    assert found[2] == day("08-06")


def test_slots_open_the_day_after_the_one_before_is_due_and_never_after_their_own():
    twice = policy("2026-01-01", cadence={"per_period": {"period": "half_year", "count": 3}})
    found = [one for one in rows(twice, on="01-02") if one.cycle_key == "2026-H1"]
    assert [one.due_on for one in found] == [day("03-02"), day("05-01"), day("06-30")]
    assert [one.opens_on for one in found] == [day("01-01"), day("03-03"), day("05-02")]


def test_spread_to_the_end_all_open_at_once():
    twice = policy("2026-01-01", cadence={"per_period": {"period": "half_year", "count": 2, "spread": "end"}})
    found = [one for one in rows(twice, on="01-02") if one.cycle_key == "2026-H1"]
    assert {(one.opens_on, one.due_on) for one in found} == {(day("01-01"), day("06-30"))}


def test_while_away_an_obligation_rests_even_after_its_day():
    for on in ("06-20", "07-20"):
        assert row(Q2, cycle="2026-Q2", on=on, leaves=leave("06-15", "08-16")).timeliness == "resting"


def test_leave_without_a_known_end_is_never_late_and_is_let_go_after_ninety_one_days():
    before = row(Q2, cycle="2026-Q2", on="09-28", leaves=leave("06-15"))
    assert (before.state, before.timeliness, before.due_on, before.overdue_from) == (
        "open",
        "resting",
        day("06-30"),
        None,
    )
    assert row(Q2, cycle="2026-Q2", on="09-29", leaves=leave("06-15")).state == "excused"


def test_back_more_than_ninety_days_after_the_due_is_let_go_on_the_due():
    long = leave("06-15", "09-28")
    assert row(Q2, cycle="2026-Q2", on="06-29", leaves=long).state == "open"
    assert row(Q2, cycle="2026-Q2", on="06-30", leaves=long).reason == "leave"
    assert row(Q2, cycle="2026-Q2", on="06-30", leaves=leave("06-15", "09-27")).due_on == day("10-12")


def test_leave_after_the_due_stops_grace_and_close():
    found = row(Q2, cycle="2026-Q2", on="07-01", leaves=leave("07-02", "08-16"))
    assert found.due_on == day("06-30")
    assert found.overdue_from == day("08-21")


def test_a_short_leave_makes_nobody_overdue():
    found = row(Q2, cycle="2026-Q2", on="08-06", leaves=leave("08-05", "08-07"))
    assert (found.overdue_from, found.timeliness) == (day("08-11"), "late")


def test_a_voluntary_offer_is_not_moved_by_leave_and_lapses():
    offer = policy("2026-04-01", binding="voluntary")
    found = row(offer, cycle="2026-Q2", on="06-20", leaves=leave("06-15", "08-16"))
    assert (found.due_on, found.close_on, found.timeliness) == (day("06-30"), day("06-30"), "due_soon")
    assert row(offer, cycle="2026-Q2", on="07-01").state == "lapsed"


def test_who_asks_for_it_is_never_overdue_and_is_let_go_at_the_close():
    asked = policy("2026-01-01", binding="opt_in")
    person = replace(CAMILLA, opted_in=(("quarterly-coach-talk", day("04-01")),))
    assert row(asked, cycle="2026-Q2", on="08-20", person=person).timeliness == "late"
    assert row(asked, cycle="2026-Q2", on="09-10", person=person).state == "lapsed"
    assert row(asked, cycle="2026-Q2", slot=0, on="05-20").reason == "opt_in"


def test_of_several_slots_the_latest_due_is_let_go_first():
    twice = policy("2026-01-01", cadence={"per_period": {"period": "half_year", "count": 2}})
    found = [one for one in rows(twice, on="04-20", leaves=leave("04-15", "07-31")) if one.cycle_key == "2026-H1"]
    assert [(one.slot, one.state) for one in found] == [(1, "open"), (2, "excused")]


def test_what_was_held_before_the_leave_stays_and_counts():
    talks = [held("04-14")]
    found = row(Q2, cycle="2026-Q2", on="06-01", leaves=leave("05-11", "08-16"), talks=talks)
    assert (found.state, found.credited_on) == ("fulfilled", day("04-14"))


def test_an_exemption_takes_its_days_out_and_the_talk_with_them():
    assert row(Q2, cycle="2026-Q2", on="05-04", exemptions=exempt("05-01", "06-30")).reason == "exemption"
    assert row(Q2, cycle="2026-Q2", on="05-04", exemptions=exempt("06-01", "06-30")).state == "open"
    assert row(Q2, cycle="2026-Q2", on="05-04", exemptions=exempt("05-01", "06-30", "another")).state == "open"


def test_an_exemption_that_reaches_over_the_due_lets_nobody_be_late_and_gives_time_after():
    free = exempt("06-20", "07-03")
    assert row(Q2, cycle="2026-Q2", on="07-02", exemptions=free).reason == "exemption"
    after = row(Q2, cycle="2026-Q2", on="07-04", exemptions=free)
    assert (after.state, after.due_on) == ("open", day("08-07"))


def test_an_exemption_that_outlasts_the_close_lets_nobody_miss_anything():
    free = exempt("06-20", "12-31")
    assert {row(Q2, cycle="2026-Q2", on=on, exemptions=free).state for on in ("07-02", "09-20")} == {"excused"}
    assert (
        row(policy("2026-04-01", binding="voluntary"), cycle="2026-Q2", on="07-02", exemptions=free).state == "excused"
    )


def test_an_exemption_stops_the_rolling_clock():
    free = exempt("06-08", "06-12", "biweekly-with-manager")
    found = row(biweekly("2026-06-05"), cycle="since-2026-06-05", on="06-08", exemptions=free)
    assert found.due_on == day("06-24")


def test_leave_stops_the_rolling_clock_and_rests_it():
    found = row(biweekly("2026-06-05"), cycle="since-2026-06-05", on="06-20", leaves=leave("06-10", "06-28"))
    assert found.timeliness == "resting"
    assert found.due_on == day("08-03")


def test_rolling_intervals_stretch_with_the_share_of_full_time_where_the_policy_says_so():
    half = replace(CAMILLA, fte=0.5)
    assert row(
        biweekly("2026-05-04", fte_scaling=True), cycle="since-2026-05-04", on="05-05", person=half
    ).due_on == day("06-01")
    assert row(biweekly("2026-05-04"), cycle="since-2026-05-04", on="05-05", person=half).due_on == day("05-18")


def test_a_rolling_day_before_the_pause_that_would_fall_behind_it_gets_five_days():
    found = row(biweekly("2026-06-20"), cycle="since-2026-06-20", on="06-22")
    assert found.due_on == day("08-07")


def test_a_rolling_offer_that_lapsed_is_followed_by_the_next():
    offer = biweekly("2026-05-04", binding="voluntary")
    found = rows(offer, on="06-10")
    assert [(one.cycle_key, one.state) for one in found] == [
        ("since-2026-05-18", "lapsed"),
        ("since-2026-06-01", "open"),
    ]


def test_a_change_from_quarters_to_months_begins_with_the_next_quarter():
    quarterly, monthly = Q2, policy("2026-07-01", cadence={"per_period": {"period": "month"}})
    changed = replace(quarterly, versions=(*quarterly.versions, replace(monthly.versions[0], number=2)))
    in_june = [(one.cycle_key, one.version, one.state, one.due_on) for one in rows(changed, on="06-20")]
    assert in_june == [
        ("2026-07", 2, "none", None),
        ("2026-Q2", 1, "open", day("06-30")),
        ("2026-08", 2, "planned", day("08-31")),
    ]
    in_august = {one.cycle_key: one.state for one in rows(changed, on="08-10")}
    assert in_august == {"2026-Q2": "open", "2026-08": "open", "2026-09": "planned"}


def test_a_wording_that_begins_in_the_middle_governs_no_cycle_that_has_begun():
    monthly = policy("2026-05-16", cadence={"per_period": {"period": "month"}}).versions[0]
    changed = replace(Q2, versions=(*Q2.versions, replace(monthly, number=2)))
    told = [(one.cycle_key, one.version) for one in rows(changed, on="05-20")]
    assert told == [("2026-Q2", 1), ("2026-06", 2)]


def test_of_two_wordings_with_a_next_cycle_only_the_next_one_overall_is_planned():
    monthly = policy("2026-10-01", cadence={"per_period": {"period": "month"}}).versions[0]
    later = replace(Q2, versions=(*Q2.versions, replace(monthly, number=2)))
    assert [(one.cycle_key, one.state) for one in rows(later, on="05-18")] == [
        ("2026-Q2", "open"),
        ("2026-Q3", "planned"),
    ]
    keys = {one.cycle_key for one in rows(later, on="07-02")}
    assert "2026-10" in keys and "2026-11" not in keys


def test_a_retired_rhythm_begins_no_cycle_and_finishes_what_is_open():
    ending = replace(Q2, retired_on=day("06-01"))
    assert [(one.cycle_key, one.state) for one in rows(ending, on="06-02")] == [("2026-Q2", "open")]


def test_nothing_begins_for_a_newcomer_once_the_rhythm_has_ended():
    ending = replace(policy("2026-04-01", prorate="none"), retired_on=day("06-01"))
    new = replace(CAMILLA, hire=day("06-01"))
    assert row(ending, cycle="2026-Q2", slot=0, on="06-02", person=new).reason == "retired"


def test_a_rhythm_that_stops_at_once_cancels_what_is_open():
    stopped = replace(Q2, retired_on=day("06-01"), stop_open=True)
    found = row(stopped, cycle="2026-Q2", on="06-01")
    assert (found.state, found.reason, found.timeliness) == ("cancelled", "retired", "closed")


def test_a_policy_without_a_version_is_explained():
    assert [one.reason for one in rows(PolicyFacts("draft", ()), on="05-04")] == ["not_effective"]


def test_a_leaver_owes_nothing_after_the_last_day_even_what_is_late():
    gone = replace(CAMILLA, last_day=day("07-10"))
    assert row(Q2, cycle="2026-Q2", on="07-10", person=gone).timeliness == "late"
    found = row(Q2, cycle="2026-Q2", on="07-11", person=gone)
    assert (found.state, found.reason) == ("excused", "left")


def test_people_of_equal_facts_share_one_answer():
    def key(person, **facts):
        return facts_key(policies=[policy()], org=ORG, person=person, on=day("05-04"), holidays=lookup, **facts)

    assert key(CAMILLA) == key(replace(CAMILLA, key="bjorn", manager="erik", hire=day("2019-01-07")))
    assert key(CAMILLA) != key(replace(CAMILLA, work_pattern=frozenset({0})))
    assert key(CAMILLA) != key(CAMILLA, leaves=leave("05-01", "05-20"))
    assert hash(key(CAMILLA))


def test_an_assessment_without_policies_is_empty():
    assert assess(policies=[], org=OrgFacts(), person=CAMILLA, on=day("05-04"), holidays=lookup) == ()


def test_what_newer_words_took_over_at_once_is_never_told_as_replaced():
    monthly = policy("2026-11-01", cadence={"per_period": {"period": "month"}})
    now = replace(monthly.versions[0], number=2, effective_from=day("2027-01-11"), apply_now=True)
    changed = replace(monthly, versions=(*monthly.versions, now))
    for on in ("2027-01-20", "2027-03-20", "2027-06-28"):
        found = {one.cycle_key: one.state for one in rows(changed, on=on)}
        assert found.get("2027-01", "open") in ("open", "missed"), (on, found)


WEEKLY = {"key": "weekly", "cadence": {"per_period": {"period": "week"}}}


def test_many_cycles_that_ask_for_nothing_are_explained_once(english, swedish):
    beside = policy(**WEEKLY, audience={"include": [{"units": ["elsewhere"]}]})
    (only,) = rows(beside, on="05-20", org=OrgFacts())
    assert (only.cycle_key, only.reason, only.also[0], len(only.also)) == ("2026-W21", "audience", "2026-W22", 114)
    assert [render(item, english) for item in only.trace[-2:]] == [
        "The rhythm does not speak of you.",
        "The same holds for each cycle from 18 May 2026 to 30 July 2028, as far as is known today.",
    ]
    assert render(only.trace[-1], swedish) == (
        "Detsamma gäller varje period från och med 18 maj 2026 till och med 30 juli 2028, så långt man vet i dag."
    )


def test_only_cycles_in_a_row_for_the_same_reason_share_an_explanation():
    outside = policy(**WEEKLY, audience={"include": [{"units": ["elsewhere"]}]})
    told = [(one.cycle_key, one.reason, len(one.also)) for one in rows(outside, on="06-29")]
    assert told == [("2026-W27", "audience", 0), ("2026-W28", "paused", 3), ("2026-W32", "audience", 109)]
