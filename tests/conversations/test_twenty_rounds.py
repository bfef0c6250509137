"""Twenty rounds of each race, on the database the tests run on: one winner each time, mails that agree with the end,
and never an error page (trust.md's bar; `test_races` has fifty and twenty at once, once)."""

from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest

from leadership.conversations import booking, choosing, replies
from leadership.conversations.errors import Changed, CoachIsFull, SlotTaken
from leadership.conversations.models import Conversation, Occupied
from leadership.obligations.models import Obligation
from leadership.outreach import deliver, happenings, incoming
from leadership.outreach.models import Delivery
from leadership.outreach.notices import CALENDAR
from leadership.people import clock
from leadership.people.models import CoachProfile, Person
from policies.models import ConversationType
from policies.starters import T1
from tests.conversations.conftest import adopted, at
from tests.conversations.crowd import alone, on_a_real_database, together
from tests.samples import sample
from tests.web.memberpages import window

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = range(20)
CROWD = 4
QUARTER = timedelta(minutes=15)
DAYS = (11, 12, 13, 18, 19)
"""Working days of May; the 14th is Ascension."""


@pytest.fixture
def kind():
    return ConversationType.objects.get(key="one_on_one")


@pytest.fixture
def people():
    """Twenty coaches, who have one place each, and four others, on a clock that stands where the tests stand."""
    Person.objects.bulk_create(
        Person(given_name=f"P{n:02}", email=f"p{n}@example.org", hire_date=date(2020, 1, 1))
        for n in range(len(ROUNDS) + CROWD)
    )
    everybody = list(Person.objects.order_by("id"))
    CoachProfile.objects.bulk_create(
        CoachProfile(person=person, certified=True, capacity=1) for person in everybody[: len(ROUNDS)]
    )
    return everybody[: len(ROUNDS)], everybody[len(ROUNDS) :]


def test_of_overlapping_times_one_is_taken_twenty_times_out_of_twenty(people, kind, now, tmp_path):
    coaches, members = people
    CoachProfile.objects.update(capacity=CROWD)

    def attempt(coach, number, member):
        start = at(12, "10:00") + QUARTER * (number % 4)
        return lambda: booking.book(
            member=member, coach=coach, start=start, minutes=60, type=kind, by=member, now=now
        )  # fmt: skip

    with on_a_real_database(tmp_path):
        for coach in coaches:
            results = together([attempt(coach, *pair) for pair in enumerate(members)])
            won = [result for result in results if isinstance(result, Conversation)]
            lost = [result for result in results if not isinstance(result, Conversation)]
            assert len(won) == 1, results
            assert all(isinstance(error, SlotTaken) for error in lost), results
            alone(partial(_cancel, coach, now))
        assert alone(Occupied.objects.count) == 0


def test_of_four_who_choose_a_coach_with_one_place_left_one_gets_it_twenty_times_out_of_twenty(people, now, tmp_path):
    coaches, members = people
    policy = adopted(T1, now)
    owed = {row.person_id: row.pk for row in Obligation.objects.filter(policy=policy, state="open")}

    def attempt(coach, member):
        return lambda: choosing.choose(Obligation.objects.get(pk=owed[member.pk]), coach=coach, by=member, now=now)

    with on_a_real_database(tmp_path):
        for coach in coaches:
            results = together([attempt(coach, member) for member in members])
            assert Counter(type(result) for result in results) == {Obligation: 1, CoachIsFull: CROWD - 1}, results
            assert alone(Obligation.objects.filter(coach=coach).count) == 1


def test_a_move_a_cancelling_and_a_reply_end_in_mails_that_agree_with_the_end(people, kind, now, tmp_path):
    coaches, members = people
    clock.set_to(now)
    talks = [
        booking.book(member=members[n % CROWD], coach=coach, start=at(DAYS[n // CROWD], "09:00"), minutes=30, type=kind,
                     by=coach, now=now)
        for n, coach in enumerate(coaches)
    ]  # fmt: skip
    happenings.tell(now=now)
    deliver.run(now)
    later = timedelta(hours=3)

    def race(talk, turn):
        said = {
            "uid": f"{talk.key}@example.org", "member": talk.member.email, "coach": talk.coach.email,
            "mailbox": "heard@example.org", "reply_to": replies.address_for(talk, talk.member), "start": talk.start,
            "end": talk.end, "stamp": now, "sequence": 0,
        }  # fmt: skip
        deeds = [
            lambda: booking.move(_fresh(talk), start=talk.start + later, by=talk.coach, now=now),
            lambda: booking.cancel(_fresh(talk), by=talk.member, now=now),
            lambda: incoming.take(sample("thunderbird_accept", **said), now=now),
        ]
        return deeds[turn % 3 :] + deeds[: turn % 3]

    with on_a_real_database(tmp_path):
        for turn, talk in enumerate(talks):
            results = together(race(talk, turn))
            assert all(isinstance(one, Conversation | Changed | incoming.Outcome) for one in results), results
        alone(lambda: (happenings.tell(now=now), deliver.run(now)))
        for talk in talks:
            alone(partial(_agrees, talk))


def _fresh(talk):
    return Conversation.objects.select_related("member", "coach").get(pk=talk.pk)


def _cancel(coach, now):
    booking.cancel(Conversation.objects.get(coach=coach, state="booked"), by=coach, now=now)


def _agrees(talk):
    """The last calendar mail that each of the two got says what is so."""
    end = _fresh(talk)
    for person in (end.member, end.coach):
        sent = Delivery.objects.filter(conversation=end, recipient=person, letter__in=CALENDAR, state="sent")
        last = sent.latest("pk")
        cancelled = end.state == "cancelled"
        assert (last.letter == "cancelled", last.data["sequence"]) == (cancelled, end.sequence)
        assert not Delivery.objects.filter(conversation=end, letter__in=CALENDAR, state="waiting").exists()


def test_pages_answer_kindly_whoever_is_faster(people, kind, now, tmp_path):
    coaches, members = people
    CoachProfile.objects.update(capacity=CROWD)
    clock.set_to(now)
    windows = [window(member) for member in members[:3]]

    def post(client, coach, start):
        asked = {"deed": "book", "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "minutes": "60"}
        return lambda: client.post(f"/talk/one_on_one/{coach.key}/", asked).status_code

    with on_a_real_database(tmp_path):
        for n, coach in enumerate(coaches):
            start = at(DAYS[n % 3], "09:00") + timedelta(hours=n // 3)
            statuses = together([post(client, coach, start + QUARTER * (m % 3)) for m, client in enumerate(windows)])
            assert set(statuses) <= {302, 400, 409}, statuses
            assert statuses.count(302) == 1, statuses
