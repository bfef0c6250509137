"""Times offered, taken, declined, passed."""

from datetime import timedelta
from itertools import pairwise

import pytest

from leadership.conversations import booking, choosing, moments, proposals
from leadership.conversations.errors import Changed, CoachIsFull, NotFree, NotYours, SlotTaken, TooLate
from leadership.conversations.models import Conversation, Occupied
from leadership.outbox.models import Fact
from leadership.people.models import CoachProfile, Person
from tests.conversations.conftest import april

TIMES = [april(14, "10:00"), april(15, "10:00"), april(16, "13:00")]


@pytest.fixture
def offered(cast, owed, one_on_one, now):
    """Erik offers Camilla three times."""

    def offer(starts=TIMES, *, by=None, member=None, coach=None, **named):
        member, coach = member or cast.camilla, coach or cast.erik
        details = {"minutes": 30, "type": one_on_one, "obligation": owed(member), **named}
        return proposals.offer(member=member, coach=coach, starts=starts, by=by or coach, now=now, **details)

    return offer


def test_an_offer_holds_its_times_for_both(cast, offered, booked):
    talk = offered()
    assert (talk.state, talk.initiated_by, talk.offered_by) == ("proposed", "coach", "coach")
    assert Occupied.objects.count() == 6
    with pytest.raises(SlotTaken):
        booked(cast.bjorn, cast.erik, TIMES[0])


def test_the_other_side_moves_next(cast, offered, owed):
    offered()
    assert owed(cast.camilla).offering


def test_taking_one_time_books_it_and_frees_the_rest(cast, offered, owed, booked, now):
    talk = proposals.accept(offered(), start=TIMES[1], by=cast.camilla, now=now)
    obligation = owed(cast.camilla)
    assert (talk.state, talk.start, talk.initiated_by) == ("booked", TIMES[1], "coach")
    assert (obligation.state, obligation.coach, obligation.offering) == ("booked", cast.erik, False)
    assert booked(cast.bjorn, cast.erik, TIMES[0]).state == "booked"


def test_taking_the_same_time_twice_is_taking_it_once(cast, offered, now):
    talk = offered()
    proposals.accept(talk, start=TIMES[0], by=cast.camilla, now=now)
    again = proposals.accept(Conversation.objects.get(), start=TIMES[0], by=cast.camilla, now=now)
    assert (again.pk, again.version) == (talk.pk, 1)
    with pytest.raises(Changed):
        proposals.accept(Conversation.objects.get(), start=TIMES[1], by=cast.camilla, now=now)


def test_whoever_offers_waits_for_the_other(cast, offered, now):
    talk = offered()
    for deed in (lambda: proposals.accept(talk, start=TIMES[0], by=cast.erik, now=now),
                 lambda: proposals.decline(talk, by=cast.erik, now=now),
                 lambda: proposals.accept(talk, start=TIMES[0], by=cast.bjorn, now=now)):  # fmt: skip
        with pytest.raises(NotYours):
            deed()


def test_a_member_may_offer_times_too(cast, offered, now):
    talk = offered(by=cast.camilla)
    assert (talk.initiated_by, talk.offered_by) == ("member", "member")
    assert proposals.accept(talk, start=TIMES[0], by=cast.erik, now=now).state == "booked"


def test_other_times_take_the_place_of_the_first_and_who_began_stays_who_began(cast, offered):
    first = offered()
    second = offered([april(20, "10:00")], by=cast.camilla)
    assert (second.pk, second.initiated_by, second.offered_by) == (first.pk, "coach", "member")
    assert Occupied.objects.count() == 2


def test_the_same_offer_twice_is_one_offer(cast, offered):
    assert offered().pk == offered().pk
    assert Fact.objects.filter(kind="conversation.proposed").count() == 1


def test_neighbouring_times_may_be_offered_together(offered):
    talk = offered([april(14, "10:00"), april(14, "10:15"), april(14, "10:30")])
    assert talk.offers.count() == 3


def test_each_time_is_where_the_coach_is_then_unless_one_place_is_chosen_for_all(cast, offered, now):
    """Erik is in Kista on Tuesdays, in Room 4 otherwise; the talk takes over the place of the time that is taken."""
    cast.erik.work_hours = {**cast.erik.work_hours, "tue": [["09:00", "17:00", "Kista"]]}
    cast.erik.save()
    CoachProfile.objects.update_or_create(person=cast.erik, defaults={"place": "Room 4"})
    erik = Person.objects.get(pk=cast.erik.pk)
    talk = offered(coach=erik)
    assert booking.places_to_choose(erik, on=now.date()) == ["Kista", "Room 4"]
    assert list(talk.offers.values_list("place", flat=True)) == ["Kista", "Room 4", "Room 4"]

    chosen = offered(coach=erik, place="Café Blå")
    assert (chosen.pk, set(chosen.offers.values_list("place", flat=True))) == (talk.pk, {"Café Blå"})
    again = offered(coach=erik)
    taken = proposals.accept(again, start=TIMES[0], by=cast.camilla, now=now)
    assert taken.place == "Kista"


