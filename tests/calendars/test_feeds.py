"""The personal feed: its secret is kept as a hash, a new one ends the old, and its file reads back elsewhere."""

from datetime import UTC, date, datetime

import vobject

from leadership.calendars import feeds
from leadership.calendars.feeds import Entry
from leadership.calendars.models import Feed

STAMP = datetime(2026, 4, 1, 8, tzinfo=UTC)
TALK = Entry(
    "one@example.org", "Samtal med Åsa Öberg 🌱", STAMP, datetime(2026, 4, 14, 8, tzinfo=UTC),
    datetime(2026, 4, 14, 8, 30, tzinfo=UTC), sequence=2, location="Rummet Eken",
)  # fmt: skip
DUE = Entry("due-two@example.org", "Senast i dag\nBEGIN:VEVENT", STAMP, day=date(2026, 6, 30))


def test_another_parser_reads_what_was_meant():
    read = vobject.readOne(feeds.render([TALK, DUE], name="Mina samtal").decode())
    talk, due = read.vevent_list

    assert (talk.summary.value, talk.location.value) == ("Samtal med Åsa Öberg 🌱", "Rummet Eken")
    assert (talk.dtstart.value, talk.dtend.value) == (TALK.start, TALK.end)
    assert (talk.transp.value, due.transp.value) == ("OPAQUE", "TRANSPARENT")
    assert (due.dtstart.value, due.summary.value) == (date(2026, 6, 30), "Senast i dag BEGIN:VEVENT")


def test_the_same_entries_are_the_same_bytes():
    assert feeds.render([TALK], name="x") == feeds.render([TALK], name="x")


def test_a_feed_opens_with_its_secret_alone_and_the_secret_is_not_kept(cast, now):
    secret = feeds.make(cast.bjorn, now=now, titles=False)

    assert feeds.of_secret(secret).person == cast.bjorn
    assert feeds.of_secret(secret + "x") is None
    assert feeds.of_secret("") is None
    assert len(secret) >= 22
    assert secret not in repr(list(Feed.objects.values_list()))


def test_a_new_address_ends_the_old_one(cast, now):
    old = feeds.make(cast.bjorn, now=now, titles=False)
    new = feeds.make(cast.bjorn, now=now, titles=True)

    assert feeds.of_secret(old) is None
    assert feeds.of_secret(new).titles


def test_an_ended_feed_opens_nothing_and_neither_does_that_of_somebody_who_left(cast, now):
    ended, left = (feeds.make(person, now=now, titles=False) for person in (cast.bjorn, cast.camilla))
    feeds.end(cast.bjorn, now=now)
    cast.camilla.is_active = False
    cast.camilla.save()

    assert feeds.of_secret(ended) is None
    assert feeds.of_secret(left) is None
