"""Held is what a human says: R12 in its cases, and what the ledger makes of it."""

from datetime import timedelta

import pytest
from django.db import connection

from leadership.conversations import booking, holding, moments, reckoning, talks
from leadership.conversations.errors import Changed, NotYours, SlotTaken, TooEarly, TooLate
from leadership.conversations.models import Conversation, Credit
from leadership.obligations import facts_for, reconcile
from leadership.people import directory
from tests.conversations.conftest import april, at, on

TALK = at(12, "10:00")
AFTER = at(12, "13:00")
MOST_STATEMENTS = {"postgresql": 12, "sqlite": 16}


@pytest.fixture
def past(cast, owed, booked):
    """Camilla's talk with Erik of Tuesday 12 May, over by the clock."""

    def make(start=TALK, **named):
        booked(cast.camilla, cast.erik, start, obligation=owed(cast.camilla), **named)
        moments.advance(now=start + timedelta(hours=1))
        return Conversation.objects.get(start=start)

    return make


def settled(now):
    """Nothing is left to mend."""
    return reconcile.check(now, talks.of) == []


def test_the_clock_ends_a_talk_but_never_calls_it_held(cast, past, owed):
    talk = past()
    assert talk.state == "ended"
    assert owed(cast.camilla).state == "unconfirmed"
    assert not Credit.objects.exists()


def test_on_the_morning_of_the_talk_it_is_still_booked(cast, owed, booked):
    booked(cast.camilla, cast.erik, TALK, obligation=owed(cast.camilla))
    reckoning.rollover(now=at(12, "07:00"))
    assert owed(cast.camilla).state == "booked"
    moments.advance(now=TALK + timedelta(minutes=30))
    assert owed(cast.camilla).state == "unconfirmed"


def test_the_member_says_so_and_it_is_held(cast, past, owed):
    """E1: a talk on 12 May credits the second quarter."""
    talk = holding.confirm(past(), by=cast.camilla, now=AFTER)
    obligation = owed(cast.camilla)
    assert (talk.state, talk.confirmed_by) == ("held", "member")
    assert (obligation.state, obligation.credited_on, obligation.provisional) == ("fulfilled", on(12), False)
    assert Credit.objects.get().credited_on == on(12)
    assert settled(AFTER)


def test_a_word_costs_few_statements(cast, past, django_assert_max_num_queries):
    """What it counts for, what is closed and what opens next among them (docs/decisions/0028)."""
    talk = past()
    with django_assert_max_num_queries(MOST_STATEMENTS[connection.vendor]):
        holding.confirm(talk, by=cast.camilla, now=AFTER)
    assert Credit.objects.exists()


def test_a_talk_may_be_confirmed_once_it_has_begun(cast, owed, booked):
    talk = booked(cast.camilla, cast.erik, TALK, obligation=owed(cast.camilla))
    with pytest.raises(TooEarly):
        holding.confirm(talk, by=cast.camilla, now=TALK - timedelta(minutes=1))
    assert holding.confirm(talk, by=cast.camilla, now=TALK + timedelta(minutes=20)).state == "held"


def test_the_coach_says_so_and_it_counts_until_the_member_objects(cast, past, owed):
    """E12: five working days without Ascension Day, final when Wednesday 20 May is over."""
    holding.confirm(past(), by=cast.erik, now=AFTER)
    assert (owed(cast.camilla).state, owed(cast.camilla).provisional) == ("fulfilled", True)
    assert Credit.objects.get().provisional
    moments.advance(now=at(20, "23:59"))
    assert Conversation.objects.get().state == "held_provisional"
    moments.advance(now=at(21, "00:00"))
    assert Conversation.objects.get().state == "held"
    assert not owed(cast.camilla).provisional
    assert not Credit.objects.get().provisional
    assert settled(at(21, "00:00"))


def test_the_member_objects_and_it_is_owed_again(cast, past, owed):
    """E12: on Monday 18 May; what is owed is still to be done by 30 June."""
    talk = holding.confirm(past(), by=cast.erik, now=AFTER)
    holding.deny(talk, by=cast.camilla, now=at(18, "10:00"))
    obligation = owed(cast.camilla)
    assert Conversation.objects.get().state == "not_held"
    assert (obligation.state, obligation.due_on, obligation.credited_on) == ("open", on(30, 6), None)
    assert Credit.objects.get().withdrawn_at == at(18, "10:00")
    assert settled(at(18, "10:00"))