@pytest.mark.parametrize("starts", [[], [april(14, "09:00") + timedelta(minutes=45 * n) for n in range(6)]])
def test_one_to_five_times_are_offered(offered, starts):
    with pytest.raises(NotFree):
        offered(starts)


def test_a_time_that_one_of_them_does_not_have_is_not_offered(cast, offered, booked):
    booked(cast.bjorn, cast.erik, TIMES[1])
    with pytest.raises(SlotTaken):
        offered()
    assert not Conversation.objects.filter(state="proposed").exists()


@pytest.mark.parametrize("wish", ["another_time", "someone_else", "not_now"])
def test_declining_frees_the_times_and_hands_the_move_to_whoever_declines(cast, offered, owed, booked, wish):
    talk = proposals.decline(offered(), by=cast.camilla, now=april(1, "11:00"), wish=wish)
    obligation = owed(cast.camilla)
    assert (talk.state, obligation.state, obligation.move_role) == ("declined", "open", "member")
    assert Fact.objects.get(kind="conversation.declined").data["wish"] == wish
    assert bool(obligation.quiet_until) is (wish == "not_now")
    assert booked(cast.bjorn, cast.erik, TIMES[0]).state == "booked"


def test_times_are_held_two_working_days_then_first_come_first_served(cast, offered, booked, now):
    """Offered Wednesday 1 April; Good Friday and Easter Monday do not count: held until Tuesday 7 April is over."""
    talk = offered()
    moments.advance(now=april(8, "00:00") - timedelta(minutes=1))
    assert Occupied.objects.count() == 6
    assert moments.advance(now=april(8, "00:00")).released == 1
    taken = booked(cast.bjorn, cast.erik, TIMES[0], now=april(8, "08:00"))
    talk = Conversation.objects.get(pk=talk.pk)
    with pytest.raises(SlotTaken):
        proposals.accept(talk, start=TIMES[0], by=cast.camilla, now=april(8, "09:00"))
    assert taken.state == "booked"
    assert proposals.accept(talk, start=TIMES[1], by=cast.camilla, now=april(8, "09:00")).state == "booked"


def test_after_five_working_days_an_offer_has_passed_and_its_maker_moves_next(cast, offered, owed):
    """1 April ⊕ 5 without the Easter days is Friday 10 April."""
    talk = offered([april(28, "10:00")])
    moments.advance(now=april(8, "00:00"))
    assert moments.advance(now=april(10, "23:59")).expired == 0
    with pytest.raises(TooLate):
        proposals.accept(Conversation.objects.get(), start=april(28, "10:00"), by=cast.camilla, now=april(11, "00:00"))
    assert moments.advance(now=april(11, "00:00")).expired == 1
    talk.refresh_from_db()
    obligation = owed(cast.camilla)
    assert (talk.state, obligation.offering, obligation.move_role) == ("expired", False, "coach")


def test_an_offer_passes_with_its_last_time(cast, offered, now):
    offered([april(2, "14:00")])
    moments.advance(now=april(2, "14:00"))
    moments.advance(now=april(2, "14:00"))
    assert Conversation.objects.get().state == "expired"


def test_three_times_are_suggested_from_both_calendars(cast, booked, now):
    booked(cast.bjorn, cast.erik, april(2, "13:00"))
    suggested = proposals.suggest(member=cast.camilla, coach=cast.erik, minutes=30, now=now)
    assert len(suggested) == 3
    assert april(2, "13:00") not in suggested
    assert all(later - earlier >= timedelta(hours=4) for earlier, later in pairwise(suggested))


def test_a_full_coach_does_not_offer_to_somebody_new(cast, offered):
    CoachProfile.objects.filter(person=cast.erik).update(capacity=0)
    with pytest.raises(CoachIsFull):
        offered()


def test_someone_else_lets_the_chosen_coach_go(cast, offered, owed, now):
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    proposals.decline(offered(), by=cast.camilla, now=now, wish="someone_else")
    assert owed(cast.camilla).coach is None
