"""Fetching from addresses other people typed: only to the public internet, only so much, only so long.

Every connection, on every hop, goes to an address that was looked at first; what is not public is refused before a
byte is sent (server-side request forgery). At most three redirects, 10 MB and 30 seconds in all; no password follows
to another host. Whatever goes wrong is a `Blocked` with a plain code, never the server's words.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from leadership.lib.env import Network

MOST_BYTES = 10 * 1024 * 1024
MOST_SECONDS = 30.0
MOST_REDIRECTS = 3
PATIENCE = (5.0, 10.0)
"""Seconds to connect, and to wait for the next bytes."""
PORTS = {"https": 443, "http": 80}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Blocked(Exception):
    """Nothing was fetched; `code` says why: address, scheme, port, private, redirects, too_large, too_slow,
    unreachable, refused (401, 403), gone (404, 410) or status. `wait` is how long the server asks us to keep away."""

    def __init__(self, code: str, *, wait: timedelta = timedelta()) -> None:
        super().__init__(code)
        self.code, self.wait = code, wait


class Guard:
    """What may be reached. `networks` are an organisation's own, open on every port; `plain` allows http elsewhere;
    one request may take `seconds` in all."""

    def __init__(self, *, networks: Sequence[Network] = (), plain: bool = False, seconds: float = MOST_SECONDS) -> None:
        self.seconds = seconds
        self.networks = tuple(networks)
        self.plain = plain

    def check(self, url: str) -> str:
        """`url` when its scheme and port may be asked. Raises Blocked."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise Blocked("address") from error
        if parts.scheme not in PORTS or not host:
            raise Blocked("scheme" if host else "address")
        if not self._is_ours(host):
            if parts.scheme == "http" and not self.plain:
                raise Blocked("scheme")
            if port not in (None, *PORTS.values()):
                raise Blocked("port")
        return url

    def connect(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """A connection to one of the host's addresses, all of which are allowed. Raises Blocked and OSError."""
        found = _resolve(host, port)
        if not all(self.allows(address) for _, address in found):
            raise Blocked("private")
        failure: OSError = OSError("no address")
        for family, address in found:
            try:
                return _dial(family, address, port, timeout)
            except OSError as error:
                failure = error
        raise failure

    def allows(self, address: Address) -> bool:
        """Whether something public, or of the organisation's own networks, answers there."""
        plain = _untranslated(address)
        if any(plain.version == network.version and plain in network for network in self.networks):
            return True
        return plain.is_global and not plain.is_multicast

    def _is_ours(self, host: str) -> bool:
        """Whether all of the host's addresses lie in the organisation's own networks."""
        if not self.networks:
            return False
        try:
            found = [_untranslated(address) for _, address in _resolve(host, 0)]
        except OSError:
            return False
        return all(any(one.version == net.version and one in net for net in self.networks) for one in found)


class GuardedSession(requests.Session):
    """A session whose every request passes the guard; it follows redirects itself and reads no more than allowed."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.guard = guard
        self.trust_env = False
        for scheme in PORTS:
            self.mount(f"{scheme}://", _GuardedAdapter(guard))

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """As `requests` does it, within the limits. Raises Blocked."""
        until = time.monotonic() + self.guard.seconds
        options |= {"stream": True, "allow_redirects": False, "timeout": PATIENCE}
        target = str(url)
        for _hop in range(MOST_REDIRECTS + 1):
            response = self._ask(str(method), self.guard.check(target), *args, **options)
            _read(response, until)
            if not response.is_redirect:
                return response
            onward = urljoin(target, response.headers["location"])
            if _origin(onward) != _origin(target):
                options = _without_credentials(options)
                self.auth = None
            target = onward
        raise Blocked("redirects")

    def _ask(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:
        try:
            return super().request(method, url, *args, **options)
        except requests.exceptions.Timeout as error:
            raise Blocked("too_slow") from error
        except (requests.exceptions.RequestException, HTTPError, UnicodeError) as error:
            raise _cause(error) from error


def fetch(url: str, guard: Guard, *, headers: dict[str, str] | None = None) -> requests.Response:
    """What lies at `url`, with its status 200 or 304. Raises Blocked."""
    with GuardedSession(guard) as session:
        response = session.get(url, headers={"Accept": "text/calendar, */*;q=0.5", **(headers or {})})
    if response.status_code not in (200, 304):
        raise Blocked(status_code(response.status_code))
    return response


def status_code(status: int) -> str:
    """The code of an answer that is none: refused, gone or status."""
    return {401: "refused", 403: "refused", 404: "gone", 410: "gone"}.get(status, "status")


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, which credentials are bound to."""
    scheme, host, port = _origin(url)
    return f"{scheme}://{host}:{port}"


class _GuardedAdapter(HTTPAdapter):
    """Connections that ask the guard for their socket."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)  # type: ignore[no-untyped-call]
        self.poolmanager.pool_classes_by_scheme = _pools(self.guard)


def _pools(guard: Guard) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(guard, self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(guard, self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _guarded(guard: Guard, connection: HTTPConnection) -> socket.socket:
    timeout = connection.timeout if isinstance(connection.timeout, int | float) else PATIENCE[0]
    try:
        return guard.connect(connection.host, connection.port, timeout)
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error


def _resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, Address]]:
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return [(family, ipaddress.ip_address(where[0])) for family, _, _, _, where in found]


def _dial(family: socket.AddressFamily, address: Address, port: int, timeout: float | None) -> socket.socket:
    dialled = socket.socket(family, socket.SOCK_STREAM)
    try:
        dialled.settimeout(timeout)
        dialled.connect((str(address), port))
    except OSError:
        dialled.close()
        raise
    return dialled


def _untranslated(address: Address) -> Address:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inside is None and address in _TRANSLATED:
        inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inside or address


def _read(response: requests.Response, until: float) -> None:
    """The whole body, as long as it is neither too large nor too slow."""
    body = bytearray()
    try:
        for chunk in response.iter_content(64 * 1024):
            body += chunk
            if len(body) > MOST_BYTES:
                raise Blocked("too_large")
            if time.monotonic() > until:
                raise Blocked("too_slow")
    except requests.exceptions.RequestException as error:
        raise Blocked("too_slow" if "timed out" in str(error) else "unreachable") from error
    finally:
        response.close()
    response._content = bytes(body)


def _cause(error: BaseException) -> Blocked:
    """The guard's own refusal where one lies below, else that nobody answered."""
    below: BaseException | None = error
    while below is not None and not isinstance(below, Blocked):
        below = below.__cause__ or below.__context__
    return below or Blocked("unreachable")


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)


def _without_credentials(options: dict[str, Any]) -> dict[str, Any]:
    headers = {name: value for name, value in (options.get("headers") or {}).items() if name.lower() != "authorization"}
    return {**options, "auth": None, "headers": headers, "cookies": None}
