"""Talks in the calendars of the two, on a real CalDAV server: written, moved, taken away, and asked about."""

from datetime import timedelta
from uuid import uuid4

import pytest
import vobject

from leadership.calendars import caldav_account, copying, refreshing
from leadership.calendars.caldav_copies import CalDavCopies
from leadership.calendars.elsewhere import Altered
from leadership.calendars.models import Copy, Source
from leadership.conversations import booking
from leadership.conversations.errors import Changed
from leadership.outbox.models import Fact
from leadership.outreach import copies, deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from tests.calendars import caldav
from tests.calendars.files import calendar, event
from tests.calendars.webserver import OURS
from tests.web import memberpages

HOUR = timedelta(hours=1)
BJORN = ("bjorn", "secret")


@pytest.fixture
def source(cast, now, loopback, radicale):
    """Björn's calendar on the server, which takes his talks."""
    memberpages.at(now)
    memberpages.quarterly(now)
    return elsewhere(cast.bjorn, radicale, now, takes_talks=True)


def elsewhere(person, radicale, now, **more):
    url = f"{radicale}bjorn/{uuid4()}/"
    caldav.make(url)
    origin = radicale.rstrip("/")
    return Source.objects.create(person=person, kind="caldav", name="Arbete", url=url, origin=origin, username="bjorn",
                                 password="secret", made_at=now, next_at=now, **more)  # fmt: skip


@pytest.fixture
def talk(source, cast, now):
    """Booked, and written into the calendar."""
    made = memberpages.booked(cast.bjorn, cast.astrid, now)
    leave(now)
    return made


def leave(now):
    tick(now)
    return deliver.run(now)


def file_of(talk, source):
    return f"{source.url}{talk.key}.ics"


def standing(talk, source):
    """The event as an independent parser reads it; None when there is none."""
    text = caldav.get(file_of(talk, source))
    return vobject.readOne(text).vevent if text else None


def altered(talk, source, start):
    """Björn drags the event to another time in his calendar program."""
    lines = (f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(minutes=30):%Y%m%dT%H%M%SZ}")
    caldav.put(file_of(talk, source), calendar(event(*lines, uid=f"{talk.key}@example.org")))


def states():
    return sorted(Delivery.objects.filter(letter="calendar").values_list("state", "answer"))


def test_a_booked_talk_stands_in_the_chosen_calendar_as_a_plain_private_appointment(talk, source):
    found = standing(talk, source)

    assert found.uid.value == f"{talk.key}@example.org"
    assert (found.dtstart.value, found.dtend.value) == (talk.start, talk.end)
    assert found.contents["class"][0].value == "PRIVATE"
    assert not {"attendee", "organizer"} & set(found.contents)
    assert states() == [("sent", "calendar: written")]


def test_it_moves_and_goes_with_the_talk(talk, source, cast, now):
    booking.move(talk, start=talk.start + HOUR, by=cast.astrid, now=now)
    leave(now + HOUR)
    assert standing(talk, source).dtstart.value == talk.start

    booking.cancel(talk, by=cast.astrid, now=now)
    leave(now + 2 * HOUR)
    assert standing(talk, source) is None
    assert not Copy.objects.exists()


def test_a_calendar_that_is_taken_away_gives_the_talks_back_before_its_password_goes(talk, source, now):
    for _ in range(2):
        copies.leave(source, now=now + HOUR)
    refreshing.run(now + HOUR)
    assert Source.objects.get().password == "secret"

    deliver.run(now + HOUR)
    assert standing(talk, source) is None
    refreshing.run(now + HOUR)
    assert not Source.objects.exists()
    assert talk.state == "booked"


def test_a_worker_that_dies_after_the_write_leaves_one_event(talk, source, now):
    Copy.objects.all().delete()
    Delivery.objects.filter(letter="calendar").update(state="waiting")
    deliver.run(now + HOUR)

    assert states() == [("sent", "calendar: kept")]
    assert Copy.objects.get().etag
    window = {"first": now, "until": now + timedelta(days=60)}
    assert len(caldav_account.events(source.url, credentials=BJORN, guard=OURS, **window)[0]) == 1


