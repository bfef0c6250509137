"""An account on a real CalDAV server: found, asked for its state, read; refused in plain codes."""

import socket
import threading
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest

from leadership.calendars import caldav_account, freebusy
from leadership.calendars.caldav_account import Found
from leadership.calendars.freebusy import Owner
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


# --- found from an address (RFC 6764) ---------------------------------------------------------------------------------


@pytest.fixture
def records(monkeypatch):
    """A name server of our own, which knows these records and no others."""
    known = {}
    asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asked.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_name_server, args=(asked, known), daemon=True)
    thread.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], asked.getsockname()[1]
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    yield known
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
        last.sendto(b"", asked.getsockname())
    thread.join()
    asked.close()


def _name_server(listens, known):
    while True:
        packet, sender = listens.recvfrom(4096)
        if not packet:
            return
        question = dns.message.from_wire(packet)
        name, kind = question.question[0].name, question.question[0].rdtype
        answer = dns.message.make_response(question)
        lines = known.get((str(name), dns.rdatatype.to_text(kind)))
        if lines:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *lines))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        listens.sendto(answer.to_wire(), sender)


SERVICE = "_caldavs._tcp.example.org."


def test_a_mail_address_leads_to_the_service_its_domain_names_the_preferred_one_first(records):
    records[SERVICE, "SRV"] = ["10 1 443 spare.example.org.", "5 1 8443 dav.example.org."]
    records[SERVICE, "TXT"] = ['"path=/remote.php/dav"']

    assert list(caldav_account._candidates("anna@Example.org")) == [
        "https://dav.example.org:8443/remote.php/dav",
        "https://dav.example.org:8443/.well-known/caldav",
        "https://spare.example.org:443/remote.php/dav",
        "https://spare.example.org:443/.well-known/caldav",
        "https://example.org/.well-known/caldav",
    ]


@pytest.mark.parametrize("said", [None, ["0 0 0 ."]])
def test_a_domain_that_names_none_is_asked_itself(records, said):
    if said:
        records[SERVICE, "SRV"] = said

    assert list(caldav_account._candidates("example.org")) == ["https://example.org/.well-known/caldav"]


def test_the_well_known_address_leads_on_without_the_password(radicale, work):
    told = []

    def answer(path, headers):
        told.append((path, "authorization" in headers))
        return Answer(301, headers={"Location": f"{radicale}anna/"}) if "well-known" in path else Answer(404)

    with serving(answer) as (url, _):
        found = caldav_account.discover(url, username="anna", password="secret", guard=OURS)

    assert found == (Found(work, "Arbete"),)
    assert told == [("/", False), ("/.well-known/caldav", False)]


# --- servers that tell less -------------------------------------------------------------------------------------------

BUSY = calendar(
    "BEGIN:VFREEBUSY\nUID:f\nDTSTAMP:20260101T000000Z\nDTSTART:20260504T000000Z\nDTEND:20260601T000000Z\n"
    "FREEBUSY;FBTYPE=BUSY:20260505T090000Z/PT1H\nEND:VFREEBUSY\n"
)


def of_free_and_busy_alone(path, headers):
    if headers[":method"] != "REPORT":
        return Answer(207, b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>', {"Content-Type": "application/xml"})
    if "free-busy-query" in headers[":body"]:
        return Answer(200, BUSY, {"Content-Type": "text/calendar"})
    return Answer(403)


def test_where_only_free_and_busy_may_be_seen_that_is_read_and_said_to_be_no_events():
    with serving(of_free_and_busy_alone) as (url, _):
        asked = {"credentials": None, "first": FIRST, "until": UNTIL, "guard": OURS}
        files, whole = caldav_account.events(f"{url}/shared/", **asked)

    assert whole is False
    assert freebusy.busy(files[0], owner=Owner("UTC"), first=FIRST, until=UNTIL) == (
        (datetime(2026, 5, 5, 9, tzinfo=UTC), datetime(2026, 5, 5, 10, tzinfo=UTC)),
    )


def test_a_server_without_sync_tokens_has_no_state_and_is_read_each_time():
    with serving(of_free_and_busy_alone) as (url, _):
        assert caldav_account.state_of(f"{url}/shared/", credentials=None, guard=OURS) == ""
