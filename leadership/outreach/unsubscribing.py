"""One click to have no more letters of a kind (RFC 8058): the address each such letter carries, and reading it.

The token is signed with the installation's secret and bound to one person and the kinds of that letter. It opens
nothing else, needs no sign-in, and works as long as the person is here.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from leadership.lib.tokens import derived_token
from leadership.outreach.preferences import KINDS, REMINDERS, SUMMARIES
from leadership.people.models import Person

LETTERS = {"r": (REMINDERS,), "s": (SUMMARIES,), "b": KINDS}
"""What the first character of a token stands for."""
NAMED = 22
"""Characters in which the person's key is written."""


def address(person: Person, kinds: Collection[str]) -> str:
    """Where a POST ends letters of these kinds to `person`, and a GET asks whether to."""
    return f"{settings.SITE_URL}/unsubscribe/{token(person, kinds)}/"


def token(person: Person, kinds: Collection[str]) -> str:
    """The token for these kinds: the same in every letter."""
    mark = next(mark for mark, named in LETTERS.items() if set(named) == set(kinds))
    named = base64.urlsafe_b64encode(person.key.bytes).decode().rstrip("=")
    return f"{mark}{named}{_signature(mark, person.key)}"


def read(token: str) -> tuple[Person, Collection[str]] | None:
    """Whose letters of which kinds the token ends; None for anything we did not write, or for who has left."""
    mark, named, signature = token[:1], token[1 : NAMED + 1], token[NAMED + 1 :]
    try:
        key = UUID(bytes=base64.urlsafe_b64decode(f"{named}=="))
    except (ValueError, binascii.Error):
        return None
    if mark not in LETTERS or not hmac.compare_digest(signature.encode(), _signature(mark, key).encode()):
        return None
    person = Person.objects.filter(key=key, is_active=True).first()
    return (person, LETTERS[mark]) if person else None


def _signature(mark: str, key: UUID) -> str:
    return derived_token(secret=settings.SECRET_KEY, purpose="unsubscribe", key=f"{mark}:{key}")
