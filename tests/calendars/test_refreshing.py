"""Calendars kept elsewhere are read when due, replace what was known, and keep it when they fail."""

from datetime import UTC, datetime, timedelta

import pytest

from leadership.calendars import connecting, refreshing
from leadership.calendars.models import BusyTime, Source
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.people.models import Person
from tests.calendars.files import calendar, event
from tests.calendars.webserver import Answer, serving

NOON = ("DTSTART:20260505T100000Z", "DURATION:PT1H")
LATER = ("DTSTART:20260506T100000Z", "DURATION:PT1H", "SUMMARY:Läkarbesök")


class Elsewhere:
    """What the other server says at the moment."""

    def __init__(self):
        self.said = Answer(body=calendar(event(*NOON)), headers={"ETag": '"one"'})
        self.known = []

    def __call__(self, path, headers):
        self.known.append(headers.get("if-none-match"))
        if headers.get("if-none-match") == self.said.headers.get("ETag", "none"):
            return Answer(304)
        return self.said


@pytest.fixture
def elsewhere(loopback):
    server = Elsewhere()
    with serving(server) as (url, asked):
        server.url, server.asked = f"{url}/anna.ics", asked
        yield server


@pytest.fixture
def source(cast, now, elsewhere):
    return connecting.subscribe(cast.bjorn, url=elsewhere.url, name="Mitt", now=now)


def days():
    return [start.day for start in BusyTime.objects.order_by("start").values_list("start", flat=True)]


def test_a_calendar_just_connected_is_read_at_the_next_pulse(source, now):
    assert refreshing.run(now) == 1
    source.refresh_from_db()

    assert (source.state, source.problem, source.fetched_at) == ("read", "", now)
    assert days() == [5]


def test_it_is_read_once_a_day_and_not_in_between(source, now, elsewhere):
    refreshing.run(now)
    assert refreshing.run(now + timedelta(hours=23)) == 0
    assert refreshing.run(now + timedelta(hours=24)) == 1
    assert len(elsewhere.asked) == 2


def test_somebody_who_looks_makes_it_fresh_but_not_more_often_than_every_five_minutes(source, now, cast):
    refreshing.run(now)

    assert refreshing.ask([cast.bjorn], now=now + timedelta(minutes=4)) == 0
    assert refreshing.ask([cast.bjorn, cast.astrid], now=now + timedelta(minutes=6)) == 1
    assert refreshing.run(now + timedelta(minutes=6, seconds=30)) == 1
    assert refreshing.run(now + timedelta(minutes=7)) == 0


def test_what_is_new_replaces_what_was_known(source, now, elsewhere):
    refreshing.refresh(source, now=now)
    elsewhere.said = Answer(body=calendar(event(*LATER)), headers={"ETag": '"two"'})
    refreshing.refresh(source, now=now)

    assert days() == [6]


def test_an_unchanged_calendar_is_not_fetched_again_until_the_window_has_moved_on(source, now, elsewhere):
    for days_later in (0, 1, 5):
        refreshing.refresh(source, now=now + timedelta(days=days_later))

    assert elsewhere.known == [None, '"one"', None]
    assert source.reaches_until == now + timedelta(days=5) + refreshing.REACH


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Answer(404), "gone"),
        (Answer(503, b"stack trace"), "status"),
        (Answer(body=b"<html>sign in</html>"), "not_a_calendar"),
        (Answer(body=calendar(event(*NOON, "RRULE:FREQ=SECONDLY"))), "sub_daily"),
    ],
)
def test_a_failure_keeps_what_was_read_last_and_tells_the_owner_why(source, now, elsewhere, said, code):
    refreshing.refresh(source, now=now)
    elsewhere.said = said
    refreshing.refresh(source, now=now + timedelta(days=1))
    source.refresh_from_db()

    assert (source.state, source.problem, source.fetched_at) == ("failing", code, now)
    assert days() == [5]
    assert str(connecting.PROBLEMS[code])


def test_failures_are_tried_again_less_and_less_often_and_one_success_forgets_them(source, now, elsewhere):
    elsewhere.said, waits = Answer(500), []
    for _ in range(5):
        refreshing.refresh(source, now=now)
        waits.append(source.next_at - now)
    assert waits == [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), *[timedelta(hours=12)] * 2]

    elsewhere.said = Answer(body=calendar())
    refreshing.refresh(source, now=now)
    assert (source.failures, source.next_at) == (0, now + timedelta(days=1))


def test_nothing_of_an_event_but_its_time_is_kept(source, now, elsewhere):
    elsewhere.said = Answer(body=calendar(event(*LATER)))
    refreshing.refresh(source, now=now)

    kept = [*Source.objects.values_list(), *BusyTime.objects.values_list(), *Fact.objects.values_list("data", "object")]
    assert "Läkarbesök" not in repr(kept)


def test_addresses_and_passwords_are_encrypted_in_the_database(source):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT url, password FROM calendars_source")
        [(url, _)] = cursor.fetchall()
    assert "127.0.0.1" not in url
    assert source.origin.startswith("http://127.0.0.1:")


