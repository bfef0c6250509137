"""/me/calendars/ and the feed: one's own, in words, and nothing for anybody else."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
import vobject

from leadership.calendars import connecting, refreshing
from leadership.calendars.models import Copy, Feed, Source
from leadership.conversations.models import Conversation
from leadership.outbox.models import Fact
from leadership.outreach.models import Delivery
from tests.web import memberpages

PAGE = "/me/calendars/"
ADDRESS = "https://calendar.example.org/anna.ics"


@pytest.fixture
def bjorn(quarter, client):
    client.force_login(quarter.bjorn, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def post(client, deed, **said):
    return client.post(PAGE, {"deed": deed, **said})


def test_a_calendar_is_connected_by_its_address(bjorn, quarter):
    answer = post(bjorn, "subscribe", url=ADDRESS, name="Jobbet")

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    [source] = Source.objects.all()
    assert (source.person, source.url, source.name) == (quarter.bjorn, ADDRESS, "Jobbet")
    page = bjorn.get(PAGE).content.decode()
    assert "Jobbet" in page
    assert ADDRESS not in page


def test_an_address_that_cannot_be_is_answered_with_what_to_do_and_kept_in_the_field(bjorn):
    answer = post(bjorn, "subscribe", url="http://calendar.example.org/anna.ics")
    page = answer.content.decode()

    assert answer.status_code == 400
    assert "https://" in page
    assert 'value="http://calendar.example.org/anna.ics"' in page
    assert not Source.objects.exists()


def test_a_server_inside_is_not_asked_for_an_account(bjorn):
    answer = post(bjorn, "connect", where="https://127.0.0.1/", username="anna", password="hemligt-här")

    assert answer.status_code == 400
    assert "hemligt-här" not in answer.content.decode()
    assert not Source.objects.exists()


def test_a_server_of_ones_own_that_does_not_answer_is_said_to_be_silent(bjorn, settings):
    settings.CALENDAR_NETWORKS, settings.CALENDAR_PLAIN_HTTP = (ip_network("127.0.0.0/8"),), True
    answer = post(bjorn, "connect", where="http://127.0.0.1:9/", username="anna", password="x")

    assert answer.status_code == 400
    assert "svarade inte" in answer.content.decode()


@pytest.mark.parametrize("said", [{}, {"deed": "fly"}, {"deed": "subscribe"}, {"deed": "connect", "where": "x"}])
def test_a_form_with_parts_missing_comes_back(bjorn, said):
    assert bjorn.post(PAGE, said).status_code == 400


@pytest.mark.parametrize("key", ["", "nonsense", "5e1d6aed-4222-4d9f-9165-df92b59fc7af"])
def test_a_calendar_that_is_not_there_is_not_found(bjorn, key):
    assert post(bjorn, "disconnect", source=key).status_code == 404


def test_nobody_elses_calendar_can_be_touched(bjorn, quarter, now):
    theirs = connecting.subscribe(quarter.astrid, url=ADDRESS, name="Astrids", now=now)

    assert post(bjorn, "disconnect", source=theirs.key).status_code == 404
    assert post(bjorn, "read", source=theirs.key).status_code == 404
    assert "Astrids" not in bjorn.get(PAGE).content.decode()


def test_it_is_read_again_on_request_and_taken_away(bjorn, quarter, now):
    mine = connecting.subscribe(quarter.bjorn, url=ADDRESS, name="Mitt", now=now - timedelta(days=1))
    Source.objects.update(tried_at=now - timedelta(minutes=1), next_at=now + timedelta(days=1))

    post(bjorn, "read", source=mine.key)
    assert list(Source.objects.due(now + timedelta(minutes=1))) == [mine]
    post(bjorn, "disconnect", source=mine.key)
    assert not Source.objects.exists()


def test_before_a_calendar_goes_its_owner_says_what_becomes_of_the_talks_in_it(bjorn, quarter, now):
    talk = memberpages.booked(quarter.bjorn, quarter.astrid, now)
    mine = connecting.subscribe(quarter.bjorn, url=ADDRESS, name="Mitt", now=now)
    said = {"start": talk.start, "end": talk.end, "sequence": 0, "written_at": now}
    Copy.objects.create(source=mine, conversation_key=talk.key, **said)

    asked = bjorn.post(PAGE, {"deed": "disconnect", "source": mine.key}, follow=True).content.decode()
    assert asked.count('name="talks"') == 2 and "Mitt" in asked
    for _ in range(2):
        post(bjorn, "disconnect", source=mine.key, talks="take_out")
    assert Delivery.objects.filter(letter="calendar").count() == 1
    assert 'value="take_out"' not in bjorn.get(PAGE, {"leave": str(mine.key)}).content.decode()
    assert not Source.objects.due(now + timedelta(days=1)).exists()

    refreshing.run(now + timedelta(hours=47))
    assert Source.objects.exists()
    refreshing.run(now + timedelta(hours=49))
    assert not Source.objects.exists()
    assert Fact.objects.get(kind="calendar.disconnected").data["stayed"] == 1


def test_what_went_wrong_is_said_in_the_owners_language(bjorn, quarter, now):
    connecting.subscribe(quarter.bjorn, url=ADDRESS, name="Mitt", now=now)
    Source.objects.update(state="failing", problem="gone", fetched_at=now)

    page = bjorn.get(PAGE).content.decode()
    assert "ingen kalender på den här adressen längre" in page


@pytest.fixture
def address(bjorn):
    """The feed's address, as shown once."""
    post(bjorn, "feed")
    page = bjorn.get(PAGE).content.decode()
    return page.partition('<code class="secret">')[2].partition("</code>")[0].partition("http://")[2].partition("/")[2]


