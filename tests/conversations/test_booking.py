"""Booked, moved, cancelled: what both calendars, the ledger and the history say afterwards."""

from datetime import timedelta

import pytest

from leadership.conversations import booking, proposals
from leadership.conversations.errors import Changed, CoachIsFull, NotEligible, NotFree, NotYours, SlotTaken, TooLate
from leadership.conversations.models import Commitment, Conversation
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact, Signal
from leadership.people import directory
from leadership.people.models import CoachProfile
from tests.conversations.conftest import april, at

TUESDAY = at(12, "10:00")


def test_a_member_books_and_what_was_owed_is_booked(cast, owed, booked):
    talk = booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    obligation = owed(cast.camilla)
    assert (talk.state, talk.initiated_by, talk.minutes) == ("booked", "member", 30)
    assert talk.end == TUESDAY + timedelta(minutes=30)
    assert (obligation.state, obligation.coach) == ("booked", cast.erik)
    assert Commitment.objects.get().obligation == obligation


def test_the_talk_is_in_the_zone_of_the_member(cast, booked, t1):
    assert str(booked(cast.bjorn, cast.astrid, TUESDAY).zone) == "Europe/Helsinki"


def test_how_the_coach_was_eligible_is_noted_for_good(cast, booked, t1):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    assert {"certified", "outside_own_line", "other_unit"} <= set(talk.coach_kinds)
    assert "own_manager" in booked(cast.bjorn, cast.astrid, TUESDAY).coach_kinds


def test_a_talk_on_its_own_counts_for_what_it_fits(cast, owed, booked):
    booked(cast.camilla, cast.erik, TUESDAY)
    assert owed(cast.camilla).state == "booked"


def test_anyone_may_book_a_talk_without_any_rhythm(cast, booked):
    assert booked(cast.camilla, cast.erik, TUESDAY).state == "booked"
    assert not Obligation.objects.exists()


def test_the_same_form_posted_twice_books_once(cast, booked, t1):
    first = booked(cast.camilla, cast.erik, TUESDAY)
    assert booked(cast.camilla, cast.erik, TUESDAY) == first
    assert Fact.objects.filter(kind="conversation.booked").count() == 1


@pytest.mark.parametrize("start", [TUESDAY, TUESDAY + timedelta(minutes=15), TUESDAY - timedelta(minutes=30)])
def test_a_time_that_somebody_has_is_refused_kindly(cast, booked, t1, start):
    booked(cast.camilla, cast.erik, TUESDAY)
    with pytest.raises(SlotTaken) as refused:
        booked(cast.bjorn, cast.erik, start)
    assert refused.value.refusals[0].path == "start"
    assert refused.value.refusals[0].remedy


@pytest.mark.parametrize(
    "start", [april(1, "14:00"), at(12, "20:00"), at(14, "10:00"), at(12, "10:07")],
    ids=["too soon", "in the evening", "on a holiday", "off the quarter"],
)  # fmt: skip
def test_a_time_outside_the_rules_is_refused(cast, booked, t1, start):
    with pytest.raises(NotFree):
        booked(cast.camilla, cast.erik, start)
    assert not Conversation.objects.exists()


def test_only_one_of_the_two_books(cast, booked, t1):
    with pytest.raises(NotYours):
        booked(cast.camilla, cast.erik, TUESDAY, by=cast.bjorn)


def test_nobody_books_on_what_is_owed_to_another(cast, owed, booked):
    with pytest.raises(NotYours):
        booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.bjorn))


def test_a_coach_whom_the_rhythm_does_not_accept_is_refused(cast, owed, booked):
    with pytest.raises(NotEligible):
        booked(cast.camilla, cast.david, TUESDAY, obligation=owed(cast.camilla))


def test_one_who_has_left_is_refused(cast, owed, booked, now):
    directory.leave(cast.erik, last_day=now.date() - timedelta(days=1), now=now)
    cast.erik.refresh_from_db()
    with pytest.raises((NotEligible, NotFree)):
        booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))