def test_a_talk_cancelled_before_it_was_written_is_never_written(source, cast, now):
    talk = memberpages.booked(cast.bjorn, cast.astrid, now)
    tick(now)
    booking.cancel(talk, by=cast.bjorn, now=now)
    leave(now)

    assert standing(talk, source) is None
    assert {state for state, _ in states()} == {"dropped", "sent"}


def test_who_has_chosen_no_calendar_gets_nothing_written(source, cast, now):
    memberpages.booked(cast.bjorn, cast.astrid, now)
    tick(now)

    assert set(Delivery.objects.filter(letter="calendar").values_list("recipient", flat=True)) == {cast.bjorn.pk}


def test_an_invitation_that_was_taken_in_by_hand_is_not_doubled(source, cast, now):
    talk = memberpages.booked(cast.bjorn, cast.astrid, now)
    lines = ("DTSTART:20260414T080000Z", "DTEND:20260414T083000Z", "SUMMARY:Samtal", "ORGANIZER:mailto:a@example.org")
    caldav.put(f"{source.url}imported.ics", calendar(event(*lines, uid=f"{talk.key}@example.org")))
    leave(now)
    assert states() == [("sent", "calendar: kept")]
    assert standing(talk, source) is None

    booking.move(talk, start=talk.start + HOUR, by=cast.astrid, now=now)
    leave(now + HOUR)
    assert vobject.readOne(caldav.get(f"{source.url}imported.ics")).vevent.dtstart.value == talk.start


def test_what_was_altered_between_look_and_write_is_not_written_over(talk, source):
    account = CalDavCopies(source.url, credentials=BJORN, guard=OURS)
    seen = account.find(f"{talk.key}@example.org", "")
    altered(talk, source, talk.start + HOUR)

    with pytest.raises(Altered):
        account.remove(seen)
    assert standing(talk, source).dtstart.value == talk.start + HOUR


def test_a_silent_server_is_tried_again_and_a_newer_change_does_not_wait_for_it(source, cast, now, radicale):
    Source.objects.update(url="http://127.0.0.1:9/bjorn/", origin="http://127.0.0.1:9")
    talk = memberpages.booked(cast.bjorn, cast.astrid, now)
    leave(now)
    assert states() == [("waiting", "calendar: unreachable")]

    Source.objects.update(url=source.url, origin=source.origin)
    booking.move(talk, start=talk.start + HOUR, by=cast.bjorn, now=now)
    leave(now)
    assert standing(talk, source).dtstart.value == talk.start
    assert {state for state, _ in states()} == {"dropped", "sent"}


def test_a_wrong_password_fails_at_once_and_is_told_to_the_owner(source, cast, now):
    Source.objects.update(password="guess")
    memberpages.booked(cast.bjorn, cast.astrid, now)
    leave(now)
    source.refresh_from_db()

    assert states() == [("failed", "calendar: refused")]
    assert (source.state, source.problem) == ("failing", "refused")


# --- what its owner does over there -----------------------------------------------------------------------------------


def test_nothing_is_asked_while_all_is_as_it_was_written(talk, source, now):
    refreshing.refresh(source, now=now + HOUR)

    assert source.state == "read"
    assert not Copy.objects.exclude(differs="").exists()


def test_a_talk_dragged_elsewhere_is_a_question_to_its_owner_and_nothing_else(talk, source, cast, now):
    altered(talk, source, talk.start + HOUR)
    for later in (1, 2):
        refreshing.refresh(source, now=now + later * timedelta(days=1))
        tick(now + later * timedelta(days=1))
    start = talk.start
    talk.refresh_from_db()

    assert (talk.state, talk.start, talk.sequence) == ("booked", start, 0)
    assert copies.question(talk, cast.bjorn, now=now).seen_start == start + HOUR
    assert copies.question(talk, cast.astrid, now=now) is None
    letters = Delivery.objects.filter(letter="calendar_differs").values_list("recipient", flat=True)
    assert list(letters) == [cast.bjorn.pk]
    assert Fact.objects.filter(kind="calendar.differs").count() == 1


