"""Chat beside mail: one short message a letter, to a real server on this machine, giving nothing away."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from leadership.conversations import choosing
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outreach import chat, deliver, preferences
from leadership.outreach.models import ChatPlace, Delivery
from leadership.outreach.tick import tick
from leadership.people.models import Person
from tests.outreach.conftest import agreed, mails_of


class Service:
    """A chat service: what was posted to it, and what it answers next (200 when nothing is said)."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}/hooks/secret"
        self.taken, self.answers = [], []


@pytest.fixture
def service(settings):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = stand_in.answers.pop(0) if stand_in.answers else 200
            if status == 200:
                stand_in.taken.append((self.path, json.loads(body)))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in = Service(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CALENDAR_NETWORKS = (ip_network("127.0.0.0/8"),)
    yield stand_in
    server.shutdown()
    server.server_close()


def reach(person, stand_in, now, **said):
    wanted = {"service": "slack", "address": stand_in.address, "handle": "", "says_subject": False, **said}
    return chat.keep(person, by=person or Person.objects.filter(is_hr=True).first(), now=now, **wanted)


def owed_by(person):
    return Obligation.objects.get(person=person, cycle_key="2026-Q2")


@pytest.mark.parametrize("kind", ["slack", "mattermost", "teams"])
def test_a_letter_is_announced_once_and_the_message_says_nothing_of_it(quarterly, cast, now, service, kind):
    Person.objects.update(language="en")
    reach(cast.bjorn, service, now, service=kind)
    for moment in (now, now, now + timedelta(minutes=5)):
        tick(moment)
        deliver.run(moment)
    [(where, body)] = service.taken
    assert where == "/hooks/secret"
    text = body["attachments"][0]["content"]["body"][0]["text"] if kind == "teams" else body["text"]
    assert text.startswith("You have a message in Heard: http")
    assert not [word for word in ("Björn", "talk", "coach", "quarter") if word in json.dumps(body)]
    assert len(mails_of(cast.bjorn)) == 1


def test_whoever_wishes_sees_the_subject(quarterly, cast, now, service):
    Person.objects.update(language="en")
    reach(cast.bjorn, service, now, says_subject=True)
    tick(now)
    choosing.choose(owed_by(cast.bjorn), coach=cast.astrid, by=cast.bjorn, now=now)
    agreed(cast, now)
    tick(now)
    deliver.run(now)
    assert any(body["text"].startswith("Your conversation on") for _, body in service.taken)


def test_without_mail_chat_still_says_that_something_waits_in_the_app(quarterly, cast, now, service):
    reach(cast.bjorn, service, now)
    preferences.keep(cast.bjorn, reminders_by_mail=False, now=now)
    tick(now)
    deliver.run(now)
    assert len(service.taken) == 1
    assert mails_of(cast.bjorn) == []


def test_the_organisations_mattermost_reaches_people_by_name(quarterly, cast, now, service):
    reach(None, service, now, service="mattermost")
    reach(cast.bjorn, service, now, service="mattermost", address="", handle="@bjorn.holm")
    tick(now)
    deliver.run(now)
    [(_, body)] = service.taken
    assert body["channel"] == "@bjorn.holm"


def test_a_busy_service_is_asked_again_and_a_gone_webhook_is_not(quarterly, cast, now, service):
    reach(cast.bjorn, service, now)
    service.answers = [503, 404]
    tick(now)
    deliver.run(now)
    message = Delivery.objects.get(letter="chat")
    assert (message.state, message.answer) == ("waiting", "chat: 503")
    deliver.run(message.due_at)
    message.refresh_from_db()
    assert (message.state, message.answer, service.taken) == ("failed", "chat: 404", [])
    assert len(mails_of(cast.bjorn)) == 1


def test_a_message_whose_letter_lost_its_cause_is_dropped(quarterly, cast, now, service):
    reach(cast.bjorn, service, now)
    tick(now)
    choosing.choose(owed_by(cast.bjorn), coach=cast.astrid, by=cast.bjorn, now=now)
    talk = agreed(cast, now)
    tick(now)
    Delivery.objects.filter(conversation=talk).update(state="dropped", reason="moved_since")
    deliver.run(now)
    messages = Delivery.objects.filter(letter="chat", unique_key__startswith="chat:request:")
    assert [(one.state, one.reason) for one in messages] == [("dropped", "moved_since")]


@pytest.mark.parametrize(
    "address",
    ["http://chat.example.org/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.8/x", "https://localhost/x",
     "https://169.254.169.254/latest", "https://chat.example.org:8443/x", "ftp://chat.example.org/x", "no address"],
)  # fmt: skip
def test_an_address_that_leads_inside_or_is_not_secure_is_refused(cast, now, address):
    with pytest.raises(Refused):
        chat.keep(cast.bjorn, service="slack", address=address, handle="", says_subject=False, by=cast.bjorn, now=now)
    assert not ChatPlace.objects.exists()


def test_a_name_that_leads_inside_is_not_asked_even_though_it_was_kept(quarterly, cast, now, service, settings):
    reach(cast.bjorn, service, now)
    settings.CALENDAR_NETWORKS = ()
    tick(now)
    deliver.run(now)
    message = Delivery.objects.get(letter="chat")
    assert (message.state, service.taken) == ("failed", [])


def test_an_address_is_encrypted_where_it_lies(cast, now, service):
    from django.db import connection

    reach(cast.bjorn, service, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM outreach_chatplace")
        [(stored,)] = cursor.fetchall()
    assert "secret" not in stored
    assert ChatPlace.objects.get().address == service.address


def test_a_name_alone_needs_the_organisations_mattermost(cast, now):
    with pytest.raises(Refused):
        chat.keep(
            cast.bjorn, service="mattermost", address="", handle="bjorn", says_subject=False, by=cast.bjorn, now=now
        )
