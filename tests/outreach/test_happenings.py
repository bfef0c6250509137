"""What happens to a talk, in the letters and calendars of the two."""

from datetime import timedelta

import icalendar
import pytest

from leadership.conversations import booking, holding, moments, proposals
from leadership.obligations import asking
from leadership.obligations.models import Obligation
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from policies.models import ConversationType
from tests.outreach.conftest import agreed, mails_of, text_of


@pytest.fixture
def opened(quarterly, cast, now):
    tick(now)
    deliver.run(now)
    return Obligation.objects.get(person=cast.bjorn, cycle_key="2026-Q2")


def pulse(now):
    tick(now)
    return deliver.run(now)


def event_of(mail):
    """The calendar object of a letter, with its method, as read from its alternative part."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def offered(owed, cast, now, starts):
    kind = ConversationType.objects.get(key="one_on_one")
    return proposals.offer(
        member=cast.bjorn,
        coach=cast.astrid,
        starts=starts,
        minutes=30,
        type=kind,
        by=cast.astrid,
        now=now,
        obligation=owed,
    )


def newest(person):
    return mails_of(person)[-1]


def test_booking_invites_both_with_one_uid_and_the_mailbox_as_organiser(opened, cast, now, settings):
    settings.MAIL_FROM = "Heard <heard@example.org>"
    talk = agreed(cast, now)
    pulse(now)
    invitations = [event_of(newest(person)) for person in (cast.bjorn, cast.astrid)]
    assert {method for method, _event in invitations} == {"REQUEST"}
    assert {str(event["UID"]) for _method, event in invitations} == {f"{talk.key}@example.org"}
    for _method, event in invitations:
        assert event["SEQUENCE"] == 0
        assert event["ORGANIZER"] == "mailto:heard@example.org"
        assert "Björn Holm" in event["ORGANIZER"].params["CN"]
        assert "Astrid Berg" in event["ORGANIZER"].params["CN"]
        assert event["DTSTART"].dt == talk.start
        assert len(event["ATTENDEE"]) == 2


def test_the_description_names_the_red_thread_and_not_the_topic(opened, cast, now):
    start = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now + timedelta(days=2), n=1)[0]
    booking.book(member=cast.bjorn, coach=cast.astrid, start=start, minutes=30,
                 type=ConversationType.objects.get(key="one_on_one"), by=cast.bjorn, now=now, obligation=opened,
                 topic="a secret wish")  # fmt: skip
    pulse(now)
    raw = newest(cast.bjorn).as_string()
    _method, event = event_of(newest(cast.bjorn))
    assert "Kvartalssamtal → det här samtalet" in str(event["DESCRIPTION"])
    assert "Alla blir hörda." in str(event["DESCRIPTION"])
    assert "secret wish" not in raw + str(event["DESCRIPTION"]) + text_of(newest(cast.bjorn))
    assert str(event["SUMMARY"]) == "Samtal"


def test_a_move_is_a_request_with_a_higher_sequence_and_a_later_stamp(opened, cast, now):
    talk = agreed(cast, now)
    pulse(now)
    _method, first = event_of(newest(cast.bjorn))
    start = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now + timedelta(days=6), n=1)[0]
    later = now + timedelta(hours=1)
    booking.move(talk, start=start, by=cast.astrid, now=later)
    pulse(later)
    method, second = event_of(newest(cast.bjorn))
    assert method == "REQUEST"
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], 1)
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert newest(cast.bjorn)["Subject"].startswith("Ny tid")


def test_a_cancelling_takes_the_talk_out_of_both_calendars(opened, cast, now):
    talk = agreed(cast, now)
    pulse(now)
    later = now + timedelta(hours=1)
    booking.cancel(talk, by=cast.bjorn, now=later)
    pulse(later)
    for person in (cast.bjorn, cast.astrid):
        method, event = event_of(newest(person))
        assert (method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 1, "CANCELLED")


def test_whoever_was_never_invited_is_not_told_that_it_is_cancelled(opened, cast, now):
    talk = agreed(cast, now)
    before = len(mails_of(cast.astrid))
    booking.cancel(talk, by=cast.bjorn, now=now)
    pulse(now)
    assert len(mails_of(cast.astrid)) == before
    reasons = Delivery.objects.filter(conversation=talk).exclude(letter="tomorrow").values_list("letter", "reason")
    assert set(reasons) == {("booked", "cancelled"), ("cancelled", "never_invited")}


def test_of_two_moves_only_the_last_is_told_and_as_the_first_invitation(opened, cast, now):
    talk = agreed(cast, now)
    for days in (6, 9):
        start = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now + timedelta(days=days), n=1)
        talk = booking.move(talk, start=start[0], by=cast.bjorn, now=now + timedelta(minutes=days))
    counts = pulse(now + timedelta(minutes=10))
    assert counts.sent == 2
    _method, event = event_of(newest(cast.astrid))
    assert event["SEQUENCE"] == 2
    assert newest(cast.astrid)["Subject"].startswith("Ditt samtal")


def test_request_and_cancel_keep_their_order_when_the_server_is_busy(opened, cast, now, smtp):
    talk = agreed(cast, now)
    tick(now)
    smtp.answers = ["451 busy", "451 busy"]
    deliver.run(now)
    later = now + timedelta(minutes=2)
    smtp.answers = ["drop", "drop"]
    deliver.run(later)
    booking.cancel(talk, by=cast.bjorn, now=later + timedelta(seconds=1))
    for minutes in (3, 15, 40):
        pulse(now + timedelta(minutes=minutes))
    methods = [event_of(mail)[0] for mail in smtp.to("bjorn@example.org")]
    assert methods == ["REQUEST", "CANCEL"]


def test_a_second_copy_is_the_same_calendar_object(opened, cast, now, smtp):
    agreed(cast, now)
    tick(now)
    smtp.answers = ["drop", "drop"]
    deliver.run(now)
    deliver.run(now + timedelta(minutes=5))
    first, second = smtp.to("astrid@example.org")
    assert first["Message-ID"] == second["Message-ID"]
    assert event_of(first)[1].to_ical() == event_of(second)[1].to_ical()


def test_an_offer_goes_to_the_other_side_with_a_link_for_each_time(opened, cast, now):
    starts = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now + timedelta(days=2), n=3)
    offered(opened, cast, now, starts)
    pulse(now)
    letter = newest(cast.bjorn)
    assert letter["Subject"] == "Tider att välja mellan"
    assert text_of(letter).count("/a/") == 5
    assert "Helsingfors-tid" in text_of(letter)


def test_a_declined_offer_goes_back_kindly(opened, cast, now):
    starts = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now + timedelta(days=2), n=2)
    talk = offered(opened, cast, now, starts)
    pulse(now)
    proposals.decline(talk, by=cast.bjorn, now=now + timedelta(hours=1))
    pulse(now + timedelta(hours=1))
    assert newest(cast.astrid)["Subject"] == "En annan tid, kanske"


def test_whoever_was_told_of_an_offer_is_told_when_it_is_taken_back_and_nobody_else(opened, cast, now):
    starts = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now + timedelta(days=2), n=2)
    untold = offered(opened, cast, now, starts)
    booking.cancel(untold, by=cast.astrid, now=now)
    pulse(now)
    told = Delivery.objects.filter(letter__in=("offer", "taken_back"))
    assert set(told.values_list("letter", "reason")) == {("offer", "answered"), ("taken_back", "never_invited")}

    talk = offered(opened, cast, now, starts)
    pulse(now)
    booking.cancel(talk, by=cast.astrid, now=now + timedelta(hours=1))
    for _twice in range(2):
        pulse(now + timedelta(hours=1))
    assert list(told.filter(conversation=talk, state="sent").values_list("letter", flat=True)) == [
        "offer",
        "taken_back",
    ]
    assert newest(cast.bjorn)["Subject"] == "Tiderna gäller inte längre"
    assert "Din tid att bli hörd är kvar" in text_of(newest(cast.bjorn)) and "/a/" in text_of(newest(cast.bjorn))
    assert {one.recipient for one in told} == {cast.bjorn}


def test_a_day_before_both_are_reminded_at_a_decent_hour_and_never_of_a_cancelled_talk(opened, cast, now):
    talk = agreed(cast, now, days=5)
    pulse(now)
    reminders = Delivery.objects.filter(letter="tomorrow", conversation=talk)
    assert {one.recipient for one in reminders} == {cast.bjorn, cast.astrid}
    for one in reminders:
        local = one.due_at.astimezone(one.recipient.zone_info)
        assert 8 <= local.hour < 18
        assert local.weekday() < 5
        assert one.due_at <= talk.start - timedelta(hours=24)
    booking.cancel(talk, by=cast.bjorn, now=now + timedelta(hours=1))
    pulse(talk.start)
    assert set(reminders.values_list("state", flat=True)) == {"dropped"}


def test_two_hours_after_its_end_both_are_asked_and_who_has_answered_is_not(opened, cast, now):
    talk = agreed(cast, now)
    pulse(now)
    ended = talk.end + timedelta(minutes=1)
    moments.advance(now=ended)
    pulse(ended)
    assert not [mail for mail in mails_of(cast.bjorn) if mail["Subject"] == "Blev samtalet av?"]
    talk.refresh_from_db()
    holding.confirm(talk, by=cast.astrid, now=ended + timedelta(minutes=5))
    asked = talk.end + timedelta(hours=2)
    pulse(asked)
    assert newest(cast.bjorn)["Subject"] == "Blev samtalet av?"
    assert not [mail for mail in mails_of(cast.astrid) if "samtal av?" in mail["Subject"]]


def test_a_leader_who_asks_what_would_help_writes_one_letter_a_day(opened, cast, now):
    for _ in range(2):
        asking.ask_what_helps(opened, by=cast.astrid, now=now)
    pulse(now + timedelta(days=1))
    assert Delivery.objects.filter(letter="help_asked", state="sent").count() == 1
    assert "Astrid Berg undrar" in text_of(newest(cast.bjorn))


def test_what_hr_takes_back_is_told_to_both_in_working_hours_with_the_reason_and_a_question(opened, cast, now):
    talk = agreed(cast, now)
    ended = talk.end + timedelta(minutes=1)
    moments.advance(now=ended)
    talk.refresh_from_db()
    holding.confirm(talk, by=cast.bjorn, now=ended)
    night = ended.replace(hour=21)
    before = [len(mails_of(person)) for person in (cast.bjorn, cast.astrid)]
    holding.void(talk, by=cast.david, now=night, reason="noted_twice")
    holding.void(talk, by=cast.david, now=night, reason="noted_twice")
    pulse(night)
    assert [len(mails_of(person)) for person in (cast.bjorn, cast.astrid)] == before
    pulse(night + timedelta(days=4))
    letters = Delivery.objects.filter(letter="corrected", state="sent")
    assert {one.recipient for one in letters} == {cast.bjorn, cast.astrid}
    member, coach = (text_of(newest(person)) for person in (cast.bjorn, cast.astrid))
    for said in (member, coach):
        assert "HR har fått veta att det noterades två gånger." in said
        assert "Stämmer det?" in said
        assert f"/conversations/{talk.key}/" in said
    assert "30 juni" in member
    assert "30 juni" not in coach
