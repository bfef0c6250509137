"""Our events in a CalDAV calendar: found by UID, written and taken away with `If-Match`, never over another's change.

The event is a plain appointment without organiser and guests: no server sends mail of its own accord for it, and the
invitation that came by letter stays the one that is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from leadership.calendars import caldav_account, ical, limited
from leadership.calendars.elsewhere import Altered, Seen, Wanted
from leadership.calendars.guard import Blocked, Guard, status_code
from leadership.calendars.limited import Unread

CALDAV, DAV = "{urn:ietf:params:xml:ns:caldav}", "{DAV:}"
BY_UID = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/>'
    '</D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID">'
    '<C:text-match collation="i;octet">{uid}</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter>'
    "</C:calendar-query>"
)
CHANGED_MEANWHILE = (409, 412)
GONE = (404, 410)


class CalDavCopies:
    """The calendar at `url`; an `elsewhere.Account`."""

    def __init__(self, url: str, *, credentials: tuple[str, str] | None, guard: Guard) -> None:
        self.url = url if url.endswith("/") else f"{url}/"
        self._client = caldav_account.client(url, credentials, guard)

    def find(self, uid: str, place: str) -> Seen | None:
        """At its address, else wherever in the calendar its UID is: somebody may have moved or imported it."""
        return (self._at(place, uid) if place else None) or self._by_uid(uid)

    def put(self, wanted: Wanted, seen: Seen | None) -> Seen:
        place = seen.place if seen else urljoin(self.url, f"{wanted.key}.ics")
        condition = {"If-Match": seen.etag} if seen else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        answer = self._ask("PUT", place, ical.plain_file(wanted).decode(), headers)
        return Seen(place, answer.headers.get("ETag") or self._etag(place, wanted.uid), wanted.start, wanted.end)

    def remove(self, seen: Seen) -> None:
        self._ask("DELETE", seen.place, "", {"If-Match": seen.etag}, fine=GONE)

    def _etag(self, place: str, uid: str) -> str:
        """Servers that change what they are given do not name its ETag; then it is asked for."""
        found = self._at(place, uid)
        return found.etag if found else ""

    def _at(self, place: str, uid: str) -> Seen | None:
        answer = self._ask("GET", place, "", {}, fine=GONE)
        if answer.status in GONE:
            return None
        return _seen(place, answer.headers.get("ETag", ""), answer.raw, uid)

    def _by_uid(self, uid: str) -> Seen | None:
        headers = {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
        answer = self._ask("REPORT", self.url, BY_UID.format(uid=uid), headers)
        found = (_told(one, self.url, uid) for one in _tree(answer.raw).iter(f"{DAV}response"))
        return next((seen for seen in found if seen), None)

    def _ask(self, method: str, url: str, body: str, headers: Mapping[str, str], fine: tuple[int, ...] = ()) -> Any:
        answer = caldav_account.asked(self._client.request, url, method, body, headers)
        if answer.status in CHANGED_MEANWHILE:
            raise Altered
        if answer.status >= 300 and answer.status not in fine:
            raise Blocked(status_code(answer.status))
        return answer


def _tree(raw: str | bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        raise Blocked("status") from error


def _told(response: ElementTree.Element, base: str, uid: str) -> Seen | None:
    """One answer of a report, when it is the event looked for."""
    place = urljoin(base, response.findtext(f"{DAV}href") or "")
    etag = next((one.text or "" for one in response.iter(f"{DAV}getetag")), "")
    file = next((one.text or "" for one in response.iter(f"{CALDAV}calendar-data")), "")
    return _seen(place, etag, file, uid)


def _seen(place: str, etag: str, file: str | bytes, uid: str) -> Seen | None:
    try:
        found = limited.times_of([file.encode() if isinstance(file, str) else file], uid=uid)
    except Unread as error:
        raise Blocked("status") from error
    return Seen(place, etag, *found) if found else None
