"""Signed action links: one person, one deed, no sign-in (docs/reference/access.md).

A token is derived from (letter, purpose, object), so a letter written twice carries the same links; the database keeps
only its hash. Looking at a link changes nothing; what a POST does is decided by the face, by the state it then finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from leadership.accounts.models import ActionLink
from leadership.lib.instants import iso, parse_instant
from leadership.lib.refusal import refuse
from leadership.lib.tokens import derived_token, token_hash
from leadership.people.models import Person

PURPOSES = (
    "choose",
    "book",
    "accept",
    "help",
    "held",
    "not_held",
    "confirm",
    "pulse",
    "open",
    "decline",
    "not_now",
    "handover",
    "move",
    "keep_time",
)


class Draft(NamedTuple):
    """A link that works as soon as it is kept."""

    token_hash: str
    person_id: int
    purpose: str
    object: str
    made_at: datetime
    expires_at: datetime


KEEP = f"INSERT INTO {ActionLink._meta.db_table} ({', '.join(Draft._fields)}) VALUES "
AT_ONCE = 500
"""Links written in one statement."""


@dataclass(frozen=True, slots=True)
class About:
    """What a link is about: `kind` is obligation or conversation; `start` (UTC) names the time of book,
    accept and move."""

    kind: str
    key: UUID
    start: datetime | None = None


def make(*, person: Person, purpose: str, object: str, key: UUID | str, now: datetime, expires_at: datetime) -> str:
    """The token with which `person` may do `purpose` about `object` until `expires_at` (UTC), kept: see `draft`."""
    token, link = draft(person=person, purpose=purpose, object=object, key=key, now=now, expires_at=expires_at)
    keep([link])
    return token


def draft(
    *, person: Person, purpose: str, object: str, key: UUID | str, now: datetime, expires_at: datetime
) -> tuple[str, Draft]:
    """The token, and the link that works as soon as it is kept.

    `object` is `obligation:<key>` or `conversation:<key>`, for a certain time as `about` writes it; `key` is that of
    the letter. The same arguments give the same token. Raises Refused for a purpose nobody knows.
    """
    if purpose not in PURPOSES:
        raise refuse("purpose", purpose, "No link has this purpose.", f"Use one of {', '.join(PURPOSES)}.")
    token = derived_token(secret=settings.SECRET_KEY, purpose=f"link:{purpose}", key=f"{key}:{person.key}:{object}")
    return token, Draft(token_hash(token), person.pk, purpose, object, now, expires_at)


def keep(drafts: Iterable[Draft]) -> None:
    """From now on these work, in one statement; of one that was kept before, the first `expires_at` stays. Written out,
    because there are some in every letter."""
    rows, moment = list(drafts), connection.ops.adapt_datetimefield_value
    places = ", ".join(["%s"] * len(Draft._fields))
    with transaction.atomic():
        for some in (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE)):
            values = [one for row in some for one in (*row[:4], moment(row.made_at), moment(row.expires_at))]
            with connection.cursor() as cursor:
                cursor.execute(f"{KEEP}{', '.join([f'({places})'] * len(some))} ON CONFLICT DO NOTHING", values)


def find(token: str, now: datetime) -> ActionLink | None:
    """The link with this token; None when there is none, it has expired, was revoked, or its person has left."""
    live = Q(expires_at__gt=now, revoked_at__isnull=True, person__is_active=True)
    return ActionLink.objects.filter(live, token_hash=token_hash(token)).select_related("person").first()


def revoke(*, object: str, now: datetime) -> int:
    """Ends every link about `object`; returns how many. Done when the thing itself is over."""
    about_it = Q(object=object) | Q(object__startswith=f"{object}@")
    return ActionLink.objects.filter(about_it, revoked_at__isnull=True).update(revoked_at=now)


def address(token: str) -> str:
    """The link as it stands in a letter. The site's address comes from the settings, never from a request."""
    return f"{settings.SITE_URL}/a/{token}/"


def about(name: str, start: datetime | None = None) -> str:
    """What `ActionLink.object` holds: `name` such as `obligation:<key>`, then `@<instant>` for a certain time."""
    return name if start is None else f"{name}@{iso(start)}"


def read(link: ActionLink) -> About:
    """What the link is about, taken apart."""
    name, _, start = link.object.partition("@")
    kind, _, key = name.partition(":")
    return About(kind, UUID(key), parse_instant(start) if start else None)
