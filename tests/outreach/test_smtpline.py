"""Handing a letter over where the server takes commands together (RFC 2920), as nearly all do, and where not."""

import smtplib
import socketserver
import threading

import pytest

from leadership.outreach.transports import Again, NotTaken, Parcel, SmtpWire

LETTER = Parcel("heard@example.org", "bjorn@example.org", b"Subject: x\r\n\r\none\r\n.two\r\n")
FINE = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 taken", "RSET": "250 ok", "QUIT": "221 bye"}


class Server(socketserver.ThreadingTCPServer):
    """Says what it is told to say; keeps what it heard: the commands, and each letter as it came."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Call)
        self.says, self.greets, self.heard, self.letters = dict(FINE), "250-here\r\n250-SIZE\r\n250 PIPELINING", [], []


class Call(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            word = line[:4].decode().strip().upper()
            self.server.heard.append(line.decode().strip())
            answer = self.server.says.get(word, self.server.greets)
            self.say(answer)
            if word == "QUIT" or answer.startswith("421"):
                return
            if answer.startswith("354"):
                self.letter()

    def letter(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.letters.append(b"".join(lines))
                self.say(self.server.says["."])
                return
            lines.append(line)

    def say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


@pytest.fixture
def server():
    with Server() as serving:
        threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield serving
        serving.shutdown()


@pytest.fixture
def wire(server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    made = SmtpWire()
    yield made
    made.close()


def send(wire):
    return wire.send(LETTER, now=None)


@pytest.mark.parametrize("greets", ["250-here\r\n250-SIZE\r\n250 PIPELINING", "250 here"], ids=["together", "in turn"])
def test_a_letter_arrives_as_it_is_however_the_server_takes_commands(server, wire, greets):
    server.greets = greets
    assert (send(wire), send(wire)) == ("250 taken", "250 taken")
    assert server.letters == [LETTER.raw.replace(b"\r\n.", b"\r\n..")] * 2
    assert [line.split(":")[0].upper() for line in server.heard[1:4]] == ["MAIL FROM", "RCPT TO", "DATA"]


def test_commands_are_sent_before_the_first_of_them_is_answered(server, wire, monkeypatch):
    sent = []
    real = smtplib.SMTP.send
    monkeypatch.setattr(smtplib.SMTP, "send", lambda self, said: (sent.append(said), real(self, said)))
    send(wire)
    assert [said.count("\r\n") for said in sent if isinstance(said, str)] == [1, 3]
    assert f"SIZE={len(LETTER.raw)}" in server.heard[1]


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        ({"MAIL": "451 later", "RCPT": "503 no", "DATA": "503 no"}, Again),
        ({"MAIL": "550 5.7.1 never", "RCPT": "503 no", "DATA": "503 no"}, NotTaken),
        ({"RCPT": "450 4.2.1 full", "DATA": "554 nobody"}, Again),
        ({"RCPT": "550 5.1.1 unknown", "DATA": "554 nobody"}, NotTaken),
        ({"DATA": "452 no room"}, Again),
        ({".": "554 5.7.1 spam"}, NotTaken),
        ({".": "451 not now"}, Again),
    ],
)
def test_what_the_server_refuses_is_told_in_its_own_words_and_the_next_letter_leaves(server, wire, says, verdict):
    server.says |= says
    refusal = next(iter(says.values()))
    with pytest.raises(verdict, match=refusal):
        send(wire)
    server.says = dict(FINE)
    taken = len(server.letters)
    assert send(wire) == "250 taken"
    assert len(server.letters) == taken + 1
    assert sum(line.startswith(("EHLO", "ehlo")) for line in server.heard) == 1, "on the same line"


@pytest.mark.parametrize("refused", ["MAIL", "RCPT"])
def test_a_server_that_waits_for_a_letter_it_has_refused_gets_none_and_the_next_one_leaves(server, wire, refused):
    server.says[refused] = "550 5.1.1 unknown"
    with pytest.raises(NotTaken, match="unknown"):
        send(wire)
    server.says = dict(FINE)
    assert send(wire) == "250 taken"
    assert len(server.letters) == 1


def test_a_server_that_hangs_up_is_believed_and_dialled_again(server, wire):
    server.says["RCPT"] = "421 4.7.0 too many"
    with pytest.raises(Again, match=r"^421 .* too many"):
        send(wire)
    server.says = dict(FINE)
    assert send(wire) == "250 taken"


def test_an_address_that_could_begin_another_command_never_leaves(server, wire):
    spoilt = Parcel("heard@example.org", "a@example.org>\r\nRCPT TO:<eve@example.org", b"x\r\n")
    with pytest.raises(ValueError, match="not one plain mail address"):
        wire.send(spoilt, now=None)
    assert not [line for line in server.heard if "eve" in line]