def test_a_calendar_taken_away_while_it_is_read_stays_away(source, now):
    Source.objects.filter(pk=source.pk).delete()
    refreshing.refresh(source, now=now)

    assert not Source.objects.exists()
    assert not BusyTime.objects.exists()


def test_a_password_goes_nowhere_but_where_it_was_given_for(source, now):
    source.username, source.password, source.url = "anna", "secret", "https://elsewhere.example/anna.ics"
    refreshing.refresh(source, now=now)

    assert (source.state, source.problem) == ("failing", "moved")


def test_those_who_have_left_are_not_read(source, now, cast):
    Person.objects.filter(pk=cast.bjorn.pk).update(is_active=False)

    assert refreshing.run(now) == 0


def test_an_address_is_connected_once(source, cast, now, elsewhere):
    with pytest.raises(Refused):
        connecting.subscribe(cast.bjorn, url=elsewhere.url, name="Igen", now=now)
    assert connecting.subscribe(cast.astrid, url=elsewhere.url, name="Också", now=now).person == cast.astrid


def test_ten_calendars_are_enough(cast, now, elsewhere):
    for number in range(connecting.MOST_SOURCES):
        connecting.subscribe(cast.bjorn, url=f"{elsewhere.url}?{number}", name="", now=now)
    with pytest.raises(Refused):
        connecting.subscribe(cast.bjorn, url=elsewhere.url, name="", now=now)


@pytest.mark.parametrize("url", ["http://calendar.example.org/a.ics", "hello", "https://calendar.example.org:22/"])
def test_an_address_that_may_not_be_asked_is_refused_with_the_remedy(cast, now, url, settings):
    settings.CALENDAR_NETWORKS, settings.CALENDAR_PLAIN_HTTP = (), False
    with pytest.raises(Refused) as refused:
        connecting.subscribe(cast.bjorn, url=url, name="", now=now)
    assert refused.value.refusals[0].path == "url"
    assert "https://" in refused.value.refusals[0].remedy
    assert not Source.objects.exists()


def test_webcal_is_https(cast, now):
    source = connecting.subscribe(cast.bjorn, url="webcal://calendar.example.org/a.ics", name="", now=now)

    assert source.url == "https://calendar.example.org/a.ics"


def test_an_account_on_a_real_server_is_connected_and_read(cast, now, loopback, radicale):
    import requests

    url = f"{radicale}anna/calendar-{cast.bjorn.key}/"
    made = requests.request("MKCALENDAR", url, auth=("anna", "secret"), timeout=60)
    assert made.status_code == 201
    body = calendar(event(*LATER))
    requests.put(f"{url}one.ics", data=body, auth=("anna", "secret"), timeout=60).raise_for_status()

    sources = connecting.connect(cast.bjorn, where=radicale, username="anna", password="secret", now=now)
    refreshing.run(now)

    assert {source.kind for source in sources} == {"caldav"}
    assert set(Source.objects.values_list("state", flat=True)) == {"read"}
    assert days() == [6]

    [mine] = [source for source in sources if source.url == url]
    mine.refresh_from_db()
    etag = mine.etag
    refreshing.refresh(mine, now=now + timedelta(days=1))
    assert (mine.state, mine.etag, days()) == ("read", etag, [6])


def test_a_wrong_password_is_said_at_once_and_nothing_is_kept(cast, now, loopback, radicale):
    with pytest.raises(Refused) as refused:
        connecting.connect(cast.bjorn, where=radicale, username="anna", password="guess", now=now)
    assert "password" in refused.value.refusals[0].message
    assert not Source.objects.exists()


def test_taking_a_calendar_away_takes_all_of_it(source, now):
    refreshing.refresh(source, now=now)
    connecting.disconnect(source, now=now)

    assert not Source.objects.exists()
    assert not BusyTime.objects.exists()
    assert set(Fact.objects.filter(kind__startswith="calendar.").values_list("kind", flat=True)) == {
        "calendar.connected",
        "calendar.disconnected",
    }


def test_a_calendar_is_its_owners_alone(source, cast, now):
    refreshing.refresh(source, now=now)

    assert list(Source.objects.visible_to(cast.bjorn)) == [source]
    assert BusyTime.objects.visible_to(cast.bjorn).count() == 1
    for other in (cast.astrid, cast.freja, cast.david):
        assert not Source.objects.visible_to(other).exists()
        assert not BusyTime.objects.visible_to(other).exists()


def test_times_offered_keep_clear_of_it(source, now, cast):
    from leadership.conversations import availability

    first, until = datetime(2026, 5, 5, 6, tzinfo=UTC), datetime(2026, 5, 6, tzinfo=UTC)
    asked = {"minutes": 30, "now": now, "start": first, "until": until}
    before = availability.free_times(cast.bjorn, cast.astrid, **asked).times
    refreshing.refresh(source, now=now)
    after = availability.free_times(cast.bjorn, cast.astrid, **asked).times

    gone = sorted(set(before) - set(after))
    assert gone[0] == datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
    assert gone[-1] == datetime(2026, 5, 5, 11, 0, tzinfo=UTC)
    assert set(after) < set(before)
