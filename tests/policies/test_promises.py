"""Never late by bookkeeping: what was shown is kept, whatever is recomputed."""

from dataclasses import replace

import pytest

from policies.facts import Leave, OrgFacts
from policies.promises import Shown, keep

from .facts_for_tests import CAMILLA, DAYS, day, policy, row


def shown(one, **changed):
    return replace(Shown(one.state, one.due_on, one.overdue_from, one.close_on, one.credited_on), **changed)


def quarter(on, **facts):
    return row(policy("2026-04-01"), cycle="2026-Q2", on=on, **facts)


def test_what_has_not_changed_is_left_alone():
    now = quarter("05-04")
    assert keep(shown(now), now, on=day("05-04"), days=DAYS, cause="same") is now


def test_a_due_that_moves_later_moves():
    sick = quarter("06-20", leaves=[Leave("sick", day("06-15"), day("08-16"))])
    kept = keep(shown(quarter("06-01")), sick, on=day("06-20"), days=DAYS, cause="facts")
    assert (kept.due_on, kept.overdue_from) == (day("08-31"), day("09-08"))


def test_a_leaver_is_heard_before_the_last_day():
    leaving = quarter("05-04", person=replace(CAMILLA, last_day=day("05-29")))
    kept = keep(shown(quarter("05-01")), leaving, on=day("05-04"), days=DAYS, cause="facts")
    assert kept.due_on == day("05-29")


def test_a_due_that_comes_nearer_is_at_least_five_working_days_away():
    leaving = quarter("05-27", person=replace(CAMILLA, last_day=day("05-29")))
    kept = keep(shown(quarter("05-01")), leaving, on=day("05-27"), days=DAYS, cause="facts")
    assert kept.due_on == day("06-03")
    assert kept.overdue_from > kept.due_on
    assert kept.trace[-1].rule == "R17"


def test_after_a_change_of_rule_it_is_ten():
    leaving = quarter("05-27", person=replace(CAMILLA, last_day=day("05-29")))
    assert keep(shown(quarter("05-01")), leaving, on=day("05-27"), days=DAYS, cause="rule").due_on == day("06-10")


def test_a_due_nearer_than_that_already_stays_where_it_was():
    sooner = replace(quarter("06-29"), due_on=day("06-01"), overdue_from=day("06-09"), close_on=day("07-20"))
    kept = keep(shown(quarter("06-26")), sooner, on=day("06-29"), days=DAYS, cause="facts")
    assert (kept.due_on, kept.overdue_from) == (day("06-30"), day("08-05"))
    assert kept.timeliness == "due_soon"


def test_a_removed_pause_does_not_bring_the_overdue_day_nearer():
    without = quarter("07-02", org=OrgFacts())
    kept = keep(shown(quarter("07-01")), without, on=day("07-02"), days=DAYS, cause="facts")
    assert without.overdue_from == day("07-08")
    assert (kept.overdue_from, kept.close_on) == (day("08-05"), day("09-09"))


def test_what_was_excused_comes_back_with_time_to_spare():
    back = quarter("06-29")
    kept = keep(shown(back, state="excused"), back, on=day("06-29"), days=DAYS, cause="facts")
    assert (kept.state, kept.due_on, kept.timeliness) == ("open", day("08-03"), "due_soon")
    assert kept.close_on > back.close_on


def test_an_excuse_that_ends_after_the_close_makes_nobody_miss_anything():
    late = quarter("09-20")
    kept = keep(shown(late, state="excused"), late, on=day("09-20"), days=DAYS, cause="facts")
    assert late.state == "missed"
    assert (kept.state, kept.timeliness) == ("excused", "closed")


def test_what_was_held_stays_held_when_the_days_no_longer_ask_for_it():
    fulfilled = shown(quarter("05-04"), state="fulfilled", credited_on=day("04-20"))
    gone = quarter("06-01", leaves=[Leave("sick", day("05-11"), day("08-16"))])
    kept = keep(fulfilled, gone, on=day("06-01"), days=DAYS, cause="facts")
    assert (kept.state, kept.timeliness, kept.credited_on) == ("fulfilled", "held", day("04-20"))


def test_a_recount_never_closes_what_was_open_yesterday():
    gone = replace(quarter("09-10"), state="missed", timeliness="closed", close_on=day("08-01"), due_on=day("06-01"))
    kept = keep(shown(quarter("08-01")), gone, on=day("08-20"), days=DAYS, cause="facts")
    assert (kept.state, kept.due_on, kept.close_on) == ("open", day("06-30"), day("09-09"))


@pytest.mark.parametrize("cause", ["same", "facts", "returned", "rule"])
def test_nothing_is_kept_of_a_cycle_that_asks_for_nothing(cause):
    none = row(policy(), cycle="2026-Q2", slot=0, on="05-18", person=replace(CAMILLA, hire=day("05-17")))
    assert keep(shown(quarter("05-18")), none, on=day("05-18"), days=DAYS, cause=cause) is none


def test_a_leave_without_end_that_is_taken_back_makes_nobody_late_or_miss_anything():
    weekly = policy("2026-01-01", cadence={"per_period": {"period": "week"}}, grace=0)
    away = (Leave("l", day("04-10")),)
    before = row(weekly, cycle="2026-W15", on="04-16", leaves=away)
    after = row(weekly, cycle="2026-W15", on="04-16")
    shown = Shown(before.state, before.due_on, before.overdue_from, before.close_on)
    kept = keep(shown, after, on=day("04-16"), days=DAYS, cause="facts")
    assert (before.timeliness, after.state) == ("resting", "missed")
    assert (kept.state, kept.timeliness, kept.due_on) == ("open", "on_track", day("04-23"))
