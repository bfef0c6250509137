"""A staff list between its preview and its confirmation: encrypted at rest, its owner's alone, gone within an hour."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from leadership.people.models import Person, StaffList

KEPT_FOR = timedelta(hours=1)


@transaction.atomic
def keep(content: bytes, *, by: Person, now: datetime, whole: bool = True) -> StaffList:
    """Keeps the file in place of any other that `by` was looking at."""
    forget_old(now=now)
    StaffList.objects.filter(uploaded_by=by).delete()
    text = base64.b64encode(content).decode()
    return StaffList.objects.create(uploaded_by=by, uploaded_at=now, content=text, is_whole=whole)


def find(key: UUID, *, by: Person, now: datetime) -> StaffList | None:
    """The list that `by` keeps under `key`, unless its hour is over."""
    return StaffList.objects.filter(key=key, uploaded_by=by, uploaded_at__gt=now - KEPT_FOR).first()


def content_of(kept: StaffList) -> bytes:
    """The file as it was uploaded."""
    return base64.b64decode(kept.content)


def forget_old(*, now: datetime) -> int:
    """Deletes the lists whose hour is over; how many."""
    return StaffList.objects.filter(uploaded_at__lte=now - KEPT_FOR).delete()[0]