def test_the_feeds_address_is_shown_once(bjorn, address):
    assert address.startswith("feeds/")
    assert address not in bjorn.get(PAGE).content.decode()


def test_the_feed_holds_own_talks_and_days_to_be_heard_by_and_needs_no_sign_in(quarter, now, address, client):
    talk = memberpages.booked(quarter.bjorn, quarter.astrid, now)
    client.logout()
    answer = client.get(f"/{address}")
    events = {str(one.uid.value): one for one in vobject.readOne(answer.content.decode()).vevent_list}

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert events[f"{talk.key}@example.org"].dtstart.value == talk.start
    assert events[f"{talk.key}@example.org"].summary.value == "Samtal"
    assert "Astrid" not in answer.content.decode()


def test_an_open_obligation_shows_as_a_day_that_takes_no_time(quarter, address, client):
    [due] = vobject.readOne(client.get(f"/{address}").content.decode()).vevent_list

    assert f"{due.dtstart.value}" == "2026-06-30"
    assert due.transp.value == "TRANSPARENT"


def test_names_are_in_it_when_its_owner_says_so(bjorn, quarter, now, client):
    memberpages.booked(quarter.bjorn, quarter.astrid, now)
    post(bjorn, "feed", titles="on")
    secret = bjorn.session["feed_secret"]

    assert "Astrid" in client.get(f"/feeds/{secret}.ics").content.decode()


def test_an_ended_feed_and_a_guess_are_not_found(bjorn, address):
    assert bjorn.get(f"/{address}").status_code == 200
    post(bjorn, "feed_end")
    assert not Feed.objects.exists()
    assert bjorn.get(f"/{address}").status_code == 404
    assert bjorn.get("/feeds/guess.ics").status_code == 404


def test_a_cancelled_talk_leaves_the_feed(quarter, now, address, client):
    talk = memberpages.booked(quarter.bjorn, quarter.astrid, now)
    Conversation.objects.filter(pk=talk.pk).update(state="cancelled")

    assert str(talk.key) not in client.get(f"/{address}").content.decode()
