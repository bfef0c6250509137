"""A calendar at Google (Calendar API v3): its busy time, and our events in it, found by `iCalUID`.

Written after the public documentation; not tried against the live service (docs/how-to/calendars.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from leadership.calendars.caldav_account import Found
from leadership.calendars.elsewhere import Reading, Seen, Stretch, Wanted
from leadership.calendars.freebusy import Owner, is_our_uid, whole_days
from leadership.calendars.guard import Blocked
from leadership.calendars.rest import Api, Told
from leadership.lib.instants import iso, parse_instant

FIELDS = "nextPageToken,items(iCalUID,status,transparency,eventType,start,end,attendees(self,responseStatus))"
QUIETLY = {"sendUpdates": "none"}


def calendars(api: Api) -> list[Found]:
    """The calendars the person owns, the main one first."""
    query = {"minAccessRole": "owner", "maxResults": "250", "fields": "nextPageToken,items(id,summary,primary)"}
    found = [one for page in api.pages("/users/me/calendarList", query=query) for one in page.get("items", [])]
    found.sort(key=lambda one: not one.get("primary"))
    return [Found(f"{api.provider.api}/calendars/{quote(one['id'], safe='')}", one.get("summary", "")) for one in found]


class GoogleCalendar:
    """The calendar at `url`; an `elsewhere.Account`."""

    def __init__(self, api: Api, url: str) -> None:
        self._api, self._events = api, f"{url}/events"

    def read(self, *, first: datetime, until: datetime, owner: Owner, places: Mapping[str, str]) -> Reading:
        """Busy time in `[first, until)`, recurrences expanded by Google; our own events apart, by their UID."""
        query = {"timeMin": iso(first), "timeMax": iso(until), "singleEvents": "true", "maxResults": "2500"}
        busy: list[Stretch] = []
        ours: dict[str, Stretch] = {}
        for event in self._listed({**query, "fields": FIELDS}):
            span = _span(event, ZoneInfo(owner.zone))
            uid = str(event.get("iCalUID", ""))
            if is_our_uid(uid, owner):
                ours[uid] = span
            elif _takes_time(event):
                busy.append(span)
        return Reading("", tuple(busy), ours)

    def find(self, uid: str, place: str) -> Seen | None:
        at_place = self._api.ask("GET", f"{self._events}/{quote(place)}", fine=(404, 410)) if place else {}
        if at_place and at_place.get("status") != "cancelled":
            return _seen(at_place)
        found = [one for one in self._listed({"iCalUID": uid, "maxResults": "10"}) if one.get("status") != "cancelled"]
        return _seen(found[0]) if found else None

    def put(self, wanted: Wanted, seen: Seen | None) -> Seen:
        if seen is None:
            # An import keeps our UID, so that the invitation that came by letter is the same event to Google.
            return _seen(self._api.ask("POST", f"{self._events}/import", body={**_body(wanted), "iCalUID": wanted.uid}))
        address = f"{self._events}/{quote(seen.place)}"
        match = {"If-Match": seen.etag}
        return _seen(self._api.ask("PATCH", address, body=_body(wanted), query=QUIETLY, headers=match))

    def remove(self, seen: Seen) -> None:
        address, match = f"{self._events}/{quote(seen.place)}", {"If-Match": seen.etag}
        self._api.ask("DELETE", address, query=QUIETLY, headers=match, fine=(404, 410))

    def _listed(self, query: Mapping[str, str]) -> Iterator[Told]:
        for page in self._api.pages(self._events, query=query):
            yield from page.get("items", [])


def _body(wanted: Wanted) -> Told:
    return {
        "summary": wanted.summary,
        "description": wanted.description,
        "location": wanted.location,
        "start": {"dateTime": iso(wanted.start)},
        "end": {"dateTime": iso(wanted.end)},
        "sequence": wanted.sequence,
        "visibility": "private",
        "transparency": "opaque",
        "source": {"title": "Heard", "url": wanted.url},
    }


def _seen(event: Told) -> Seen:
    start, end = _span(event, ZoneInfo("UTC"))
    return Seen(str(event.get("id", "")), str(event.get("etag", "")), start, end)


def _takes_time(event: Told) -> bool:
    refused = any(one.get("self") and one.get("responseStatus") == "declined" for one in event.get("attendees", []))
    free = event.get("transparency") == "transparent" or event.get("eventType") == "workingLocation"
    return event.get("status") != "cancelled" and not free and not refused


def _span(event: Told, home: ZoneInfo) -> Stretch:
    """Start and end; all-day events take the owner's whole days."""
    try:
        start, end = event["start"], event["end"]
        if "dateTime" in start:
            return parse_instant(start["dateTime"]), parse_instant(end["dateTime"])
        return whole_days(date.fromisoformat(start["date"]), date.fromisoformat(end["date"]), home)
    except (KeyError, TypeError, ValueError) as error:
        raise Blocked("broken") from error
