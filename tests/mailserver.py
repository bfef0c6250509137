"""A real IMAP server for the tests: Debian's Dovecot, with a folder and ports of its own, as an ordinary user.
`make mailserver` installs it, and so does `make test`.
"""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "/usr/sbin/dovecot"
USER, PASSWORD = "heard@example.org", "hemligt här"
CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_client_limit = 100
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


class Server:
    """Where it listens, and the mailbox as its owner's mail program sees it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, folder: str = "INBOX", password: str = "hemligt%20h%C3%A4r") -> str:
        """The setting that names a folder of the mailbox."""
        return f"imap://{USER.replace('@', '%40')}:{password}@127.0.0.1:{self.port}/{folder}"

    def append(self, *messages: bytes) -> None:
        """The messages have come in."""
        with self._open() as box:
            for message in messages:
                assert box.append("INBOX", None, None, message)[0] == "OK"

    def messages(self, folder: str = "INBOX") -> list[tuple[bytes, bool]]:
        """What lies in the folder: each message as it is, and whether it is flagged."""
        with self._open() as box:
            if box.select(folder, readonly=True)[0] != "OK":
                return []
            found = [box.fetch(number, "(FLAGS BODY.PEEK[])")[1][0] for number in box.search(None, "ALL")[1][0].split()]
        return [(raw, b"\\Flagged" in head) for head, raw in found]

    def empty(self) -> None:
        """All folders as on the first day."""
        with self._open() as box:
            for folder in ("INBOX", "Heard"):
                said, count = box.select(folder)
                if said == "OK" and int(count[0]):
                    box.store("1:*", "+FLAGS", "\\Deleted")
                    box.expunge()
            box.select("INBOX")
            box.delete("Heard")

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=60) as box:
            box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield box


@contextmanager
def running() -> Iterator[Server]:
    """Yields a server that has come up. Without Dovecot on the machine it says how to get it."""
    if not Path(PROGRAM).exists():
        raise RuntimeError("The tests need Dovecot as a real IMAP server. Install it with: make mailserver")
    folder, port = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp")), _free_port()
    process = subprocess.Popen(_command(folder, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    try:
        _wait_for(port, folder / "log", until=time.monotonic() + 120)
        yield Server(port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _command(folder: Path, port: int) -> list[str]:
    """Dovecot in the foreground, as the user who runs the tests; where that is root, as nobody."""
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    settings = folder / "dovecot.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, user=user, group=group, port=port))
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    command = [PROGRAM, "-F", "-c", str(settings)]
    if os.getuid() != 0:
        return command
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, user, group)
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *command]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, log: Path, *, until: float) -> None:
    never = threading.Event()
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            never.wait(0.05)
        else:
            return
    raise AssertionError(f"Dovecot has not come up: {log.read_text() if log.exists() else 'it wrote nothing'}")