def test_meant_so_the_talk_moves_there(talk, source, cast, now):
    altered(talk, source, talk.start + HOUR)
    refreshing.refresh(source, now=now + HOUR)
    copies.move(talk, by=cast.bjorn, now=now + HOUR)
    leave(now + 2 * HOUR)

    assert standing(talk, source).dtstart.value == talk.start == memberpages.TUESDAY + HOUR
    assert copies.question(talk, cast.bjorn, now=now) is None
    with pytest.raises(Changed):
        copies.move(talk, by=cast.bjorn, now=now + HOUR)


def test_not_meant_so_the_calendar_is_set_right(talk, source, cast, now):
    caldav.delete(file_of(talk, source))
    refreshing.refresh(source, now=now + HOUR)
    assert copies.question(talk, cast.bjorn, now=now).differs == "removed"
    with pytest.raises(Changed):
        copies.move(talk, by=cast.bjorn, now=now + HOUR)

    for _ in range(2):
        copies.keep(talk, by=cast.bjorn, now=now + HOUR)
    assert copies.question(talk, cast.bjorn, now=now) is None
    refreshing.refresh(source, now=now + HOUR)
    assert copies.question(talk, cast.bjorn, now=now) is None
    leave(now + 2 * HOUR)
    assert standing(talk, source).dtstart.value == talk.start
    refreshing.refresh(source, now=now + 3 * HOUR)
    assert not Copy.objects.exclude(differs="").exists()


def test_put_back_by_hand_the_question_is_gone(talk, source, cast, now):
    altered(talk, source, talk.start + HOUR)
    refreshing.refresh(source, now=now + HOUR)
    tick(now + HOUR)
    altered(talk, source, talk.start)
    refreshing.refresh(source, now=now + 2 * HOUR)
    deliver.run(now + 2 * HOUR)

    assert copies.question(talk, cast.bjorn, now=now) is None
    assert Delivery.objects.get(letter="calendar_differs").reason == "answered"


def test_a_change_of_the_talk_counts_for_more_than_what_was_dragged_before(talk, source, cast, now):
    altered(talk, source, talk.start + HOUR)
    refreshing.refresh(source, now=now + HOUR)
    booking.move(talk, start=talk.start + 2 * HOUR, by=cast.astrid, now=now + HOUR)
    leave(now + 2 * HOUR)

    assert standing(talk, source).dtstart.value == talk.start
    assert copies.question(talk, cast.bjorn, now=now) is None


def test_where_a_talk_stood_is_forgotten_when_it_is_over_long_ago(talk, source, now):
    assert copying.forget_old(now=talk.end + timedelta(days=89)) == 0
    assert copying.forget_old(now=talk.end + timedelta(days=91)) == 1
    assert standing(talk, source) is not None


# --- which calendar ---------------------------------------------------------------------------------------------------


def test_talks_ahead_follow_to_another_calendar_and_leave_when_none_is_chosen(talk, source, cast, now, radicale):
    other = elsewhere(cast.bjorn, radicale, now)
    assert copies.choose(other, now=now) == 1
    deliver.run(now)
    assert (standing(talk, source), standing(talk, other).dtstart.value) == (None, talk.start)

    other.refresh_from_db()
    assert copies.stop(other, now=now + HOUR) == 1
    deliver.run(now + HOUR)
    assert standing(talk, other) is None
    assert copies.stop(other, now=now + HOUR) == 0


def test_a_calendar_that_cannot_be_written_to_cannot_be_chosen(source, now):
    Source.objects.update(kind="ics")
    source.refresh_from_db()
    with pytest.raises(Changed):
        copies.choose(source, now=now)
