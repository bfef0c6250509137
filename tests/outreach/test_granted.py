"""Google and Microsoft 365, on a local server that speaks as their documentation says: connected, read, written to."""

from datetime import timedelta

import pytest

from leadership.calendars import oauth, refreshing
from leadership.calendars.models import BusyTime, Copy, Grant, Source
from leadership.conversations import booking
from leadership.outreach import copies, deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from tests.calendars import providers
from tests.web import memberpages
from tests.web.memberpages import text, window

HOUR = timedelta(hours=1)
SPANS = {"google": ("2026-04-14T12:00:00+02:00", "2026-04-14T13:00:00+02:00"),
         "microsoft": ("2026-04-14T10:00:00", "2026-04-14T11:00:00")}  # fmt: skip


@pytest.fixture(params=["google", "microsoft"])
def service(request, settings, loopback, cast, now):
    """The provider, with this installation registered there."""
    memberpages.at(now)
    memberpages.quarterly(now)
    with providers.running(request.param) as service:
        setattr(settings, service.name.upper(), service.settings())
        yield service


def connect(service, person):
    """Out to the provider's page and back, as a browser goes."""
    browser = window(person)
    out = browser.get(f"/me/calendars/{service.name}/")
    assert out["Location"].startswith(f"{service.url}/authorize?")
    return browser, service.consent(out["Location"])


@pytest.fixture
def source(service, cast, now):
    """Björn's main calendar there, which takes his talks."""
    browser, answer = connect(service, cast.bjorn)
    page = text(browser.get(f"/me/calendars/{service.name}/back/", answer, follow=True))
    assert "Anslutet" in page or "anslutna" in page.lower(), page
    main = Source.objects.filter(person=cast.bjorn).order_by("pk").first()
    copies.choose(main, now=now)
    return main


def leave(now):
    tick(now)
    return deliver.run(now)


@pytest.fixture
def talk(source, cast, now):
    made = memberpages.booked(cast.bjorn, cast.astrid, now)
    leave(now)
    return made


def start_of(service, key):
    """When the event begins, to the minute, in UTC."""
    return service.events[key]["start"]["dateTime"][:16]


def states():
    return sorted(Delivery.objects.filter(letter="calendar").values_list("state", "answer"))


