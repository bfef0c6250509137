"""Whatever stands in the way of letters is told in one sentence with its remedy; a trial letter proves the way."""

import socket
import ssl
import threading

import pytest
from aiosmtpd.smtp import AuthResult
from django.utils import translation

from leadership.outreach import mailcheck, mailway, smtpline
from tests.chaos.server import Faults, FaultyServer
from tests.outreach.conftest import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(settings):
    """The installation's way out, to be pointed somewhere."""
    settings.DEMO, settings.EMAIL_URL, settings.MAIL_FROM = False, "smtp://somewhere", "heard@example.org"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return settings


@pytest.fixture
def server(way):
    with FaultyServer() as running:
        way.EMAIL_PORT = running.port
        yield running


class Mute:
    """Takes the call and says nothing, or says one thing and nothing more, or hangs up after it."""

    def __init__(self, words=b"", *, hangs_up=False):
        self.words, self.hangs_up, self.socket = words, hangs_up, socket.create_server(("127.0.0.1", 0))
        self.port, self.calls = self.socket.getsockname()[1], []
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        while True:
            try:
                call, _ = self.socket.accept()
            except OSError:
                return
            self.calls.append(call)
            call.sendall(self.words)
            if self.hangs_up:
                call.close()


def test_no_server_there(way):
    assert mailcheck.look() == "unreachable"
    assert mailway.now().trouble == "unreachable"
    assert "127.0.0.1" in mailcheck.sentence("unreachable")


def test_no_such_host(way):
    way.EMAIL_HOST = "no-such-host.invalid"
    assert mailcheck.look() == "unknown_host"


def test_a_server_that_says_nothing(way, monkeypatch):
    monkeypatch.setattr(smtpline, "STEP", 0.3)
    way.EMAIL_PORT = Mute().port
    assert mailcheck.look() == "silent"


def test_a_server_that_turns_us_away(way):
    way.EMAIL_PORT = Mute(b"554 not you\r\n", hangs_up=True).port
    assert mailcheck.look() == "refused"
    assert "554" in mailway.now().answer


def test_a_server_without_encryption_where_it_is_asked_for(way, server):
    way.EMAIL_USE_TLS = True
    assert mailcheck.look() == "tls"


def test_encryption_from_the_first_word_on_a_port_that_speaks_plainly(way, server):
    way.EMAIL_USE_SSL = True
    assert mailcheck.look() == "tls"


def test_a_wrong_password(way):
    from aiosmtpd.controller import Controller

    port = free_port()
    turn_away = {"authenticator": lambda *_: AuthResult(success=False, handled=False), "auth_require_tls": False}
    controller = Controller(FaultyServer(), hostname="127.0.0.1", port=port, **turn_away)
    controller.start()
    try:
        way.EMAIL_PORT, way.EMAIL_HOST_USER, way.EMAIL_HOST_PASSWORD = port, "heard", "wrong"
        assert mailcheck.look() == "sign_in"
    finally:
        controller.stop()


def test_a_way_that_is_open_is_noted_and_an_older_trouble_forgotten(way, server):
    mailway.closed("unreachable", "gone")
    assert mailcheck.look() == ""
    assert mailway.now().trouble == ""


def test_a_trial_letter_arrives_and_each_step_is_told(way, server, now):
    steps = mailcheck.prove("someone@example.org", key="k", now=now)
    assert [(step.step, step.trouble) for step in steps] == [(name, "") for name in mailcheck.STEPS]
    assert [copy.to for copy in server.copies] == ["someone@example.org"]


def test_a_mailbox_that_answers_cannot_find_is_told_though_the_letter_leaves(way, server, now):
    server.wrong.add("heard@example.org")
    steps = {step.step: step.trouble for step in mailcheck.prove("someone@example.org", key="k", now=now)}
    assert (steps["way_back"], steps["letter"]) == ("no_way_back", "")


def test_an_address_the_server_does_not_take_is_told(way, server, now):
    server.wrong.add("someone@example.org")
    steps = {step.step: step.trouble for step in mailcheck.prove("someone@example.org", key="k", now=now)}
    assert (steps["recipient"], "letter" in steps) == ("recipient_refused", False)
    assert server.copies == []


def test_a_refused_letter_is_told(way, server, now):
    server.faults = Faults(never=1)
    assert mailcheck.prove("someone@example.org", key="k", now=now)[-1].trouble == "letter_refused"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_trouble_has_a_sentence_and_a_remedy(way, language):
    with translation.override(language):
        for trouble in (*smtpline.TROUBLES, "sender_refused", "recipient_refused", "letter_refused", "no_way_back"):
            assert "%" not in mailcheck.sentence(trouble)
            assert mailcheck.remedy(trouble)


def test_a_server_that_drips_is_cut_off_in_time(way, monkeypatch):
    """Each answer comes within its time, and yet it never ends."""
    monkeypatch.setattr(smtpline, "LETTER", 0.5)
    monkeypatch.setattr(smtpline, "STEP", 0.5)
    mute = Mute(b"220-welcome\r\n")
    way.EMAIL_PORT = mute.port
    stop = threading.Event()

    def drip():
        while not stop.wait(0.1):
            for call in mute.calls:
                try:
                    call.sendall(b"220-and welcome again\r\n")
                except OSError:
                    return

    threading.Thread(target=drip, daemon=True).start()
    try:
        with pytest.raises(smtpline.Closed), smtpline.Line().limited(0):
            smtpline.Line.open()
    finally:
        stop.set()


def test_the_certificate_must_bear_the_name_of_the_server(way, monkeypatch):
    line = smtpline.Line()
    assert line.server._host == "127.0.0.1"
    assert ssl.create_default_context().check_hostname
