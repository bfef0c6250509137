""" "Same time next month?": one press offers it, the other one's yes books it."""

import pytest

from leadership.conversations import again, holding, moments, proposals
from leadership.conversations.errors import NotYours, TooEarly
from tests.conversations.conftest import april, at


@pytest.fixture
def talked(cast, booked, owed):
    """Camilla and Erik have talked on Tuesday 14 April at ten, and she has said so."""
    talk = booked(cast.camilla, cast.erik, april(14, "10:00"), obligation=owed(cast.camilla))
    moments.advance(now=april(14, "11:00"))
    talk.refresh_from_db()
    return holding.confirm(talk, by=cast.camilla, now=april(14, "11:00"))


def test_the_same_hour_four_weeks_later_is_offered_and_waits_for_a_yes(cast, talked):
    offer = again.offer_again(talked, by=cast.camilla, now=april(14, "12:00"))
    assert (offer.state, offer.offered_by, [time.start for time in offer.offers.all()]) == (
        "proposed", "member", [at(12, "10:00")],
    )  # fmt: skip
    assert again.offer_again(talked, by=cast.camilla, now=april(14, "12:00")).pk == offer.pk
    assert proposals.accept(offer, start=at(12, "10:00"), by=cast.erik, now=april(14, "13:00")).state == "booked"


def test_where_it_is_taken_the_nearest_three_take_its_place(cast, talked, booked):
    booked(cast.bjorn, cast.erik, at(12, "10:00"))
    offer = again.offer_again(talked, by=cast.erik, now=april(14, "12:00"))
    starts = [time.start for time in offer.offers.all()]
    assert len(starts) == 3 and at(12, "10:00") not in starts
    assert {start.date() for start in starts} == {at(12).date()}


def test_it_is_for_the_two_and_for_afterwards(cast, talked, booked):
    with pytest.raises(NotYours):
        again.offer_again(talked, by=cast.bjorn, now=april(14, "12:00"))
    ahead = booked(cast.bjorn, cast.erik, april(20, "10:00"))
    with pytest.raises(TooEarly):
        again.offer_again(ahead, by=cast.bjorn, now=april(14, "12:00"))
