"""The installation's mailbox on a real IMAP server: stored first, then decided, then moved; and again the same."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from leadership.calendars import mailbox
from leadership.calendars.imap import Closed
from leadership.calendars.models import Inbound
from leadership.conversations import replies
from leadership.conversations.models import Answer
from leadership.lib import env
from leadership.outreach import fetching, incoming, mailcheck
from leadership.outreach.models import WayIn
from leadership.outreach.tick import tick
from tests.samples import sample
from tests.web import memberpages


@pytest.fixture
def inbox(dovecot, settings, db):
    dovecot.empty()
    settings.IMAP = env.mailbox("IMAP_URL", source={"IMAP_URL": dovecot.url()})
    return dovecot


@pytest.fixture
def accepted(cast, now, settings):
    """Björn's calendar accepts the talk he has booked with Astrid."""
    settings.MAIL_AUTHSERV_ID = "mx.example.org"
    memberpages.at(now)
    memberpages.quarterly(now)
    talk = memberpages.booked(cast.bjorn, cast.astrid, now)
    return sample(
        "gmail_accept", uid=f"{talk.key}@example.org", member=talk.member.email, coach=talk.coach.email,
        mailbox="heard@example.org", reply_to=replies.address_for(talk, talk.member), start=talk.start, end=talk.end,
        stamp=now, sequence=0,
    )  # fmt: skip


def wrong(inbox, settings, **said):
    settings.IMAP = env.mailbox("IMAP_URL", source={"IMAP_URL": inbox.url(**said)})


def test_an_answer_is_stored_decided_and_then_moved(inbox, accepted, now):
    inbox.append(accepted)
    fetched = fetching.run(now)

    assert (dict(fetched.decided), fetched.left) == ({"accepted": 1}, 0)
    assert Answer.objects.get().partstat == "ACCEPTED"
    assert mailbox.raw_of(Inbound.objects.get()) == accepted
    assert (inbox.messages(), len(inbox.messages("Heard"))) == ([], 1)
    assert fetching.run(now).as_dict() == {"decided": {}, "too_large": 0, "refused": 0, "left": 0}


def test_killed_between_storing_and_moving_the_message_is_known_and_moved_afterwards(inbox, accepted, now):
    incoming.take(accepted, now=now)
    inbox.append(accepted, accepted)

    assert dict(fetching.run(now).decided) == {"ignored": 2}
    assert (inbox.messages(), len(inbox.messages("Heard"))) == ([], 2)
    assert (Inbound.objects.count(), Answer.objects.count()) == (1, 1)


def test_what_is_too_large_to_be_an_answer_is_left_to_a_human_and_holds_up_nothing(inbox, accepted, now):
    inbox.append(b"Subject: film\r\n\r\n" + b"x" * 998 + b"\r\n" * (5 * 1024 * 1024), accepted)
    fetched = fetching.run(now)

    assert (fetched.too_large, dict(fetched.decided)) == (1, {"accepted": 1})
    assert sorted(flagged for _, flagged in inbox.messages("Heard")) == [False, True]
    assert Inbound.objects.count() == 1


def test_a_message_on_which_we_fail_stops_no_other(accepted, now):
    Inbound.objects.create(digest="x", raw="no octets: \u20ac", received_at=now - timedelta(days=1))
    mailbox.keep(accepted, now=now)
    tick(now)

    assert sorted(Inbound.objects.values_list("decision", "reason")) == [("accepted", ""), ("ignored", "broken")]
    assert incoming.settle_waiting(now=now) == 0


def test_a_wrong_password_is_told_in_a_sentence_by_command_check_and_health(inbox, settings, client, capsys, now):
    wrong(inbox, settings, password="fel")
    with pytest.raises(SystemExit):
        call_command("mailbox", "--json")
    [error] = json.loads(capsys.readouterr().out)["errors"]
    assert "heard@example.org" in error["message"]
    assert "IMAP_URL" in error["remedy"]

    [step] = mailcheck._way_in()
    assert (step.trouble, step.as_dict()["message"]) == ("mailbox_sign_in", error["message"])
    WayIn.objects.update(since=Now() - timedelta(minutes=9))
    assert error["message"] in client.get("/readyz").json()["mailbox"]

    wrong(inbox, settings)
    assert mailcheck._way_in()[0].trouble == ""
    assert client.get("/readyz").json()["mailbox"] == "ok"


def test_hr_reads_on_the_page_of_deliveries_that_answers_do_not_come(inbox, settings, cast, now, client):
    memberpages.at(now)
    wrong(inbox, settings, folder="Saknas")
    with pytest.raises(Closed):
        fetching.run(now)

    assert "Saknas" in memberpages.text(memberpages.window(cast.david).get("/delivery/"))


def test_the_worker_looks_every_half_minute_and_only_where_there_is_a_mailbox(inbox, settings, now):
    assert fetching.is_due()
    fetching.run(now)
    assert not fetching.is_due()
    WayIn.objects.update(looked_at=Now() - timedelta(seconds=31))
    assert fetching.is_due()
    settings.IMAP = None
    assert not fetching.is_due()
    assert fetching.seen() is None


def test_the_command_says_what_it_did(inbox, accepted, capsys):
    inbox.append(accepted)
    call_command("mailbox", "--json")
    assert json.loads(capsys.readouterr().out)["decided"] == {"accepted": 1}


def test_without_a_mailbox_the_command_says_how_to_name_one(db, settings, capsys):
    settings.IMAP = None
    with pytest.raises(SystemExit):
        call_command("mailbox", "--json")
    assert "imap+ssl://" in json.loads(capsys.readouterr().out)["errors"][0]["remedy"]
