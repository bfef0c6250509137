"""Messages as mail and calendar programs send them are read for what they answer, and for nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.calendars.reply import LONGEST_COMMENT, read
from tests.samples import NAMES, sample

START = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)
STAMP = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
SAID = {
    "uid": "5e1d6aed-4222-4d9f-9165-df92b59fc7af@example.org",
    "member": "bjorn@example.org",
    "coach": "astrid@example.org",
    "mailbox": "heard@example.org",
    "reply_to": "heard+token@example.org",
    "start": START,
    "end": START + timedelta(minutes=30),
    "stamp": STAMP,
    "sequence": 0,
}
ANSWERS = {
    "gmail_accept": "ACCEPTED",
    "exchange_decline": "DECLINED",
    "apple_tentative": "TENTATIVE",
    "thunderbird_accept": "ACCEPTED",
    "nextcloud_decline": "DECLINED",
    "outlook_counter": "TENTATIVE",
    "outlook_accept": "ACCEPTED",
    "gmail_counter": "TENTATIVE",
    "fastmail_tentative": "TENTATIVE",
    "something_else_accept": "ACCEPTED",
    "forged_decline": "DECLINED",
    "delegated": "DELEGATED",
}


def read_sample(name, **more):
    return read(sample(name, **{**SAID, **more}), authserv="mx.example.org")


@pytest.mark.parametrize("name", ANSWERS)
def test_every_client_is_understood(name):
    reply = read_sample(name).reply

    assert reply is not None
    assert (reply.uid, reply.dtstamp) == (SAID["uid"], STAMP)
    assert dict(reply.answers)["bjorn@example.org"] == ANSWERS[name]
    assert reply.method == ("COUNTER" if name.endswith("_counter") else "REPLY")


@pytest.mark.parametrize("name", ["gmail_accept", "exchange_decline", "apple_tentative", "nextcloud_decline",
                                  "outlook_accept", "fastmail_tentative", "something_else_accept"])  # fmt: skip
def test_times_are_instants_whatever_zone_they_were_written_in(name):
    assert read_sample(name).reply.start == START


def test_a_comment_is_kept_as_lines_and_not_without_end():
    assert read_sample("exchange_decline").reply.comment == "Jag är på resa."
    long = sample("outlook_counter", **SAID).replace(b"efter lunch", b"x" * 5000)
    assert len(read(long).reply.comment) == LONGEST_COMMENT


def test_only_our_own_mail_servers_word_counts():
    assert read_sample("gmail_accept").vouched
    assert not read_sample("forged_decline").vouched
    assert not read(sample("gmail_accept", **SAID), authserv="").vouched
    other = sample("gmail_accept", **SAID).replace(b"header.from=example.org", b"header.from=evil.example")
    assert not read(other, authserv="mx.example.org").vouched
    below = b"Authentication-Results: mx.evil.example; none\r\n" + sample("gmail_accept", **SAID)
    assert not read(below, authserv="mx.example.org").vouched


def test_automatic_answers_and_delivery_reports_are_told_apart():
    away, bounce = read_sample("out_of_office"), read_sample("bounce")

    assert (away.by_itself, away.reply, away.bounced) == (True, None, ())
    assert (bounce.bounced, bounce.about) == (("bjorn@example.org",), "letter-1@example.org")


def test_a_delay_is_no_bounce():
    later = sample("bounce", **SAID).replace(b"Action: failed", b"Action: delayed")
    assert read(later).bounced == ()


@given(st.binary(max_size=2000))
def test_no_octets_whatever_are_an_error(raw):
    assert read(raw).bounced in ((), read(raw).bounced)


def test_a_header_that_the_library_stumbles_over_hides_no_other():
    odd = sample("gmail_accept", **SAID).replace(b"Message-ID: <", b"Message-ID: <:")
    assert read(odd, authserv="mx.example.org").vouched


@given(st.sampled_from(NAMES), st.data())
def test_a_damaged_message_is_read_as_far_as_it_goes(name, data):
    whole = sample(name, **SAID)
    cut = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=20))
    read(whole[:cut] + noise + whole[cut + len(noise) :], authserv="mx.example.org")
