"""Many at the same moment: one wins, everyone else is told so kindly, and the end is consistent (trust.md 2)."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, IntegrityError

from leadership.conversations import booking, choosing, dropping_in, reckoning
from leadership.conversations.errors import Changed, CoachIsFull, SlotTaken
from leadership.conversations.models import Commitment, Conversation, Occupied
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import doors
from leadership.people.models import CoachProfile, Person
from policies.models import ConversationType
from policies.starters import T1
from tests.conversations.conftest import adopted, at
from tests.conversations.crowd import alone, on_a_real_database, together

pytestmark = pytest.mark.django_db(transaction=True)

TUESDAY = at(12, "10:00")
QUARTER = timedelta(minutes=15)


@pytest.fixture
def kind():
    return ConversationType.objects.get(key="one_on_one")


@pytest.fixture
def many():
    """Fifty colleagues without a manager, all of them open as coaches."""
    Person.objects.bulk_create(Person(given_name=f"P{n:02}", hire_date=date(2020, 1, 1)) for n in range(51))
    people = list(Person.objects.order_by("id"))
    CoachProfile.objects.bulk_create(CoachProfile(person=person, certified=True) for person in people)
    return people


@pytest.mark.parametrize("sought", ["coach", "member"])
def test_of_fifty_who_want_overlapping_times_one_gets_it(many, kind, now, tmp_path, sought):
    wanted, *others = many

    def attempt(number, other):
        two = {"coach": wanted, "member": other} if sought == "coach" else {"coach": other, "member": wanted}
        start = TUESDAY + QUARTER * (number % 4)
        return lambda: booking.book(**two, start=start, minutes=60, type=kind, by=two["member"], now=now)

    with on_a_real_database(tmp_path):
        results = together([attempt(*pair) for pair in enumerate(others)])
        assert Counter(type(result) for result in results) == {Conversation: 1, SlotTaken: 49}
        assert alone(lambda: (Conversation.objects.count(), Occupied.objects.count())) == (1, 2)
        assert alone(Fact.objects.filter(kind="conversation.booked").count) == 1


def test_of_twenty_who_drop_in_at_one_time_one_gets_it(many, now, tmp_path):
    coach, *members = many[:21]
    said = {"weekday": 1, "opens": time(10), "closes": time(11), "minutes": 15, "first_day": TUESDAY.date()}
    hours = doors.open_hours(coach, by=coach, now=now, **said)
    near = TUESDAY - timedelta(days=2)
    with on_a_real_database(tmp_path):
        results = together(
            [lambda one=one: dropping_in.drop_in(hours, start=TUESDAY, by=one, now=near) for one in members]
        )
        assert Counter(type(result) for result in results) == {Conversation: 1, SlotTaken: 19}


def test_whoever_writes_past_the_application_is_held_by_the_database(many, kind, now, tmp_path):
    coach, *members = many

    def attempt(number, member):
        start = TUESDAY + QUARTER * (number % 3)
        end = start + 4 * QUARTER
        return lambda: Conversation.objects.create(
            member=member, coach=coach, type=kind, state="booked", initiated_by="member", minutes=60, start=start,
            end=end, holds_from=start, holds_until=end, made_at=now,
        )  # fmt: skip

    with on_a_real_database(tmp_path):
        results = together([attempt(*pair) for pair in enumerate(members[:20])])
        refused = [result for result in results if not isinstance(result, Conversation)]
        assert len(refused) == 19
        assert all(isinstance(error, DatabaseError) for error in refused)
        assert any(isinstance(error, IntegrityError) for error in refused)
        assert alone(Conversation.objects.count) == 1


def test_of_twenty_who_choose_a_coach_with_one_place_left_one_gets_it(many, now, tmp_path):
    coach, *members = many[:21]
    policy = adopted(T1, now)
    CoachProfile.objects.filter(person=coach).update(capacity=1)
    owed = {row.person_id: row.pk for row in Obligation.objects.filter(policy=policy, state="open")}

    def attempt(member):
        return lambda: choosing.choose(Obligation.objects.get(pk=owed[member.pk]), coach=coach, by=member, now=now)

    with on_a_real_database(tmp_path):
        results = together([attempt(member) for member in members])
        assert Counter(type(result) for result in results) == {Obligation: 1, CoachIsFull: 19}
        assert alone(Obligation.objects.filter(coach=coach).count) == 1


def test_of_two_forms_posted_at_once_one_talk_comes(many, kind, now, tmp_path):
    coach, member = many[:2]

    def post():
        return booking.book(member=member, coach=coach, start=TUESDAY, minutes=30, type=kind, by=member, now=now)

    with on_a_real_database(tmp_path):
        results = together([post] * 8)
        assert {getattr(result, "pk", result) for result in results} == {alone(Conversation.objects.get).pk}


@pytest.mark.parametrize("turn", range(4))
def test_a_move_against_a_cancelling_ends_in_one_story(many, kind, now, tmp_path, turn):
    coach, member = many[:2]
    adopted(T1, now)
    talk = booking.book(member=member, coach=coach, start=TUESDAY, minutes=30, type=kind, by=member, now=now)
    later = TUESDAY + timedelta(days=1)

    def move():
        return booking.move(Conversation.objects.get(), start=later, by=coach, now=now)

    def cancel():
        return booking.cancel(Conversation.objects.get(), by=member, now=now)

    with on_a_real_database(tmp_path):
        results = together([move, cancel] if turn % 2 else [cancel, move])
        assert all(isinstance(result, Conversation | Changed) for result in results), results
        done = sum(isinstance(result, Conversation) for result in results)
        end = alone(Conversation.objects.get)
        assert (end.version, end.sequence, end.key) == (done, done, talk.key)
        assert alone(Fact.objects.filter(object=talk.name).count) == done + 1
        owed = alone(lambda: Obligation.objects.get(person=member, cycle_key="2026-Q2").state)
        if end.state == "cancelled":
            assert (owed, alone(Occupied.objects.count)) == ("open", 0)
        else:
            assert (end.start, owed, alone(Occupied.objects.count)) == (later, "booked", 2)


def test_a_reckoning_by_two_at_once_leaves_one_commitment(many, kind, now, tmp_path):
    coach, member = many[:2]
    adopted(T1, now)
    booking.book(member=member, coach=coach, start=TUESDAY, minutes=30, type=kind, by=member, now=now)

    with on_a_real_database(tmp_path):
        results = together([lambda: reckoning.settle([member.pk], now=now)] * 4)
        assert not [result for result in results if isinstance(result, Exception)]
        assert alone(Commitment.objects.count) == 1
