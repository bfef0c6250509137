"""A small web server of our own on a loopback address, which answers as each test says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import NamedTuple

from leadership.calendars.guard import Guard

LOOPBACK = ip_network("127.0.0.0/8")
OURS = Guard(networks=[LOOPBACK], plain=True)


class Answer(NamedTuple):
    """What the server says to one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = {}


@contextmanager
def serving(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Yields the server's address and the list of paths asked for; `answer` gets path and headers, beside them the
    method and the body as `:method` and `:body`."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = answer(self.path, {**headers, ":method": self.command, ":body": body})
            self.send_response(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(said.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_PROPFIND = do_REPORT = do_GET  # noqa: N815 - the names of http.server

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
