"""A round: planned together, looked at, then offered; nobody is booked without a yes."""

import pytest

from leadership.conversations import booking, choosing, proposals, roundpreview, rounds
from leadership.conversations.errors import Changed, NotYours
from leadership.conversations.models import Conversation, Occupied, Round, RoundPlace
from leadership.obligations import ledger
from leadership.outbox.models import Fact
from leadership.people.models import CoachProfile
from tests.conversations.conftest import april


@pytest.fixture
def with_erik(cast, owed, now):
    """Freja, Björn and Camilla have chosen Erik; nobody else has chosen anybody."""
    for member in (cast.freja, cast.bjorn, cast.camilla):
        choosing.choose(owed(member), coach=cast.erik, by=member, now=now)


def test_everyone_with_a_coach_gets_a_time_and_the_others_are_told_why(cast, t1, with_erik, now):
    placings = {placing.obligation.person.given_name: placing for placing in roundpreview.preview(t1, now=now)}
    placed = {name for name, placing in placings.items() if placing.start}
    assert placed == {"Freja", "Björn", "Camilla"}
    assert {placings[name].reason for name in ("Astrid", "Erik", "David")} == {"no_coach"}
    times = [time for name in placed for time in (placings[name].start, *placings[name].also)]
    assert len(times) == len(set(times)) == 9
    assert not Occupied.objects.exists()


@pytest.mark.usefixtures("with_erik")
def test_whoever_has_times_already_is_not_in_it_and_whoever_asked_for_quiet_is_left_alone(
    cast, t1, owed, one_on_one, now
):
    ledger.not_now(owed(cast.camilla), by=cast.camilla, now=now)
    proposals.offer(
        member=cast.bjorn, coach=cast.erik, starts=[april(14)], minutes=30, type=one_on_one, by=cast.erik, now=now,
        obligation=owed(cast.bjorn),
    )  # fmt: skip
    reasons = {placing.obligation.person: placing.reason for placing in roundpreview.preview(t1, now=now)}
    assert cast.bjorn not in reasons
    assert (reasons[cast.freja], reasons[cast.camilla]) == ("", "not_now")


def test_a_coach_gives_no_more_than_a_talk_a_day(cast, t1, with_erik, now):
    CoachProfile.objects.filter(person=cast.erik).update(per_day=1)
    found = roundpreview.preview(t1, now=now, coach=cast.erik)
    assert len({placing.start.date() for placing in found}) == len(found) == 3


def test_offers_go_out_in_the_coachs_name_and_wait_for_a_yes(cast, t1, with_erik, owed, now):
    made = rounds.plan(rounds.ask(t1, by=cast.david, now=now), now=now)
    assert (made.state, Conversation.objects.count()) == ("planned", 0)
    rounds.send(made, by=cast.david, now=now)
    assert rounds.advance(now=now, limit=2) == 2
    assert rounds.progress(made) == (2, 3)
    while rounds.advance(now=now):
        pass
    made.refresh_from_db()
    assert (made.state, rounds.progress(made)) == ("sent", (3, 3))
    talk = Conversation.objects.get(member=cast.camilla)
    assert (talk.state, talk.initiated_by, talk.offered_by, talk.offers.count()) == ("proposed", "coach", "coach", 3)
    assert Fact.objects.get(object=talk.name).actor_key == cast.david.key
    assert owed(cast.camilla).state == "open"
    first = talk.offers.first()
    assert proposals.accept(talk, start=first.start, by=cast.camilla, now=now).state == "booked"


@pytest.mark.usefixtures("with_erik")
def test_what_has_been_settled_meanwhile_is_left_alone_and_said(cast, t1, owed, one_on_one, now):
    made = rounds.plan(rounds.ask(t1, by=cast.erik, now=now, coach=cast.erik), now=now)
    booking.book(
        member=cast.camilla, coach=cast.erik, start=april(28), minutes=30, type=one_on_one, by=cast.camilla, now=now,
        obligation=owed(cast.camilla),
    )  # fmt: skip
    planned = made.places.get(obligation=owed(cast.bjorn))
    booking.book(member=cast.astrid, coach=cast.erik, start=planned.start, minutes=30, type=one_on_one,
                 by=cast.astrid, now=now)  # fmt: skip
    rounds.send(made, by=cast.erik, now=now)
    rounds.send_some(made, now=now)
    outcomes = {place.obligation.person: (place.outcome, place.reason) for place in made.places.all()}
    assert outcomes[cast.camilla] == outcomes[cast.bjorn] == ("refused", "settled")
    assert outcomes[cast.freja] == ("offered", "")
    made.refresh_from_db()
    assert made.state == "sent"


def test_planning_and_sending_twice_is_doing_it_once(cast, t1, with_erik, now):
    made = rounds.ask(t1, by=cast.erik, now=now, coach=cast.erik)
    for _again in range(2):
        rounds.plan(made, now=now)
    for _again in range(2):
        rounds.send(made, by=cast.erik, now=now)
        rounds.send_some(made, now=now)
    assert (RoundPlace.objects.count(), Conversation.objects.count()) == (3, 3)


def test_a_new_plan_puts_the_one_before_aside_and_that_one_cannot_be_sent(cast, t1, with_erik, now):
    first = rounds.plan(rounds.ask(t1, by=cast.erik, now=now, coach=cast.erik), now=now)
    second = rounds.plan(rounds.ask(t1, by=cast.erik, now=now, coach=cast.erik), now=now)
    with pytest.raises(Changed):
        rounds.send(first, by=cast.erik, now=now)
    assert rounds.drop(second, by=cast.erik, now=now).state == "dropped"
    assert not Conversation.objects.exists()


def test_a_coach_plans_for_those_who_chose_them_hr_for_all_and_nobody_else_at_all(cast, t1, with_erik, now):
    for by, coach in ((cast.astrid, None), (cast.astrid, cast.erik), (cast.david, cast.erik)):
        with pytest.raises(NotYours):
            rounds.ask(t1, by=by, now=now, coach=coach)
    own = rounds.ask(t1, by=cast.erik, now=now, coach=cast.erik)
    whole = rounds.ask(t1, by=cast.david, now=now)
    assert list(Round.objects.visible_to(cast.erik)) == [own]
    assert list(Round.objects.visible_to(cast.david)) == [whole]
    with pytest.raises(NotYours):
        rounds.send(whole, by=cast.erik, now=now)
    rounds.plan(whole, now=now)
    assert not RoundPlace.objects.visible_to(cast.david).exists()
    assert RoundPlace.objects.visible_to(cast.erik).count() == 3