def test_an_objection_after_the_five_days_is_too_late(cast, past, owed):
    talk = holding.confirm(past(), by=cast.erik, now=AFTER)
    with pytest.raises(TooLate):
        holding.deny(talk, by=cast.camilla, now=at(21, "00:00"))
    assert owed(cast.camilla).state == "fulfilled"


def test_an_objection_late_in_the_quarter_gives_time_to_mend_it(cast, past, owed):
    """Reopened on 30 June: five working days from then, never late by bookkeeping (R17)."""
    talk = holding.confirm(past(at(29, "10:00", month=6)), by=cast.erik, now=at(29, "13:00", month=6))
    holding.deny(talk, by=cast.camilla, now=at(30, "10:00", month=6))
    assert owed(cast.camilla).due_on == on(7, 7)


def test_the_member_says_that_it_did_not_happen(cast, past, owed, booked):
    holding.deny(past(), by=cast.camilla, now=AFTER)
    assert Conversation.objects.get().state == "not_held"
    assert (owed(cast.camilla).state, owed(cast.camilla).move_role) == ("open", "member")
    assert settled(AFTER)


def test_the_coach_says_that_it_did_not_happen_and_the_member_has_five_days(cast, past, owed):
    holding.deny(past(), by=cast.erik, now=AFTER)
    assert (Conversation.objects.get().state, owed(cast.camilla).state) == ("ended", "unconfirmed")
    moments.advance(now=at(21, "00:00"))
    assert (Conversation.objects.get().state, owed(cast.camilla).state) == ("not_held", "open")
    assert Conversation.objects.get().not_held_on == on(12)


def test_the_word_of_the_member_wins_over_that_of_the_coach(cast, past, owed):
    talk = holding.deny(past(), by=cast.erik, now=AFTER)
    holding.confirm(talk, by=cast.camilla, now=at(13))
    moments.advance(now=at(21, "00:00"))
    assert (Conversation.objects.get().state, owed(cast.camilla).state) == ("held", "fulfilled")


def test_nobody_says_anything_for_ten_working_days_and_it_is_owed_again(cast, past, owed):
    """12 May ⊕ 10 without Ascension Day is Wednesday 27 May."""
    past()
    moments.advance(now=at(27, "23:59"))
    assert owed(cast.camilla).state == "unconfirmed"
    assert moments.advance(now=at(28, "00:00")).unanswered == 1
    assert owed(cast.camilla).state == "open"
    talk = holding.confirm(Conversation.objects.get(), by=cast.camilla, now=at(29))
    assert (talk.state, owed(cast.camilla).state) == ("held", "fulfilled")


def test_saying_it_twice_is_saying_it_once(cast, past):
    talk = past()
    for _ in range(2):
        holding.confirm(Conversation.objects.get(), by=cast.camilla, now=AFTER)
    assert Conversation.objects.get().version == talk.version + 1
    assert Credit.objects.count() == 1


def test_what_the_member_has_confirmed_is_not_denied(cast, past):
    talk = holding.confirm(past(), by=cast.camilla, now=AFTER)
    for person in (cast.camilla, cast.erik):
        with pytest.raises(TooLate):
            holding.deny(talk, by=person, now=AFTER)


def test_only_the_two_say_anything(cast, past):
    talk = past()
    for deed in (holding.confirm, holding.deny):
        with pytest.raises(NotYours):
            deed(talk, by=cast.astrid, now=AFTER)


def test_there_is_nothing_to_confirm_about_a_cancelled_talk(cast, booked, t1, now):
    talk = booking.cancel(booked(cast.camilla, cast.erik, TALK), by=cast.camilla, now=now)
    with pytest.raises(Changed):
        holding.confirm(talk, by=cast.camilla, now=AFTER)


def test_a_short_talk_counts_when_both_say_that_it_covered_what_was_needed(cast, past, owed):
    talk = holding.confirm(past(minutes=15), by=cast.camilla, now=AFTER, covered=True)
    assert owed(cast.camilla).state == "open"
    talk = holding.confirm(Conversation.objects.get(pk=talk.pk), by=cast.erik, now=AFTER, covered=True)
    assert talk.covered_by_both
    assert owed(cast.camilla).state == "fulfilled"


def test_hr_corrects_and_nobody_else(cast, past, owed):
    talk = holding.confirm(past(), by=cast.camilla, now=AFTER)
    with pytest.raises(NotYours):
        holding.void(talk, by=cast.erik, now=at(13), reason="wrong_person")
    holding.void(talk, by=cast.david, now=at(13), reason="wrong_person")
    assert (Conversation.objects.get().state, owed(cast.camilla).state) == ("voided", "open")
    assert Credit.objects.get().withdrawn_at == at(13)


