"""Talks around days of a working life: which anchors there are, when they open, what moves them."""

from dataclasses import replace

import pytest

from policies.facts import Exemption, Leave

from .facts_for_tests import CAMILLA, day, held, policy, row, rows


def around(anchor, *offsets, start="2026-01-01", **terms):
    cadence = {"anchored": {"anchor": anchor, "offsets": list(offsets), **terms.pop("window", {})}}
    return policy(start, key="anchored", cadence=cadence, **terms)


def keys(found):
    return {(one.cycle_key, one.slot) for one in found if one.state != "none"}


LEAVE = (Leave("parental", day("2025-09-01"), day("05-31")),)


@pytest.mark.parametrize(
    ("anchor", "facts", "key", "target"),
    [
        ("hire", {"hire": day("06-01")}, "hire", "06-11"),
        ("anniversary", {"hire": day("2024-06-01")}, "anniversary-2026", "06-11"),
        ("role_change", {"events": (("role_change", (day("02-02"), day("06-01"))),)}, "role_change-2", "06-11"),
        ("manager_change", {"events": (("manager_change", (day("06-01"),)),)}, "manager_change-1", "06-11"),
        ("2026-06-01", {}, "custom-2026-06-01", "06-11"),
    ],
)
def test_every_anchor_has_its_key_and_a_window_around_its_target(anchor, facts, key, target):
    found = row(around(anchor, 10), cycle=key, on="06-05", person=replace(CAMILLA, **facts))
    assert found.opens_on == day("06-04")
    assert found.due_on == day("06-18")
    assert (found.due_on - day(target)).days == 7


def test_the_anniversary_of_a_leap_day_is_the_last_of_february():
    leap = replace(CAMILLA, hire=day("2024-02-29"))
    assert row(around("anniversary", 0), cycle="anniversary-2026", on="02-22", person=leap).opens_on == day("02-21")


def test_the_end_of_employment_anchors_before_it_and_is_never_passed():
    leaver = replace(CAMILLA, last_day=day("06-14"))
    found = row(around("contract_end", -3), cycle="contract_end", on="06-08", person=leaver)
    assert (found.opens_on, found.due_on) == (day("06-04"), day("06-12"))


def test_only_a_leave_long_enough_anchors_anything():
    long = around("leave_end", 7, window={"min_days": 60})
    assert keys(rows(long, on="06-02", leaves=LEAVE)) == {("leave_end-parental", 1)}
    assert keys(rows(long, on="06-02", leaves=(Leave("short", day("05-01"), day("05-31")),))) == set()


def test_nobody_knows_the_end_of_an_open_leave_so_nothing_counts_from_it():
    assert keys(rows(around("leave_end", 7), on="06-02", leaves=(Leave("l", day("05-01")),))) == set()
    started = rows(around("leave_start", 0), on="05-02", leaves=(Leave("l", day("05-01")),))
    assert keys(started) == {("leave_start-l", 1)}


def test_a_talk_is_known_a_hundred_and_twenty_days_before_its_target():
    on_day = around("2026-09-01", 0)
    assert keys(rows(on_day, on="05-03")) == set()
    assert keys(rows(on_day, on="05-04")) == {("custom-2026-09-01", 1)}


def test_targets_before_the_rhythm_was_in_force_are_not_created():
    new = replace(CAMILLA, hire=day("03-02"))
    onboarding = around("hire", 30, 60, 90, start="04-20")
    assert keys(rows(onboarding, on="04-25", person=new)) == {("hire", 2), ("hire", 3)}


def test_passing_the_limit_of_the_audience_cancels_nothing_that_has_opened():
    brief = around("hire", 30, audience={"include": [{"tenure_days": {"max": 25}}]})
    new = replace(CAMILLA, hire=day("03-02"))
    assert row(brief, cycle="hire", on="04-07", person=new).state == "open"


def test_a_leave_moves_what_comes_after_it_but_not_what_belongs_to_its_own_beginning():
    away = (Leave("l", day("05-04"), day("06-30")),)
    found = {one.slot: one.due_on for one in rows(around("leave_start", -2, 10), on="05-02", leaves=away)}
    assert found == {1: day("05-11"), 2: day("08-12")}


def test_an_exemption_over_the_due_excuses_it():
    free = (Exemption("anchored", day("06-10"), day("06-30")),)
    found = row(around("2026-06-11", 0), cycle="custom-2026-06-11", on="06-10", exemptions=free)
    assert (found.state, found.reason) == ("excused", "exemption")


def test_one_offset_may_be_a_mere_offer():
    back = around("leave_end", {"day": -20, "binding": "voluntary"}, 7)
    found = {one.slot: one for one in rows(back, on="05-15", leaves=LEAVE)}
    assert (found[1].overdue_from, found[1].timeliness) == (None, "due_soon")
    assert found[2].overdue_from is not None


def test_each_talk_counts_for_the_one_whose_window_is_open():
    new = replace(CAMILLA, hire=day("03-02"))
    talks = [held("04-01"), held("04-30")]
    found = {one.slot: one.credited_on for one in rows(around("hire", 30, 60, 90), on="05-01", person=new, talks=talks)}
    assert found == {1: day("04-01"), 2: day("04-30"), 3: None}
