"""The one place that speaks CalDAV: which calendars an account has, and the raw files of one of them.

An account is found from an address or a mail address (RFC 6764: SRV record, then `/.well-known/caldav`). Every request
goes through `guard`; XML with entities is refused. Raises `guard.Blocked` alone, whatever the library met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import dns.exception
import dns.resolver
import requests
from caldav import Calendar, DAVClient
from caldav.elements import dav
from caldav.lib import error as dav_error

from leadership.calendars.guard import Blocked, Guard, GuardedSession, status_code

WELL_KNOWN = "/.well-known/caldav"
DNS_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """One calendar of an account: its address and what its owner called it."""

    url: str
    name: str


class PlainXml(GuardedSession):
    """Answers that declare entities of their own are not read."""

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        response = super().request(method, url, *args, **options)
        if b"<!DOCTYPE" in response.content[:4096] or b"<!ENTITY" in response.content:
            raise Blocked("status")
        return response


def discover(where: str, *, username: str, password: str, guard: Guard) -> tuple[Found, ...]:
    """The calendars for events of the account at `where`: an https address, a domain or a mail address."""
    failure = Blocked("unreachable")
    for url in _candidates(where.strip()):
        try:
            return _calendars(_landing(url, guard), username, password, guard)
        except Blocked as blocked:
            failure = blocked
            if blocked.code == "refused":
                break
    raise failure


def state_of(url: str, *, credentials: tuple[str, str] | None, guard: Guard) -> str:
    """The calendar's sync token, or "" where the server offers none; the same token, the same content."""
    calendar = client(url, credentials, guard).calendar(url=url)
    return str(asked(calendar.get_property, dav.SyncToken()) or "")[:300]


def events(
    url: str, *, credentials: tuple[str, str] | None, first: datetime, until: datetime, guard: Guard
) -> tuple[tuple[bytes, ...], bool]:
    """The files of every event that touches `[first, until)`, and whether they are the events themselves: where only
    free and busy may be seen (RFC 4791 section 7.10), it is that."""
    calendar = client(url, credentials, guard).calendar(url=url)
    try:
        found = asked(calendar.search, start=first, end=until, event=True, expand=False)
    except Blocked as blocked:
        if blocked.code != "refused":
            raise
        return (_bytes(asked(calendar.freebusy_request, first, until).data),), False
    return tuple(_bytes(one.data) for one in found), True


def _candidates(where: str) -> Iterator[str]:
    if "://" in where:
        yield where
        yield urljoin(where, WELL_KNOWN)
        return
    domain = where.rpartition("@")[2].lower()
    services = _services(domain)
    path = _path(domain) if services else ""
    for host, port in services:
        yield from (f"https://{host}:{port}{where}" for where in (path, WELL_KNOWN) if where)
    yield f"https://{domain}{WELL_KNOWN}"


def _services(domain: str) -> Sequence[tuple[str, int]]:
    """Where the domain says its CalDAV service is, the preferred one first."""
    ordered = sorted(_records(domain, "SRV"), key=lambda record: (record.priority, -record.weight))
    return [(str(record.target).rstrip("."), int(record.port)) for record in ordered if str(record.target) != "."]


def _path(domain: str) -> str:
    """Where on that host the service begins, if the domain says so (`path=` in a TXT record, RFC 6764 section 4)."""
    texts = [b"".join(record.strings).decode(errors="replace") for record in _records(domain, "TXT")]
    return next((text.removeprefix("path=") for text in texts if text.startswith("path=/")), "")


def _records(domain: str, kind: str) -> Sequence[Any]:
    try:
        return list(dns.resolver.resolve(f"_caldavs._tcp.{domain}", kind, lifetime=DNS_SECONDS))
    except (dns.exception.DNSException, UnicodeError, ValueError, OSError):
        return ()


def _landing(url: str, guard: Guard) -> str:
    """Where the address leads: redirects followed, without credentials."""
    with PlainXml(guard) as session:
        response = session.request("PROPFIND", url, headers={"Depth": "0"})
    if response.status_code in (404, 410) or response.status_code >= 500:
        raise Blocked(status_code(response.status_code))
    return str(response.url)


def _calendars(url: str, username: str, password: str, guard: Guard) -> tuple[Found, ...]:
    principal = asked(client(url, (username, password), guard).principal)
    found = [one for one in asked(principal.get_calendars) if "VEVENT" in asked(one.get_supported_components)]
    if not found:
        raise Blocked("gone")
    return tuple(Found(str(one.url), _name(one)) for one in found)


def _name(calendar: Calendar) -> str:
    called = str(asked(calendar.get_display_name) or "").strip()
    return (called or urlsplit(str(calendar.url)).path.rstrip("/").rpartition("/")[2])[:100]


def client(url: str, credentials: tuple[str, str] | None, guard: Guard) -> DAVClient:
    """The library's client, its every request guarded."""
    name, password = credentials or (None, None)
    made = DAVClient(url=url, username=name, password=password, enable_rfc6764=False)
    made.session.close()
    made.session = PlainXml(guard)
    return made


def asked(question: Any, *arguments: Any, **named: Any) -> Any:
    """The answer of the library, its many errors told as `Blocked`."""
    try:
        return question(*arguments, **named)
    except dav_error.AuthorizationError as error:
        raise Blocked("refused") from error
    except dav_error.NotFoundError as error:
        raise Blocked("gone") from error
    except (dav_error.DAVError, ValueError, KeyError, AttributeError, AssertionError) as error:
        raise Blocked("status") from error


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data