def test_a_talk_of_the_past_is_noted_by_either(cast, owed, one_on_one):
    log = {"minutes": 30, "type": one_on_one, "now": at(20)}
    mine = holding.log_past(member=cast.camilla, coach=cast.erik, start=TALK, by=cast.camilla, **log)
    theirs = holding.log_past(member=cast.bjorn, coach=cast.astrid, start=TALK, by=cast.astrid, **log)
    assert (mine.state, mine.initiated_by, owed(cast.camilla).state) == ("held", "member", "fulfilled")
    assert (theirs.state, theirs.initiated_by, owed(cast.bjorn).provisional) == ("held_provisional", "coach", True)


def test_the_same_past_talk_is_noted_once(cast, t1, one_on_one):
    log = {"member": cast.camilla, "coach": cast.erik, "start": TALK, "minutes": 30, "type": one_on_one}
    first = holding.log_past(**log, by=cast.erik, now=at(20))
    second = holding.log_past(**log, by=cast.camilla, now=at(20))
    assert first.pk == second.pk
    assert Conversation.objects.get().state == "held"


@pytest.mark.parametrize(("start", "error"), [(april(1), TooLate), (at(20, "12:00"), TooEarly)])
def test_thirty_days_back_and_not_before_it_is_over(cast, t1, one_on_one, start, error):
    with pytest.raises(error):
        holding.log_past(
            member=cast.camilla, coach=cast.erik, start=start, minutes=30, type=one_on_one, by=cast.camilla,
            now=at(20, "12:10"),
        )  # fmt: skip


def test_nobody_was_in_two_talks_at_once(cast, past, one_on_one):
    past()
    with pytest.raises(SlotTaken):
        holding.log_past(
            member=cast.bjorn, coach=cast.erik, start=TALK, minutes=30, type=one_on_one, by=cast.bjorn, now=at(20)
        )


def test_a_contest_gives_the_credit_to_the_next_best_talk(cast, past, owed, one_on_one):
    """Credits are replayed in date order: when the first falls, the second counts."""
    talk = holding.confirm(past(), by=cast.erik, now=AFTER)
    log = {"member": cast.camilla, "coach": cast.astrid, "minutes": 30, "type": one_on_one, "by": cast.camilla}
    other = holding.log_past(start=at(13, "10:00"), now=at(13, "12:00"), **log)
    assert owed(cast.camilla).credited_on == on(12)
    holding.deny(talk, by=cast.camilla, now=at(15))
    assert owed(cast.camilla).credited_on == on(13)
    live = Credit.objects.get(withdrawn_at=None)
    assert (live.conversation, live.credited_on) == (other, on(13))
    assert settled(at(15))


def test_a_talk_at_midnight_counts_for_the_day_of_the_member(cast, t1, one_on_one):
    """E14: 30 June 23:30 in Helsinki is on time; 1 July 00:15 is held late, whatever New York says."""
    log = {"member": cast.bjorn, "coach": cast.astrid, "minutes": 20, "type": one_on_one, "by": cast.bjorn}
    reckoning.rollover(now=at(1, "09:00", month=7))
    holding.log_past(start=at(30, "23:15", month=6), now=at(1, "09:00", month=7), **log)
    assert Credit.objects.get().credited_on == on(1, 7)


@pytest.mark.parametrize("denied", [False, True])
def test_whoever_left_while_a_talk_waited_for_its_answer_missed_nothing(cast, past, owed, denied):
    """R17: excused on the day after the last one, and neither silence nor a word that comes later makes it missed."""
    talk = past(at(12, "10:00", month=8), now=at(10, month=8))
    directory.leave(cast.camilla, last_day=on(20, month=8), now=at(13, month=8))
    for now in (at(13, month=8), at(21, month=8)):
        reckoning.signals(now=now)
        reckoning.rollover(now=now)
    if denied:
        holding.deny(talk, by=cast.erik, now=at(24, month=8))
        moments.advance(now=at(1, month=9))
    later = at(2, month=9)
    reckoning.rollover(now=later)
    (sheet,) = facts_for.sheets(facts_for.people_by_id([cast.camilla.pk]), now=later)
    rows = facts_for.organisation().assess(sheet, talks.of([sheet.id])[sheet.id])
    assert [(row.state, row.reason) for row in rows if row.cycle_key == "2026-Q2"] == [("excused", "left")]
    assert (owed(cast.camilla).state, owed(cast.camilla).reason) == ("excused", "left")
    assert settled(later)
