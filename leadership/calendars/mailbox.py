"""Mail that comes back: kept first, exactly as it came, and told apart afterwards; forgotten when it has served."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from leadership.calendars.models import Inbound
from leadership.lib.refusal import refuse

MOST_BYTES = 10 * 1024 * 1024
KEPT = timedelta(days=90)
_OCTETS = "latin-1"
"""Every octet is one character of it, so text and octets are the same thing."""


def keep(raw: bytes, *, now: datetime) -> Inbound:
    """Stores `raw`; the same message again is the row there is. Raises Refused for an empty or endless one."""
    if not raw.strip():
        remedy = _("Post the message as it came, with its headers.")
        raise refuse("message", len(raw), _("There is nothing in this message."), remedy)
    if len(raw) > MOST_BYTES:
        remedy = _("Answers to invitations are small; leave it out.")
        raise refuse("message", len(raw), _("The message is larger than 10 MB."), remedy)
    digest = hashlib.sha256(raw).hexdigest()
    row = Inbound(digest=digest, raw=raw.decode(_OCTETS), received_at=now)
    Inbound.objects.bulk_create([row], ignore_conflicts=True)
    return Inbound.objects.get(digest=digest)


def raw_of(inbound: Inbound) -> bytes:
    """The message as it came."""
    return str(inbound.raw).encode(_OCTETS)


def forget_old(*, now: datetime) -> int:
    """Deletes messages decided long ago; what they said is kept where it belongs."""
    return Inbound.objects.filter(received_at__lt=now - KEPT, decided_at__isnull=False).delete()[0]