def test_own_calendars_are_connected_the_main_one_first_with_a_leave_that_is_encrypted(source, service, cast):
    from django.db import connection

    names = list(Source.objects.order_by("pk").values_list("name", flat=True))
    assert names == {"google": ["Björn", "Team"], "microsoft": ["Kalender", "Extra"]}[service.name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_token, access_token FROM calendars_grant")
        assert "refresh" not in repr(cursor.fetchall())
    assert Grant.objects.get().refresh_token == service.refresh


@pytest.mark.parametrize("wrong", [{"state": "guessed"}, {"code": "guessed"}, {"code": "", "error": "access_denied"}])
def test_an_answer_that_is_not_a_yes_to_our_question_connects_nothing(service, cast, wrong):
    browser, answer = connect(service, cast.bjorn)
    browser.get(f"/me/calendars/{service.name}/back/", {**answer, **wrong})
    assert not Source.objects.exists()

    browser.get(f"/me/calendars/{service.name}/back/", answer)
    assert not Source.objects.exists(), "a question is answered once"


def test_busy_time_is_read_page_by_page_and_nothing_else_is_kept(source, service, now, cast):
    span = SPANS[service.name]
    declined = {"google": {"attendees": [{"self": True, "responseStatus": "declined"}]},
                "microsoft": {"responseStatus": {"response": "declined"}}}[service.name]  # fmt: skip
    free = {"google": {"transparency": "transparent"}, "microsoft": {"showAs": "free"}}[service.name]
    off = {"google": {"status": "cancelled"}, "microsoft": {"isCancelled": True}}[service.name]
    service.add(*span, summary="Läkare", subject="Läkare")
    for more in (declined, free, off):
        service.add("2026-04-20T08:00:00Z", "2026-04-20T09:00:00Z", **more)
    day = service.add("2026-04-21T00:00:00", "2026-04-22T00:00:00", isAllDay=True)
    if service.name == "google":
        service.events[day] |= {"start": {"date": "2026-04-21"}, "end": {"date": "2026-04-22"}}
    refreshing.refresh(source, now=now)

    found = [(f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}") for one in BusyTime.objects.order_by("start")]
    assert found == [("14 10:00", "14 11:00"), ("20 21:00", "21 21:00")]
    assert (source.state, source.problem) == ("read", "")
    assert "Läkare" not in repr(list(BusyTime.objects.values()) + list(Source.objects.values()))


def test_a_talk_is_written_moved_and_taken_away_and_never_twice(talk, source, service, cast, now):
    [key] = service.events
    assert start_of(service, key) == "2026-04-14T08:00"
    Copy.objects.all().delete()
    Delivery.objects.filter(letter="calendar").update(state="waiting")
    deliver.run(now)
    assert list(service.events) == [key]

    booking.move(talk, start=talk.start + HOUR, by=cast.astrid, now=now)
    leave(now + HOUR)
    assert (list(service.events), start_of(service, key)) == ([key], "2026-04-14T09:00")
    booking.cancel(talk, by=cast.astrid, now=now)
    leave(now + 2 * HOUR)
    assert service.events == {}


def test_our_own_event_takes_no_time_and_dragged_or_deleted_it_becomes_a_question(talk, source, service, cast, now):
    refreshing.refresh(source, now=now + HOUR)
    assert not BusyTime.objects.exists()
    assert copies.question(talk, cast.bjorn, now=now) is None

    [key] = service.events
    service.events[key] |= {"start": {"dateTime": "2026-04-14T09:00:00Z"}, "end": {"dateTime": "2026-04-14T09:30:00Z"}}
    service._stamp(key)
    refreshing.refresh(source, now=now + 2 * HOUR)
    assert copies.question(talk, cast.bjorn, now=now).seen_start == talk.start + HOUR

    service.events.clear()
    refreshing.refresh(source, now=now + 3 * HOUR)
    assert copies.question(talk, cast.bjorn, now=now).differs == "removed"
    copies.keep(talk, by=cast.bjorn, now=now + 3 * HOUR)
    leave(now + 4 * HOUR)
    assert [start_of(service, key) for key in service.events] == ["2026-04-14T08:00"]


def test_a_token_that_has_run_out_or_is_refused_is_renewed_once(talk, source, service, now):
    before = Grant.objects.get()
    refreshing.refresh(source, now=now + 3 * HOUR)
    after = Grant.objects.get()
    assert (source.state, before.access_token != after.access_token) == ("read", True)

    service.access = "another"
    refreshing.refresh(Source.objects.get(pk=source.pk), now=now + 3 * HOUR)
    assert Grant.objects.get().access_token == service.access
    assert Source.objects.get(pk=source.pk).state == "read"


def test_leave_that_was_taken_back_is_told_to_the_owner_and_can_be_given_again(source, service, cast, now):
    service.revoked = True
    refreshing.refresh(source, now=now + 3 * HOUR)
    assert (source.state, source.problem) == ("failing", "ended")
    assert "inte in där längre" in text(window(cast.bjorn).get("/me/calendars/"))

    service.revoked = False
    browser, answer = connect(service, cast.bjorn)
    browser.get(f"/me/calendars/{service.name}/back/", answer)
    source.refresh_from_db()
    assert (source.state, Grant.objects.count(), source.takes_talks) == ("waiting", 1, True)


@pytest.mark.parametrize("status", [429, 403])
def test_asked_too_often_we_stay_away_as_long_as_we_are_told(source, service, cast, now, status):
    service.faults = [(status if service.name == "google" else 429, {"Retry-After": "7200"})]
    refreshing.refresh(source, now=now)
    assert (source.problem, source.next_at) == ("limited", now + 2 * HOUR)

    memberpages.booked(cast.bjorn, cast.astrid, now)
    service.faults = [(429, {"Retry-After": "7200"})]
    leave(now)
    assert states() == [("waiting", "calendar: limited")]
    assert Delivery.objects.get(letter="calendar").due_at == now + 2 * HOUR
    deliver.run(now + 2 * HOUR)
    assert states() == [("sent", "calendar: written")]


def test_an_etag_that_does_not_fit_any_more_is_looked_at_again(talk, source, service, cast, now):
    booking.move(talk, start=talk.start + HOUR, by=cast.astrid, now=now)
    service.faults = [(412, {})]
    leave(now + HOUR)
    assert ("waiting", "calendar: altered meanwhile") in states()
    deliver.run(now + 2 * HOUR)
    assert [start_of(service, key) for key in service.events] == ["2026-04-14T09:00"]


def test_the_token_goes_to_the_provider_alone(source, service, now):
    from leadership.calendars.guard import Blocked
    from leadership.calendars.rest import Api

    api = Api(source.grant, guard=None, now=now)
    for address in ("https://elsewhere.example/v3/", f"{service.url}.elsewhere.example/v3/x", f"{service.url}/other"):
        with pytest.raises(Blocked):
            api.address(address)


def test_disconnecting_the_last_calendar_forgets_the_leave_and_gives_it_back(source, service, cast):
    browser = window(cast.bjorn)
    for one in Source.objects.all():
        assert Grant.objects.exists()
        browser.post("/me/calendars/", {"deed": "disconnect", "source": one.key})

    assert not Grant.objects.exists()
    assert service.revoked is (service.name == "google")


def test_without_a_registration_there_is_no_such_page_and_no_button(service, settings, cast):
    assert f"/me/calendars/{service.name}/" in text(window(cast.bjorn).get("/me/calendars/"))
    setattr(settings, service.name.upper(), service.settings(client_id=""))

    assert oauth.offered() == {}
    assert f"/me/calendars/{service.name}/" not in text(window(cast.bjorn).get("/me/calendars/"))
    assert window(cast.bjorn).get(f"/me/calendars/{service.name}/").status_code == 404
    assert window(cast.bjorn).get(f"/me/calendars/{service.name}/back/").status_code == 404


def test_a_wrong_registration_is_told_as_such(service, settings, cast):
    setattr(settings, service.name.upper(), service.settings(secret="wrong"))
    browser, answer = connect(service, cast.bjorn)
    page = browser.get(f"/me/calendars/{service.name}/back/", answer, follow=True)

    assert "registrerad" in text(page)
    assert not Source.objects.exists()
