"""Where the member does not choose: HR or a pool's owner names a coach, or a coach comes forward."""

import pytest

from leadership.conversations import assigning, booking, choosing, handing_back
from leadership.conversations.errors import AlreadyFound, CoachIsFound, CoachIsFull, NotEligible, NotYours
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import directory
from leadership.people.models import CoachProfile, Pool
from policies.starters import T1
from tests.conversations.conftest import adopted, at

TUESDAY = at(12, "10:00")


def rhythm(**coach):
    return {**T1, "key": "found", "coach": {"eligible": ["certified", "pool:buddy"], **coach}}


@pytest.fixture
def assigned(cast, now):
    return adopted(rhythm(choice="assigned"), now)


@pytest.fixture
def claimed(cast, now):
    return adopted(rhythm(choice="coach_claims"), now)


def owed_to(person):
    rows = Obligation.objects.select_related("person__manager", "policy", "policy_version", "coach")
    return rows.get(person=person, cycle_key="2026-Q2")


def names(waiting):
    return {stand.obligation.person.given_name for stand in waiting}


def test_those_without_a_coach_wait_for_hr_where_no_pool_has_an_owner(cast, assigned, now):
    assert names(assigning.waiting_for(cast.david, on=now.date())) == {"Freja", "Astrid", "Erik", "Björn", "Camilla"}
    assert assigning.waiting_for(cast.freja, on=now.date()) == []


def test_those_without_a_coach_wait_for_the_owner_of_the_pool(cast, assigned, now):
    Pool.objects.create(name="buddy", owner=cast.freja)
    assert "Camilla" in names(assigning.waiting_for(cast.freja, on=now.date()))
    assert names(assigning.waiting_for(cast.david, on=now.date())) == set()


def test_whoever_finds_coaches_names_one_and_is_on_record(cast, assigned, now):
    assigning.assign(owed_to(cast.camilla), coach=cast.erik, by=cast.david, now=now)
    assigning.assign(owed_to(cast.camilla), coach=cast.erik, by=cast.david, now=now)
    assert owed_to(cast.camilla).coach == cast.erik
    [fact] = Fact.objects.filter(kind="obligation.coach_chosen", object=owed_to(cast.camilla).name)
    assert fact.actor_key == cast.david.key


def test_nobody_else_names_one_and_nobody_for_themselves(cast, assigned, now):
    for by in (cast.freja, cast.erik, cast.camilla):
        with pytest.raises(NotYours):
            assigning.assign(owed_to(cast.camilla), coach=cast.erik, by=by, now=now)
    with pytest.raises(NotYours):
        assigning.assign(owed_to(cast.david), coach=cast.erik, by=cast.david, now=now)


def test_only_who_the_rhythm_takes_and_who_has_room_is_named(cast, assigned, now):
    with pytest.raises(NotEligible):
        assigning.assign(owed_to(cast.camilla), coach=cast.freja, by=cast.david, now=now)
    CoachProfile.objects.filter(person=cast.erik).update(capacity=1)
    assigning.assign(owed_to(cast.camilla), coach=cast.erik, by=cast.david, now=now)
    with pytest.raises(CoachIsFull):
        assigning.assign(owed_to(cast.bjorn), coach=cast.erik, by=cast.david, now=now)
    with pytest.raises(AlreadyFound):
        assigning.assign(owed_to(cast.camilla), coach=cast.astrid, by=cast.david, now=now)


def test_the_member_does_not_choose_there(cast, assigned, now):
    with pytest.raises(CoachIsFound):
        choosing.choose(owed_to(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)


def test_the_member_may_still_book_first_with_a_coach_the_rhythm_takes(cast, assigned, one_on_one, now):
    booking.book(
        member=cast.camilla, coach=cast.erik, start=TUESDAY, minutes=30, type=one_on_one, by=cast.camilla, now=now,
        obligation=owed_to(cast.camilla),
    )  # fmt: skip
    assert (owed_to(cast.camilla).state, owed_to(cast.camilla).coach) == ("booked", cast.erik)


def test_a_coach_sees_those_they_may_take_on(cast, claimed, now):
    seen = {row.person.given_name for row in assigning.claimable(cast.erik, on=now.date())}
    assert seen == {"Freja", "Astrid", "David", "Björn", "Camilla"}
    assert assigning.claimable(cast.freja, on=now.date()) == []


def test_of_two_coaches_the_faster_one_comes_forward(cast, claimed, now):
    stale = owed_to(cast.camilla)
    assigning.claim(owed_to(cast.camilla), by=cast.erik, now=now)
    assigning.claim(owed_to(cast.camilla), by=cast.erik, now=now)
    with pytest.raises(AlreadyFound):
        assigning.claim(stale, by=cast.astrid, now=now)
    assert owed_to(cast.camilla).coach == cast.erik


def test_a_full_coach_takes_nobody_on(cast, claimed, now):
    CoachProfile.objects.filter(person=cast.erik).update(capacity=1)
    assigning.claim(owed_to(cast.camilla), by=cast.erik, now=now)
    with pytest.raises(CoachIsFull):
        assigning.claim(owed_to(cast.bjorn), by=cast.erik, now=now)


def test_whom_a_coach_has_handed_back_they_are_not_shown_again(cast, claimed, now):
    assigning.claim(owed_to(cast.camilla), by=cast.erik, now=now)
    handing_back.hand_back(owed_to(cast.camilla), by=cast.erik, now=now)
    assert owed_to(cast.camilla).pk not in {row.pk for row in assigning.claimable(cast.erik, on=now.date())}
    assert owed_to(cast.camilla).pk in {row.pk for row in assigning.claimable(cast.astrid, on=now.date())}
    with pytest.raises(NotYours):
        assigning.claim(owed_to(cast.camilla), by=cast.erik, now=now)


def test_claims_take_the_same_queries_for_one_and_for_many(cast, claimed, now, django_assert_num_queries):
    with django_assert_num_queries(5):
        assigning.claimable(cast.erik, on=now.date())
    for number in range(12):
        directory.hire(given_name=f"P{number}", hire_date=now.date(), manager=cast.astrid, now=now)
    adopted({**rhythm(choice="coach_claims"), "key": "more"}, now)
    with django_assert_num_queries(5):
        assert len(assigning.claimable(cast.erik, on=now.date())) > 12


def test_where_members_choose_nobody_comes_forward(cast, now):
    adopted(rhythm(choice="member"), now)
    assert assigning.claimable(cast.erik, on=now.date()) == []
    with pytest.raises(NotYours):
        assigning.claim(owed_to(cast.camilla), by=cast.erik, now=now)
