"""A folder on a real IMAP server: its messages as they are, and plain words for whatever stands in the way."""

import socket
from dataclasses import replace

import pytest

from leadership.calendars import imap
from leadership.lib import env
from leadership.lib.env import Misconfigured

RAW = "Subject: Hälsning\r\nX-Long: ".encode() + b"x" * 900 + b"\r\n\r\nHej!\r\n\x00\xff\r\n"


@pytest.fixture
def where(dovecot):
    dovecot.empty()
    return env.mailbox("IMAP_URL", source={"IMAP_URL": dovecot.url()})


def trouble_of(where):
    with pytest.raises(imap.Closed) as closed, imap.opened(where, done="Heard"):
        pass
    assert "hemligt" not in str(closed.value)
    return closed.value.trouble


def test_messages_come_octet_by_octet_with_their_size_and_stay_until_they_are_put_away(where, dovecot):
    dovecot.append(RAW.replace(b"\x00", b"0"), b"Subject: two\r\n\r\n.\r\n")
    with imap.opened(where, done="Heard") as folder:
        first, second = folder.waiting()
        assert folder.raw(first) == RAW.replace(b"\x00", b"0")
        assert folder.size(first) == len(RAW)
        folder.put_away(first)
        folder.put_away(second, flagged=True)
        assert (folder.waiting(), folder.size(first), folder.raw(first)) == ([], 0, b"")

    assert dovecot.messages() == []
    assert [flagged for _, flagged in dovecot.messages("Heard")] == [False, True]


def test_whatever_stands_in_the_way_has_a_word_and_no_password_in_it(where):
    assert trouble_of(replace(where, password="fel")) == "sign_in"
    assert trouble_of(replace(where, folder="Saknas")) == "no_folder"
    assert trouble_of(replace(where, port=9)) == "unreachable"
    assert trouble_of(replace(where, secured="ssl")) == "tls"
    assert trouble_of(replace(where, secured="tls")) in ("tls", "refused")
    assert trouble_of(replace(where, host="no-such-host.invalid")) == "unknown_host"


def test_a_connection_that_breaks_while_we_read_is_told_as_well(where, dovecot):
    with pytest.raises(imap.Closed) as closed, imap.opened(where, done="Heard") as folder:
        folder._box.client.sock.shutdown(socket.SHUT_RDWR)
        folder.waiting()
    assert closed.value.trouble in ("unreachable", "refused")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("imap+ssl://anna%40example.org:p%2Fw@mail.example.org", ("ssl", 993, "anna@example.org", "p/w", "INBOX")),
        ("imap+tls://a:geheim@mail.example.org:1143/Svar/Heard", ("tls", 1143, "a", "geheim", "Svar/Heard")),
        ("imap://a:geheim@mail.example.org", ("none", 143, "a", "geheim", "INBOX")),
    ],
)
def test_the_setting_names_server_user_and_folder(url, said):
    where = env.mailbox("IMAP_URL", source={"IMAP_URL": url})

    assert (where.secured, where.port, where.user, where.password, where.folder) == said
    assert where.password not in repr(where)


@pytest.mark.parametrize("url", ["mail.example.org", "https://a:geheim@mail.example.org", "imap://mail.example.org",
                                 "imap://a:geheim@mail.example.org:port"])  # fmt: skip
def test_a_setting_that_is_none_is_refused_without_its_password(url):
    with pytest.raises(Misconfigured) as refused:
        env.mailbox("IMAP_URL", source={"IMAP_URL": url})
    assert "imap+ssl://" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_without_the_setting_there_is_no_mailbox():
    assert env.mailbox("IMAP_URL", source={}) is None
