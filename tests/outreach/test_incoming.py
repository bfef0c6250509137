"""Messages that came back, from their octets to what they change, on a talk that Björn has booked with Astrid."""

import random
from datetime import timedelta

import pytest

from leadership.calendars.models import Inbound
from leadership.conversations import booking, moments, replies, wished_times
from leadership.conversations.models import Answer, Conversation, Occupied, OfferedTime
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.outreach import bounces, incoming
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from tests.samples import NAMES, sample
from tests.web import memberpages

AUTHSERV = "mx.example.org"


@pytest.fixture
def talk(cast, now, settings):
    settings.MAIL_AUTHSERV_ID = AUTHSERV
    memberpages.at(now)
    memberpages.quarterly(now)
    return memberpages.booked(cast.bjorn, cast.astrid, now)


@pytest.fixture
def said(talk, now):
    """What the samples say about this talk, when Björn answers."""
    return {
        "uid": f"{talk.key}@example.org",
        "member": talk.member.email,
        "coach": talk.coach.email,
        "mailbox": "heard@example.org",
        "reply_to": replies.address_for(talk, talk.member),
        "start": talk.start,
        "end": talk.end,
        "stamp": now,
        "sequence": talk.sequence,
    }


def take(name, said, now, **more):
    return incoming.take(sample(name, **{**said, **more}), now=now)


def answers():
    return dict(Answer.objects.values_list("person__given_name", "partstat"))


@pytest.mark.parametrize(
    ("name", "decided"),
    [
        ("gmail_accept", ("accepted", "", "ACCEPTED")),
        ("exchange_decline", ("declined", "", "DECLINED")),
        ("apple_tentative", ("tentative", "", "TENTATIVE")),
        ("thunderbird_accept", ("accepted", "", "ACCEPTED")),
        ("nextcloud_decline", ("declined", "", "DECLINED")),
        ("outlook_counter", ("counter", "", "TENTATIVE")),
        ("outlook_accept", ("accepted", "", "ACCEPTED")),
        ("gmail_counter", ("counter", "", "TENTATIVE")),
        ("fastmail_tentative", ("tentative", "", "TENTATIVE")),
        ("something_else_accept", ("accepted", "", "ACCEPTED")),
        ("out_of_office", ("ignored", "auto_reply", "")),
        ("forged_decline", ("ignored", "unproven", "")),
        ("delegated", ("ignored", "delegated", "DELEGATED")),
    ],
)
def test_each_client_is_decided_about(said, now, name, decided):
    outcome = take(name, said, now)

    assert (outcome.decision, outcome.reason, outcome.partstat) == decided
    assert answers() == ({} if outcome.decision == "ignored" else {"Björn": outcome.partstat})


def test_a_no_is_told_to_both_and_cancels_nothing(talk, said, now):
    take("exchange_decline", said, now)
    tick(now)
    talk.refresh_from_db()

    assert talk.state == "booked"
    letters = Delivery.objects.filter(letter="answered").values_list("recipient__given_name", flat=True)
    assert sorted(letters) == ["Astrid", "Björn"]


def test_another_time_is_offered_to_the_other_one_alone(talk, said, now):
    take("gmail_counter", said, now)
    tick(now)
    talk.refresh_from_db()

    assert (talk.state, talk.sequence) == ("booked", 0)
    assert replies.wish(talk, talk.coach, now=now).comment == "Kan vi ta det en timme senare?"
    letters = Delivery.objects.filter(letter__in=("counter", "answered"))
    assert [(one.letter, one.recipient) for one in letters] == [("counter", talk.coach)]

    take("thunderbird_accept", said, now, stamp=now + timedelta(minutes=1))
    assert replies.wish(talk, talk.coach, now=now) is None


def test_a_yes_after_the_no_takes_the_letters_back(talk, said, now):
    from leadership.outreach import deliver

    take("exchange_decline", said, now)
    tick(now)
    take("thunderbird_accept", said, now + timedelta(minutes=1), stamp=now + timedelta(minutes=1))
    deliver.run(now + timedelta(minutes=2))

    reasons = Delivery.objects.filter(letter="answered").values_list("state", "reason")
    assert set(reasons) == {("dropped", "answered")}


def test_the_same_message_again_is_ignored(talk, said, now):
    take("gmail_accept", said, now)
    again = take("gmail_accept", said, now)

    assert (again.decision, again.reason, again.conversation) == ("ignored", "repeated", talk.key)
    assert Fact.objects.filter(kind="conversation.answered").count() == 1


def test_the_answer_to_a_time_that_is_no_more_is_stale(talk, said, now):
    moved = booking.move(talk, start=talk.start + timedelta(hours=1), by=talk.member, now=now)

    assert take("thunderbird_accept", said, now).reason == "stale"
    assert take("thunderbird_accept", said, now, sequence=moved.sequence, start=moved.start).decision == "accepted"


def test_after_a_cancellation_nothing_is_answered(talk, said, now):
    booking.cancel(talk, by=talk.coach, now=now)

    assert take("gmail_accept", said, now).reason == "over"


def test_a_decline_that_nobody_vouches_for_is_nothing(talk, said, now, settings):
    settings.MAIL_AUTHSERV_ID = ""
    assert take("gmail_accept", said, now).reason == "unproven"