def test_a_full_coach_takes_nobody_new_but_keeps_those_who_are_there(cast, owed, booked):
    CoachProfile.objects.filter(person=cast.erik).update(capacity=1)
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    with pytest.raises(CoachIsFull):
        booked(cast.bjorn, cast.erik, at(13, "10:00"), obligation=owed(cast.bjorn))
    assert booked(cast.camilla, cast.erik, at(19, "10:00")).state == "booked"


def test_a_closed_door_lets_nobody_new_in(cast, owed, booked):
    CoachProfile.objects.filter(person=cast.erik).update(accepting=False)
    with pytest.raises(CoachIsFull):
        booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))


def test_a_move_keeps_the_talk_and_counts_up(cast, owed, booked, now):
    talk = booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    moved = booking.move(talk, start=TUESDAY + timedelta(minutes=15), by=cast.erik, now=now)
    stored = Conversation.objects.get()
    assert (moved.key, stored.sequence, stored.moved_count) == (talk.key, 1, 1)
    assert stored.start == TUESDAY + timedelta(minutes=15)
    assert not stored.moved_late
    assert owed(cast.camilla).state == "booked"


def test_a_move_to_where_it_is_changes_nothing(cast, booked, t1, now):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    booking.move(talk, start=TUESDAY, by=cast.camilla, now=now)
    assert Conversation.objects.get().sequence == 0


def test_a_move_on_short_notice_is_flagged_and_told_at_once(cast, booked, t1):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    late = TUESDAY - timedelta(hours=3)
    moved = booking.move(talk, start=at(20, "10:00"), by=cast.camilla, now=late)
    assert moved.moved_late
    assert Fact.objects.get(kind="conversation.moved").data["at_once"] is True


def test_moving_onto_another_talk_is_refused_and_leaves_it_where_it_was(cast, booked, t1, now):
    booked(cast.bjorn, cast.erik, TUESDAY)
    talk = booked(cast.camilla, cast.erik, at(13, "10:00"))
    with pytest.raises(SlotTaken):
        booking.move(talk, start=TUESDAY, by=cast.camilla, now=now)
    assert Conversation.objects.get(pk=talk.pk).start == at(13, "10:00")


def test_a_cancelled_talk_opens_again_what_it_covered(cast, owed, booked, now):
    talk = booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    booking.cancel(talk, by=cast.erik, now=now)
    obligation = owed(cast.camilla)
    assert (obligation.state, obligation.move_role, obligation.coach) == ("open", "coach", cast.erik)
    assert Conversation.objects.get().sequence == 1
    assert not Commitment.objects.exists()
    assert booked(cast.bjorn, cast.erik, TUESDAY).state == "booked"


def test_cancelling_twice_is_cancelling_once(cast, booked, t1, now):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    booking.cancel(talk, by=cast.erik, now=now)
    booking.cancel(Conversation.objects.get(), by=cast.erik, now=now)
    assert Conversation.objects.get().sequence == 1
    assert Fact.objects.filter(kind="conversation.cancelled").count() == 1


@pytest.mark.parametrize("deed", ["move", "cancel"])
def test_what_has_begun_is_neither_moved_nor_cancelled(cast, booked, t1, deed):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    begun = {"by": cast.camilla, "now": TUESDAY}
    with pytest.raises(TooLate):
        booking.move(talk, start=at(20, "10:00"), **begun) if deed == "move" else booking.cancel(talk, **begun)


@pytest.mark.parametrize("deed", ["move", "cancel"])
def test_nobody_else_touches_it(cast, booked, t1, now, deed):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    stranger = {"by": cast.astrid, "now": now}
    with pytest.raises(NotYours):
        booking.move(talk, start=at(20, "10:00"), **stranger) if deed == "move" else booking.cancel(talk, **stranger)


