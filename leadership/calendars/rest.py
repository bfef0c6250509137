"""Asking Google's and Microsoft's calendars with somebody's leave: tokens renewed when due, pages followed, and every
refusal told as `Blocked` (or `Altered`, where an ETag did not fit any more)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import requests

from leadership.calendars import oauth
from leadership.calendars.elsewhere import Altered
from leadership.calendars.guard import Blocked, Guard, GuardedSession, status_code
from leadership.calendars.models import Grant

MARGIN = timedelta(minutes=1)
MOST_PAGES = 20
LIMITED = ("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded")
LONGEST_WAIT = timedelta(hours=6)
Told = dict[str, Any]


class Api:
    """One person's leave with one provider, at `now` (UTC)."""

    def __init__(self, grant: Grant, *, guard: Guard, now: datetime) -> None:
        found = oauth.provider(grant.provider)
        if found is None:
            raise Blocked("not_registered")
        self.provider, self._grant, self._guard, self._now = found, grant, guard, now

    def ask(
        self, method: str, path: str, *, body: Told | None = None, query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None, fine: tuple[int, ...] = (),
    ) -> Told:  # fmt: skip
        """What the provider answers; an empty mapping where it says nothing, or answers with a status in `fine`."""
        url = self.address(path)
        options: dict[str, Any] = {"json": body, "params": query}
        answer = self._send(method, url, headers or {}, self._token(), options)
        if answer.status_code == 401:
            answer = self._send(method, url, headers or {}, self._token(anew=True), options)
        return {} if answer.status_code in fine else _told(answer)

    def pages(self, path: str, *, query: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Iterator[Told]:
        """Every page of a list, by Google's `nextPageToken` or Microsoft's `@odata.nextLink`."""
        asked: dict[str, str] | None = dict(query)
        for _page in range(MOST_PAGES):
            told = self.ask("GET", path, query=asked, headers=headers)
            yield told
            if told.get("nextPageToken"):
                asked = {**query, "pageToken": str(told["nextPageToken"])}
            elif told.get("@odata.nextLink"):
                path, asked = str(told["@odata.nextLink"]), None
            else:
                return
        raise Blocked("too_many")

    def address(self, path: str) -> str:
        """A path below the provider's, or a whole address of its own; the token goes to no other."""
        if path.startswith("/"):
            return self.provider.api + path
        if not path.startswith(f"{self.provider.api}/"):
            raise Blocked("moved")
        return path

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], token: str, options: dict[str, Any]
    ) -> requests.Response:  # fmt: skip
        said = {"Accept": "application/json", **headers, "Authorization": f"Bearer {token}"}
        with GuardedSession(self._guard) as session:
            return session.request(method, url, headers=said, **options)

    def _token(self, *, anew: bool = False) -> str:
        grant = self._grant
        if anew or not grant.access_token or grant.expires_at is None or grant.expires_at <= self._now + MARGIN:
            tokens = oauth.renew(self.provider, refresh=grant.refresh_token, guard=self._guard)
            grant.keep(tokens.access, tokens.refresh, self._now + timedelta(seconds=tokens.lasts))
        return str(grant.access_token)


def _told(answer: requests.Response) -> Told:
    status = answer.status_code
    if status == 412:
        raise Altered
    told = _json(answer)
    if status == 429 or (status == 403 and _reasons(told) & set(LIMITED)):
        raise Blocked("limited", wait=_retry_after(answer))
    if status == 401:
        raise Blocked("ended")
    if status >= 400:
        raise Blocked(status_code(status), wait=_retry_after(answer))
    return told


def _json(answer: requests.Response) -> Told:
    if not answer.content:
        return {}
    try:
        told = answer.json()
    except requests.exceptions.JSONDecodeError as error:
        raise Blocked(status_code(answer.status_code)) from error
    return told if isinstance(told, dict) else {}


def _reasons(told: Told) -> set[str]:
    """Why Google says no: `{"error": {"errors": [{"reason": …}]}}`."""
    error = told.get("error")
    errors = error.get("errors", []) if isinstance(error, dict) else []
    return {str(one.get("reason")) for one in errors if isinstance(one, dict)}


def _retry_after(answer: requests.Response) -> timedelta:
    """Seconds the provider asks us to wait; nothing where it gives a date or no time."""
    said = answer.headers.get("Retry-After", "").strip()
    return min(timedelta(seconds=int(said)), LONGEST_WAIT) if said.isdecimal() and len(said) < 9 else timedelta()
