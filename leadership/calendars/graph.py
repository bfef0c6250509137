"""A calendar at Microsoft 365 (Graph v1.0): its busy time, and our events in it, found by a property of ours.

Exchange gives every event a UID of its own choice, so ours goes into an extended property. Written after the public
documentation; not tried against the live service (docs/how-to/calendars.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from leadership.calendars.caldav_account import Found
from leadership.calendars.elsewhere import Reading, Seen, Stretch, Wanted
from leadership.calendars.freebusy import Owner, whole_days
from leadership.calendars.guard import Blocked
from leadership.calendars.rest import Api, Told
from leadership.lib.instants import iso

OUR_UID = "String {00020329-0000-0000-C000-000000000046} Name HeardUid"
PREFER = {"Prefer": 'outlook.timezone="UTC", IdType="ImmutableId"'}
SELECT = "id,start,end,isAllDay,isCancelled,showAs,responseStatus"
BUSY = ("busy", "oof", "tentative", "unknown")


def calendars(api: Api) -> list[Found]:
    """The calendars the person may write to, the main one first."""
    query = {"$select": "id,name,canEdit,isDefaultCalendar", "$top": "100"}
    pages = api.pages("/me/calendars", query=query, headers=PREFER)
    found = [one for page in pages for one in page.get("value", []) if one.get("canEdit")]
    found.sort(key=lambda one: not one.get("isDefaultCalendar"))
    return [Found(f"{api.provider.api}/me/calendars/{quote(one['id'], safe='')}", one.get("name", "")) for one in found]


class GraphCalendar:
    """The calendar at `url`; an `elsewhere.Account`."""

    def __init__(self, api: Api, url: str) -> None:
        self._api, self._url = api, url

    def read(self, *, first: datetime, until: datetime, owner: Owner, places: Mapping[str, str]) -> Reading:
        """Busy time in `[first, until)`, recurrences expanded by Microsoft; our own events apart, by their id."""
        query = {"startDateTime": iso(first), "endDateTime": iso(until), "$select": SELECT, "$top": "500"}
        uids = {place: uid for uid, place in places.items()}
        busy: list[Stretch] = []
        ours: dict[str, Stretch] = {}
        for event in self._listed("calendarView", query):
            span = _span(event, ZoneInfo(owner.zone))
            if event.get("id") in uids:
                ours[uids[event["id"]]] = span
            elif _takes_time(event):
                busy.append(span)
        return Reading("", tuple(busy), ours)

    def find(self, uid: str, place: str) -> Seen | None:
        at_place = self._api.ask("GET", _event(place), query={"$select": SELECT}, headers=PREFER, fine=(404, 410)) \
            if place else {}  # fmt: skip
        if at_place:
            return _seen(at_place)
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{OUR_UID}' and ep/value eq '{uid}')"
        found = list(self._listed("events", {"$filter": wanted, "$select": SELECT, "$top": "10"}))
        return _seen(found[0]) if found else None

    def put(self, wanted: Wanted, seen: Seen | None) -> Seen:
        if seen is None:
            ours = {"singleValueExtendedProperties": [{"id": OUR_UID, "value": wanted.uid}]}
            return _seen(self._api.ask("POST", f"{self._url}/events", body={**_body(wanted), **ours}, headers=PREFER))
        match = {**PREFER, "If-Match": seen.etag}
        return _seen(self._api.ask("PATCH", _event(seen.place), body=_body(wanted), headers=match))

    def remove(self, seen: Seen) -> None:
        self._api.ask("DELETE", _event(seen.place), headers={**PREFER, "If-Match": seen.etag}, fine=(404, 410))

    def _listed(self, what: str, query: Mapping[str, str]) -> Iterator[Told]:
        for page in self._api.pages(f"{self._url}/{what}", query=query, headers=PREFER):
            yield from page.get("value", [])


def _event(place: str) -> str:
    return f"/me/events/{quote(place, safe='')}"


def _body(wanted: Wanted) -> Told:
    said = f"{wanted.description}\n\n{wanted.url}".strip()
    return {
        "subject": wanted.summary,
        "body": {"contentType": "text", "content": said},
        "location": {"displayName": wanted.location},
        "start": _moment(wanted.start),
        "end": _moment(wanted.end),
        "sensitivity": "private",
        "showAs": "busy",
    }


def _moment(moment: datetime) -> Told:
    return {"dateTime": moment.astimezone(UTC).replace(tzinfo=None).isoformat(), "timeZone": "UTC"}


def _seen(event: Told) -> Seen:
    start, end = _span(event, ZoneInfo("UTC"))
    return Seen(str(event.get("id", "")), str(event.get("@odata.etag", "")), start, end)


def _takes_time(event: Told) -> bool:
    refused = (event.get("responseStatus") or {}).get("response") == "declined"
    return event.get("showAs", "busy") in BUSY and not event.get("isCancelled") and not refused


def _span(event: Told, home: ZoneInfo) -> Stretch:
    """Start and end; all-day events take the owner's whole days."""
    try:
        start, end = (_instant(event[name]["dateTime"]) for name in ("start", "end"))
    except (KeyError, TypeError, ValueError) as error:
        raise Blocked("broken") from error
    return whole_days(start.date(), end.date(), home) if event.get("isAllDay") else (start, end)


def _instant(text: str) -> datetime:
    """Microsoft writes seven digits of a second and, as we ask for UTC, no offset."""
    return datetime.fromisoformat(text.partition(".")[0].rstrip("Z")).replace(tzinfo=UTC)
