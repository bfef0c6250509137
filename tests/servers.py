"""Real servers for the tests, each started once in a session, and leave to ask loopback addresses."""

import socket
import subprocess
import sys
import threading
import time
from ipaddress import ip_network

import pytest

from tests import mailserver


@pytest.fixture
def loopback(settings):
    """This installation may read calendars on this machine, over plain http."""
    settings.CALENDAR_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.CALENDAR_PLAIN_HTTP = True


@pytest.fixture(scope="session")
def radicale(tmp_path_factory):
    """The address of a Radicale with the users anna and bjorn, password secret."""
    folder = tmp_path_factory.mktemp("radicale")
    (folder / "users").write_text("anna:secret\nbjorn:secret\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type",
        "htpasswd", "--auth-htpasswd-filename", str(folder / "users"), "--auth-htpasswd-encryption", "plain",
        "--auth-delay", "0", "--storage-filesystem-folder", str(folder / "collections"), "--logging-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    try:
        _wait_for(port, until=time.monotonic() + 180)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.kill()
        server.wait()


def _wait_for(port, *, until):
    never = threading.Event()
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            never.wait(0.1)
        else:
            return
    raise AssertionError("the calendar server has not come up within three minutes")


@pytest.fixture(scope="session")
def dovecot():
    """A Dovecot of one's own, run by an ordinary user; gone afterwards."""
    with mailserver.running() as server:
        yield server
