"""Each figure by its definition, on rows small enough to count by hand."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.insights import metrics
from leadership.insights.cells import HIDDEN, cell
from leadership.insights.metrics import Measured
from leadership.insights.rows import Booking, Listener, Offer, Owed, Rest, Talk, Voices

DUE = date(2026, 6, 30)
HELD, LATE = date(2026, 6, 1), date(2026, 7, 2)
OWED = [
    Owed(1, "fulfilled", DUE, HELD),
    Owed(1, "fulfilled", DUE, LATE),
    Owed(2, "fulfilled", DUE, HELD),
    Owed(2, "missed", DUE),
    Owed(3, "open", DUE),
    Owed(4, "excused", DUE, reason="exemption"),
    Owed(4, "excused", DUE, reason="skip"),
    Owed(5, "excused", DUE, reason="left"),
    Owed(6, "cancelled", DUE),
]


def test_people_are_heard_when_all_of_their_talks_were_held_late_or_not():
    assert metrics.coverage(OWED) == Measured(1 / 3, 3, 3)


def test_only_the_day_or_before_is_in_time():
    assert metrics.on_time(OWED) == Measured(2 / 5, 5, 3)


def test_exempt_and_passed_over_count_among_all_that_was_asked():
    assert metrics.exempt(OWED) == Measured(2 / 8, 8, 5)


def test_days_since_last_heard_are_the_middle_of_all_and_nine_of_ten_need_enough_beyond():
    days = list(range(1, 61))
    assert metrics.last_heard(days) == Measured(30.5, 60, 60)
    assert metrics.last_heard_p90(days, 5) == Measured(54, 60, 60)
    assert metrics.last_heard_p90(days[:49], 5) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 400), min_size=1), st.integers(1, 6))
def test_at_least_nine_of_ten_lie_within_and_enough_beyond(days, n_min):
    found = metrics.last_heard_p90(days, n_min)
    if found is not None:
        assert sum(1 for one in days if one <= found.value) >= 0.9 * len(days)
        assert len(days) // 10 >= n_min


TALKS = [Talk(1, 9, "member", True, 30), Talk(1, 9, "coach", False, 30), Talk(2, 8, "", True, 60), Talk(3, 9, "coach")]


def test_who_began_counts_the_talks_of_which_it_is_known():
    assert metrics.started_by_members(TALKS) == Measured(1 / 3, 3, 2)


def test_across_the_house_counts_all_that_were_held():
    assert metrics.across(TALKS) == Measured(2 / 4, 4, 3)


def test_hours_are_those_of_both_sides_with_the_time_around_them():
    assert metrics.hours(TALKS, around=15) == Measured(2 * (30 + 30 + 60 + 0 + 4 * 15) / 60, 4, 5)


@pytest.mark.parametrize(("minutes", "uneven"), [((30, 30, 30), 0.0), ((0, 0, 90), 2 / 3), ((10, 20, 30), 2 / 9)])
def test_gini_is_naught_where_it_is_even(minutes, uneven):
    found = metrics.gini([Listener(n, 1, 2, one) for n, one in enumerate(minutes)])
    assert found.value == pytest.approx(uneven)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 500), min_size=1, max_size=12))
def test_gini_is_what_its_formula_says(minutes):
    found = metrics.gini([Listener(n, 0, 1, one) for n, one in enumerate(minutes)])
    mean = sum(minutes) / len(minutes)
    if mean:
        apart = sum(abs(one - other) for one in minutes for other in minutes)
        assert found.value == pytest.approx(apart / (2 * len(minutes) ** 2 * mean))
    else:
        assert found is None


def test_load_is_people_against_room_and_no_room_is_full():
    assert [Listener(1, 3, 12, 0).load, Listener(2, 2, 0, 0).load] == [0.25, 2.0]
    assert metrics.load([Listener(1, 3, 12, 0), Listener(2, 6, 12, 0), Listener(3, 12, 12, 0)]).value == 0.5


def test_moves_and_cancellations_are_of_what_was_booked():
    booked = [Booking(1, True, False), Booking(2, False, True), Booking(3, False, True), Booking(4, False, False)]
    assert (metrics.cancelled(booked).value, metrics.moved(booked).value) == (0.25, 0.5)


def test_silence_is_told_for_each_side_apart():
    rests = [Rest(1, "coach", 2), Rest(2, "coach", 6), Rest(2, "member", 1)]
    assert metrics.silence(rests, "coach") == Measured(4, 2, 2)
    assert metrics.silence(rests, "member") == Measured(1, 1, 1)


def test_answers_of_leaders_are_counted_by_leader():
    offers = [Offer(1, 8, True), Offer(2, 8, False), Offer(3, 7, True)]
    assert metrics.answered_in_time(offers, {8}) == Measured(0.5, 2, 1)


def test_the_gap_is_between_the_highest_and_the_lowest():
    assert metrics.parity_gap([Measured(0.5, 5, 5), Measured(0.75, 8, 8)]) == Measured(0.25, 13, 13)
    assert metrics.parity_gap([Measured(0.5, 5, 5)]) is None


def test_consultations_are_taken_together():
    voices = [Voices(asked=20, spoke=8, raised=3, answered=3), Voices(asked=10, spoke=4, raised=1, answered=0)]
    assert metrics.concerns_answered(voices) == Measured(0.75, 4, 12)
    assert metrics.took_part(voices) == Measured(0.4, 30, 30)


def test_where_nothing_was_counted_there_is_no_figure():
    nothing = [
        metrics.last_heard_p90([], 0),
        metrics.coverage([]),
        metrics.on_time([]),
        metrics.last_heard([]),
        metrics.load([]),
        metrics.exempt([]),
    ]
    assert nothing == [None] * 6


def test_a_cell_with_too_few_people_says_nothing_but_that_it_is_hidden():
    assert cell(Measured(1 / 3, 90, 4), 5) == HIDDEN == {"hidden": True}
    assert cell(Measured(1 / 3, 90, 5), 5) == {"value": 0.333, "n": 90, "people": 5}
    assert cell(None, 5) == HIDDEN
