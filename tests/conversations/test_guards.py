"""The database itself refuses two talks of one person at one time, whoever writes them, on both databases."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from leadership.conversations import guards
from leadership.conversations.models import Conversation, Occupied, OfferedTime
from leadership.people.models import Person
from policies.models import ConversationType

pytestmark = pytest.mark.django_db

TEN = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def people():
    names = ("astrid", "bjorn", "camilla", "erik")
    return {name: Person.objects.create(given_name=name, hire_date=date(2020, 1, 1)) for name in names}


@pytest.fixture
def kinds():
    return [
        ConversationType.objects.get_or_create(key=key, defaults={"title_en": key})[0] for key in ("one_on_one", "peer")
    ]


@pytest.fixture
def raw(people, kinds):
    """Writes a conversation past the application: one INSERT, by hand."""

    def insert(member, coach, start, end, *, state="booked", kind=0):
        row = {
            "key": uuid.uuid4().hex if connection.vendor == "sqlite" else str(uuid.uuid4()),
            "member_id": people[member].pk,
            "coach_id": people[coach].pk,
            "type_id": kinds[kind].pk,
            "state": state,
            "version": 0,
            "initiated_by": "coach",
            "offered_by": "",
            "minutes": 30,
            "start": start,
            "end": end,
            "holds_from": start,
            "holds_until": end,
            "zone": "Europe/Stockholm",
            "mode": "remote",
            "place": "",
            "topic": "",
            "coach_kinds": "[]",
            "sequence": 0,
            "moved_count": 0,
            "moved_late": False,
            "made_at": start,
            "cancelled_by": "",
            "confirmed_by": "",
            "covered_by_member": False,
            "covered_by_coach": False,
            "not_held_by": "",
        }
        columns = ", ".join(f'"{name}"' for name in row)
        places = ", ".join(["%s"] * len(row))
        with transaction.atomic(), connection.cursor() as cursor:
            sql = f"INSERT INTO conversations_conversation ({columns}) VALUES ({places})"
            cursor.execute(sql, list(row.values()))
        return Conversation.objects.latest("id")

    return insert


def refused(*arguments, **named):
    """Whether the database refuses the call, and refuses it as an overlap."""
    write, *arguments = arguments
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(*arguments, **named)
    assert guards.is_overlap(caught.value), caught.value


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 2), (-1, 1), (1, 3), (-1, 3), (1, 2), (0, 1)],
    ids=["the same time", "into its start", "out of its end", "around it", "inside it", "the same start, shorter"],
)
def test_any_overlap_is_refused(raw, start, end):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    refused(raw, "camilla", "astrid", TEN + start * QUARTER, TEN + end * QUARTER)


@pytest.mark.parametrize(
    ("member", "coach"),
    [("camilla", "astrid"), ("bjorn", "erik"), ("astrid", "erik"), ("camilla", "bjorn"), ("astrid", "bjorn")],
    ids=["same coach", "same member", "coach as member", "member as coach", "the two the other way round"],
)
def test_in_whatever_role_and_of_whatever_type(raw, member, coach):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    refused(raw, member, coach, TEN + QUARTER, TEN + 3 * QUARTER, kind=1)


def test_back_to_back_is_fine(raw):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    raw("camilla", "astrid", TEN + 2 * QUARTER, TEN + 4 * QUARTER)
    raw("astrid", "erik", TEN - 2 * QUARTER, TEN)
    assert Occupied.objects.count() == 6


def test_others_may_talk_at_the_same_time(raw):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    raw("camilla", "erik", TEN, TEN + 2 * QUARTER)
    assert Occupied.objects.count() == 4


@pytest.mark.parametrize("state", ["proposed", "declined", "expired", "cancelled", "not_held", "voided"])
def test_a_talk_that_is_not_agreed_takes_no_time(raw, state):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state=state)
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)
    assert Occupied.objects.count() == 2


@pytest.mark.parametrize("state", ["booked", "ended", "held_provisional", "held"])
def test_a_talk_keeps_its_time_until_it_is_let_go(raw, state):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    Conversation.objects.filter(pk=talk.pk).update(state=state)
    refused(raw, "camilla", "astrid", TEN, TEN + 2 * QUARTER)
    Conversation.objects.filter(pk=talk.pk).update(state="cancelled")
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)


def test_moving_a_talk_onto_another_is_refused(raw):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    talk = raw("camilla", "astrid", TEN + 4 * QUARTER, TEN + 6 * QUARTER)
    onto = {"start": TEN, "end": TEN + QUARTER, "holds_from": TEN, "holds_until": TEN + QUARTER}
    refused(Conversation.objects.filter(pk=talk.pk).update, **onto)


def test_moving_a_talk_within_its_own_time_is_fine(raw):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    late = {"start": TEN + QUARTER, "end": TEN + 3 * QUARTER}
    Conversation.objects.filter(pk=talk.pk).update(**late, holds_from=late["start"], holds_until=late["end"])
    assert {row.start for row in Occupied.objects.all()} == {TEN + QUARTER}


def test_another_coach_at_a_time_that_is_taken_is_refused(raw, people):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    talk = raw("camilla", "erik", TEN, TEN + 2 * QUARTER)
    refused(Conversation.objects.filter(pk=talk.pk).update, coach=people["astrid"])


def test_waking_a_cancelled_talk_into_a_taken_time_is_refused(raw):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state="cancelled")
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)
    refused(Conversation.objects.filter(pk=talk.pk).update, state="booked")


def offered(talk, start, end, *, held=True):
    later = start + timedelta(days=2)
    return OfferedTime.objects.create(
        conversation=talk, start=start, end=end, holds_from=start, holds_until=end, held=held, held_until=later,
        expires_at=later,
    )  # fmt: skip


def test_an_offered_time_is_held_for_both(raw):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state="proposed")
    offered(talk, TEN, TEN + 2 * QUARTER)
    refused(raw, "camilla", "astrid", TEN, TEN + 2 * QUARTER)
    refused(raw, "erik", "bjorn", TEN, TEN + 2 * QUARTER)
    OfferedTime.objects.update(held=False)
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)


def test_offering_a_time_that_is_taken_is_refused(raw):
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state="proposed")
    refused(offered, talk, TEN + QUARTER, TEN + 3 * QUARTER)
    offered(talk, TEN + QUARTER, TEN + 3 * QUARTER, held=False)


def test_holding_a_released_offer_again_is_refused_when_the_time_is_taken(raw):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state="proposed")
    offer = offered(talk, TEN, TEN + 2 * QUARTER, held=False)
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)
    refused(OfferedTime.objects.filter(pk=offer.pk).update, held=True)


def test_a_booking_takes_the_place_of_its_own_offers_once_they_are_released(raw):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state="proposed")
    offered(talk, TEN, TEN + 2 * QUARTER)
    with transaction.atomic():
        talk.offers.update(held=False)
        Conversation.objects.filter(pk=talk.pk).update(state="booked")
    assert Occupied.objects.count() == 2


def test_a_new_coach_takes_the_held_offers_along(raw, people):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER, state="proposed")
    offered(talk, TEN, TEN + 2 * QUARTER)
    Conversation.objects.filter(pk=talk.pk).update(coach=people["erik"])
    raw("camilla", "astrid", TEN, TEN + 2 * QUARTER)
    refused(raw, "camilla", "erik", TEN, TEN + 2 * QUARTER)


def test_deleting_frees_the_time_by_the_application_and_by_hand(raw):
    talk = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    offered(talk, TEN + 4 * QUARTER, TEN + 6 * QUARTER)
    talk.delete()
    assert not Occupied.objects.exists()
    by_hand = raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conversations_conversation WHERE id = %s", [by_hand.pk])
    assert not Occupied.objects.exists()


def test_rows_written_together_are_held_against_each_other(people, kinds):
    def talk(member, start):
        end = start + 2 * QUARTER
        return Conversation(
            member=people[member], coach=people["astrid"], type=kinds[0], state="booked", initiated_by="coach",
            minutes=30, start=start, end=end, holds_from=start, holds_until=end, made_at=start,
        )  # fmt: skip

    refused(Conversation.objects.bulk_create, [talk("bjorn", TEN), talk("camilla", TEN + QUARTER)])
    assert not Occupied.objects.exists()


@pytest.mark.parametrize("form", ["2026-05-12T{}:15:00Z", "2026-05-12 {}:15:00+00:00", "2026-05-12 {}:15:00.250+00:00"])
def test_a_moment_in_another_written_form_is_the_same_moment(raw, form):
    raw("bjorn", "astrid", TEN, TEN + 2 * QUARTER)
    refused(raw, "camilla", "astrid", form.format(10), form.format(11))


def test_a_time_that_cannot_be_read_is_refused(raw):
    with pytest.raises(DatabaseError), transaction.atomic():
        raw("bjorn", "astrid", "early", "late")


def test_another_broken_rule_is_not_taken_for_an_overlap(raw):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        raw("bjorn", "bjorn", TEN, TEN + QUARTER)
    assert not guards.is_overlap(caught.value)
