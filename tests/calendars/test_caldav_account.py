"""An account on a real CalDAV server: found, asked for its state, read; refused in plain codes."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from leadership.calendars import caldav_account
from leadership.calendars.caldav_account import Found
from leadership.calendars.guard import Blocked
from tests.calendars import caldav
from tests.calendars.caldav import ANNA
from tests.calendars.files import calendar, event
from tests.calendars.webserver import OURS, Answer, serving

FIRST, UNTIL = datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def work(radicale):
    """A fresh calendar of anna's; her others are taken away."""
    for one in _calendars(radicale):
        caldav.delete(one)
    url = f"{radicale}anna/{uuid4()}/"
    caldav.make(url)
    return url


def _calendars(radicale):
    try:
        found = caldav_account.discover(radicale, username="anna", password="secret", guard=OURS)
    except Blocked:
        return []
    return [one.url for one in found]


def put(url, name, *lines):
    caldav.put(f"{url}{name}.ics", calendar(event(*lines, uid=name)))


def code_of(call, *arguments, **named):
    with pytest.raises(Blocked) as blocked:
        call(*arguments, **named)
    return blocked.value.code


def test_the_calendars_of_an_account_are_found_from_its_server(radicale, work):
    found = caldav_account.discover(radicale, username="anna", password="secret", guard=OURS)

    assert found == (Found(work, "Arbete"),)


def test_a_wrong_password_and_a_missing_server_are_told_apart(radicale):
    assert code_of(caldav_account.discover, radicale, username="anna", password="guess", guard=OURS) == "refused"
    with serving(lambda path, headers: Answer()) as (url, _):
        gone = url
    assert code_of(caldav_account.discover, gone, username="anna", password="secret", guard=OURS) == "unreachable"


def test_an_inner_address_is_not_even_asked(radicale):
    from leadership.calendars.guard import Guard

    where = f"https://127.0.0.1:{urlsplit(radicale).port}/"
    assert code_of(caldav_account.discover, where, username="anna", password="secret", guard=Guard()) == "port"


def test_events_in_the_window_are_given_as_their_files(work):
    put(work, "inside", "DTSTART:20260505T090000Z", "DURATION:PT1H", "SUMMARY:Läkare")
    put(work, "weekly", "DTSTART:20260101T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    put(work, "outside", "DTSTART:20260701T090000Z", "DURATION:PT1H")

    files = caldav_account.events(work, credentials=ANNA, first=FIRST, until=UNTIL, guard=OURS)[0]

    assert sorted(name for name in (b"inside", b"weekly", b"outside") for file in files if name in file) == [
        b"inside",
        b"weekly",
    ]


def test_the_state_changes_with_the_calendar_and_only_then(work):
    before = caldav_account.state_of(work, credentials=ANNA, guard=OURS)
    assert before
    assert caldav_account.state_of(work, credentials=ANNA, guard=OURS) == before
    put(work, "new", "DTSTART:20260505T090000Z", "DURATION:PT1H")
    assert caldav_account.state_of(work, credentials=ANNA, guard=OURS) != before


def test_a_calendar_that_was_taken_away_is_gone(work):
    caldav.delete(work)

    asked = {"credentials": ANNA, "first": FIRST, "until": UNTIL, "guard": OURS}
    assert code_of(caldav_account.events, work, **asked) == "gone"


def test_xml_with_entities_of_its_own_is_not_read():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with serving(lambda path, headers: Answer(207, bomb)) as (url, _), caldav_account.PlainXml(OURS) as session:
        assert code_of(session.get, url) == "status"
