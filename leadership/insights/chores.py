"""What is done from time to time, whoever comes first: the row says when it was last begun."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from leadership.insights.models import Chore


def begin(name: str, *, now: datetime, every: timedelta) -> bool:
    """Whether it is time, and nobody else has begun: then it counts as begun at `now` (UTC). A clock that was set back
    does not keep anything waiting."""
    fresh = Q(begun_at__gt=now - every, begun_at__lte=now)
    if Chore.objects.filter(fresh, name=name).exists():
        return False
    made = Chore.objects.get_or_create(name=name, defaults={"begun_at": now})[1]
    return made or bool(Chore.objects.filter(name=name).exclude(fresh).update(begun_at=now))