def test_each_persons_reply_address_is_theirs_alone(talk):
    mine, theirs = (replies.address_for(talk, person) for person in (talk.member, talk.coach))

    assert mine != theirs
    assert mine.endswith("@example.org")
    assert mine == replies.address_for(talk, talk.member)


@pytest.mark.parametrize("seed", range(4))
def test_all_samples_twice_and_shuffled_come_to_the_same_end(talk, said, now, seed):
    stamps = {name: now + timedelta(minutes=number) for number, name in enumerate(NAMES)}
    whole = [name for name in NAMES for _ in range(2)]
    random.Random(seed).shuffle(whole)
    for name in whole:
        take(name, said, now, stamp=stamps[name])
    talk.refresh_from_db()

    assert answers() == {"Björn": "ACCEPTED"}
    assert Answer.objects.get().dtstamp == max(
        stamps[name]
        for name in ("gmail_accept", "exchange_decline", "apple_tentative", "nextcloud_decline", "outlook_counter",
                     "thunderbird_accept", "outlook_accept", "gmail_counter", "fastmail_tentative",
                     "something_else_accept")
    )  # fmt: skip
    assert talk.state == "booked"
    assert Inbound.objects.count() == len(NAMES)


def test_a_delivery_report_marks_the_address_that_failed(talk, said, now, cast):
    outcome = take("bounce", said, now)

    assert outcome.decision == "bounce"
    assert bounces.known() == {cast.bjorn.pk}


def test_a_report_about_somebody_elses_letter_marks_nobody(talk, said, now):
    theirs = sample("bounce", **said).replace(b"<letter-1@example.org>", b"<letter-1@elsewhere.example>")
    incoming.take(theirs, now=now)

    assert bounces.known() == frozenset()


def test_words_of_the_sender_are_kept_encrypted_and_in_no_fact(talk, said, now):
    from django.db import connection

    take("exchange_decline", said, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT comment FROM conversations_answer")
        [(comment,)] = cursor.fetchall()
        cursor.execute("SELECT raw FROM calendars_inbound")
        [(raw,)] = cursor.fetchall()

    assert Answer.objects.get().comment == "Jag är på resa."
    assert "resa" not in comment
    assert "resa" not in raw
    assert "resa" not in repr(list(Fact.objects.values_list("data", flat=True)))


def test_what_was_kept_before_a_crash_is_decided_afterwards(talk, said, now):
    from leadership.calendars import mailbox

    mailbox.keep(sample("gmail_accept", **said), now=now)
    assert incoming.settle_waiting(now=now) == 1
    assert incoming.settle_waiting(now=now) == 0
    assert answers() == {"Björn": "ACCEPTED"}


def test_messages_are_forgotten_when_they_have_served(talk, said, now):
    from leadership.calendars import mailbox

    take("gmail_accept", said, now)
    assert mailbox.forget_old(now=now + timedelta(days=89)) == 0
    assert mailbox.forget_old(now=now + timedelta(days=91)) == 1
    assert answers() == {"Björn": "ACCEPTED"}


@pytest.mark.parametrize("raw", [b"", b"  \r\n"])
def test_an_empty_message_is_refused_with_the_remedy(db, now, raw):
    with pytest.raises(Refused) as refused:
        incoming.take(raw, now=now)
    assert refused.value.refusals[0].remedy


def test_a_uid_of_ours_with_another_domain_is_unknown(talk, said, now):
    assert take("gmail_accept", said, now, uid=f"{talk.key}@elsewhere.example").reason == "unknown_uid"
    assert take("gmail_accept", said, now, uid="nonsense").reason == "unknown_uid"
    assert Conversation.objects.count() == 1


def test_the_time_asked_for_is_kept_for_both_until_it_is_answered_or_two_days_are_over(talk, said, now):
    """An hour later touches the talk's own time; Good Friday and Easter Monday do not count."""

    def kept():
        return sorted(Occupied.objects.filter(offer__isnull=False).values_list("person__given_name", "start", "end"))

    take("gmail_counter", said, now)
    later = talk.start + timedelta(hours=1)
    assert [who for who, _start, _end in kept()] == ["Astrid", "Björn"]
    assert all(start <= later < later + timedelta(minutes=talk.minutes) <= end for _who, start, end in kept())
    held = wished_times.held_until(talk, later)
    assert held is not None
    moments.advance(now=held - timedelta(minutes=1))
    assert len(kept()) == 2
    assert moments.advance(now=held).released == 1
    talk.refresh_from_db()
    assert (kept(), talk.state, talk.next_action_at) == ([], "booked", talk.end)

    take("outlook_counter", said, now, stamp=now + timedelta(minutes=1))
    assert len(kept()) == 2
    take("thunderbird_accept", said, now, stamp=now + timedelta(minutes=2))
    assert kept() == []


def test_taking_the_time_asked_for_moves_the_talk_there_and_holds_nothing_else(talk, said, now):
    take("gmail_counter", said, now)
    talk.refresh_from_db()
    moved = replies.grant(talk, start=talk.start + timedelta(hours=1), by=talk.coach, now=now)

    assert Occupied.objects.filter(conversation=moved).count() == 2
    assert not OfferedTime.objects.filter(held=True).exists()
