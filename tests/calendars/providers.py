"""Google and Microsoft on a loopback address, as far as their public documentation describes what we ask of them:
tokens with PKCE, their expiry and renewal, pages of a list, ETags, 401, 403, 412, and 429 with Retry-After.
"""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

Told = dict[str, Any]
FAULTS = {429: {"error": {"code": 429}}, 403: {"error": {"errors": [{"reason": "rateLimitExceeded"}]}}}


@dataclass
class Service:
    """One provider: what it keeps, and what it is told to answer next."""

    name: str
    url: str = ""
    events: dict[str, Told] = field(default_factory=dict)
    codes: dict[str, Told] = field(default_factory=dict)
    refresh: str = "refresh-0"
    access: str = ""
    revoked: bool = False
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses and headers of the next answers of the calendar itself."""
    asked: list[str] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def settings(self, **more: Any) -> Told:
        """What the installation has to know of it."""
        api = f"{self.url}/v3" if self.name == "google" else f"{self.url}/v1.0"
        addresses = {name: f"{self.url}/{name}" for name in ("authorize", "token")}
        revoke = f"{self.url}/revoke" if self.name == "google" else ""
        return {
            "client_id": "heard",
            "secret": "geheim",
            **addresses,
            "revoke": revoke,
            "api": api,
            "scope": "c",
            **more,
        }

    def consent(self, address: str) -> dict[str, str]:
        """The person has said yes on the page at `address`: what comes back with them."""
        said = dict(parse_qsl(urlsplit(address).query))
        assert (said["response_type"], said["code_challenge_method"]) == ("code", "S256")
        code = f"code-{next(self.number)}"
        self.codes[code] = said
        return {"code": code, "state": said["state"]}

    def add(self, start: str, end: str, **more: Any) -> str:
        """An event of the person's own, in the provider's form; its id."""
        key = f"event{next(self.number)}"
        if self.name == "google":
            times = {"start": {"dateTime": start}, "end": {"dateTime": end}}
        else:
            times = {"start": {"dateTime": f"{start[:19]}.0000000"}, "end": {"dateTime": f"{end[:19]}.0000000"}}
        self.events[key] = {**times, **more}
        self._stamp(key)
        return key

    def _stamp(self, key: str) -> Told:
        """A new state of the event, with an ETag of its own."""
        named = "etag" if self.name == "google" else "@odata.etag"
        self.events[key] |= {"id": key, named: f'"{next(self.number)}"'}
        return self.events[key]

    # --- tokens -------------------------------------------------------------------------------------------------------

    def token(self, said: dict[str, str]) -> tuple[int, Told]:
        """RFC 6749 sections 4.1.3 and 6, RFC 7636 section 4.6."""
        if (said.get("client_id"), said.get("client_secret")) != ("heard", "geheim"):
            return 401, {"error": "invalid_client"}
        if self.revoked or not (self._is_code(said) or self._is_refresh(said)):
            return 400, {"error": "invalid_grant"}
        self.access = f"access-{next(self.number)}"
        told: Told = {"access_token": self.access, "expires_in": 3599, "token_type": "Bearer"}
        if self.name == "microsoft" or said["grant_type"] == "authorization_code":
            self.refresh = f"refresh-{next(self.number)}"
            told["refresh_token"] = self.refresh
        return 200, told

    def _is_code(self, said: dict[str, str]) -> bool:
        asked = self.codes.pop(said.get("code", ""), None)
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        same = asked is not None and asked["redirect_uri"] == said.get("redirect_uri")
        return bool(same and asked and asked["code_challenge"] == challenge)

    def _is_refresh(self, said: dict[str, str]) -> bool:
        return said.get("grant_type") == "refresh_token" and said.get("refresh_token") == self.refresh

    # --- calendars ----------------------------------------------------------------------------------------------------

    def answer(
        self, method: str, address: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, Told, dict[str, str]]:
        """What the provider says to one request."""
        path, query = unquote(urlsplit(address).path), dict(parse_qsl(urlsplit(address).query))
        if path == "/token":
            return (*self.token({name: one[0] for name, one in parse_qs(body.decode()).items()}), {})
        if path == "/revoke":
            self.revoked = True
            return 200, {}, {}
        self.asked.append(f"{method} {path}")
        if self.revoked or headers.get("authorization") != f"Bearer {self.access}":
            return 401, {"error": {"code": 401}}, {}
        if self.faults:
            status, more = self.faults.pop(0)
            return status, FAULTS.get(status, {}), more
        said = json.loads(body) if body and body != b"null" else {}
        return (*self._calendar(method, path, query, headers.get("if-match", ""), said), {})

    def _calendar(self, method: str, path: str, query: dict[str, str], match: str, said: Told) -> tuple[int, Told]:
        if re.search(r"/(calendarList|calendars)$", path):
            return 200, self._page(self._calendars(), query, path)
        if re.search(r"/(events|calendarView)$", path) and method == "GET":
            return 200, self._page(self._wanted(query), query, path)
        if method == "POST":
            return 200 if self.name == "google" else 201, self._new(path, said)
        return self._one(method, path.rpartition("/")[2], match, said)

    def _calendars(self) -> list[Told]:
        if self.name == "google":
            main = {"id": "b@example.org", "summary": "Björn", "primary": True}
            return [{"id": "team@group.example", "summary": "Team"}, main]
        main = {"id": "A=2", "name": "Kalender", "canEdit": True, "isDefaultCalendar": True}
        return [{"id": "A=1", "name": "Extra", "canEdit": True}, main, {"id": "A=3", "name": "Helgdagar"}]

    def _wanted(self, query: dict[str, str]) -> list[Told]:
        if "iCalUID" in query:
            return [one for one in self.events.values() if one.get("iCalUID") == query["iCalUID"]]
        if "$filter" in query:
            uid = re.findall(r"ep/value eq '([^']+)'", query["$filter"])[0]
            ours = [(one.get("singleValueExtendedProperties") or [{}])[0].get("value") for one in self.events.values()]
            return [one for one, kept in zip(self.events.values(), ours, strict=True) if kept == uid]
        return list(self.events.values())

    def _page(self, found: list[Told], query: dict[str, str], path: str) -> Told:
        """Two at a time, whatever was asked for."""
        first = int(query.get("pageToken") or query.get("$skip") or 0)
        rest, page = found[first + 2 :], found[first : first + 2]
        if self.name == "google":
            return {"items": page, **({"nextPageToken": str(first + 2)} if rest else {})}
        onward = f"{self.url}{path}?$skip={first + 2}"
        kept = "&$filter=" + query["$filter"] if "$filter" in query else ""
        return {"value": page, **({"@odata.nextLink": onward + kept} if rest else {})}

    def _new(self, path: str, said: Told) -> Told:
        assert path.endswith("/import" if self.name == "google" else "/events")
        key = f"event{next(self.number)}"
        self.events[key] = said
        return self._stamp(key)

    def _one(self, method: str, key: str, match: str, said: Told) -> tuple[int, Told]:
        event = self.events.get(key)
        if event is None:
            return 404, {"error": {"code": 404}}
        if method != "GET" and match != (event.get("etag") or event.get("@odata.etag")):
            return 412, {"error": {"code": 412}}
        if method == "DELETE":
            del self.events[key]
            return 204, {}
        if method == "PATCH":
            event |= said
            self._stamp(key)
        return 200, event


@contextmanager
def running(name: str) -> Iterator[Service]:
    """Yields the provider, listening."""
    service = Service(name)

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told, more = service.answer(self.command, self.path, headers, body)
            said = b"" if status == 204 else json.dumps(told).encode()
            self.send_response(status)
            for header, value in {**more, "Content-Type": "application/json", "Content-Length": str(len(said))}.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815 - the names of http.server

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
