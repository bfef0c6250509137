"""Whose turn it is: exactly one, passed on by silence."""

import pytest

from policies.mover import Mover, next_mover
from policies.starters import T1, T3
from policies.terms import Terms

from .facts_for_tests import DAYS, day


def turn(on, *, terms=T1, state="open", **more):
    days = {name: day(value) if name.endswith(("_on", "since")) else value for name, value in more.items()}
    return next_mover(
        Terms.parse(terms),
        state=state,
        opens_on=day("04-01"),
        choose_by=day("04-24"),
        on=day(on),
        days=DAYS,
        **days,
    )


def test_without_a_coach_the_member_moves_until_choose_by():
    assert turn("04-24") == Mover("member", day("04-01"))


def test_after_choose_by_without_any_eligible_coach_hr_moves():
    assert turn("04-25", default_found=False, pool_owner=True) == Mover("hr", day("04-25"))


def test_after_choose_by_the_pools_owner_moves_where_there_is_one():
    assert turn("04-25", pool_owner=True).role == "owner"
    assert turn("04-25").role == "hr"


def test_where_coaches_are_assigned_nobody_waits_for_the_member():
    assert turn("04-02", terms=T3, pool_owner=True) == Mover("owner", day("04-01"))


@pytest.mark.parametrize("choice", ["member", "assigned"])
def test_where_only_one_leader_may_listen_nobody_is_asked_to_choose(choice):
    alone = T1 | {"coach": {"choice": choice, "eligible": ["own_manager", "hr"], "exclude": ["hr"]}}
    assert turn("04-02", terms=alone) == Mover("hr", day("04-01"))


@pytest.mark.parametrize(("initiative", "role"), [("outbound", "coach"), ("either", "coach"), ("inbound", "member")])
def test_with_a_coach_and_no_times_the_initiative_decides(initiative, role):
    assert turn("04-14", terms=T1 | {"initiative": initiative}, coach_since="04-13") == Mover(role, day("04-13"))


def test_ten_silent_working_days_pass_the_move_and_ten_more_pass_it_back():
    assert turn("04-27", coach_since="04-13").role == "coach"
    assert turn("04-28", coach_since="04-13") == Mover("member", day("04-28"), 1, day("04-28"))
    assert turn("05-14", coach_since="04-13") == Mover("coach", day("05-14"), 2, day("04-28"))


def test_a_frequent_rhythm_hands_over_after_two_days():
    assert turn("04-16", terms=T3, coach_since="04-13").role == "member"


def test_handing_over_can_be_switched_off():
    assert turn("06-20", terms=T1 | {"handover_after": "off"}, coach_since="04-13").role == "coach"


def test_a_pair_made_before_the_opening_starts_at_the_opening():
    assert turn("04-01", coach_since="02-01").since == day("04-01")


def test_proposed_times_wait_for_the_other_side():
    assert turn("04-20", coach_since="04-13", offered_by="coach", offered_on="04-15") == Mover("member", day("04-15"))
    assert turn("04-20", coach_since="04-13", offered_by="member", offered_on="04-15").role == "coach"


def test_who_declines_or_cancels_moves_next_and_silence_counts_from_there():
    assert turn("04-20", coach_since="04-13", returned_to="member", returned_on="04-17") == Mover(
        "member", day("04-17")
    )
    assert turn("05-06", coach_since="04-13", returned_to="member", returned_on="04-17").role == "coach"


def test_an_unanswered_talk_is_the_members_for_five_working_days_then_the_coachs():
    assert turn("05-20", state="unconfirmed", ended_on="05-12") == Mover("member", day("05-12"))
    assert turn("05-21", state="unconfirmed", ended_on="05-12") == Mover("coach", day("05-21"))
    promised = turn("05-21", terms=T1 | {"answer_within": 3}, state="unconfirmed", ended_on="05-12")
    assert promised.answer_by == day("05-26")


@pytest.mark.parametrize("state", ["booked", "fulfilled", "excused", "missed", "cancelled", "lapsed"])
def test_a_booked_or_finished_talk_is_nobodys_turn(state):
    assert turn("05-12", state=state, coach_since="04-13").role == "nobody"
