"""Leave to use somebody's calendar at Google or Microsoft: OAuth 2.0 with a code and PKCE (RFC 6749, RFC 7636).

The person says yes on the provider's own page; we get a refresh token, keep it encrypted, and use it for nothing but
calendars. Every request goes through the guard. Raises `guard.Blocked`: `ended` when the leave is no more.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings

from leadership.calendars.guard import Blocked, Guard, GuardedSession, status_code

NAMES = {"google": "Google", "microsoft": "Microsoft 365"}


@dataclass(frozen=True, slots=True)
class Provider:
    """One of the two, as this installation is registered there; addresses are those of the public documentation."""

    name: str
    client_id: str
    secret: str
    authorize: str
    token: str
    revoke: str
    api: str
    scope: str
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way: where the person is sent, and what must come back with the answer."""

    url: str
    state: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider gave: `lasts` is the life of the access token in seconds; `refresh` may be the old one."""

    access: str
    refresh: str
    lasts: int


def provider(name: str) -> Provider | None:
    """The provider, where this installation is registered with it (settings GOOGLE_…, MICROSOFT_…); else None."""
    known: dict[str, dict[str, Any]] = {"google": settings.GOOGLE, "microsoft": settings.MICROSOFT}
    said = known.get(name, {})
    return Provider(name, **said) if said.get("client_id") else None


def offered() -> dict[str, str]:
    """The providers people can connect here, with their names."""
    return {key: name for key, name in NAMES.items() if provider(key)}


def begin(asked: Provider, *, back: str) -> Asked:
    """The provider's page on which the person says yes; `back` is our address that they return to."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "client_id": asked.client_id, "redirect_uri": back, "response_type": "code", "scope": asked.scope,
        "state": state, "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256", **dict(asked.extra),
    }  # fmt: skip
    return Asked(f"{asked.authorize}?{urlencode(query)}", state, verifier)


def redeem(asked: Provider, *, code: str, verifier: str, back: str, guard: Guard) -> Tokens:
    """The tokens for the code that came back."""
    said = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back}
    found = _tokens(asked, said, guard)
    if not found.refresh:
        raise Blocked("ended")
    return found


def renew(asked: Provider, *, refresh: str, guard: Guard) -> Tokens:
    """A new access token; where the provider gives a new refresh token with it, that one counts from now on."""
    found = _tokens(asked, {"grant_type": "refresh_token", "refresh_token": refresh}, guard)
    return found if found.refresh else Tokens(found.access, refresh, found.lasts)


def give_back(asked: Provider, *, refresh: str, guard: Guard) -> None:
    """Tells the provider that we need the leave no more, where it has an address for that."""
    if asked.revoke:
        _post(asked.revoke, {"token": refresh}, guard)


def _tokens(asked: Provider, said: dict[str, str], guard: Guard) -> Tokens:
    credentials = {"client_id": asked.client_id, "client_secret": asked.secret}
    answer = _post(asked.token, said | credentials, guard)
    try:
        told = answer.json()
        if told.get("error") in ("invalid_grant", "interaction_required", "consent_required"):
            raise Blocked("ended")
        if answer.status_code != 200:
            raise Blocked("not_registered" if answer.status_code in (400, 401) else status_code(answer.status_code))
        return Tokens(str(told["access_token"]), str(told.get("refresh_token", "")), int(told.get("expires_in", 3600)))
    except (requests.exceptions.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Blocked("status") from error


def _post(url: str, said: dict[str, str], guard: Guard) -> requests.Response:
    with GuardedSession(guard) as session:
        return session.post(url, data=said, headers={"Accept": "application/json"})