def test_a_deed_on_what_somebody_has_just_changed_is_refused(cast, booked, t1, now):
    seen = booked(cast.camilla, cast.erik, TUESDAY)
    booking.move(Conversation.objects.get(), start=at(13, "10:00"), by=cast.erik, now=now)
    with pytest.raises(Changed):
        booking.cancel(seen, by=cast.camilla, now=now)
    assert Conversation.objects.get().state == "booked"


def test_booking_takes_over_an_offer_that_waits(cast, owed, booked, one_on_one, now):
    obligation = owed(cast.camilla)
    offer = proposals.offer(
        member=cast.camilla, coach=cast.erik, starts=[TUESDAY, at(13, "10:00")], minutes=30, type=one_on_one,
        by=cast.erik, now=now, obligation=obligation,
    )  # fmt: skip
    talk = booked(cast.camilla, cast.erik, TUESDAY + timedelta(minutes=15), obligation=obligation)
    assert (talk.pk, talk.initiated_by) == (offer.pk, "coach")
    assert booked(cast.bjorn, cast.erik, at(13, "10:00")).state == "booked"


def test_what_the_member_wants_to_talk_about_is_kept_from_everyone_else(cast, booked, t1):
    talk = booked(cast.camilla, cast.erik, TUESDAY, topic="Something of my own")
    raw = Conversation.objects.filter(pk=talk.pk).extra(select={"stored": "topic"}).values_list("stored", flat=True)[0]
    assert "own" not in raw
    assert Conversation.objects.get().topic == "Something of my own"
    assert not any("own" in str(value) for value in Fact.objects.values_list("data", flat=True))
    assert not Conversation.objects.visible_to(cast.astrid).exists()
    assert not Conversation.objects.visible_to(cast.david).exists()


def test_every_change_is_a_fact_that_outreach_hears(cast, booked, t1, now):
    talk = booked(cast.camilla, cast.erik, TUESDAY)
    booking.move(talk, start=at(13, "10:00"), by=cast.camilla, now=now)
    booking.cancel(talk, by=cast.camilla, now=now)
    facts = Fact.objects.filter(object=talk.name).order_by("id")
    assert [fact.kind for fact in facts] == ["conversation.booked", "conversation.moved", "conversation.cancelled"]
    assert [(fact.data["from"], fact.data["to"]) for fact in facts] == [
        ("", "booked"), ("booked", "booked"), ("booked", "cancelled"),
    ]  # fmt: skip
    assert [fact.data["version"] for fact in facts] == [0, 1, 2]
    assert Signal.objects.filter(reader="outreach", fact__in=facts).count() == 3


def test_nobody_books_beyond_the_horizon(cast, owed, booked):
    with pytest.raises(NotFree):
        booked(cast.camilla, cast.erik, at(8, "10:00", month=6))
    assert booked(cast.camilla, cast.erik, at(8, "10:00", month=6), obligation=owed(cast.camilla)).state == "booked"


@pytest.mark.parametrize("minutes", [0, 4, 481])
def test_a_talk_has_a_sensible_length(cast, booked, t1, minutes):
    with pytest.raises(NotFree):
        booked(cast.camilla, cast.erik, TUESDAY, minutes=minutes)


def test_when_two_have_agreed_the_offers_of_others_are_let_go(cast, owed, booked, one_on_one, now):
    obligation = owed(cast.camilla)
    offer = proposals.offer(
        member=cast.camilla, coach=cast.astrid, starts=[at(13, "10:00")], minutes=30, type=one_on_one, by=cast.astrid,
        now=now, obligation=obligation,
    )  # fmt: skip
    booked(cast.camilla, cast.erik, TUESDAY, obligation=owed(cast.camilla))
    offer.refresh_from_db()
    assert offer.state == "expired"
    assert booked(cast.bjorn, cast.astrid, at(13, "10:00")).state == "booked"
